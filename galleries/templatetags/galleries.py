"""Linked data of a gallery."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from galleries.models import Gallery
from portal.templatetags.cleaned import breadcrumbs, json_ld, organization

register = template.Library()


@register.simple_tag(takes_context=True)
def gallery_ld(context: dict[str, Any], gallery: Gallery) -> SafeString:
    """schema.org ImageGallery with its pictures and breadcrumbs."""
    url, address = context["site_url"], gallery.get_absolute_url()
    pictures = [
        {
            "@type": "ImageObject",
            "contentUrl": url + picture.image.url,
            "caption": picture.caption or picture.alt,
            "creditText": gallery.byline or str(context["site"]),
        }
        for picture in gallery.pictures
    ]
    return json_ld(
        {
            "@type": "ImageGallery",
            "name": gallery.title,
            "description": gallery.introduction,
            "inLanguage": "vi",
            "mainEntityOfPage": url + address,
            "datePublished": gallery.published_at,
            "image": pictures,
            "publisher": organization(context),
            "breadcrumb": breadcrumbs(url, ("Thư viện ảnh", "/thu-vien-anh/"), (gallery.title, address)),
        }
    )
