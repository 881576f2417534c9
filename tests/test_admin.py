"""The desk: who may do what, and that nothing is lost, published or withdrawn by accident."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directives.models import Attachment, Directive
from news.models import Article, ArticleImage, BulletinEntry
from portal.models import SiteSettings
from portal.publishing import Status
from portal.roles import ADMINISTRATOR, EDITOR, MODERATOR, PUBLISHER
from tests import factories

pytestmark = pytest.mark.django_db


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


def article_form(article: Article | None = None, pictures: tuple[dict[str, object], ...] = (), **fields) -> dict:
    """What the browser would send from the form of this article, with these fields typed over."""
    data = {
        "title": article.title if article else "Bản Nà Cang hiến đất làm đường",
        "lead": article.lead if article else "",
        "body": article.body if article else "<p>Các hộ đã bàn và thống nhất.</p>",
        "category": article.category_id if article else factories.category().pk,
        "byline": "", "source_name": "", "source_url": "", "legacy_path": "",
        "published_at_0": "", "published_at_1": "",
        "seen_version": article.version if article else "",
    }  # fmt: skip
    return {**data, **formset("images", *pictures), **fields}


def directive_form(directive=None, **fields) -> dict:
    data = {
        "symbol": directive.symbol if directive else "15-CT/TU",
        "issued_on": "02/03/2026",
        "type": directive.type_id if directive else factories.document_type().pk,
        "issuing_body": directive.issuing_body_id if directive else factories.body().pk,
        "subject": "Về công tác tiếp dân",
        "body": "<p>1. Tổ chức tiếp dân.</p>",
        "seen_version": directive.version if directive else "",
        "published_at_0": "", "published_at_1": "",
    }  # fmt: skip
    return {**data, **formset("attachments"), **formset("relations"), **fields}


def errors(response) -> str:
    return " ".join(str(message) for found in response.context["errors"] for message in found)


# ------------------------------------------------------------------ who may open what

EVERYONE, NOBODY = {EDITOR, PUBLISHER, MODERATOR, ADMINISTRATOR}, set()
WRITERS = {EDITOR, PUBLISHER, ADMINISTRATOR}
ADDRESSES = [
    ("index", EVERYONE),
    ("password_change", EVERYONE),
    *((f"{model}_{view}", WRITERS) for model in ("news_article", "news_bulletin", "directives_directive")
      for view in ("changelist", "add", "change", "history", "preview")),
    *((f"{model}_changelist", WRITERS) for model in
      ("news_category", "directives_documenttype", "directives_issuingbody", "directives_field")),
    *((f"{model}_add", {ADMINISTRATOR}) for model in
      ("news_category", "directives_documenttype", "directives_issuingbody", "directives_field", "portal_linkbox", "auth_user")),
    ("portal_linkbox_changelist", {ADMINISTRATOR}),
    ("portal_sitesettings_change", {ADMINISTRATOR}),
    ("portal_sitesettings_history", {ADMINISTRATOR}),
    ("auth_user_changelist", {ADMINISTRATOR}),
    ("auth_user_change", {ADMINISTRATOR}),
    ("auth_group_changelist", {ADMINISTRATOR}),
    ("auth_group_change", {ADMINISTRATOR}),
    ("portal_sitesettings_add", NOBODY),
    ("portal_sitesettings_delete", NOBODY),
    ("news_article_delete", NOBODY),
    ("news_bulletin_delete", NOBODY),
    ("directives_directive_delete", NOBODY),
    ("auth_user_delete", NOBODY),
    ("auth_group_delete", NOBODY),
]  # fmt: skip


@pytest.fixture
def rows():
    """One row of each kind; the addresses above are asked for them."""
    user = factories.user(EDITOR)
    SiteSettings.objects.get_or_create(pk=1)
    return {
        "news_article": draft(user).pk,
        "news_bulletin": factories.bulletin(status=Status.DRAFT, created_by=user).pk,
        "directives_directive": factories.directive(status=Status.DRAFT, created_by=user).pk,
        "portal_sitesettings": 1,
        "auth_user": user.pk,
        "auth_group": user.groups.get().pk,
    }


def address(name: str, rows: dict[str, int]) -> str:
    model, _, view = name.rpartition("_")
    wants_row = view in {"change", "history", "preview", "delete"} and model in rows
    return reverse(f"admin:{name}", args=[rows[model]] if wants_row else [])


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_role_opens_what_the_table_says_and_nothing_else(role, rows):
    client = desk(role)
    answers = {name: client.get(address(name, rows)).status_code for name, _ in ADDRESSES}
    assert answers == {name: 200 if role in allowed else 403 for name, allowed in ADDRESSES}


def test_every_address_asks_a_stranger_to_log_in_first(client, rows):
    for name, _ in ADDRESSES:
        response = client.get(address(name, rows))
        assert response.status_code == 302, name
        assert response["Location"].startswith(reverse("admin:login")), name


def test_a_reader_with_an_account_is_no_staff(client, rows):
    client.force_login(factories.user())
    assert {client.get(address(name, rows)).status_code for name, _ in ADDRESSES} == {302}


@pytest.mark.parametrize("address", ["news/article/abc/change/", "news/article/99999999999999999999/change/",
                                     "news/article/1/buoc/khong-co/", "news/article/?p=-1", "news/article/?p=x",
                                     "news/article/?trang-thai=la", "news/article/?o=99", "news/article/?q=%22%27()",
                                     "directives/directive/?q=446%20qd%20tu", "directives/directive/?type__id__exact=x",
                                     "news/article/?password=1"])  # fmt: skip
def test_nonsense_in_an_address_is_no_server_error(address):
    assert desk(PUBLISHER).get(f"/quan-tri/{address}").status_code in {200, 302, 400, 404}


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_no_english_is_left_on_the_pages_of_a_role(role, rows):
    client = desk(role)
    telltale = ("Save", "Delete", "History", "Change", "Add another", "Home", "Log out", "Select ", "Search<", "Please ", "Filter")
    for name, allowed in ADDRESSES:
        if role in allowed and not name.endswith("_preview"):
            page = client.get(address(name, rows)).content.decode()
            assert [word for word in telltale if f">{word}" in page or f'value="{word}' in page] == [], name


# ------------------------------------------------------------------ writing


def test_a_new_article_is_a_draft_of_its_writer():
    client = desk(EDITOR)
    client.post(reverse("admin:news_article_add"), article_form())
    article = Article.objects.get()
    assert (article.status, article.created_by, article.version) == (Status.DRAFT, client.user, 1)


def test_fields_that_the_form_does_not_have_are_ignored():
    client = desk(EDITOR)
    forged = {"status": "published", "published_by": client.user.pk, "version": "99", "slug": "x", "created_by": "1"}
    client.post(reverse("admin:news_article_add"), article_form(**forged))
    article = Article.objects.get()
    assert (article.status, article.published_by, article.version) == (Status.DRAFT, None, 1)


def test_a_button_submits_what_was_just_typed():
    client = desk(EDITOR)
    client.post(reverse("admin:news_article_add"), article_form(title="Vừa gõ", _step="gui-duyet"))
    article = Article.objects.get()
    assert (article.title, article.status, article.submitted_by) == ("Vừa gõ", Status.SUBMITTED, client.user)


def test_an_editor_cannot_change_what_waits_for_approval_but_recalls_it():
    client = desk(EDITOR)
    article = submitted(client.user)
    response = client.post(change(article), article_form(article, title="Sửa lén"))
    assert response.status_code == 409
    assert "Sửa lén" in response.content.decode()
    client.post(step(article, "rut-ve"), {"version": article.version})
    article.refresh_from_db()
    assert (article.status, article.title != "Sửa lén") == (Status.DRAFT, True)


def test_nobody_recalls_what_another_submitted():
    article = submitted(factories.user(EDITOR))
    assert desk(EDITOR).post(step(article, "rut-ve"), {"version": article.version}).status_code == 403


def test_a_published_article_is_corrected_by_publishers_alone():
    article = factories.article()
    assert desk(EDITOR).post(change(article), article_form(article, title="Sửa")).status_code == 409
    at = timezone.localtime(article.published_at)
    time = {"published_at_0": f"{at:%d/%m/%Y}", "published_at_1": f"{at:%H:%M}"}
    desk(PUBLISHER).post(change(article), article_form(article, title="Đính chính", **time))
    article.refresh_from_db()
    assert (article.title, article.status, article.published_at) == ("Đính chính", Status.PUBLISHED, at)


@pytest.mark.parametrize("typed", ["", "future"])
def test_a_published_article_keeps_a_time_that_has_come(typed):
    article = factories.article()
    later = timezone.localtime() + timedelta(days=1)
    time = {"published_at_0": f"{later:%d/%m/%Y}", "published_at_1": "08:00"} if typed else {}
    response = desk(PUBLISHER).post(change(article), article_form(article, **time))
    assert "published_at" in response.context["adminform"].form.errors


def test_saving_without_a_change_makes_no_new_version():
    client = desk(EDITOR)
    article = draft(client.user)
    client.post(change(article), article_form(article, comments_open="on"))
    article.refresh_from_db()
    assert article.version == 1


# ------------------------------------------------------------------ approving


def test_whoever_submitted_a_text_is_not_asked_to_approve_it():
    client = desk(PUBLISHER)
    article = submitted(client.user)
    assert "duyet-dang" not in client.get(change(article)).content.decode()
    assert client.post(step(article, "duyet-dang"), {"version": article.version}).status_code == 403
    article.refresh_from_db()
    assert article.status == Status.SUBMITTED


def test_approving_asks_first_and_publishes_then(client):
    article = submitted(factories.user(EDITOR))
    publisher = desk(PUBLISHER)
    page = publisher.get(step(article, "duyet-dang"))
    assert article.title in page.content.decode()
    assert client.get(article.get_absolute_url()).status_code == 404
    publisher.post(step(article, "duyet-dang"), {"version": article.version})
    article.refresh_from_db()
    assert (article.status, article.published_by) == (Status.PUBLISHED, publisher.user)
    assert client.get(article.get_absolute_url()).status_code == 200


def test_what_was_changed_since_the_question_is_not_published():
    article = submitted(factories.user(EDITOR))
    seen = article.version
    article.title = "Đã khác"
    article.save()
    desk(PUBLISHER).post(step(article, "duyet-dang"), {"version": seen})
    article.refresh_from_db()
    assert article.status == Status.SUBMITTED


def test_a_time_in_the_future_schedules_and_the_button_says_so(client):
    article = submitted(factories.user(EDITOR), published_at=timezone.now() + timedelta(days=2))
    publisher = desk(PUBLISHER)
    assert "Hẹn giờ đăng" in publisher.get(step(article, "duyet-dang")).content.decode()
    publisher.post(step(article, "duyet-dang"), {"version": article.version})
    article.refresh_from_db()
    assert article.is_scheduled
    assert client.get(article.get_absolute_url()).status_code == 404


def test_an_editor_approves_nothing():
    article = submitted(factories.user(EDITOR))
    for slug in ("duyet-dang", "dang-khan", "tra-lai"):
        data = {"version": article.version, "reason": "Gấp"}
        assert desk(EDITOR).post(step(article, slug), data).status_code in {302, 403}
    article.refresh_from_db()
    assert article.status == Status.SUBMITTED


def test_sending_back_needs_a_note_and_shows_it_to_the_writer():
    writer = desk(EDITOR)
    article = submitted(writer.user)
    publisher = desk(PUBLISHER)
    publisher.post(step(article, "tra-lai"), {"version": article.version, "reason": "  "})
    article.refresh_from_db()
    assert article.status == Status.SUBMITTED
    publisher.post(step(article, "tra-lai"), {"version": article.version, "reason": "Bổ sung tên xã."})
    assert "Bổ sung tên xã." in writer.get(change(article)).content.decode()
    assert "Bổ sung tên xã." in writer.get(reverse("admin:index")).content.decode()


def test_an_emergency_needs_a_reason_that_is_recorded():
    client = desk(PUBLISHER)
    article = draft(client.user)
    client.post(step(article, "dang-khan"), {"version": article.version, "reason": ""})
    article.refresh_from_db()
    assert article.status == Status.DRAFT
    client.post(step(article, "dang-khan"), {"version": article.version, "reason": "Mưa lũ, cần báo ngay."})
    article.refresh_from_db()
    assert (article.status, article.emergency_reason) == (Status.PUBLISHED, "Mưa lũ, cần báo ngay.")


@pytest.mark.parametrize("make", [factories.article, factories.directive, factories.bulletin])
def test_withdrawing_needs_a_reason_that_readers_see(client, make):
    item = make()
    publisher = desk(PUBLISHER)
    publisher.post(step(item, "go"), {"version": item.version, "reason": ""})
    assert client.get(item.get_absolute_url()).status_code == 200
    publisher.post(step(item, "go"), {"version": item.version, "reason": "Số liệu đã được đính chính."})
    gone = client.get(item.get_absolute_url())
    assert gone.status_code == 410
    assert "Số liệu đã được đính chính." in gone.content.decode()
    item.refresh_from_db()
    publisher.post(step(item, "mo-lai"), {"version": item.version})
    item.refresh_from_db()
    assert item.status == Status.DRAFT


def test_asking_for_a_step_does_nothing():
    article = factories.article()
    publisher = desk(PUBLISHER)
    assert publisher.get(step(article, "go")).status_code == 200
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED


# ------------------------------------------------------------------ two people at once


def test_a_stale_form_comes_back_with_both_texts_and_takes_over_only_when_told():
    mine = desk(EDITOR)
    article = draft(mine.user, title="Chữ ban đầu")
    seen = article.version
    article.title = "Chữ của đồng nghiệp"
    article.save()
    typed = article_form(article, title="Chữ của tôi") | {"seen_version": seen}
    page = mine.post(change(article), typed).content.decode()
    assert "Chữ của đồng nghiệp" in page
    assert "Chữ của tôi" in page
    article.refresh_from_db()
    assert article.title == "Chữ của đồng nghiệp"
    assert "Chữ của tôi" in mine.post(change(article), typed).content.decode()
    mine.post(change(article), typed | {"_save_over": article.version})
    article.refresh_from_db()
    assert article.title == "Chữ của tôi"


def test_a_form_without_its_version_is_a_stale_form():
    client = desk(EDITOR)
    article = draft(client.user)
    client.post(change(article), article_form(article, title="Không rõ bản nào") | {"seen_version": ""})
    article.refresh_from_db()
    assert article.title != "Không rõ bản nào"


def test_both_versions_stay_in_the_history_and_the_older_can_come_back():
    client = desk(EDITOR)
    article = draft(client.user, title="Bản thứ nhất")
    client.post(change(article), article_form(article, title="Bản thứ hai"))
    page = client.get(change(article, "history")).content.decode()
    assert "<del>nhất</del>" in page
    assert "<ins>hai </ins>" in page
    assert client.user.username in page
    first = Article.pgh_event_model.objects.filter(pgh_obj=article.pk).order_by("pgh_id").first()
    restore = change(article, "restore", first.pgh_id)
    client.get(restore)
    article.refresh_from_db()
    assert article.title == "Bản thứ hai"
    client.post(restore)
    article.refresh_from_db()
    assert (article.title, article.status) == ("Bản thứ nhất", Status.DRAFT)


def test_an_older_version_comes_back_only_for_whoever_may_change_the_text():
    article = factories.article()
    event = Article.pgh_event_model.objects.filter(pgh_obj=article.pk).first()
    assert desk(EDITOR).post(change(article, "restore", event.pgh_id)).status_code == 403
    other = factories.article()
    assert desk(PUBLISHER).post(change(other, "restore", event.pgh_id)).status_code == 404


# ------------------------------------------------------------------ preview


@pytest.mark.parametrize("make", [factories.article, factories.directive, factories.bulletin])
def test_a_preview_is_the_readers_page_and_is_kept_by_no_cache(make):
    item = make(status=Status.DRAFT)
    response = desk(EDITOR).get(change(item, "preview"))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


# ------------------------------------------------------------------ pictures


def bomb() -> bytes:
    """A PNG of 30,000 × 30,000 pixels in a few hundred bytes."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


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
    picture = {"image": SimpleUploadedFile(name, content), "alt": "Ảnh", "caption": "", "order": 0, "article": article.pk}
    response = client.post(change(article), article_form(article, pictures=(picture,)))
    assert response.status_code == 200
    assert "ảnh" in errors(response).lower()
    assert not ArticleImage.objects.exists()


def test_a_picture_needs_words_for_those_who_cannot_see_it():
    client = desk(EDITOR)
    article = draft(client.user)
    picture = {"image": factories.picture_file(), "alt": "", "caption": "", "order": 0, "article": article.pk}
    response = client.post(change(article), article_form(article, pictures=(picture,)))
    assert response.status_code == 200
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
    for rows in ((itself,), (twice, twice)):
        response = client.post(change(directive), directive_form(directive, **formset("relations", *rows)))
        assert response.status_code == 200
        assert errors(response)
    assert not directive.relations.exists()


def test_the_register_is_searched_by_number_in_any_spelling():
    wanted = factories.directive(symbol="46-CT/TU", subject="Về tiếp dân")
    factories.directive(symbol="47-CT/TU", subject="Về hòa giải", body="<p>Hòa giải ở cơ sở.</p>")
    client = desk(EDITOR)
    for typed in ("46 ct tu", "46-CT/TU", "46", "tiep dan"):
        page = client.get(reverse("admin:directives_directive_changelist"), {"q": typed})
        assert [row.pk for row in page.context["cl"].result_list] == [wanted.pk], typed


@pytest.mark.parametrize(("model", "field", "typed"), [("directive", "type", "chi thi"), ("directive", "issuing_body", "tinh uy"),
                                                        ("directive", "issuing_body", "tu"), ("relation", "target", "46 ct tu")])  # fmt: skip
def test_autocomplete_finds_without_accents_and_by_abbreviation(model, field, typed):
    factories.directive(symbol="46-CT/TU")
    data = {"app_label": "directives", "model_name": model, "field_name": field, "term": typed}
    found = desk(EDITOR).get(reverse("admin:autocomplete"), data).json()["results"]
    assert len(found) == 1


def test_a_file_of_a_draft_is_handed_to_staff_alone(client):
    directive = factories.directive(status=Status.DRAFT)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    attachment = Attachment.objects.create(directive=directive, title="Bản ký", file=file)
    url = change(directive, "attachment", attachment.pk)
    assert client.get(url).status_code == 302
    assert desk(MODERATOR).get(url).status_code == 403
    assert b"".join(desk(EDITOR).get(url).streaming_content).startswith(b"%PDF-")
    assert client.get(attachment.get_absolute_url()).status_code == 404


# ------------------------------------------------------------------ bulletins, settings, accounts


def bulletin_form(bulletin, *rows, **fields) -> dict:
    data = {
        "number": bulletin.number, "month": 11, "year": bulletin.year, "title": "", "introduction": "", "cover_alt": "",
        "published_at_0": "", "published_at_1": "", "legacy_path": "", "seen_version": bulletin.version,
    }  # fmt: skip
    return {**data, **formset("entries", *rows), **fields}


def test_a_bulletin_holds_each_article_once():
    client = desk(EDITOR)
    bulletin, article = factories.bulletin(status=Status.DRAFT), factories.article()
    row = {"article": article.pk, "section": "", "order": 0, "bulletin": bulletin.pk}
    assert errors(client.post(change(bulletin), bulletin_form(bulletin, row, row)))
    assert client.post(change(bulletin), bulletin_form(bulletin, row)).status_code == 302
    assert BulletinEntry.objects.count() == 1


def test_a_bulletins_number_is_taken_once_a_year():
    first, second = factories.bulletin(), factories.bulletin(status=Status.DRAFT)
    response = desk(EDITOR).post(change(second), bulletin_form(second, number=first.number))
    assert "đã có" in errors(response)


def test_the_list_of_settings_is_their_form():
    client = desk(ADMINISTRATOR)
    response = client.get(reverse("admin:portal_sitesettings_changelist"), follow=True)
    assert response.status_code == 200
    assert SiteSettings.objects.count() == 1


def test_an_account_made_here_is_staff_of_its_role_and_never_more():
    client = desk(ADMINISTRATOR)
    group = client.user.groups.get()
    client.post(
        reverse("admin:auth_user_add"),
        {"username": "canbo", "password1": factories.PASSWORD, "password2": factories.PASSWORD, "usable_password": "true",
         "groups": [group.pk], "is_superuser": "on", "last_name": "", "first_name": ""},
    )  # fmt: skip
    made = User.objects.get(username="canbo")
    assert (made.is_staff, made.is_superuser, list(made.groups.all())) == (True, False, [group])


def test_an_administrator_cannot_take_over_a_superuser():
    chief = User.objects.create_superuser("toan-quyen", password=factories.PASSWORD)
    client = desk(ADMINISTRATOR)
    password = reverse("admin:auth_user_password_change", args=[chief.pk])
    data = {"password1": "Chiếm quyền 2026 đó", "password2": "Chiếm quyền 2026 đó"}
    assert client.post(password, data).status_code == 403
    assert client.post(reverse("admin:auth_user_change", args=[chief.pk]), {"username": "x"}).status_code == 403
    chief.refresh_from_db()
    assert chief.check_password(factories.PASSWORD)


# ------------------------------------------------------------------ lists and dashboard


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("admin:news_article_changelist", factories.article),
        ("admin:directives_directive_changelist", factories.directive),
        ("admin:news_bulletin_changelist", factories.bulletin),
        ("admin:auth_user_changelist", lambda **_: factories.user(EDITOR)),
        ("admin:index", lambda **fields: submitted(fields["created_by"])),
    ],
)
def test_a_list_of_twenty_asks_no_more_of_the_database_than_a_list_of_one(name, make):
    client = desk(PUBLISHER if "auth" not in name else ADMINISTRATOR)
    counts = []
    for more in (1, 19):
        for _ in range(more):
            make(created_by=factories.user(EDITOR))
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(name))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_history_of_twenty_versions_asks_no_more_than_one_of_two(django_assert_max_num_queries):
    client = desk(EDITOR)
    article = draft(client.user)
    for number in range(22):
        article.title = f"Bản {number}"
        article.save()
    with django_assert_max_num_queries(12):
        page = client.get(change(article, "history"))
    assert "trang=2" in page.content.decode()


def test_the_dashboard_shows_each_person_their_own_work():
    writer, publisher, moderator = desk(EDITOR), desk(PUBLISHER), desk(MODERATOR)
    draft(writer.user, title="Nháp của người viết")
    submitted(writer.user, title="Bài chờ duyệt")
    draft(None, title="Bài nhập từ trang cũ", legacy_path="/tin/1")
    factories.comment(state="pending")
    pages = {who: who.get(reverse("admin:index")).content.decode() for who in (writer, publisher, moderator)}
    assert "Nháp của người viết" in pages[writer]
    assert "Nháp của người viết" not in pages[publisher]
    assert "Chờ tôi duyệt" in pages[publisher]
    assert "Chờ tôi duyệt" not in pages[writer]
    assert "Bài nhập từ trang cũ" in pages[publisher]
    assert "chờ kiểm duyệt" in pages[moderator]
    assert "chờ kiểm duyệt" not in pages[writer]


@pytest.mark.parametrize(("value", "titles"), [("draft", {"Nháp", "Trả lại"}), ("returned", {"Trả lại"}), ("submitted", {"Chờ"}),
                                               ("scheduled", {"Hẹn"}), ("published", {"Đăng"}), ("withdrawn", {"Gỡ"})])  # fmt: skip
def test_the_filter_of_states_tells_them_apart(value, titles):
    client = desk(PUBLISHER)
    factories.article(title="Nháp", status=Status.DRAFT)
    factories.article(title="Trả lại", status=Status.DRAFT, return_note="Sửa")
    factories.article(title="Chờ", status=Status.SUBMITTED)
    factories.article(title="Hẹn", published_at=timezone.now() + timedelta(days=1))
    factories.article(title="Đăng")
    factories.article(title="Gỡ", status=Status.WITHDRAWN)
    page = client.get(reverse("admin:news_article_changelist"), {"trang-thai": value})
    assert {row.title for row in page.context["cl"].result_list} == titles
