"""The words that "Ý bạn là …" may propose, read anew from what readers may see."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from directives.models import Directive
from news.models import Article, Bulletin, Category
from pages.models import Page
from portal.models import SearchTerm
from portal.slips import counted


class Command(BaseCommand):
    help = "Cập nhật danh sách từ dùng để gợi ý “Ý bạn là …” khi tìm kiếm; nên chạy mỗi ngày một lần."

    def handle(self, *args: Any, **options: Any) -> None:
        titles = chain(
            Article.objects.published().values_list("title", flat=True).order_by().iterator(),
            Directive.objects.published().values_list("subject", flat=True).order_by().iterator(),
            Bulletin.objects.published().values_list("title", flat=True).order_by(),
            Page.objects.published().values_list("title", flat=True).order_by(),
            Category.objects.values_list("name", flat=True).order_by(),
        )
        terms = [SearchTerm(bare=bare, text=text, count=n) for bare, (text, n) in counted(titles).items()]
        with transaction.atomic():
            SearchTerm.objects.all().delete()
            SearchTerm.objects.bulk_create(terms, batch_size=5000)
        if options["verbosity"]:
            self.stdout.write(f"{len(terms)} từ và cụm từ.")
