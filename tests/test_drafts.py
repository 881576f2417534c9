"""Consultation on a draft: an opinion names a section, the office answers, the table appears in time."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from comments import drafts
from comments.models import Answer, Comment, Department, Outcome
from comments.querysets import State
from comments.threads import all_address, form_address, table_address
from directives import markings
from portal.publishing import Refused, Status
from portal.roles import MODERATOR, PUBLISHER
from tests import factories
from tests.desk import desk
from tests.factories import day
from tests.test_comments_sending import GOOD, post
from tests.test_register import statements

pytestmark = pytest.mark.django_db

BODY = (
    "<p>Dự thảo này quy định việc tiếp dân.</p><p>1. Phạm vi</p><p>2. Lịch tiếp dân</p>"
    "<p>2.1. Mỗi tháng hai buổi, có niêm yết.</p><p>2.2. Người tiếp dân ghi phiếu hẹn.</p>"
)


def window(first, last):
    return {"comments_from": day(first), "comments_until": day(last)}


def over():
    """The days of a consultation that ended yesterday."""
    return window(-30, -1)


def draft(**fields):
    """A draft that takes opinions for eight days still."""
    given = {"symbol": "", "body": BODY, "consultation": True, "comments_open": True, **window(-5, 8)}
    return factories.directive(**given | fields)


def close(text):
    text.comments_from, text.comments_until = over().values()
    text.save()


def opinion(on, **fields):
    return factories.comment(**{"directive": on, "section": "muc-2.1", **fields})


def answer(comment, outcome=Outcome.ACCEPTED, text="Đã bổ sung vào mục 2.1."):
    by = comment.decided_by or factories.user(MODERATOR)
    comment.reply(by, Department.objects.first(), text, day(), outcome)


def html(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


# Asking


def test_the_page_of_a_draft_says_from_when_until_when_and_how_long_still(client):
    text = draft()
    opinion(text)
    page = html(client, text.get_absolute_url())
    assert f"Từ ngày {day(-5):%d/%m/%Y} đến hết ngày {day(8):%d/%m/%Y}" in page
    assert "còn 8 ngày" in page
    assert "có 1 ý kiến được đăng" in page
    assert 'class="sheet-draft"' in page


def test_every_section_has_a_link_that_opens_the_form_with_that_section_chosen(client):
    text = draft(body=BODY + "<p>3. Thực hiện Chỉ thị số 09-CT/TU, ngày 02/3/2026.</p>")
    factories.directive(symbol="09-CT/TU")
    page = html(client, text.get_absolute_url())
    for number in ("1", "2", "2.1", "2.2", "3"):
        assert f'href="{form_address(text)}?muc=muc-{number}"' in page
    form = html(client, f"{form_address(text)}?muc=muc-2.1")
    assert '<option value="muc-2.1" selected>2.1. Mỗi tháng hai buổi, có niêm yết.</option>' in form


def test_a_section_that_does_not_exist_chooses_none(client):
    form = html(client, f'{form_address(draft())}?muc="><script>alert(1)</script>')
    assert "selected" not in form
    assert "<script>alert" not in form


def test_an_opinion_names_its_section_and_passes_what_every_comment_passes(client):
    text = draft()
    response = post(client, text, section="muc-2.1")
    sent = Comment.objects.get()
    assert (sent.section, sent.state) == ("muc-2.1", State.PENDING)
    assert "mục 2.1" in html(client, response.url)
    post(client, text, section="muc-2.2", text="Vào nhà cái W88 nhận thưởng ngay.")
    assert Comment.objects.get(section="muc-2.2").state == State.HELD
    post(client, text, text="Cả dự thảo dễ hiểu.")
    assert Comment.objects.get(section="").directive == text


HOSTILE = ["muc-9", "muc-2.1 ", "2.1", "' OR 1=1 --", "muc-" + "1" * 5000, "<script>", "muc-2.1\u202e"]


@pytest.mark.parametrize("section", HOSTILE)
def test_a_section_that_the_draft_does_not_have_is_refused_with_the_text_kept(client, section):
    response = post(client, draft(), section=section)
    assert response.status_code == 400
    assert "không có trong dự thảo" in response.content.decode()
    assert GOOD["text"] in response.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("target", ["article", "directive"])
def test_a_section_is_only_for_drafts(client, target):
    text = getattr(factories, target)(comments_open=True, body=BODY)
    assert "Góp ý mục này" not in html(client, text.get_absolute_url())
    assert post(client, text, section="muc-2.1").status_code == 302
    assert Comment.objects.get().section == ""


def test_the_database_keeps_sections_to_official_texts():
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.comment(article=factories.article(), section="muc-1")


def test_what_answers_an_opinion_is_about_the_same_section(client):
    text = draft()
    first = opinion(text)
    query = f"?tra-loi={first.pk}"
    assert "Mục góp ý" not in html(client, form_address(text) + query)
    post(client, text, query=query, section="muc-1")
    assert Comment.objects.get(parent=first).section == "muc-2.1"


def test_before_the_first_day_and_after_the_last_nothing_can_be_sent(client):
    early = draft(**window(1, 9))
    late = draft(**over())
    for text, words in ((early, "Bắt đầu nhận ý kiến"), (late, "Đã kết thúc lấy ý kiến")):
        page = html(client, text.get_absolute_url())
        assert words in page
        assert "Góp ý mục này" not in page
        assert post(client, text).status_code == 403


# Marks


def test_a_draft_may_say_that_it_is_one_and_be_published_but_no_other_mark_passes():
    by = factories.user(PUBLISHER)
    text = draft(status=Status.SUBMITTED, body="<p>DỰ THẢO LẦN 2</p><p>1. Phạm vi</p>")
    text.publish(by)
    assert text.is_published
    for body in ("<p>DỰ THẢO</p><p>MẬT</p>", "<p>Lưu hành nội bộ</p>"):
        with pytest.raises(Refused):
            draft(status=Status.SUBMITTED, body=body).publish(by)
    with pytest.raises(Refused):
        factories.directive(status=Status.SUBMITTED, body="<p>DỰ THẢO</p>").publish(by)


def test_a_marked_text_and_one_without_days_cannot_consult():
    for fields in ({"marking": markings.SECRET}, {"comments_until": None}, {"comments_from": None}):
        text = draft(status=Status.DRAFT)
        for name, value in fields.items():
            setattr(text, name, value)
        with pytest.raises(ValidationError, match="cần cả ngày đầu và ngày cuối"):
            text.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            text.save()


HIDDEN = {
    "draft": {"status": Status.DRAFT},
    "submitted": {"status": Status.SUBMITTED},
    "scheduled": {"published_at": timezone.now() + timedelta(days=2)},
    "withdrawn": {"status": Status.WITHDRAWN},
}


@pytest.mark.parametrize("state", HIDDEN)
def test_a_draft_that_is_not_published_consults_nobody(client, state):
    for days in (window(-5, 8), over()):
        text = draft(subject="Về việc chưa ai được biết", **HIDDEN[state], **days)
        answer(opinion(text, text="Chưa ai được đọc"))
        expected = 410 if state == "withdrawn" else 404
        for address in (form_address(text), table_address(text), f"{table_address(text)[:-1]}.xlsx"):
            assert client.get(address).status_code == expected, address
        for address in ("/", "/van-ban/lay-y-kien/", "/y-kien/"):
            assert "chưa ai được" not in html(client, address).lower()


# What readers see before the last day


def test_while_the_draft_is_open_readers_see_the_opinions_but_none_of_the_answers(client):
    text = draft()
    shown = opinion(text, text="Nên thêm buổi tối.")
    opinion(text, text="Đang chờ duyệt", state=State.PENDING)
    answer(shown, text="Tiếp thu, bổ sung buổi tối.")
    for address in (text.get_absolute_url(), all_address(text), "/y-kien/"):
        page = html(client, address)
        assert "Nên thêm buổi tối." in page
        assert "mục 2.1" in page
        assert "Đang chờ duyệt" not in page
        assert "bổ sung buổi tối" not in page
    for address in ("/", f"{all_address(text)}?thu-tu=co-tra-loi"):
        assert "bổ sung buổi tối" not in html(client, address)
    html(client, table_address(text), 404)
    html(client, f"{table_address(text)[:-1]}.xlsx", 404)


def test_the_receipt_tells_the_answer_only_after_the_last_day(client):
    text = draft()
    receipt = post(client, text, section="muc-2.1").url
    sent = Comment.objects.get()
    sent.approve(factories.user(MODERATOR))
    answer(sent, Outcome.EXPLAINED, "Đã có ở mục 2.2.")
    assert "Đã có ở mục 2.2." not in html(client, receipt)
    close(text)
    page = html(client, receipt)
    assert "Giải trình" in page
    assert "Đã có ở mục 2.2." in page


def test_no_mail_tells_an_answer_before_the_last_day():
    text = draft()
    told = opinion(text, email="ban-doc@example.vn", told_at=timezone.now())
    answer(told)
    assert not Answer.objects.to_tell().exists()
    close(text)
    assert Answer.objects.to_tell().get().comment == told


# The table


def test_when_the_last_day_is_over_the_table_is_there_without_anybody_doing_anything(client):
    text = draft()
    answer(opinion(text, name="Vi Văn Toán", text="Nên thêm buổi tối."), text="Thêm một buổi tối mỗi quý.")
    answer(opinion(text, section="", text="Dễ hiểu."), Outcome.EXPLAINED, "Cảm ơn bạn.")
    opinion(text, section="muc-1", text="Ghi rõ cấp xã.")
    opinion(text, section="muc-2.2", text="Chưa duyệt nên chưa thấy", state=State.PENDING)
    opinion(text, section="muc-2.2", text="Bị gỡ nên không thấy", state=State.REMOVED)
    close(text)
    assert table_address(text) in html(client, text.get_absolute_url())
    page = html(client, table_address(text))
    places = [page.index(words) for words in (
        "Góp ý chung cho dự thảo", "Dễ hiểu.", "Cảm ơn bạn.", "1. Phạm vi", "Ghi rõ cấp xã.",
        "Đang tổng hợp</p>", "2.1. Mỗi tháng", "Nên thêm buổi tối.", "Vi Văn Toán", "Tiếp thu</p>",
        "Thêm một buổi tối mỗi quý.",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "3 ý kiến: tiếp thu 1, giải trình 1, đang tổng hợp 1." in page
    assert "không thấy" not in page
    assert "chưa thấy" not in page


def test_an_opinion_leaves_the_table_with_its_sender(client):
    text = draft(**over())
    gone = opinion(text, name="Nông Thị Slý", text="Tôi muốn rút lại.")
    answer(gone)
    gone.retract()
    page = html(client, table_address(text))
    assert "Nông Thị Slý" not in page
    assert "Không có ý kiến nào được đăng" in page


def test_an_opinion_on_a_section_that_was_edited_away_keeps_its_number(client):
    text = draft(**over())
    opinion(text, section="muc-7")
    assert "Mục 7" in html(client, table_address(text))


def test_the_table_is_a_workbook_in_which_every_text_is_text(client):
    text = draft(**over())
    answer(opinion(text, name="=HYPERLINK(1)", text="=1+1"), Outcome.PARTLY, "@SUM(A1)")
    opinion(text, section="")
    response = client.get(f"{table_address(text)[:-1]}.xlsx")
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows())
    assert [cell.value for cell in rows[0]] == [heading for heading, _ in drafts.COLUMNS]
    assert [cell.value for cell in rows[1]][4] == drafts.UNDECIDED
    values = [cell.value for cell in rows[2]]
    assert values[1:6] == [
        "2.1. Mỗi tháng hai buổi, có niêm yết.", "=1+1", "=HYPERLINK(1)", "Tiếp thu một phần", "@SUM(A1)",
    ]  # fmt: skip
    assert "f" not in {cell.data_type for row in rows for cell in row}


def test_the_list_shows_what_is_open_and_what_is_over(client):
    opened = draft(subject="Về tiếp dân buổi tối")
    closed = draft(subject="Về đối thoại", **over())
    draft(subject="Chưa đến ngày", comments_from=day(1))
    draft(subject="Đang tạm ngừng", comments_open=False)
    opinion(opened)
    page = html(client, "/van-ban/lay-y-kien/")
    assert page.index("Về tiếp dân buổi tối") < page.index("Đã kết thúc") < page.index("Về đối thoại")
    assert "1 ý kiến đã đăng" in page
    assert table_address(closed) in page
    assert "Chưa đến ngày" not in page
    assert "Đang tạm ngừng" not in page
    home = html(client, "/")
    assert "Về tiếp dân buổi tối" in home
    assert "còn 8 ngày" in home


def test_one_opinion_and_twenty_cost_the_same_number_of_statements(client):
    opened, closed = draft(), draft(**over())
    staff = desk(MODERATOR)
    public = [
        "/",
        "/van-ban/lay-y-kien/",
        table_address(closed),
        closed.get_absolute_url(),
        opened.get_absolute_url(),
    ]
    bench = [
        reverse("admin:comments_comment_drafts"),
        reverse("admin:comments_comment_draft", args=[closed.pk]),
    ]

    def more(number):
        for text in (opened, closed):
            answer(opinion(text, section=f"muc-{1 + number % 2}"))
        answer(opinion(draft()))
        answer(opinion(draft(**over())))

    def count():
        found = {address: statements(client, address) for address in public}
        return found | {address: statements(staff, address) for address in bench}

    more(0)
    more(1)
    count()
    one = count()
    for number in range(2, 20):
        more(number)
    assert count() == one
    # Four of its own, five for what every page shows.
    assert one[table_address(closed)] <= 9
