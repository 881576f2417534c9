"""What the pages of official texts say to machines."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from directives.models import Directive
from portal.templatetags.cleaned import breadcrumbs, json_ld

register = template.Library()

#: schema.org LegalForceStatus by the code of `directives.validity`; unknown has none.
FORCE = {"valid": "InForce", "partial": "PartiallyInForce", "future": "NotInForce", "ended": "NotInForce"}


@register.simple_tag(takes_context=True)
def legislation_ld(context: dict[str, Any], directive: Directive) -> SafeString:
    """schema.org Legislation with its breadcrumbs; needs a directive from `for_list()`."""
    url, address = context["site_url"], directive.get_absolute_url()
    force = FORCE.get(directive.validity.code)
    return json_ld(
        {
            "@type": "Legislation",
            "name": directive.subject,
            "legislationIdentifier": directive.symbol,
            "legislationType": directive.type.name,
            "legislationDate": directive.issued_on,
            "legislationLegalForce": f"https://schema.org/{force}" if force else None,
            "legislationPassedBy": {"@type": "GovernmentOrganization", "name": directive.issuing_body.name},
            "inLanguage": "vi",
            "url": url + address,
            "breadcrumb": breadcrumbs(
                url, ("Văn bản", "/van-ban/"), (directive.symbol or directive.subject, address)
            ),
        }
    )
