"""The public pages of the galleries: the shelf, one gallery, one picture. Each works as plain links."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from galleries.models import Gallery
from portal.forms import PageField

PER_PAGE = 12


@require_safe
def gallery_list(request: HttpRequest) -> HttpResponse:
    rows = Gallery.objects.published().for_shelf().newest()
    page = Paginator(rows, PER_PAGE).get_page(PageField().clean(request.GET.get("trang")))
    return render(request, "galleries/gallery_list.html", {"page": page})


@require_safe
def gallery(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = Gallery.objects.for_page().public_or_404(pk=pk)
    if slug != found.slug:
        return redirect(found, permanent=True)
    return show(request, found)


def show(request: HttpRequest, shown: Gallery) -> HttpResponse:
    """The gallery as readers see it; the admin's preview shows a draft through the same door."""
    pictures = [(shown.picture_url(n), picture) for n, picture in enumerate(shown.pictures, start=1)]
    return render(request, "galleries/gallery.html", {"gallery": shown, "pictures": pictures})


@require_safe
def gallery_picture(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One picture as large as the screen allows, with the way to the one before and the one after."""
    found = Gallery.objects.for_page().public_or_404(pk=pk)
    if not 1 <= number <= len(found.pictures):
        raise Http404("Không có ảnh này.")
    if slug != found.slug:
        return redirect(found.picture_url(number), permanent=True)
    context = {
        "gallery": found,
        "picture": found.pictures[number - 1],
        "number": number,
        "count": len(found.pictures),
        "before": found.picture_url(number - 1) if number > 1 else "",
        "after": found.picture_url(number + 1) if number < len(found.pictures) else "",
    }
    return render(request, "galleries/gallery_picture.html", context)
