"""Moderators at work: one decision per comment, told who was faster, nothing shown by accident."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.highlight import Piece, pieces
from comments.models import Answer, Comment, Department, Grounds
from comments.querysets import State
from tests import factories
from tests.moderation import waiting

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:comments_comment_changelist")


@pytest.fixture
def bench(client, moderator):
    client.force_login(moderator)
    return client


def decide(client, comment, verb, **typed):
    address = reverse("admin:comments_comment_decide", args=[comment.pk, verb])
    return client.post(address, {"version": comment.version, **typed})


def test_masking_hides_words_keeps_the_original_for_moderators_and_can_be_lifted(bench, client, moderator):
    comment = waiting(text="Gọi anh Páo số 0912 345 678 để hỏi thêm.")
    decide(bench, comment, "che")
    comment.refresh_from_db()
    assert comment.text == "Gọi anh Páo số [số điện thoại đã ẩn] để hỏi thêm."
    assert comment.as_sent == "Gọi anh Páo số 0912 345 678 để hỏi thêm."
    comment.approve(moderator)
    assert "0912 345 678" not in client.get(comment.article.get_absolute_url()).content.decode()
    assert not comment.events.filter(masks=[]).filter(version=comment.version).exists()

    decide(bench, comment, "bo-che")
    comment.refresh_from_db()
    assert comment.text == "Gọi anh Páo số 0912 345 678 để hỏi thêm."
    assert comment.original == ""


def test_the_queue_shows_the_longest_waiting_first_and_only_what_waits(bench):
    article, now = factories.article(), timezone.now()
    for hours, name in ((1, "Người mới"), (100, "Người chờ lâu"), (50, "Người giữa")):
        waiting(article=article, name=name, sent_at=now - timedelta(hours=hours))
    factories.comment(article=article, name="Người đã đăng")
    page = bench.get(QUEUE).content.decode()
    places = [page.index(name) for name in ("Người chờ lâu", "Người giữa", "Người mới")]
    assert all(a < b for a, b in pairwise(places))
    assert "Người đã đăng" not in page
    assert "quá hạn" in page


def test_the_words_that_hit_are_marked_with_their_reason(bench):
    waiting(text="Vào nhà cái uy tín ngay")
    page = bench.get(QUEUE).content.decode()
    assert 'title="Từ ngữ cờ bạc, cá cược">nhà cái</mark>' in page


CUTS = [
    ("abcdef", [], [("abcdef", "")], "nothing found"),
    ("abcdef", [(1, 3, "x")], [("a", ""), ("bc", "x"), ("def", "")], "one place"),
    ("abcdef", [(0, 6, "x")], [("abcdef", "x")], "all of it"),
    (
        "abcdef",
        [(1, 4, "x"), (2, 5, "y")],
        [("a", ""), ("bcde", "x; y"), ("f", "")],
        "overlapping places are one",
    ),
    ("abcdef", [(4, 9, "x"), (-1, 2, "y"), (3, 3, "z")], [("abcdef", "")], "places outside the text"),
    ("", [(0, 1, "x")], [], "an erased text"),
]


@pytest.mark.parametrize(("text", "spans", "cut", "why"), CUTS, ids=[row[3] for row in CUTS])
def test_a_text_is_cut_where_something_was_found(text, spans, cut, why):
    assert pieces(text, spans) == [Piece(*piece) for piece in cut]


def test_every_decision_works_as_a_plain_form_without_javascript(bench, grounds):
    comment = waiting()
    response = decide(bench, comment, "duyet", at="muc=cho-duyet&trang=1")
    assert response.status_code == 302
    assert response.url.startswith(QUEUE)
    assert "Hoàn tác" in bench.get(response.url).content.decode()
    comment.refresh_from_db()
    assert comment.state == State.PUBLISHED
    decide(bench, comment, "hoan-tac")
    comment.refresh_from_db()
    decide(bench, comment, "tu-choi", grounds=grounds.pk)
    comment.refresh_from_db()
    assert (comment.state, comment.grounds) == (State.REJECTED, grounds)


def test_with_javascript_the_answer_is_the_card_as_it_is_now(bench):
    comment = waiting()
    address = reverse("admin:comments_comment_decide", args=[comment.pk, "duyet"])
    response = bench.post(address, {"version": 1}, headers={"X-Requested-With": "fetch"})
    assert response.status_code == 200
    assert 'data-state="published"' in response.content.decode()
    again = bench.post(address, {"version": 1}, headers={"X-Requested-With": "fetch"})
    assert again.status_code == 409
    assert "đã xử lý ý kiến này" in again.content.decode()


def test_a_refusal_needs_grounds_that_are_in_use(bench, grounds):
    comment = waiting()
    for wrong in ("", "x", "999999", "9" * 40):
        decide(bench, comment, "tu-choi", grounds=wrong)
    Grounds.objects.filter(pk=grounds.pk).update(active=False)
    decide(bench, comment, "tu-choi", grounds=grounds.pk)
    comment.refresh_from_db()
    assert comment.state == State.PENDING


def test_the_way_back_never_leads_off_the_bench(bench):
    comment = waiting()
    response = decide(bench, comment, "giu", at="//evil.example/?muc=giu-lai&next=//evil.example")
    assert response.url == f"{QUEUE}?vua={comment.pk}"


def test_an_official_answer_shows_under_the_comment_with_department_and_date(bench, client):
    comment = factories.comment()
    department = Department.objects.first()
    decide(bench, comment, "chuyen", department=department.pk)
    assert comment.name in bench.get(f"{QUEUE}?muc=cho-tra-loi").content.decode()
    comment.refresh_from_db()
    decide(
        bench,
        comment,
        "tra-loi",
        department=department.pk,
        text="Đã giao xã khảo sát.",
        answered_on="2026-11-20",
    )
    page = client.get(comment.article.get_absolute_url()).content.decode()
    assert f"Trả lời của {department.name}" in page
    assert "Đã giao xã khảo sát." in page
    assert "20/11/2026" in page
    assert comment.name not in bench.get(f"{QUEUE}?muc=cho-tra-loi").content.decode()


def test_an_answer_waits_with_its_comment(bench, client):
    comment = waiting()
    decide(
        bench, comment, "tra-loi", department=Department.objects.first().pk, text="Sẽ trả lời sau khi đăng."
    )
    assert Answer.objects.count() == 1
    for address in ("/", "/y-kien/", comment.article.get_absolute_url()):
        assert "Sẽ trả lời sau khi đăng." not in client.get(address).content.decode()


@pytest.mark.parametrize("script", [True, False])
def test_an_answer_that_is_refused_comes_back_as_it_was_typed(bench, script):
    comment, department = factories.comment(), Department.objects.last()
    headers = {"X-Requested-With": "fetch"} if script else {}
    response = bench.post(
        reverse("admin:comments_comment_decide", args=[comment.pk, "tra-loi"]),
        {
            "version": comment.version,
            "department": department.pk,
            "answered_on": "45/11/2026",
            "text": "Xã đã “khảo sát”.",
        },
        headers=headers,
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "Hãy ghi ngày theo dạng ngày/tháng/năm" in page
    assert '<details data-key="t" open>' in page
    assert 'value="45/11/2026"' in page
    assert f'<option value="{department.pk}" selected>' in page
    assert ">Xã đã “khảo sát”.</textarea>" in page
    assert not Answer.objects.exists()


def test_the_links_of_a_card_lead_to_lists_from_wherever_it_stands(bench):
    comment = waiting()
    page = bench.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert f'href="{QUEUE}?bai={comment.pk}"' in page


def bulk(client, **typed):
    return client.post(reverse("admin:comments_comment_bulk"), typed)


def test_many_are_refused_only_after_a_preview_and_can_be_taken_back(bench, grounds):
    article = factories.article()
    spam = [waiting(article=article, sender="a" * 64, text=f"Rao vặt số {n}") for n in range(5)]
    other = waiting(article=article)
    at = f"nguoi={spam[0].pk}"

    preview = bulk(bench, scope="all", at=at, verb="tu-choi").content.decode()
    assert "<b>5</b> ý kiến" in preview
    assert Comment.objects.waiting().count() == 6

    until = timezone.now().isoformat()
    late = waiting(article=article, sender="a" * 64, sent_at=timezone.now() + timedelta(seconds=1))
    response = bulk(bench, scope="all", at=at, verb="tu-choi", grounds=grounds.pk, until=until, confirm="1")
    assert set(Comment.objects.waiting()) == {other, late}

    page = bench.get(response.url).content.decode()
    assert "Hoàn tác tất cả" in page
    batch = Comment.objects.filter(state=State.REJECTED).values_list("decided_at", flat=True).first()
    bench.post(reverse("admin:comments_comment_undo_bulk"), {"batch": batch.isoformat()})
    assert Comment.objects.waiting().count() == 7


def test_what_a_colleague_decided_meanwhile_stays_decided(bench, colleague, grounds):
    rows = [waiting() for _ in range(3)]
    rows[0].approve(colleague)
    bulk(bench, scope="chosen", pk=[row.pk for row in rows], verb="tu-choi", grounds=grounds.pk, confirm="1")
    assert [Comment.objects.get(pk=row.pk).state for row in rows] == [
        State.PUBLISHED,
        State.REJECTED,
        State.REJECTED,
    ]


def test_refusing_two_thousand_costs_no_more_statements_than_refusing_twenty(bench, grounds):
    article = factories.article()

    def statements(count):
        Comment.objects.bulk_create(
            Comment(article=article, name=f"Người {n}", text="Rao vặt " * 20) for n in range(count)
        )
        bench.get(QUEUE)
        with CaptureQueriesContext(connection) as captured:
            assert bench.get(QUEUE).status_code == 200
            bulk(bench, scope="all", verb="tu-choi", grounds=grounds.pk, confirm="1")
        assert not Comment.objects.waiting().exists()
        return len(captured)

    assert statements(2_000) <= statements(20)
    assert Comment.objects.filter(state=State.REJECTED).count() == 2_020


def test_hostile_comments_never_break_the_queue(bench):
    for text in (
        "<a" * 501,
        "<script>alert(1)</script>",
        "\u202eđảo",
        "Z" + "\u0301" * 300,
        "{% load %}",
        "\u200b",
    ):
        waiting(text=text, name=text[:60] or "x")
    Comment.objects.filter(text__startswith="<a").update(
        screening=[{"code": "x", "label": "y", "hits": [["text", 5, 9999]]}]
    )
    response = bench.get(QUEUE)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


ODD = ["?trang=-1", "?trang=99999", "?muc=<x>", "?nguoi=abc", "?nguoi=" + "9" * 40, "?giong=-1", "?bai=1e9",
       "?lydo=';--", "?q=%25%27", "?vua=x", "?loat=2026", "?vua=" + "9" * 30, "?q=" + "a" * 5000]  # fmt: skip


@pytest.mark.parametrize("query", ODD)
def test_no_address_of_the_bench_is_a_fault(bench, query):
    waiting()
    response = bench.get(QUEUE + query)
    assert response.status_code == 200
    assert "Ý kiến bạn đọc" in response.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "０"])
def test_a_decision_without_the_version_that_was_seen_changes_nothing(bench, version):
    comment = waiting()
    decide(bench, comment, "duyet", version=version)
    comment.refresh_from_db()
    assert comment.state == State.PENDING


def test_decisions_are_never_made_by_following_a_link(bench):
    comment = waiting()
    for verb in ("duyet", "tu-choi", "giu", "go", "hoan-tac", "che", "nhan"):
        assert bench.get(reverse("admin:comments_comment_decide", args=[comment.pk, verb])).status_code == 405
    assert bench.post(reverse("admin:comments_comment_decide", args=[comment.pk, "khac"])).status_code == 404
    comment.refresh_from_db()
    assert (comment.state, comment.version, comment.claimed_by) == (State.PENDING, 1, None)


@pytest.mark.parametrize("role", ["Biên tập viên", "Người duyệt"])
def test_other_staff_have_no_bench(client, role):
    comment = waiting()
    client.force_login(factories.user(role))
    assert client.get(QUEUE).status_code == 403
    assert client.get(reverse("admin:comments_comment_change", args=[comment.pk])).status_code == 403
    assert decide(client, comment, "duyet").status_code == 403
    assert bulk(client).status_code == 403
    comment.refresh_from_db()
    assert (comment.state, comment.version) == (State.PENDING, 1)


def test_visitors_are_asked_to_log_in(client):
    assert client.get(QUEUE).url == f"{reverse('admin:login')}?next={QUEUE}"


def test_a_comments_page_tells_its_story_and_what_else_its_sender_sent(bench, moderator):
    comment = waiting(sender="b" * 64)
    waiting(sender="b" * 64, text="Lời thứ hai từ cùng một mạng.")
    decide(bench, comment, "giu", note="Hỏi lại xã")
    page = bench.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "Gửi ý kiến" in page
    assert "Giữ lại" in page
    assert "Tẩn Thị Shú" in page
    assert "Lời thứ hai từ cùng một mạng." in page


def test_trying_a_sentence_stores_nothing(bench):
    page = bench.get(reverse("admin:comments_comment_trial"), {"text": "nhà cái uy tín"}).content.decode()
    assert "Sẽ bị giữ lại" in page
    assert "<mark" in page
    harmless = bench.get(
        reverse("admin:comments_comment_trial"), {"text": "Bà con Bạc Liêu rất vui"}
    ).content.decode()
    assert "Không bị giữ lại" in harmless
    assert not Comment.objects.exists()


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_twenty_cards_cost_no_more_statements_than_one(bench, moderator):
    cache.clear()
    article, directive = factories.article(), factories.directive(comments_open=True)
    waiting(article=article)
    once = statements(bench, QUEUE)
    parent = factories.comment(article=article)
    for _ in range(10):
        waiting(article=article, parent=parent, sender="c" * 64, email="a@example.vn")
        waiting(directive=directive, department=Department.objects.first()).claim(moderator)
    assert statements(bench, QUEUE) == once
