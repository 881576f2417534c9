"""Consultation on a draft: an opinion names a section, the office answers, the table appears in time."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from comments import drafts
from comments.models import Answer, AnswerEvent, Comment, Department, Outcome
from comments.querysets import State
from comments.threads import all_address, form_address, table_address
from directives import markings
from portal.publishing import Refused, Status
from portal.roles import EDITOR, MODERATOR, PUBLISHER
from tests import factories
from tests.desk import desk
from tests.test_comments_sending import GOOD, post
from tests.test_register import statements

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = timedelta(days=1)
BODY = (
    "<p>Dự thảo này quy định việc tiếp dân.</p><p>1. Phạm vi</p><p>2. Lịch tiếp dân</p>"
    "<p>2.1. Mỗi tháng hai buổi, có niêm yết.</p><p>2.2. Người tiếp dân ghi phiếu hẹn.</p>"
)
OPEN = {"comments_from": TODAY - 5 * DAY, "comments_until": TODAY + 8 * DAY}
OVER = {"comments_from": TODAY - 30 * DAY, "comments_until": TODAY - DAY}


def draft(**fields):
    given = {"symbol": "", "body": BODY, "consultation": True, "comments_open": True, **OPEN}
    return factories.directive(**given | fields)


def close(text):
    text.comments_from, text.comments_until = OVER["comments_from"], OVER["comments_until"]
    text.save()


def opinion(on, **fields):
    return factories.comment(**{"directive": on, "section": "muc-2.1", **fields})


def answer(comment, outcome=Outcome.ACCEPTED, text="Đã bổ sung vào mục 2.1."):
    by = comment.decided_by or factories.user(MODERATOR)
    comment.reply(by, Department.objects.first(), text, TODAY, outcome)


def html(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


# Asking


def test_the_page_of_a_draft_says_from_when_until_when_and_how_long_still(client):
    text = draft()
    opinion(text)
    page = html(client, text.get_absolute_url())
    assert f"Từ ngày {OPEN['comments_from']:%d/%m/%Y} đến hết ngày {OPEN['comments_until']:%d/%m/%Y}" in page
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
    early = draft(comments_from=TODAY + DAY, comments_until=TODAY + 9 * DAY)
    over = draft(**OVER)
    for text, words in ((early, "Bắt đầu nhận ý kiến"), (over, "Đã kết thúc lấy ý kiến")):
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
    for window in (OPEN, OVER):
        text = draft(subject="Về việc chưa ai được biết", **HIDDEN[state], **window)
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
    text = draft(**OVER)
    gone = opinion(text, name="Nông Thị Slý", text="Tôi muốn rút lại.")
    answer(gone)
    gone.retract()
    page = html(client, table_address(text))
    assert "Nông Thị Slý" not in page
    assert "Không có ý kiến nào được đăng" in page


def test_an_opinion_on_a_section_that_was_edited_away_keeps_its_number(client):
    text = draft(**OVER)
    opinion(text, section="muc-7")
    assert "Mục 7" in html(client, table_address(text))


def test_the_table_is_a_workbook_in_which_every_text_is_text(client):
    text = draft(**OVER)
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
    opened, over = draft(subject="Về tiếp dân buổi tối"), draft(subject="Về đối thoại", **OVER)
    draft(subject="Chưa đến ngày", comments_from=TODAY + DAY)
    draft(subject="Đang tạm ngừng", comments_open=False)
    opinion(opened)
    page = html(client, "/van-ban/lay-y-kien/")
    assert page.index("Về tiếp dân buổi tối") < page.index("Đã kết thúc") < page.index("Về đối thoại")
    assert "1 ý kiến đã đăng" in page
    assert table_address(over) in page
    assert "Chưa đến ngày" not in page
    assert "Đang tạm ngừng" not in page
    home = html(client, "/")
    assert "Về tiếp dân buổi tối" in home
    assert "còn 8 ngày" in home


def test_one_opinion_and_twenty_cost_the_same_number_of_statements(client):
    opened, over = draft(), draft(**OVER)
    staff = desk(MODERATOR)
    public = [
        "/",
        "/van-ban/lay-y-kien/",
        table_address(over),
        over.get_absolute_url(),
        opened.get_absolute_url(),
    ]
    bench = [
        reverse("admin:comments_comment_drafts"),
        reverse("admin:comments_comment_draft", args=[over.pk]),
    ]

    def more(number):
        for text in (opened, over):
            answer(opinion(text, section=f"muc-{1 + number % 2}"))
        answer(opinion(draft()))
        answer(opinion(draft(**OVER)))

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
    assert one[table_address(over)] <= 9


# The desk


def bench(name, *args):
    return reverse(f"admin:comments_comment_{name}", args=args)


def said(**fields):
    given = {"outcome": "accepted", "department": Department.objects.first().pk, "text": "Đã bổ sung."}
    return given | fields


def test_staff_see_the_opinions_by_section_and_what_is_unanswered():
    text, staff = draft(), desk(MODERATOR)
    answer(opinion(text, text="Đã trả lời rồi"))
    opinion(text, section="muc-1", text="Còn chờ trả lời", state=State.PENDING)
    opinion(text, section="muc-1", text="Đã bị từ chối", state=State.REJECTED)
    assert "2 ý kiến, <b>1 chưa trả lời</b>" in html(staff, bench("drafts"))
    page = html(staff, bench("draft", text.pk))
    assert page.index("Còn chờ trả lời") < page.index("Đã trả lời rồi")
    assert "Đã bị từ chối" not in page
    only = html(staff, bench("draft", text.pk) + "?loc=chua-tra-loi")
    assert "Còn chờ trả lời" in only
    assert "Đã trả lời rồi" not in only
    one = html(staff, bench("draft", text.pk) + "?muc=muc-2.1")
    assert "Đã trả lời rồi" in one
    assert "Còn chờ trả lời" not in one


@pytest.mark.parametrize("query", ["?muc=%27%3B--", "?loc=x", "?trang=-1", "?muc=" + "9" * 3000])
def test_an_address_that_makes_no_sense_is_no_error(query):
    assert desk(MODERATOR).get(bench("draft", draft().pk) + query).status_code == 200


def test_several_opinions_get_one_answer_after_a_preview_of_exactly_which():
    text, staff = draft(), desk(MODERATOR)
    first, second, other = opinion(text, text="Một"), opinion(text, text="Hai"), opinion(text, text="Ba")
    address = bench("draft_answer", text.pk)
    preview = staff.post(address, said(pk=[first.pk, second.pk])).content.decode()
    assert "Ghi trả lời cho 2 ý kiến" in preview
    assert not Answer.objects.exists()

    response = staff.post(address, said(pk=[first.pk, second.pk], confirm="1"))

    assert response.status_code == 302
    assert set(Answer.objects.values_list("comment", "outcome", "text", "answered_by")) == {
        (pk, "accepted", "Đã bổ sung.", staff.user.pk) for pk in (first.pk, second.pk)
    }
    assert not hasattr(other, "answer")
    assert AnswerEvent.objects.count() == 2


def test_a_whole_section_is_one_tick():
    text, staff = draft(), desk(MODERATOR)
    inside = {opinion(text).pk, opinion(text, state=State.HELD).pk}
    opinion(text, section="")
    opinion(draft())
    staff.post(bench("draft_answer", text.pk), said(section=["muc-2.1"], confirm="1"))
    assert set(Answer.objects.values_list("comment", flat=True)) == inside
    staff.post(bench("draft_answer", text.pk), said(section=["ca-du-thao"], confirm="1"))
    assert Answer.objects.count() == 3


def test_an_answer_that_is_there_stays_unless_it_is_to_be_replaced():
    text, staff = draft(), desk(MODERATOR)
    done, free = opinion(text), opinion(text)
    answer(done, text="Trả lời của đồng nghiệp.")
    address, both = bench("draft_answer", text.pk), [done.pk, free.pk]
    assert "1 ý kiến đã có trả lời được giữ nguyên" in staff.post(address, said(pk=both)).content.decode()
    staff.post(address, said(pk=both, confirm="1"))
    done.answer.refresh_from_db()
    assert done.answer.text == "Trả lời của đồng nghiệp."
    assert Answer.objects.get(comment=free).text == "Đã bổ sung."
    replacing = said(pk=both, replace="on", outcome="partly", text="Sửa lại.")
    assert "2 ý kiến đã có trả lời sẽ được thay" in staff.post(address, replacing).content.decode()
    staff.post(address, {**replacing, "confirm": "1"})
    assert set(Answer.objects.values_list("outcome", "text")) == {("partly", "Sửa lại.")}


WRONG = [
    ({"outcome": ""}, "Hãy chọn tiếp thu"),
    ({"outcome": "'; --"}, "không"),
    ({"text": " \r\n "}, "Hãy ghi nội dung trả lời"),
    ({"department": "0"}, ""),
    ({"pk": []}, "Hãy chọn ít nhất một ý kiến"),
    ({"pk": ["x", "9" * 40, "-1"]}, "Hãy chọn ít nhất một ý kiến"),
]


@pytest.mark.parametrize(("changes", "words"), WRONG, ids=[str(row[0]) for row in WRONG])
def test_a_wrong_answer_form_comes_back_with_what_was_typed(changes, words):
    text, staff = draft(), desk(MODERATOR)
    one = opinion(text)
    response = staff.post(
        bench("draft_answer", text.pk), said(pk=[one.pk], text="Giữ nguyên chữ này.") | changes
    )
    page = response.content.decode()
    assert response.status_code == 400
    assert words in page
    assert "text" in changes or "Giữ nguyên chữ này." in page
    assert not Answer.objects.exists()


def test_back_from_the_preview_keeps_the_ticks_and_the_text():
    text, staff = draft(), desk(MODERATOR)
    one = opinion(text)
    page = staff.post(bench("draft_answer", text.pk), said(pk=[one.pk], back="1")).content.decode()
    assert f'value="{one.pk}" checked' in page
    assert "Đã bổ sung." in page


def test_opinions_of_another_text_cannot_be_answered_from_here():
    staff = desk(MODERATOR)
    foreign = factories.comment()
    staff.post(bench("draft_answer", draft().pk), said(pk=[foreign.pk], confirm="1"))
    assert not Answer.objects.exists()
    plain = factories.directive(comments_open=True)
    assert staff.get(bench("draft", plain.pk)).status_code == 404


@pytest.mark.parametrize("role", [EDITOR, PUBLISHER])
def test_only_moderators_come_to_this_desk(role):
    text, staff = draft(), desk(role)
    for address in (bench("drafts"), bench("draft", text.pk), bench("draft_export", text.pk)):
        assert staff.get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert staff.post(bench("draft_answer", text.pk), said()).status_code == 403


def test_one_opinion_answered_on_the_bench_needs_an_outcome_too():
    text, staff = draft(), desk(MODERATOR)
    one = opinion(text)
    address = bench("decide", one.pk, "tra-loi")
    assert "Tiếp thu một phần" in html(staff, bench("change", one.pk))
    fetch = {"headers": {"X-Requested-With": "fetch"}}
    assert staff.post(address, said(outcome=""), **fetch).status_code == 409
    assert staff.post(address, said(), **fetch).status_code == 200
    assert Answer.objects.get().outcome == "accepted"


def test_an_ordinary_comment_has_no_outcome():
    comment = factories.comment()
    answer(comment, Outcome.ACCEPTED)
    assert Answer.objects.get().outcome == ""


def test_staff_can_fetch_the_table_before_it_is_public():
    text = draft()
    answer(opinion(text, text="Nên thêm buổi tối."))
    response = desk(MODERATOR).get(bench("draft_export", text.pk))
    assert "no-store" in response.headers["Cache-Control"]
    assert load_workbook(io.BytesIO(response.content)).active["C2"].value == "Nên thêm buổi tối."


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_write_one_answer_each_opinion():
    text = draft()
    rows = [opinion(text) for _ in range(5)]
    people = [factories.user(MODERATOR) for _ in range(4)]
    department = Department.objects.create(name="Ban Dân vận thử")

    def give(by):
        try:
            mine = Comment.objects.filter(directive=text)
            return mine.answer_all(
                by, replace=False, department=department, text=by.username, answered_on=TODAY,
                outcome="accepted",
            )  # fmt: skip
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(give, people))
    assert sorted(done) == [0, 0, 0, len(rows)]
    assert Answer.objects.count() == len(rows)
    assert AnswerEvent.objects.count() == len(rows)
