"""What the tests of the desk share: somebody at it, its addresses, what its forms send."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from news.models import Article
from portal.publishing import Status
from tests import factories


def desk(role: str) -> Client:
    """A browser in which somebody of this role is logged in; `.user` is who."""
    client = Client()
    client.user = factories.user(role)
    client.force_login(client.user)
    return client


def draft(by: User | None = None, **fields) -> Article:
    return factories.article(status=Status.DRAFT, created_by=by, **fields)


def submitted(by: User, **fields) -> Article:
    article = draft(by, **fields)
    article.submit(by)
    return article


def change(item, name: str = "change", *more: object) -> str:
    return reverse(f"admin:{item._meta.label_lower.replace('.', '_')}_{name}", args=[item.pk, *more])


def step(item, slug: str) -> str:
    return change(item, "step", slug)


def formset(prefix: str, *rows: dict[str, object], initial: int = 0) -> dict[str, object]:
    data: dict[str, object] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": initial,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def article_form(
    article: Article | None = None, pictures: tuple[dict[str, object], ...] = (), **fields
) -> dict:
    """What the browser would send from the form of this article, with these fields typed over."""
    data = {
        "title": article.title if article else "Bản Nà Cang hiến đất làm đường",
        "lead": article.lead if article else "",
        "body": article.body if article else "<p>Các hộ đã bàn và thống nhất.</p>",
        "category": article.category_id if article else factories.category().pk,
        "byline": "",
        "source_name": "",
        "source_url": "",
        "legacy_path": "",
        "published_at_0": "",
        "published_at_1": "",
        "seen_version": article.version if article else "",
    }
    return {**data, **formset("images", *pictures), **formset("chosen"), **fields}


def errors(response) -> str:
    return " ".join(str(message) for found in response.context["errors"] for message in found)
