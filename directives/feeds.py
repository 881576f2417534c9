"""The register as a feed: any list a reader has filtered can be followed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from directives.forms import RegisterForm
from directives.models import Directive
from portal.models import SiteSettings

NEWEST = 30


class RegisterFeed(Feed):
    """The newest of the texts that pass the filters of the address, by day of publication here."""

    description = "Văn bản mới đăng trong sổ văn bản"

    def get_object(self, request: HttpRequest) -> RegisterForm:
        return RegisterForm(request.GET, today=timezone.localdate())

    def title(self, form: RegisterForm) -> str:
        return f"Văn bản – {SiteSettings.objects.first() or SiteSettings()}"

    def link(self, form: RegisterForm) -> str:
        return reverse("directive_list") + form.address()

    def items(self, form: RegisterForm) -> list[Directive]:
        found = form.rows(Directive.objects.published())
        return list(found.order_by("-published_at", "-pk").for_list()[:NEWEST])

    def item_title(self, item: Directive) -> str:
        return f"{item.type.name} {item.symbol}: {item.subject}" if item.symbol else item.subject

    def item_description(self, item: Directive) -> str:
        return f"{item.citation_form}. {item.validity.label}."

    def item_pubdate(self, item: Directive) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Directive) -> datetime | None:
        return item.updated_at

    def item_categories(self, item: Directive) -> list[str]:
        return [item.type.name]
