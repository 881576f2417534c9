"""A reader sends an opinion: what is kept, what is refused, what the receipt says, what the public sees."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, connections
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments import limits, tokens
from comments.models import Answer, Comment, CommentEvent, Department, State
from comments.threads import all_address, form_address
from comments.vocabulary import Rules, ScreenedWord
from portal.publishing import Status
from tests import factories

pytestmark = pytest.mark.django_db

GOOD = {"name": "Lò Văn Phúc", "text": "Thôn tôi mong sớm có điện chiếu sáng.", "consent": "on"}


def old_token(address: str, seconds: int = 60) -> str:
    """A token of a form that was opened `seconds` ago."""
    with pytest.MonkeyPatch.context() as clock:
        moment = tokens.time.time() - seconds
        clock.setattr(tokens.time, "time", lambda: moment)
        return tokens.issue(address, "2026-11")


def post(client, target, query="", token=None, **changes):
    address = form_address(target)
    typed = GOOD | {"token": token if token is not None else old_token(address)} | changes
    return client.post(address + query, {key: value for key, value in typed.items() if value is not None})


@pytest.fixture
def article():
    return factories.article()


@pytest.fixture
def sent(client, article):
    """The receipt's address of a comment that was just sent."""
    return post(client, article).url


def test_a_reader_without_javascript_sends_from_the_link_on_the_article(client, article):
    assert form_address(article) in client.get(article.get_absolute_url()).content.decode()
    page = client.get(form_address(article))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert not page.cookies

    response = post(client, article)

    assert response.status_code == 302
    assert Comment.objects.get().text == GOOD["text"]
    assert "Chờ duyệt" in client.get(response.url).content.decode()


def test_the_article_page_stays_free_of_cookies_and_cacheable_with_its_comments(client, article):
    factories.comment(article=article)
    response = client.get(article.get_absolute_url())
    assert not response.cookies
    assert "public" in response.headers["Cache-Control"]


def test_an_official_text_takes_comments_only_where_its_editor_opened_them(client):
    opened, closed = factories.directive(comments_open=True), factories.directive()
    assert post(client, opened).status_code == 302
    assert Comment.objects.get().directive == opened
    assert post(client, closed).status_code == 403
    assert form_address(opened) in client.get(opened.get_absolute_url()).content.decode()
    assert form_address(closed) not in client.get(closed.get_absolute_url()).content.decode()


BAD = [
    ({"name": ""}, "Xin ghi tên hiển thị", "no name"),
    ({"name": "\u200b\u200b"}, "Xin ghi tên hiển thị", "a name of invisible characters"),
    ({"name": "a" * 300}, "Tên dài 300 ký tự", "a 300-character name"),
    ({"text": "  \r\n "}, "Xin ghi nội dung", "blank text"),
    ({"text": "a" * 2001}, "Ý kiến dài 2001 ký tự", "one character too many"),
    ({"email": "khong phai thu"}, "chưa đúng dạng", "an address that is none"),
    ({"consent": None}, "Cần bạn đồng ý", "silence is not consent"),
    ({"website": "http://spam.example"}, "Ô này phải để trống", "the trap for robots"),
    ({"token": ""}, "Trang này mở đã lâu", "no token"),
    ({"token": "x" * 5000}, "Trang này mở đã lâu", "a forged token"),
]


@pytest.mark.parametrize(("changes", "words", "why"), BAD, ids=[row[2] for row in BAD])
def test_whatever_is_wrong_is_said_and_what_was_typed_stays(client, article, changes, words, why):
    response = post(client, article, **changes)
    page = response.content.decode()
    assert response.status_code == 400
    assert words in page
    assert "data-focus" in page
    assert not Comment.objects.exists()
    if "text" not in changes:
        assert GOOD["text"] in page


def test_two_thousand_characters_with_windows_line_ends_fit(client, article):
    text = "\r\n".join(["a" * 99] * 20)
    assert post(client, article, text=text).status_code == 302
    assert len(Comment.objects.get().text) == 1999


def test_a_form_answered_within_three_seconds_keeps_the_text_and_can_be_sent_again(client, article):
    fresh = tokens.issue(form_address(article), "2026-11")
    response = post(client, article, token=fresh)
    assert response.status_code == 400
    assert GOOD["text"] in response.content.decode()
    assert fresh in response.content.decode()


def test_a_form_left_open_overnight_comes_back_with_a_fresh_token_and_the_text(client, article):
    stale = old_token(form_address(article), 7 * 3600)
    page = post(client, article, token=stale).content.decode()
    assert GOOD["text"] in page
    assert stale not in page
    assert 'name="token"' in page


def test_a_token_of_one_article_sends_nothing_to_another(client, article):
    other = factories.article()
    assert post(client, article, token=old_token(form_address(other))).status_code == 400


def test_a_form_sent_twenty_times_is_one_comment_with_one_receipt(client, article):
    token = old_token(form_address(article))
    places = {post(client, article, token=token).url for _ in range(20)}
    assert len(places) == 1
    assert Comment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_the_same_moment_are_one_comment_with_one_receipt(article):
    token = old_token(form_address(article))

    def press(_):
        try:
            return post(Client(), article, token=token).url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        places = set(pool.map(press, range(20)))
    assert len(places) == 1
    assert Comment.objects.count() == 1


def test_fields_that_the_form_does_not_have_change_nothing(client, article):
    other = factories.article()
    post(
        client,
        article,
        state="published",
        published_at="2020-01-01",
        article=other.pk,
        decided_by=1,
        pk=99,
        sender="x",
    )
    row = Comment.objects.get()
    assert (row.state, row.article, row.decided_by, row.published_at) == (State.PENDING, article, None, None)
    assert row.sender != "x"


def test_only_a_hash_of_the_network_is_kept_and_it_changes_with_the_week(rf):
    now = timezone.now()
    here, neighbour = rf.get("/", REMOTE_ADDR="203.0.113.7"), rf.get("/", REMOTE_ADDR="203.0.113.200")
    assert limits.sender_of(here, now) == limits.sender_of(neighbour, now)
    assert limits.sender_of(here, now) != limits.sender_of(rf.get("/", REMOTE_ADDR="203.0.114.7"), now)
    assert limits.sender_of(here, now) != limits.sender_of(here, now + timedelta(days=7))


PEERS = [
    (
        {"REMOTE_ADDR": "198.51.100.9", "HTTP_X_FORWARDED_FOR": "10.9.9.9"},
        "198.51.100.9",
        "a stranger's claim",
    ),
    (
        {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 198.51.100.9"},
        "198.51.100.9",
        "our proxy's word",
    ),
    ({"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "nonsense"}, "10.0.0.2", "nonsense from our proxy"),
    ({"REMOTE_ADDR": "::ffff:198.51.100.9"}, "198.51.100.9", "IPv4 inside IPv6"),
    ({"REMOTE_ADDR": ""}, "None", "a Unix socket"),
]


@pytest.mark.parametrize(("meta", "address", "why"), PEERS, ids=[row[2] for row in PEERS])
def test_the_sender_is_the_real_peer_unless_our_own_proxy_says_otherwise(rf, settings, meta, address, why):
    settings.TRUSTED_PROXIES = ["10.0.0.0/30"]
    assert str(limits.address_of(rf.get("/", **meta))) == address


def test_one_network_sends_so_many_an_hour_and_the_next_ones_keep_their_text(client, article):
    Rules.objects.update_or_create(pk=1, defaults={"per_sender_hour": 3})
    assert [post(client, article).status_code for _ in range(5)] == [302, 302, 302, 429, 429]
    assert GOOD["text"] in post(client, article).content.decode()
    assert post(Client(REMOTE_ADDR="203.0.113.9"), article).status_code == 302


def test_one_article_takes_so_many_an_hour_from_all_networks_together(article):
    Rules.objects.update_or_create(pk=1, defaults={"per_target_hour": 2})
    statuses = [post(Client(REMOTE_ADDR=f"203.0.{n}.9"), article).status_code for n in range(3)]
    assert statuses == [302, 302, 429]


def test_a_flood_from_many_networks_stores_no_more_than_the_limits_allow():
    Rules.objects.update_or_create(pk=1, defaults={"per_sender_hour": 2, "per_target_hour": 15})
    articles = [factories.article() for _ in range(3)]
    statuses = [
        post(Client(REMOTE_ADDR=f"203.{network}.7.9"), article).status_code
        for article in articles
        for network in range(20)
    ]
    assert set(statuses) == {302, 429}
    assert Comment.objects.count() == statuses.count(302)
    by_sender = Comment.objects.values("sender").annotate(n=Count("pk")).values_list("n", flat=True)
    assert len(by_sender) == 20
    assert max(by_sender) <= 2
    assert all(Comment.objects.on(article).count() <= 15 for article in articles)


def test_suspicious_words_hold_a_comment_with_their_places(client, article):
    post(client, article, text="Liên hệ 0912 345 678 để vào nhà cái uy tín")
    row = Comment.objects.get()
    assert row.state == State.HELD
    codes = {reason["code"]: reason["hits"] for reason in row.screening}
    assert {"phone", "gambling"} <= set(codes)
    _, start, end = codes["phone"][0]
    assert row.text[start:end] == "0912 345 678"


def test_staff_change_the_word_lists_without_a_programmer(client, article):
    word = ScreenedWord.objects.filter(list__code="gambling").first()
    ScreenedWord.objects.create(list=word.list, text="vòng quay phú quý")
    post(client, article, text="Chơi vòng quay phú quý nhé")
    assert Comment.objects.get().state == State.HELD


def test_comments_can_be_closed_for_the_whole_site_with_the_reason_shown(client, article):
    token = old_token(form_address(article))
    Rules.objects.update_or_create(
        pk=1, defaults={"open": False, "closed_reason": "Tạm ngừng để bảo trì đến thứ Hai."}
    )
    cache.clear()
    assert "Tạm ngừng để bảo trì" in client.get(article.get_absolute_url()).content.decode()
    assert "Tạm ngừng để bảo trì" in client.get(form_address(article)).content.decode()
    assert post(client, article, token=token).status_code == 403
    assert not Comment.objects.exists()


def test_comments_close_by_themselves_after_the_days_that_staff_chose(client):
    Rules.objects.update_or_create(pk=1, defaults={"close_after_days": 10})
    old = factories.article(published_at=timezone.now() - timedelta(days=11))
    new = factories.article(published_at=timezone.now() - timedelta(days=9))
    assert post(client, old).status_code == 403
    assert post(client, new).status_code == 302


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED])
def test_a_draft_has_no_form(client, status):
    draft = factories.article(status=status)
    assert client.get(form_address(draft)).status_code == 404
    assert post(client, draft).status_code == 404


def test_a_nul_byte_is_a_bad_request(client, article):
    assert post(client, article, text="a\x00b").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_when_the_database_dies_the_text_is_still_in_the_form_and_sends_once_it_is_back(client, article):
    token = old_token(form_address(article))
    client.get(form_address(article))
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    response = post(client, article, token=token)
    page = response.content.decode()
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert GOOD["text"] in page
    assert token in page

    connection.close()
    assert [post(client, article, token=token).status_code for _ in range(2)] == [302, 302]
    assert Comment.objects.count() == 1


# The receipt


def test_the_receipt_is_private_and_its_code_is_not_in_the_database(client, sent):
    response = client.get(sent)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    code = sent.split("/")[2]
    row = Comment.objects.values().get()
    assert code not in str(row)
    assert row["receipt_hash"] == tokens.receipt_hash(code)


def decided(sent, verb, *arguments):
    row = Comment.objects.get()
    getattr(row, verb)(factories.user("Kiểm duyệt viên"), *arguments)
    return row


def test_the_receipt_says_what_became_of_the_comment(client, sent):
    row = decided(sent, "approve")
    page = client.get(sent).content.decode()
    assert "Đã đăng" in page
    assert row.get_absolute_url() in page

    row.answer = Answer.objects.create(
        comment=row, department=Department.objects.first(), text="Quý sau sẽ lắp đèn."
    )
    assert "đã có trả lời" in client.get(sent).content.decode()


def test_the_receipt_gives_the_public_words_of_a_refusal_and_no_internal_note(client, sent):
    grounds = factories.Grounds.objects.get(label__startswith="Không liên quan")
    decided(sent, "reject", grounds, "Người này gửi nhiều lần")
    page = client.get(sent).content.decode()
    assert grounds.public_text[:30] in page
    assert "Người này gửi nhiều lần" not in page


def test_withdrawing_erases_name_and_text_from_every_table_at_once(client, article):
    place = post(
        client, article, name="Sùng A Chứ", text="Câu này sẽ được rút lại.", email="chu@example.vn"
    ).url
    decided(place, "approve")
    assert "Câu này sẽ được rút lại." in client.get(article.get_absolute_url()).content.decode()

    response = client.post(f"{place}rut/")

    assert response.status_code == 302
    assert "Đã rút lại" in client.get(place).content.decode()
    everything = str(list(Comment.objects.values())) + str(list(CommentEvent.objects.values()))
    for word in ("Sùng A Chứ", "rút lại", "chu@example.vn"):
        assert word not in everything
    assert "Câu này" not in client.get(article.get_absolute_url()).content.decode()
    assert "Người gửi đã rút" not in client.get(article.get_absolute_url()).content.decode()


def test_withdrawing_cannot_be_done_by_following_a_link(client, sent):
    assert client.get(f"{sent}rut/").status_code == 405


def test_a_withdrawn_comment_leaves_a_mark_only_where_an_answer_hangs_on_it(client, article):
    parent = factories.comment(article=article, name="Vàng Thị Mỷ")
    factories.comment(article=article, parent=parent, text="Tôi cũng nghĩ vậy.")
    parent.retract()
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Người gửi đã rút lại ý kiến này." in page
    assert "Tôi cũng nghĩ vậy." in page
    assert "Vàng Thị Mỷ" not in page


CODES = [
    ("7k3m-9qpx-r2td-w8ve", "7K3M-9QPX-R2TD-W8VE", "lower case"),
    (" 7K3M 9QPX R2TD W8VE. ", "7K3M-9QPX-R2TD-W8VE", "spaces and a full stop"),
    ("OILM9QPXR2TDW8VE", "011M-9QPX-R2TD-W8VE", "letters misread"),
    ("7K3M-9QPX-R2TD-W8V", "", "one short"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("typed", "code", "why"), CODES, ids=[row[2] for row in CODES])
def test_a_code_is_understood_however_it_was_copied(typed, code, why):
    assert tokens.tidy_code(typed) == code


def test_a_typed_code_leads_to_its_receipt(client, sent):
    code = sent.split("/")[2]
    assert client.post(reverse("comment_lookup"), {"code": code.lower().replace("-", " ")}).url == sent


def test_guessing_codes_ends_after_twenty_wrong_ones_even_with_a_right_one(client, sent):
    statuses = [client.get(f"/y-kien/0000-0000-0000-{n:04}/").status_code for n in range(21)]
    assert statuses == [404] * 20 + [429]
    assert client.get(sent).status_code == 429
    assert client.get(sent, REMOTE_ADDR="203.0.113.5").status_code == 200


# Reading


@pytest.mark.parametrize(
    "state", [state for state in State if state not in (State.PUBLISHED, State.RETRACTED)]
)
def test_what_no_moderator_has_published_is_seen_nowhere(client, state):
    article = factories.article()
    hidden = factories.comment(article=article, state=state, name="Hờ A Páo", text="Lời chưa được duyệt.")
    addresses = [
        "/",
        "/y-kien/",
        article.get_absolute_url(),
        all_address(article),
        "/rss/",
        "/tim-kiem/?q=duyệt",
    ]
    for address in addresses:
        page = client.get(address).content.decode()
        assert "Lời chưa được duyệt" not in page, address
        assert "Hờ A Páo" not in page, address
    assert client.get(f"/y-kien/{hidden.pk}/").status_code == 404
    assert client.get(f"{form_address(article)}?tra-loi={hidden.pk}").status_code == 404


def test_comments_of_a_withdrawn_article_go_with_it(client):
    shown = factories.comment(text="Lời dưới bài đã gỡ.")
    assert "Lời dưới bài đã gỡ." in client.get("/y-kien/").content.decode()
    shown.article.status = Status.WITHDRAWN
    shown.article.withdrawn_reason = "Đăng nhầm"
    shown.article.save()
    assert "Lời dưới bài đã gỡ." not in client.get("/y-kien/").content.decode()
    assert client.get(f"/y-kien/{shown.pk}/").status_code == 404


HOSTILE = [
    "<a" * 501,
    "<script>alert(1)</script>",
    "\u202eđảo\u202c ngược",
    "Z" + "\u0301" * 200,
    "{{ 7|add:7 }}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=["501 tags", "script", "bidi", "Zalgo", "template"])
def test_hostile_text_is_shown_as_plain_text_and_breaks_no_page(client, article, text):
    post(client, article, text=text, name=text[:40])
    row = Comment.objects.get()
    row.approve(factories.user("Kiểm duyệt viên"))
    for address in ["/", "/y-kien/", article.get_absolute_url()]:
        response = client.get(address)
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()
        assert "\u202e" not in response.content.decode()


def test_readers_answer_each_other_one_level_deep(client, article):
    parent = factories.comment(article=article)
    post(client, article, f"?tra-loi={parent.pk}")
    reply = Comment.objects.get(parent=parent)
    reply.approve(factories.user("Kiểm duyệt viên"))
    assert GOOD["text"] in client.get(article.get_absolute_url()).content.decode()
    assert client.get(f"{form_address(article)}?tra-loi={reply.pk}").status_code == 404
    elsewhere = factories.article()
    assert client.get(f"{form_address(elsewhere)}?tra-loi={parent.pk}").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "１２"])
def test_answering_a_comment_that_cannot_exist_is_not_found(client, article, number):
    assert client.get(f"{form_address(article)}?tra-loi={number}").status_code == 404


def test_every_comment_keeps_its_address_when_newer_ones_push_it_to_another_page(client, article):
    start = timezone.now() - timedelta(days=3)
    rows = [factories.comment(article=article, published_at=start + timedelta(minutes=n)) for n in range(25)]
    assert client.get(f"/y-kien/{rows[24].pk}/").url == f"{article.get_absolute_url()}#y-kien-{rows[24].pk}"
    place = client.get(f"/y-kien/{rows[0].pk}/").url
    assert place == f"{all_address(article)}?trang=2#y-kien-{rows[0].pk}"
    assert f"y-kien-{rows[0].pk}" in client.get(place).content.decode()
    assert client.get(f"{all_address(article)}?trang=9").status_code == 404


def count(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_no_number_of_comments_answers_and_replies_costs_more_statements(client, article):
    def add():
        root = factories.comment(article=article)
        department = Department.objects.first()
        Answer.objects.create(comment=root, department=department, text="Đã rõ.")
        factories.comment(article=article, parent=root)

    addresses = [article.get_absolute_url(), all_address(article), "/y-kien/", form_address(article)]
    add()
    once = {address: count(client, address) for address in addresses}
    for _ in range(20):
        add()
    assert {address: count(client, address) for address in addresses} == once
    assert once[article.get_absolute_url()] <= 6
