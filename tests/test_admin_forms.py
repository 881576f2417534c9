"""What the forms of the desk take and refuse."""

from __future__ import annotations

import struct
import zlib
from datetime import date

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from directives.models import Attachment, Directive
from news.models import ArticleImage, BulletinEntry, Topic
from portal.models import SiteSettings
from portal.publishing import Status
from portal.roles import ADMINISTRATOR, EDITOR, MODERATOR
from tests import factories
from tests.desk import article_form, change, desk, draft, errors, formset

pytestmark = pytest.mark.django_db


def directive_form(directive=None, **fields) -> dict:
    data = {
        "symbol": directive.symbol if directive else "15-CT/TU",
        "issued_on": "02/03/2026",
        "type": directive.type_id if directive else factories.document_type().pk,
        "issuing_body": directive.issuing_body_id if directive else factories.body().pk,
        "subject": "Về công tác tiếp dân",
        "body": "<p>1. Tổ chức tiếp dân.</p>",
        "seen_version": directive.version if directive else "",
        "published_at_0": "",
        "published_at_1": "",
    }
    return {**data, **formset("attachments"), **formset("relations"), **fields}


# ------------------------------------------------------------------ pictures


def bomb() -> bytes:
    """A PNG of 30,000 × 30,000 pixels in a few hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bom.png", bomb()),
        ("trang.jpg", b"<html><script>alert(1)</script>"),
        ("hinh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("rong.png", b"\x89PNG\r\n\x1a\n"),
    ],
    ids=["bomb", "web page", "drawing", "empty"],
)
def test_a_file_that_is_no_honest_picture_is_an_error_of_the_form(name, content):
    client = desk(EDITOR)
    article = draft(client.user)
    picture = {
        "image": SimpleUploadedFile(name, content),
        "alt": "Ảnh",
        "caption": "",
        "order": 0,
        "article": article.pk,
    }
    response = client.post(change(article), article_form(article, pictures=(picture,)))
    assert response.status_code == 200
    assert "ảnh" in errors(response).lower()
    assert not ArticleImage.objects.exists()


def test_a_picture_needs_words_for_those_who_cannot_see_it():
    client = desk(EDITOR)
    article = draft(client.user)
    picture = {"image": factories.picture_file(), "alt": "", "caption": "", "order": 0, "article": article.pk}
    response = client.post(change(article), article_form(article, pictures=(picture,)))
    assert "Cần điền" in errors(response)
    assert not ArticleImage.objects.exists()


def test_pictures_are_numbered_so_that_one_of_them_leads():
    client = desk(EDITOR)
    article = draft(client.user)
    pictures = tuple(
        {"image": factories.picture_file(), "alt": alt, "caption": "", "order": 0, "article": article.pk}
        for alt in ("Một", "Hai", "Ba")
    )
    client.post(change(article), article_form(article, pictures=pictures))
    assert list(ArticleImage.objects.values_list("alt", "order")) == [("Một", 0), ("Hai", 1), ("Ba", 2)]
    article.refresh_from_db()
    assert article.version == 2


# ------------------------------------------------------------------ the register


def test_a_number_that_is_taken_is_named_before_saving_in_any_spelling():
    taken = factories.directive(symbol="15-CT/TU")
    response = desk(EDITOR).post(reverse("admin:directives_directive_add"), directive_form(symbol="15 ct tu"))
    assert response.status_code == 200
    assert change(taken) in errors(response)


def test_the_same_number_in_another_term_is_welcome():
    factories.directive(symbol="15-CT/TU")
    desk(EDITOR).post(reverse("admin:directives_directive_add"), directive_form(issued_on="02/03/2024"))
    assert sorted(Directive.objects.values_list("period", flat=True)) == ["2020–2025", "2025–2030"]


def test_a_text_does_not_replace_itself_nor_another_twice():
    client = desk(EDITOR)
    directive = factories.directive(status=Status.DRAFT)
    other = factories.directive()
    itself = {"kind": "replaces", "target": directive.pk, "effective_on": "", "source": directive.pk}
    twice = {"kind": "replaces", "target": other.pk, "effective_on": "", "source": directive.pk}
    for rows, said in (((itself,), "thay thế lẫn nhau"), ((twice, twice), "đã ghi ở dòng trên")):
        response = client.post(change(directive), directive_form(directive, **formset("relations", *rows)))
        assert said in errors(response)
    assert not directive.relations.exists()


@pytest.mark.parametrize(
    ("model", "field", "typed"),
    [
        ("directive", "type", "chi thi"),
        ("directive", "issuing_body", "tinh uy"),
        ("directive", "issuing_body", "tu"),
        ("relation", "target", "46 ct tu"),
    ],
)
def test_autocomplete_finds_without_accents_and_by_abbreviation(model, field, typed):
    factories.directive(symbol="46-CT/TU")
    data = {"app_label": "directives", "model_name": model, "field_name": field, "term": typed}
    found = desk(EDITOR).get(reverse("admin:autocomplete"), data).json()["results"]
    assert len(found) == 1


def test_two_texts_of_one_number_are_told_apart_by_their_days_where_one_is_chosen():
    for day in (date(2021, 3, 5), date(2026, 3, 5)):
        factories.directive(symbol="46-CT/TU", subject="Về hòa giải", issued_on=day)
    data = {"app_label": "directives", "model_name": "relation", "field_name": "target", "term": "46-CT/TU"}
    found = desk(EDITOR).get(reverse("admin:autocomplete"), data).json()["results"]
    assert sorted(row["text"] for row in found) == [
        "05/03/2021 · Chỉ thị 46-CT/TU – Về hòa giải",
        "05/03/2026 · Chỉ thị 46-CT/TU – Về hòa giải",
    ]


def test_a_file_of_a_draft_is_handed_to_staff_alone(client):
    directive = factories.directive(status=Status.DRAFT)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    attachment = Attachment.objects.create(directive=directive, title="Bản ký", file=file)
    url = change(directive, "attachment", attachment.pk)
    assert client.get(url).status_code == 302
    assert desk(MODERATOR).get(url).status_code == 403
    assert b"".join(desk(EDITOR).get(url).streaming_content).startswith(b"%PDF-")
    assert client.get(attachment.get_absolute_url()).status_code == 404


# ------------------------------------------------------------------ bulletins, settings


def bulletin_form(bulletin, *rows, **fields) -> dict:
    data = {
        "number": bulletin.number,
        "month": 11,
        "year": bulletin.year,
        "title": "",
        "introduction": "",
        "cover_alt": "",
        "published_at_0": "",
        "published_at_1": "",
        "legacy_path": "",
        "seen_version": bulletin.version,
    }
    return {**data, **formset("entries", *rows), **fields}


def test_a_bulletin_holds_each_article_once():
    client = desk(EDITOR)
    bulletin, article = factories.bulletin(status=Status.DRAFT), factories.article()
    row = {"article": article.pk, "section": "", "order": 0, "bulletin": bulletin.pk}
    twice = client.post(change(bulletin), bulletin_form(bulletin, row, row))
    assert "đã có trong bản tin" in errors(twice)
    client.post(change(bulletin), bulletin_form(bulletin, row))
    assert BulletinEntry.objects.get().article == article


def test_a_bulletins_number_is_taken_once_a_year():
    first, second = factories.bulletin(), factories.bulletin(status=Status.DRAFT)
    response = desk(EDITOR).post(change(second), bulletin_form(second, number=first.number))
    assert "đã có" in errors(response)


def test_every_form_that_an_administrator_may_open_has_a_button_that_saves():
    client = desk(ADMINISTRATOR)
    request = RequestFactory().get("/")
    request.user = client.user
    asked = [model for model, form in admin.site._registry.items() if form.has_add_permission(request)]
    assert len(asked) > 15
    without = [
        model.__name__
        for model in asked
        if 'name="_save"'
        not in client.get(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_add")).text
    ]
    assert without == []


def test_a_kind_of_text_can_be_renamed():
    client, kind = desk(ADMINISTRATOR), factories.document_type()
    page = client.get(change(kind)).text
    assert 'name="_save"' in page
    assert "Chỉ xem" not in page
    client.post(change(kind), {"name": "Công điện", "abbreviation": kind.abbreviation})
    kind.refresh_from_db()
    assert kind.name == "Công điện"


def test_what_is_deleted_is_named_in_vietnamese_before_it_is_gone():
    client, topic = desk(ADMINISTRATOR), Topic.objects.create(name="Tái định cư", slug="tai-dinh-cu")
    topic.articles.add(factories.article())
    asked = client.get(change(topic, "delete")).text
    assert "mất hẳn" in asked
    assert "relationship" not in asked
    client.post(change(topic, "delete"), {"post": "yes"})
    assert not Topic.objects.exists()


def test_the_list_of_settings_is_their_form():
    client = desk(ADMINISTRATOR)
    response = client.get(reverse("admin:portal_sitesettings_changelist"), follow=True)
    assert 'name="superior_name"' in response.content.decode()
    assert SiteSettings.objects.count() == 1
