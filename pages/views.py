"""The public pages of the institution."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from news.models import Category, Topic
from pages.models import ENGLISH, Page, Person


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = Page.objects.select_related("parent").defer("body_text", "search").public_or_404(slug=slug)
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    return show(request, found)


@require_safe
def english(request: HttpRequest) -> HttpResponse:
    return page(request, ENGLISH)


def show(request: HttpRequest, shown: Page) -> HttpResponse:
    """The page as readers see it; the admin's preview shows a draft through the same door."""
    above = shown.parent if shown.parent and shown.parent.is_published else None
    parts = Page.objects.published().filter(parent=shown.pk).only("title", "slug")
    return render(request, "pages/page.html", {"shown": shown, "above": above, "parts": parts})


@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    """The people of the institution by its parts, each part where its first person stands."""
    units: dict[str, list[Person]] = {}
    for person in Person.objects.filter(shown=True):
        units.setdefault(person.unit, []).append(person)
    return render(request, "pages/organisation.html", {"units": units.items()})


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Everything that has a place of its own, except single texts."""
    pages = list(Page.objects.published().only("title", "slug", "parent_id", "language"))
    known = {row.pk for row in pages}
    context = {
        "pages": [row for row in pages if row.parent_id not in known],
        "parts": [row for row in pages if row.parent_id in known],
        "categories": Category.objects.all(),
        "topics": Topic.objects.all()[:50],
    }
    return render(request, "pages/site_map.html", context)
