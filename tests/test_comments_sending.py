"""A reader sends an opinion: what is kept, what is refused, what waits, and that it comes but once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, connections
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from comments import limits, tokens
from comments.models import Comment, State
from comments.threads import form_address
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
    response = post(client, article, token=old_token(form_address(other)))
    assert response.status_code == 400
    assert GOOD["text"] in response.content.decode()
    assert not Comment.objects.exists()


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


def test_one_network_sends_so_many_an_hour_and_the_next_ones_keep_their_text(client, article, standing_clock):
    Rules.objects.update_or_create(pk=1, defaults={"per_sender_hour": 3})
    assert [post(client, article).status_code for _ in range(5)] == [302, 302, 302, 429, 429]
    assert GOOD["text"] in post(client, article).content.decode()
    assert post(Client(REMOTE_ADDR="203.0.113.9"), article).status_code == 302
    standing_clock.moment += timedelta(hours=1)
    assert post(client, article).status_code == 302


@pytest.mark.usefixtures("standing_clock")
def test_one_article_takes_so_many_an_hour_from_all_networks_together(article):
    Rules.objects.update_or_create(pk=1, defaults={"per_target_hour": 2})
    statuses = [post(Client(REMOTE_ADDR=f"203.0.{n}.9"), article).status_code for n in range(3)]
    assert statuses == [302, 302, 429]


@pytest.mark.usefixtures("standing_clock")
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
    assert Comment.objects.get().article == new


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED])
def test_a_draft_has_no_form(client, status):
    draft = factories.article(status=status)
    assert client.get(form_address(draft)).status_code == 404
    assert post(client, draft).status_code == 404
    assert not Comment.objects.exists()


def test_a_nul_byte_is_a_bad_request(client, article):
    assert post(client, article, text="a\x00b").status_code == 400
    assert not Comment.objects.exists()


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
