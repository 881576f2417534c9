"""The main menu, with the reader's place in it."""

from __future__ import annotations

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def menu_places(context: template.Context) -> list[tuple[str, str, str]]:
    """(address, words, aria-current) of each link: "page", "true" for the part the page belongs to, or "".

    A page whose address does not begin with that of its part says `section_url`.
    """
    path, section = context["request"].path, context.get("section_url")

    def current(url: str) -> str:
        if url == path:
            return "page"
        return "true" if url == section or (url != "/" and url in path) else ""

    return [(link.url, link.label, current(link.url)) for link in context["menu"]]
