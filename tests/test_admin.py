"""The desk: who may do what, and that nothing is lost, published or withdrawn by accident."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from portal.models import SiteSettings
from portal.publishing import Status
from portal.roles import ADMINISTRATOR, EDITOR, MODERATOR, PUBLISHER
from tests import factories
from tests.desk import article_form, change, desk, draft, step, submitted

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ who may open what

EVERYONE, NOBODY = {EDITOR, PUBLISHER, MODERATOR, ADMINISTRATOR}, set()
WRITERS = {EDITOR, PUBLISHER, ADMINISTRATOR}
ADDRESSES = [
    ("index", EVERYONE),
    ("password_change", EVERYONE),
    *(
        (f"{model}_{view}", WRITERS)
        for model in ("news_article", "news_bulletin", "directives_directive")
        for view in ("changelist", "add", "change", "history", "preview")
    ),
    *(
        (f"{model}_changelist", WRITERS)
        for model in (
            "news_category",
            "directives_documenttype",
            "directives_issuingbody",
            "directives_field",
        )
    ),
    ("directives_directive_worklist", WRITERS),
    *(
        (f"{model}_add", {ADMINISTRATOR})
        for model in (
            "news_category",
            "directives_documenttype",
            "directives_issuingbody",
            "directives_field",
            "portal_linkbox",
            "auth_user",
        )
    ),
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
]


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
    for name, _ in ADDRESSES:
        assert client.get(address(name, rows)).url.startswith(reverse("admin:login")), name


@pytest.mark.parametrize(
    "address",
    [
        "news/article/abc/change/",
        "news/article/99999999999999999999/change/",
        "news/article/1/buoc/khong-co/",
        "news/article/?p=-1",
        "news/article/?p=x",
        "news/article/?trang-thai=la",
        "news/article/?o=99",
        "news/article/?q=%22%27()",
        "directives/directive/?q=446%20qd%20tu",
        "directives/directive/?type__id__exact=x",
        "news/article/?password=1",
    ],
)
def test_nonsense_in_an_address_is_answered_by_a_page_in_vietnamese(address):
    response = desk(PUBLISHER).get(f"/quan-tri/{address}", follow=True)
    assert response.status_code in {200, 400, 404}
    assert re.search(r'<html lang="vi".*<h1', response.content.decode(), re.DOTALL)


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_no_english_is_left_on_the_pages_of_a_role(role, rows):
    client = desk(role)
    telltale = (
        "Save",
        "Delete",
        "History",
        "Change",
        "Add another",
        "Home",
        "Log out",
        "Select ",
        "Search<",
        "Please ",
        "Filter",
    )
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
    forged = {
        "status": "published",
        "published_by": client.user.pk,
        "version": "99",
        "slug": "x",
        "created_by": "1",
    }
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
    article.refresh_from_db()
    assert article.status == Status.SUBMITTED


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
    assert list(Article.objects.order_by("pk").values_list("title", "version")) == [
        (article.title, 1), (other.title, 1),
    ]  # fmt: skip


# ------------------------------------------------------------------ preview


@pytest.mark.parametrize("make", [factories.article, factories.directive, factories.bulletin])
def test_a_preview_is_the_readers_page_and_is_kept_by_no_cache(make):
    item = make(status=Status.DRAFT)
    response = desk(EDITOR).get(change(item, "preview"))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
