"""The register's own screens at the desk: filling in, numbering, the work list, what is suggested."""

from __future__ import annotations

import threading
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from directives.models import Directive
from portal.desk import prefill
from portal.publishing import Status
from portal.roles import EDITOR, MODERATOR
from tests import factories
from tests.desk import change, desk, formset

pytestmark = pytest.mark.django_db

ADD = "admin:directives_directive_add"


# ------------------------------------------------------------------ the add form, filled in


def test_a_link_opens_the_add_form_with_its_fields_filled_in():
    kind, body = factories.document_type("Quyết định", "QĐ"), factories.body()
    given = {"symbol": "446-QĐ/TU", "type": kind.pk, "issuing_body": body.pk, "issued_on": date(2021, 11, 26)}
    page = desk(EDITOR).get(f"{reverse(ADD)}?{prefill.query(given)}").content.decode()
    assert 'value="446-QĐ/TU"' in page
    assert 'value="26/11/2021"' in page
    assert f'<option value="{kind.pk}" selected>Quyết định' in page
    assert f'<option value="{body.pk}" selected>Tỉnh ủy Đồng Sơn' in page
    assert not Directive.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "type=abc", "type=99999", "issued_on=31/02/2026", "symbol=%EF%BF%BD", "fields=x&fields=1",
        "published_at=1", "id=1&pk=2&status=published&created_by=1",
        f"symbol={'9' * 500}", "body=<script>alert(1)</script>",
    ],
)  # fmt: skip
def test_what_a_link_says_that_no_field_can_read_is_left_empty(query):
    response = desk(EDITOR).get(f"{reverse(ADD)}?{query}")
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


# ------------------------------------------------------------------ the work list of citations

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


# ------------------------------------------------------------------ numbers

NUMBER, SERIES = "admin:directives_directive_number", "admin:directives_directive_series"


def asked(client, **given) -> str:
    """What the form says of a number, as plain words."""
    fields = {
        "type": factories.document_type().pk, "issuing_body": factories.body().pk, "issued_on": "02/03/2026",
    }  # fmt: skip
    return client.get(reverse(NUMBER), {**fields, **given}).content.decode()


@pytest.mark.parametrize(
    ("symbols", "day", "follows", "why"),
    [
        ([], "02/03/2026", "01-CT/TU", "an empty series begins at one, with a leading zero"),
        (["09-CT/TU"], "02/03/2026", "10-CT/TU", "after the highest"),
        (["09-CT/TU", "12a-CT/TU"], "02/03/2026", "13-CT/TU", "a letter is no part of the next number"),
        (["09-CT/TU"], "02/03/2024", "01-CT/TU", "another term, chosen by the date"),
    ],
)
def test_the_number_that_follows_is_suggested_for_the_period_of_the_date(symbols, day, follows, why):
    for symbol in symbols:
        factories.directive(symbol=symbol, issued_on=date(2026, 1, 5))
    said = asked(desk(EDITOR), issued_on=day)
    assert follows in said
    assert ("2025–2030" if "2026" in day else "2020–2025") in said


@pytest.mark.parametrize(
    ("last", "follows"),
    [("", "01/NĐ-CP"), ("99/2025/NĐ-CP", "01/2026/NĐ-CP"), ("30/2026/NĐ-CP", "31/2026/NĐ-CP")],
)
def test_a_state_body_numbers_by_the_year_and_in_its_own_spelling(last, follows):
    kind = factories.document_type("Nghị định", "NĐ")
    body = factories.body("Chính phủ", "CP", numbering="year")
    if last:
        factories.directive(
            symbol=last, type=kind, issuing_body=body, issued_on=date(int(last.split("/")[1]), 3, 5)
        )
    said = asked(desk(EDITOR), type=kind.pk, issuing_body=body.pk)
    assert follows in said
    assert "Kỳ <b>2026</b>" in said


def test_a_number_that_is_taken_is_named_while_it_is_typed():
    taken = factories.directive(symbol="15-CT/TU")
    client = desk(EDITOR)
    said = asked(client, symbol="15 ct tu")
    assert "Số này đã có trong sổ" in said
    assert change(taken) in said
    assert "Số này đã có ở văn bản khác cùng kỳ" in asked(client, symbol="15a-CT/TU")
    assert change(taken) not in asked(client, symbol="15-CT/TU", own=taken.pk)
    assert change(taken) not in asked(client, symbol="15-CT/TU", issued_on="02/03/2024")


@pytest.mark.parametrize(
    ("symbol", "words"),
    [
        ("18-CT/TU", "Bỏ trống các số 16–17"),
        ("17-CT/TU", "Bỏ trống số 16"),
        ("16-KL/TU", "Trong số có “KL”, còn loại Chỉ thị viết tắt là “CT”"),
        ("16-CT/HU", "Trong số có “HU”, còn ký hiệu của Tỉnh ủy Đồng Sơn là “TU”"),
    ],
)
def test_what_looks_wrong_with_a_number_is_said_and_not_refused(symbol, words):
    factories.directive(symbol="15-CT/TU")
    client = desk(EDITOR)
    assert words in asked(client, symbol=symbol)
    assert words not in asked(client, symbol="16-CT/TU")


@pytest.mark.parametrize(
    "given", [{"type": "x"}, {"issuing_body": ""}, {"issued_on": "31/02/2026"}, {"own": "-1"}]
)
def test_with_less_than_type_body_and_day_nothing_is_suggested(given):
    assert "để biết kỳ đánh số" in asked(desk(EDITOR), **given)


def test_without_javascript_the_form_that_comes_back_says_the_same():
    factories.directive(symbol="15-CT/TU")
    client = desk(EDITOR)
    form = {
        "type": factories.document_type().pk, "issuing_body": factories.body().pk, "issued_on": "02/03/2026",
        "subject": "", "symbol": "", **formset("attachments"), **formset("relations"),
    }  # fmt: skip
    assert "16-CT/TU" in client.post(reverse(ADD), form).content.decode()
    assert (
        "Số này đã có trong sổ" in client.post(reverse(ADD), {**form, "symbol": "15-CT/TU"}).content.decode()
    )
    assert "để biết kỳ đánh số" in client.get(reverse(ADD)).content.decode()
    saved = factories.directive(symbol="", status=Status.DRAFT)
    assert "16-CT/TU" in client.get(change(saved)).content.decode()
    assert "16-CT/TU" in client.get(f"{reverse(ADD)}?{prefill.query(form)}").content.decode()


def test_gaps_and_doubles_are_reported_and_a_gap_opens_the_form_that_fills_it():
    for symbol in ("02-CT/TU", "05-CT/TU", "05a-CT/TU", "06-CT/TU"):
        factories.directive(symbol=symbol)
    kind, body = factories.document_type(), factories.body()
    client = desk(EDITOR)
    page = client.get(reverse(SERIES)).content.decode()
    assert "4 văn bản, số lớn nhất 6, trống 3 số" in page
    assert ">3–4<" in page
    add = f"{reverse(ADD)}?{prefill.query({'symbol': '03-CT/TU', 'type': kind.pk, 'issuing_body': body.pk})}"
    assert escape(add) in page
    assert "Chỉ thị số 5" in page
    assert "05a-CT/TU" in page
    other = factories.document_type("Kế hoạch", "KH")
    for query in (
        {"loai": other.pk},
        {"ky": "2020–2025"},
        {"coquan": factories.body("Huyện ủy Nậm Pha", "HU").pk},
    ):
        assert "Không có dãy số nào" in client.get(reverse(SERIES), query).content.decode(), query
    assert (
        "3–4"
        in client.get(reverse(SERIES), {"ky": "2025–2030", "loai": kind.pk, "trang": "x"}).content.decode()
    )
    assert "3–4" in client.get(reverse(SERIES), {"loai": "x"}).content.decode()


def test_a_register_without_gaps_says_so():
    factories.directive(symbol="01-CT/TU")
    assert "Không có số trống" in desk(EDITOR).get(reverse(SERIES)).content.decode()


def test_numbers_are_the_business_of_those_who_see_official_texts(client):
    for name in (NUMBER, SERIES):
        assert client.get(reverse(name)).url == f"{reverse('admin:login')}?next={reverse(name)}"
        assert desk(MODERATOR).get(reverse(name)).status_code == 403


def test_a_report_of_twenty_series_costs_no_more_than_one_of_one():
    client, counted = desk(EDITOR), []
    client.get(reverse(SERIES))
    for names in (["Loại 0"], [f"Loại {n}" for n in range(1, 20)]):
        for name in names:
            factories.directive(symbol="07-CT/TU", type=factories.document_type(name, "CT"))
        with CaptureQueriesContext(connection) as statements:
            page = client.get(reverse(SERIES))
        counted.append(len(statements))
    assert len(page.context["series"]) == 20
    assert counted[0] == counted[1]


# ------------------------------------------------------------------ ten at once


@pytest.mark.django_db(transaction=True)
def test_of_ten_people_who_save_one_number_at_once_one_is_first_and_nine_are_told():
    form = {
        "symbol": "90-CT/TU", "issued_on": "02/03/2026", "type": factories.document_type().pk,
        "issuing_body": factories.body().pk, "subject": "Về công tác tiếp dân", "body": "<p>1. Tiếp dân.</p>",
        **formset("attachments"), **formset("relations"),
    }  # fmt: skip
    clients, barrier, answers = [desk(EDITOR) for _ in range(10)], threading.Barrier(10), []

    def send(client):
        try:
            barrier.wait(20)
            answers.append(client.post(reverse(ADD), form))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Directive.objects.filter(key="90-CT/TU").count() == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [302]
    saved = change(Directive.objects.get())
    told = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert all("Số này đã có trong sổ" in page and saved in page for page in told)


# ------------------------------------------------------------------ relations that the words suggest


@pytest.fixture
def suggesting():
    """A draft whose words replace 05-CT/TU and carry out 10-CT/TU."""
    old, basis = factories.directive(symbol="05-CT/TU"), factories.directive(symbol="10-CT/TU")
    words = "<p>Chỉ thị này thay thế Chỉ thị số 05-CT/TU và thực hiện Chỉ thị số 10-CT/TU.</p>"
    text = factories.directive(symbol="41-CT/TU", body=words, status=Status.DRAFT)
    return SimpleNamespace(old=old, basis=basis, text=text)


def press(client, text, **buttons):
    text.refresh_from_db()
    form = {
        "symbol": text.symbol, "issued_on": "02/03/2026", "type": text.type_id,
        "issuing_body": text.issuing_body_id, "subject": text.subject, "body": text.body,
        "seen_version": text.version, **formset("attachments"), **formset("relations"),
    }  # fmt: skip
    return client.post(change(text), {**form, **buttons}, follow=True).content.decode()


def recorded(text) -> list[tuple[str, str]]:
    return list(text.relations.values_list("kind", "target__symbol"))


def test_the_form_offers_what_the_words_suggest_and_records_it_at_a_press(suggesting):
    client, text = desk(EDITOR), suggesting.text
    page = client.get(change(text)).content.decode()
    assert f'value="replaces:{suggesting.old.pk}"' in page
    assert "Ghi cả 2 quan hệ" in page
    assert "Còn 2 quan hệ gợi ý" in page
    said = press(client, text, subject="Trích yếu vừa gõ", _ghi_quan_he=f"replaces:{suggesting.old.pk}")
    assert "Đã ghi quan hệ: thay thế 05-CT/TU." in said
    assert recorded(text) == [("replaces", "05-CT/TU")]
    text.refresh_from_db()
    assert text.subject == "Trích yếu vừa gõ"
    assert f'value="replaces:{suggesting.old.pk}"' not in said


def test_all_that_is_suggested_is_recorded_at_one_press(suggesting):
    press(desk(EDITOR), suggesting.text, _ghi_quan_he="tat-ca")
    assert recorded(suggesting.text) == [("implements", "10-CT/TU"), ("replaces", "05-CT/TU")]


def test_a_refused_suggestion_stays_away_until_it_is_asked_for_again(suggesting):
    client, text = desk(EDITOR), suggesting.text
    assert "Đã bỏ gợi ý: thay thế 05-CT/TU." in press(client, text, _bo_goi_y=f"replaces:{suggesting.old.pk}")
    assert "Đã bỏ 1 gợi ý." in press(client, text, subject="Sửa lại")
    assert [relation.kind for relation in text.suggested_relations()] == ["implements"]
    press(client, text, _goi_y_lai="1")
    assert len(text.suggested_relations()) == 2
    assert recorded(text) == []


def test_only_what_is_suggested_is_recorded(suggesting):
    client, text = desk(EDITOR), suggesting.text
    for value in (f"repeals:{suggesting.old.pk}", "replaces:999999", "x", ""):
        assert "Gợi ý này không còn." in press(client, text, _ghi_quan_he=value)
    assert recorded(text) == []


def test_a_loop_of_replacements_is_refused_with_its_reason_and_nothing_else_is_recorded(suggesting):
    suggesting.old.relations.create(kind="replaces", target=suggesting.text)
    said = press(desk(EDITOR), suggesting.text, _ghi_quan_he="tat-ca")
    assert "không thể thay thế lẫn nhau" in said
    assert recorded(suggesting.text) == []


def test_suggestions_are_shown_to_readers_of_the_form_without_their_buttons(suggesting):
    suggesting.text.submit(factories.user(EDITOR))
    page = desk(EDITOR).get(change(suggesting.text)).content.decode()
    assert "Quan hệ gợi ý từ nội dung" in page
    assert "_ghi_quan_he" not in page
