"""What the lists and the first page of the desk show, find and cost, and where they lead."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.publishing import Status
from portal.roles import ADMINISTRATOR, EDITOR, MODERATOR, PUBLISHER
from tests import factories
from tests.desk import change, desk, draft, submitted

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("value", "titles"),
    [
        ("draft", {"Nháp", "Trả lại"}),
        ("returned", {"Trả lại"}),
        ("submitted", {"Chờ"}),
        ("scheduled", {"Hẹn"}),
        ("published", {"Đăng"}),
        ("withdrawn", {"Gỡ"}),
    ],
)
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


def test_the_column_of_times_sorts_by_the_time_that_it_tells():
    now = timezone.now()
    draft = factories.article(title="Sửa hôm kia", status=Status.DRAFT)
    type(draft).objects.filter(pk=draft.pk).update(updated_at=now - timedelta(days=2))
    factories.article(title="Đăng hôm kìa, sửa hôm nay", published_at=now - timedelta(days=3))
    factories.article(title="Đăng hôm qua", published_at=now - timedelta(days=1))
    waiting = factories.article(title="Gửi tuần trước, sửa hôm nay", status=Status.SUBMITTED)
    type(waiting).objects.filter(pk=waiting.pk).update(submitted_at=now - timedelta(days=7))
    client, place = desk(EDITOR), reverse("admin:news_article_changelist")
    newest = client.get(place)
    way = html.unescape(re.search(r'column-time.*?href="(\?o=[^"]+)"', newest.content.decode(), re.S)[1])
    told = [row.title for row in client.get(place + way).context["cl"].result_list]
    oldest_first = ["Gửi tuần trước, sửa hôm nay", "Đăng hôm kìa, sửa hôm nay", "Sửa hôm kia", "Đăng hôm qua"]
    assert told in (oldest_first, oldest_first[::-1])


def test_the_register_is_searched_by_number_in_any_spelling():
    wanted = factories.directive(symbol="46-CT/TU", subject="Về tiếp dân")
    factories.directive(symbol="47-CT/TU", subject="Về hòa giải", body="<p>Hòa giải ở cơ sở.</p>")
    client = desk(EDITOR)
    for typed in ("46 ct tu", "46-CT/TU", "46", "tiep dan"):
        page = client.get(reverse("admin:directives_directive_changelist"), {"q": typed})
        assert [row.pk for row in page.context["cl"].result_list] == [wanted.pk], typed


def test_an_article_s_list_names_who_wrote_it_on_the_desk():
    client = desk(EDITOR)
    client.user.last_name, client.user.first_name = "Lường Thị", "Ngân"
    client.user.save()
    draft(client.user)
    page = client.get(reverse("admin:news_article_changelist")).text
    assert "Lường Thị Ngân" in page
    assert "Author" not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Chưa có tin bài nào."), ("không có chữ này", "Không có tin bài nào khớp.")],
)
def test_an_empty_list_says_so(typed, said):
    page = desk(EDITOR).get(reverse("admin:news_article_changelist"), {"q": typed}).text
    assert said in page


def test_a_yes_or_a_no_is_said_in_vietnamese_in_lists_and_in_fields_that_are_only_read():
    featured = draft(featured=True)
    factories.user(EDITOR, is_active=False)
    for role, address, words in (
        (ADMINISTRATOR, reverse("admin:auth_user_changelist"), {"Có", "Không"}),
        (EDITOR, change(submitted(factories.user(EDITOR))), {"Không"}),
        (EDITOR, change(featured.category), {"Có"}),
    ):
        page = desk(role).get(address).text
        assert set(re.findall(r'icon-(?:yes|no)[^"]*" alt="([^"]*)"', page)) >= words, address
        assert 'alt="True"' not in page
        assert 'alt="False"' not in page


def test_an_address_between_the_desk_and_a_list_leads_to_the_desk():
    response = desk(ADMINISTRATOR).get("/quan-tri/auth/")
    assert (response.status_code, response["Location"]) == (302, reverse("admin:index"))
