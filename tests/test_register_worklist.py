"""The work list of citations that lead nowhere: what is missing, and choosing where several texts fit."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from portal.desk import prefill
from portal.roles import EDITOR, MODERATOR
from tests import factories
from tests.desk import change, desk

pytestmark = pytest.mark.django_db

ADD = "admin:directives_directive_add"
LIST, CHOOSE = "admin:directives_directive_worklist", "admin:directives_directive_choose"


def lines(page) -> list[tuple[str, int]]:
    return [(row["line"].symbol, row["line"].times) for row in page.context["lines"]]


def place(citation) -> str:
    return f"{citation._meta.label_lower}:{citation.pk}"


@pytest.fixture
def cited():
    """21-CT/TU twice in the register and cited by an article and a text; 77-QĐ/TU cited twice, unknown."""
    early, late = (
        factories.directive(symbol="21-CT/TU", issued_on=day) for day in (date(2021, 3, 4), date(2026, 3, 4))
    )
    words = "<p>Theo Quyết định số 77-QĐ/TU, ngày 05/02/2022 và Chỉ thị số 21-CT/TU.</p>"
    article = factories.article(title="Giữ rừng đầu nguồn", body=words)
    text = factories.directive(symbol="40-CT/TU", body=words)
    factories.article(body="<p>Theo Quyết định số 77-QĐ/TU, ngày 05/02/2022.</p>")
    return SimpleNamespace(early=early, late=late, article=article, text=text)


def test_the_work_list_says_what_is_missing_where_it_is_cited_and_what_to_do(cited):
    client = desk(EDITOR)
    kind, body = factories.document_type("Quyết định", "QĐ"), factories.body()
    page = client.get(reverse(LIST))
    assert lines(page) == [("77-QĐ/TU", 3), ("21-CT/TU", 2)]
    words = page.content.decode()
    assert "Giữ rừng đầu nguồn" in words
    assert change(cited.article) in words
    assert change(cited.text) in words
    assert "Chưa có trong sổ" in words
    assert "2 văn bản cùng số" in words
    given = {"symbol": "77-QĐ/TU", "issued_on": date(2022, 2, 5), "type": kind.pk, "issuing_body": body.pk}
    add = f"{reverse(ADD)}?{prefill.query(given)}"
    assert escape(add) in words
    form = client.get(add).content.decode()
    assert 'value="05/02/2022"' in form
    assert f'<option value="{kind.pk}" selected>' in form


@pytest.mark.parametrize(
    ("query", "symbols"),
    [
        ("", ["77-QĐ/TU", "21-CT/TU"]),
        ("q=77+qd+tu", ["77-QĐ/TU"]),
        ("q=21", ["21-CT/TU"]),
        ("q=CT/TU", ["21-CT/TU"]),
        ("q=%25", []),
        ("q=khong+co", []),
        ("loc=chua-co", ["77-QĐ/TU"]),
        ("loc=phai-chon", ["21-CT/TU"]),
        ("loc=da-chon", []),
        ("loc=la&trang=abc", ["77-QĐ/TU", "21-CT/TU"]),
        ("trang=99999", []),
    ],
)
def test_the_work_list_is_filtered_by_number_in_any_spelling_and_by_what_to_do(cited, query, symbols):
    page = desk(EDITOR).get(f"{reverse(LIST)}?{query}")
    assert [symbol for symbol, _ in lines(page)] == symbols
    assert symbols or "Không có số nào khớp" in page.content.decode()


def test_an_empty_work_list_says_that_all_is_done():
    factories.article(body="<p>Không nhắc số nào.</p>")
    assert "Mọi số được viện dẫn đều đã dẫn tới" in desk(EDITOR).get(reverse(LIST)).content.decode()


def test_an_added_text_leaves_the_work_list_by_itself(cited):
    quyet_dinh = factories.document_type("Quyết định", "QĐ")
    factories.directive(symbol="77-QĐ/TU", type=quyet_dinh, issued_on=date(2022, 2, 5))
    assert lines(desk(EDITOR).get(reverse(LIST))) == [("21-CT/TU", 2)]


def test_where_several_fit_an_editor_chooses_for_each_place_and_may_take_it_back(cited):
    client, where = desk(EDITOR), f"{reverse(CHOOSE)}?so=21-CT/TU&ngay="
    mine, other = cited.article.citations.get(key="21-CT/TU"), cited.text.citations.get(key="21-CT/TU")
    page = client.get(where).content.decode()
    assert "ngày 04/03/2021" in page
    assert "ngày 04/03/2026" in page
    said = client.post(where, {"van-ban": cited.early.pk, "cho": place(mine)}, follow=True).content.decode()
    assert "Đã nối 1 chỗ viện dẫn với Chỉ thị số 21-CT/TU, ngày 04/03/2021" in said
    mine.refresh_from_db(), other.refresh_from_db()
    assert (mine.target, mine.pinned, other.target) == (cited.early, True, None)
    assert cited.early.get_absolute_url() in client.get(cited.article.get_absolute_url()).content.decode()
    assert lines(client.get(reverse(LIST), {"loc": "da-chon"})) == [("21-CT/TU", 1)]
    said = client.post(where, {"bo": "1", "cho": place(mine)}, follow=True).content.decode()
    assert "Đã bỏ chọn 1 chỗ" in said
    mine.refresh_from_db()
    assert (mine.target, mine.pinned) == (None, False)


def test_a_forged_choice_links_nothing_else(cited):
    client, where = desk(EDITOR), f"{reverse(CHOOSE)}?so=21-CT/TU&ngay="
    foreign = cited.article.citations.get(key="77-QĐ/TU")
    client.post(
        where, {"van-ban": cited.early.pk, "cho": [place(foreign), "x:1", "news.articlecitation:x", ""]}
    )
    assert client.post(where, {"van-ban": cited.text.pk, "cho": place(foreign)}).status_code == 404
    assert client.post(where, {"van-ban": "x", "cho": place(foreign)}).status_code == 302
    foreign.refresh_from_db()
    assert foreign.target is None


def test_choosing_is_for_those_who_may_change_official_texts(cited, client):
    where = f"{reverse(CHOOSE)}?so=21-CT/TU&ngay="
    for address in (reverse(LIST), where):
        assert client.get(address).status_code == 302
        assert desk(MODERATOR).get(address).status_code == 403
    reader = desk(MODERATOR)
    reader.user.user_permissions.add(Permission.objects.get(codename="view_directive"))
    assert reader.get(where).status_code == 200
    assert "Nối các chỗ" not in reader.get(where).content.decode()
    assert "Thêm văn bản" not in reader.get(reverse(LIST)).content.decode()
    mine = cited.article.citations.get(key="21-CT/TU")
    assert reader.post(where, {"van-ban": cited.early.pk, "cho": place(mine)}).status_code == 403
    mine.refresh_from_db()
    assert not mine.pinned


@pytest.mark.parametrize(
    "query", ["", "so=", "so=%20&ngay=31/02/2026", "so=99-XX/YY", "so=21-CT/TU&ngay=2020-02-30"]
)
def test_an_address_that_names_no_open_number_leads_back_to_the_list(query):
    assert desk(EDITOR).get(f"{reverse(CHOOSE)}?{query}").url == reverse(LIST)


def test_a_work_list_of_twenty_costs_no_more_than_one_of_one():
    client, asked = desk(EDITOR), []
    client.get(reverse(LIST))
    for numbers in (range(50, 51), range(51, 71)):
        for number in numbers:
            words = f"<p>Theo Quyết định số {number}-QĐ/TU, ngày 05/02/2022.</p>"
            factories.article(body=words)
            factories.directive(body=words)
        with CaptureQueriesContext(connection) as statements:
            page = client.get(reverse(LIST))
        asked.append(len(statements))
    assert len(lines(page)) == 21
    assert asked[0] == asked[1]
