"""The register as RSS and Atom: any list a reader has filtered can be followed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from directives.forms import RegisterForm
from directives.models import Directive
from portal.models import SiteSettings

NEWEST = 30


class RegisterFeed(Feed):
    """The newest of the texts that pass the filters of the address, by day of publication here."""

    def get_object(self, request: HttpRequest) -> RegisterForm:
        return RegisterForm(request.GET, today=timezone.localdate())

    def title(self, form: RegisterForm) -> str:
        """ "Văn bản: Chỉ thị, Tỉnh ủy … – …": what is followed, so that a reader's list tells feeds apart."""
        chosen = ", ".join(form.filters_in_words())
        site = SiteSettings.objects.first() or SiteSettings()
        return f"Văn bản: {chosen} – {site}" if chosen else f"Văn bản – {site}"

    def description(self, form: RegisterForm) -> str:
        return "Văn bản mới đăng trong sổ văn bản"

    subtitle = description

    def link(self, form: RegisterForm) -> str:
        return reverse("directive_list") + form.address()

    def items(self, form: RegisterForm) -> list[Directive]:
        found = form.rows(Directive.objects.published())
        return list(found.order_by("-published_at", "-pk").for_list()[:NEWEST])

    def item_title(self, item: Directive) -> str:
        return f"{item.type.name} {item.symbol}: {item.subject}" if item.symbol else item.subject

    def item_description(self, item: Directive) -> str:
        return f"{item.citation_form}. {item.validity.label}."

    def item_pubdate(self, item: Directive) -> datetime:
        return timezone.localtime(item.published_at)

    def item_updateddate(self, item: Directive) -> datetime:
        return timezone.localtime(item.updated_at)

    def item_author_name(self, item: Directive) -> str:
        return item.issuing_body.name

    def item_categories(self, item: Directive) -> list[str]:
        return [item.type.name]


class AtomRegisterFeed(RegisterFeed):
    feed_type = Atom1Feed
