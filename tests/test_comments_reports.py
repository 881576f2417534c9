"""What leaders are told: figures that add up, and a workbook that cannot harm their computers."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from comments import figures, reports
from comments.models import Department, Grounds
from comments.querysets import State
from portal.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 10, 5)


def at(day: date, hour: int = 9):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@pytest.fixture
def october():
    """Four comments in October, one in November."""
    article = factories.article()
    for hours in (1, 10, 100):
        sent = at(MONDAY)
        factories.comment(article=article, sent_at=sent, decided_at=sent + timedelta(hours=hours))
    factories.comment(article=article, state=State.PENDING, sent_at=at(MONDAY + timedelta(days=7)))
    factories.comment(article=article, state=State.PENDING, sent_at=at(date(2026, 11, 1), 0))
    return article


def test_the_figures_of_a_period_add_up(october):
    found = figures.of(date(2026, 10, 1), date(2026, 10, 31), service_hours=72)
    assert (found.received, dict(found.states)["Đã đăng"], dict(found.states)["Chờ duyệt"]) == (4, 3, 1)
    assert found.median == timedelta(hours=10)
    assert (found.in_time, found.timed) == (2, 3)
    assert [(week.monday, week.received, week.part) for week in found.weeks] == [
        (MONDAY, 3, 100),
        (MONDAY + timedelta(days=7), 1, 33),
    ]


def test_both_days_of_a_period_belong_to_it_in_vietnamese_time(october):
    assert figures.of(date(2026, 11, 1), date(2026, 11, 1), 72).received == 1
    assert figures.of(date(2026, 10, 31), date(2026, 10, 31), 72).received == 0


def test_an_empty_period_has_figures_too():
    found = figures.of(date(2020, 1, 1), date(2020, 1, 2), 72)
    assert (found.received, found.median, found.weeks) == (0, None, [])


@pytest.fixture
def desk(client):
    client.force_login(factories.user("Kiểm duyệt viên"))
    return client


STATISTICS, EXPORT = reverse("admin:comments_comment_statistics"), reverse("admin:comments_comment_export")
REPORT = reverse("admin:comments_comment_report")


@pytest.mark.parametrize(
    "query", ["", "?tu=2026-13-45", "?tu=0001-01-01&den=9999-12-31", "?den=1000-01-01", "?tu=x"]
)
def test_no_period_is_a_fault(desk, query):
    assert "Thống kê ý kiến bạn đọc" in desk.get(STATISTICS + query).content.decode()
    assert sheet(desk.get(EXPORT + query))["E1"].value == "Ý kiến"
    assert "BÁO CÁO" in written(word(desk.get(REPORT + query)))


def sheet(response):
    return load_workbook(io.BytesIO(response.content)).active


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_comment_becomes_a_formula(desk, text):
    factories.comment(text=text, name=text[:60])
    row = sheet(desk.get(EXPORT))[2]
    assert (row[3].data_type, row[4].data_type) == ("s", "s")
    assert row[4].value == text


def test_the_workbook_has_the_answer_and_no_contact_data(desk):
    comment = factories.comment(email="kin@example.vn", sender="a" * 64)
    department = Department.objects.first()
    comment.reply(comment.decided_by, department, "Đã khắc phục.", timezone.localdate())
    factories.comment(state=State.REJECTED, grounds=Grounds.objects.first())
    withdrawn = factories.comment(name="Người đã rút")
    withdrawn.retract()
    rows = [[cell.value for cell in row] for row in sheet(desk.get(EXPORT)).iter_rows()]
    assert len(rows) == 3
    assert [department.name, "Đã khắc phục."] == rows[1][7:9]
    assert "kin@example.vn" not in str(rows)
    assert "a" * 64 not in str(rows)


def test_other_staff_get_no_report(client):
    comment = factories.comment(name="Người gửi kín tiếng")
    client.force_login(factories.user("Biên tập viên"))
    for address in (STATISTICS, EXPORT, REPORT):
        response = client.get(address)
        assert response.status_code == 403
        assert comment.name not in response.content.decode()


def word(response):
    return Document(io.BytesIO(response.content))


def written(document):
    """Every paragraph in reading order, those of tables after the others."""
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    every = [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
    return [paragraph.text for paragraph in every]


def test_the_word_report_opens_and_holds_figures_opinions_and_answers(desk):
    SiteSettings.objects.create(name="Ban Dân vận", superior_name="Tỉnh ủy Đồng Sơn")
    sent = at(MONDAY)
    article = factories.article(title="Đường mới ở Khuổi Nhàm")
    answered = factories.comment(article=article, sent_at=sent, name="Vi Văn Toán", text="Xin hỏi:\nbao giờ?")
    answered.reply(answered.decided_by, Department.objects.first(), "Trong tháng 12.", date(2026, 10, 9))
    factories.comment(article=article, sent_at=sent, name="Hoàng Thị Lan")
    factories.comment(state=State.REJECTED, sent_at=sent, name="Người bị từ chối")
    factories.comment(state=State.PENDING, sent_at=sent, name="Người đang chờ")
    factories.comment(sent_at=at(date(2026, 9, 30)), name="Người của tháng trước")
    document = word(desk.get(f"{REPORT}?tu=2026-10-01&den=2026-10-31"))
    said = written(document)
    assert {"TỈNH ỦY ĐỒNG SƠN", "BAN DÂN VẬN", "ĐẢNG CỘNG SẢN VIỆT NAM", "BÁO CÁO"} <= set(said)
    assert any(line.endswith(f"năm {timezone.localdate().year}") for line in said)
    assert "từ ngày 01/10/2026 đến ngày 31/10/2026" in said
    assert any("Cổng nhận được 4 ý kiến; 1 ý kiến đã được trả lời" in line for line in said)
    place = said.index("1. Vi Văn Toán, ngày 05/10/2026:")
    assert said[place - 1] == "Đường mới ở Khuổi Nhàm"
    assert said[place + 1 : place + 3] == ["Xin hỏi:", "bao giờ?"]
    assert said[place + 3] == f"Trả lời của {Department.objects.first()}, ngày 09/10/2026:"
    assert said[place + 4] == "Trong tháng 12."
    assert said.index("III- Ý KIẾN ĐÃ ĐĂNG, CHƯA CÓ TRẢ LỜI CHÍNH THỨC (1)") > place
    assert not {"Người bị từ chối", "Người đang chờ", "Người của tháng trước"} & set(
        " ".join(said).split(", ")
    )
    assert "Người" not in "".join(line for line in said if line[:1].isdigit())


def test_the_word_report_has_the_paper_and_the_letters_of_an_office(desk):
    factories.comment()
    document = word(desk.get(REPORT))
    section, normal = document.sections[0], document.styles["Normal"]
    assert [round(size.mm) for size in (section.page_width, section.page_height)] == [210, 297]
    assert (normal.font.name, normal.font.size.pt) == ("Times New Roman", 14)
    assert document.core_properties.language == "vi-VN"
    assert "PAGE" in section.header._element.xml


POISON = "chuông \x07 nửa \ufffe <w:p> &amp; {{ x }} =1+1"


@pytest.mark.parametrize("address", [EXPORT, REPORT], ids=["Excel", "Word"])
def test_a_row_that_sql_has_poisoned_is_still_a_readable_file(desk, address):
    comment = factories.comment()
    with connection.cursor() as cursor:
        columns = "name = %s, text = %s"
        cursor.execute(
            f"UPDATE comments_comment SET {columns} WHERE id = %s", [POISON[:60], POISON, comment.pk]
        )
    response = desk.get(address)
    if address == EXPORT:
        read = sheet(response)[2][4].value
    else:
        read = next(line for line in written(word(response)) if line.startswith("chuông"))
    assert " ".join(read.split()) == "chuông nửa <w:p> &amp; {{ x }} =1+1"


def test_a_report_for_paper_says_how_many_it_leaves_out(desk, monkeypatch):
    monkeypatch.setattr(reports, "MAX_PRINTED", 2)
    article = factories.article()
    for _ in range(5):
        factories.comment(article=article)
    assert any(
        line.startswith("Còn 3 ý kiến đã đăng không in ở đây") for line in written(word(desk.get(REPORT)))
    )


@pytest.mark.parametrize("rows", [1, 20])
def test_the_word_report_asks_the_database_as_often_for_twenty_opinions_as_for_one(
    desk, rows, django_assert_num_queries
):
    department = Department.objects.first()
    for _ in range(rows):
        comment = factories.comment(directive=factories.directive(comments_open=True))
        comment.reply(comment.decided_by, department, "Đã rõ.", timezone.localdate())
    with django_assert_num_queries(12):
        desk.get(REPORT)
