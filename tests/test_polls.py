"""Thăm dò ý kiến: one vote of one network, counted openly, beyond the reach of staff."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from comments import tokens
from portal.roles import EDITOR, PUBLISHER
from readers.models import Poll, PollOption, Vote
from tests import factories
from tests.desk import change, desk, formset

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return factories.poll()


def option(poll: Poll, text: str = "Buổi tối") -> PollOption:
    return poll.options.get(text=text)


def form(poll: Poll, text: str = "Buổi tối", **fields) -> dict[str, object]:
    return {
        "choice": option(poll, text).pk,
        "token": tokens.issue(poll.get_absolute_url(), ""),
        "website": "",
        **fields,
    }


def send(client, poll: Poll, typed: dict[str, object], address: str = "203.0.113.7"):
    return client.post(poll.get_absolute_url(), typed, REMOTE_ADDR=address)


# Voting


def test_a_vote_is_counted_and_its_voter_sees_it_at_once(client, poll):
    response = send(client, poll, form(poll))
    assert response.status_code == 302
    words = client.get(response.headers["Location"]).content.decode()
    assert "Đã ghi phiếu của bạn" in words
    assert [votes for _, votes in poll.results()] == [0, 1]
    assert "100,0%" in words


def test_a_double_click_of_twenty_is_one_vote_and_the_same_answer_twenty_times(client, poll):
    typed = form(poll)
    answers = {send(client, poll, typed).headers["Location"] for _ in range(20)}
    assert len(answers) == 1
    assert Vote.objects.count() == 1


def test_one_network_has_one_vote(client, poll):
    send(client, poll, form(poll))
    again = send(client, poll, form(poll, "Buổi sáng"), "203.0.113.200")
    assert again.status_code == 403
    assert "đã có một phiếu" in again.content.decode()
    assert send(client, poll, form(poll), "198.51.100.7").status_code == 302
    assert send(client, poll, form(poll), "2001:db8:1:2::3").status_code == 302
    assert send(client, poll, form(poll), "2001:db8:1:ffff::1").status_code == 403
    assert Vote.objects.count() == 3


def test_a_vote_in_one_poll_leaves_the_other_free_and_cannot_be_matched_to_it(client, poll):
    other = factories.poll()
    for voted in (poll, other):
        assert send(client, voted, form(voted)).status_code == 302
    assert len(set(Vote.objects.values_list("sender", flat=True))) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"choice": ""},
        {"choice": "0"},
        {"choice": "x"},
        {"choice": ["1", "2"]},
        {"token": ""},
        {"token": "x" * 900},
        {"token": tokens.issue("/tham-do/999/", "")},  # of another poll
        {"website": "http://spam.example"},
    ],
)
def test_a_form_that_is_not_right_is_no_vote(client, poll, wrong):
    response = send(client, poll, form(poll) | wrong)
    assert response.status_code == 400
    assert "Chưa gửi được" in response.content.decode()
    assert not Vote.objects.exists()


def test_an_option_of_another_poll_is_no_vote(client, poll):
    other = factories.poll()
    assert send(client, poll, form(poll, choice=option(other).pk)).status_code == 400
    assert not Vote.objects.exists()


def test_an_old_form_comes_back_with_a_fresh_token_and_the_choice_kept(client, poll):
    page = send(client, poll, form(poll, token="cũ")).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    assert re.search(rf'value="{option(poll).pk}"[^>]*checked', page)
    assert send(client, poll, form(poll, token=token)).status_code == 302


def test_the_choice_made_on_the_home_page_is_marked_but_not_yet_a_vote(client, poll):
    home = client.get("/").content.decode()
    assert 'method="get" action="/tham-do/' in home
    ballot = client.get(poll.get_absolute_url(), {"chon": option(poll).pk}).content.decode()
    assert re.search(rf'value="{option(poll).pk}"[^>]*checked', ballot)
    assert client.get(poll.get_absolute_url(), {"chon": "<script>"}).status_code == 200
    assert not Vote.objects.exists()


# Time


def test_a_poll_is_nowhere_before_it_opens(client):
    poll = factories.poll(opens=1)
    assert client.get(poll.get_absolute_url()).status_code == 404
    assert client.get(poll.results_url).status_code == 404
    assert send(client, poll, form(poll)).status_code == 404
    for place in ("/", "/tham-do/"):
        assert poll.question not in client.get(place).content.decode()


def test_a_poll_that_is_over_shows_its_results_and_takes_no_vote(client):
    poll = factories.poll(opens=-48, closes=-1)
    assert client.get(poll.get_absolute_url()).headers["Location"] == poll.results_url
    assert send(client, poll, form(poll)).status_code == 302
    assert not Vote.objects.exists()
    assert "Chưa có phiếu nào" in client.get(poll.results_url).content.decode()
    assert poll.question not in client.get("/").content.decode()
    assert poll.results_url in client.get("/tham-do/").content.decode()


@pytest.mark.parametrize("hours", [0, -1, 14 * 24 + 1])
def test_a_poll_ends_after_it_begins_and_within_two_weeks(hours):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.poll(opens=0, closes=hours)
    now = timezone.now()
    with pytest.raises(ValidationError):
        Poll(question="?", opens_at=now, closes_at=now + timedelta(hours=hours)).full_clean()


# Privacy and caches


def test_the_ballot_is_kept_by_no_cache_and_sets_no_cookie(client, poll):
    for response in (client.get(poll.get_absolute_url()), send(client, poll, form(poll))):
        assert "no-store" in response.headers["Cache-Control"]
        assert not response.cookies
    assert "public" in client.get(poll.results_url).headers["Cache-Control"]


def test_no_address_is_stored_and_its_hash_goes_when_the_poll_is_over(client, poll, capsys):
    send(client, poll, form(poll))
    vote = Vote.objects.get()
    assert re.fullmatch("[0-9a-f]{64}", vote.sender)
    call_command("forget_readers")
    assert Vote.objects.get().sender
    Poll.objects.update(opens_at=timezone.now() - timedelta(days=2), closes_at=timezone.now())
    call_command("forget_readers")
    assert Vote.objects.get().sender == ""
    assert [votes for _, votes in poll.results()] == [0, 1]


def test_readers_are_told_how_votes_are_counted_where_they_vote_and_where_they_look(client, poll):
    for address in (poll.get_absolute_url(), poll.results_url):
        words = client.get(address).content.decode()
        assert "một mạng" in words
        assert "không phải của toàn thể Nhân dân" in words


# Staff


def test_the_database_itself_lets_nobody_change_or_delete_a_vote(client, poll):
    send(client, poll, form(poll))
    for attempt in (
        lambda: Vote.objects.update(option=option(poll, "Buổi sáng")),
        lambda: Vote.objects.all().delete(),
        lambda: poll.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert [votes for _, votes in poll.results()] == [0, 1]


def new_poll(**fields) -> dict[str, object]:
    opens = timezone.localtime()
    closes = opens + timedelta(days=3)
    rows = ({"order": 0, "text": "Có"}, {"order": 1, "text": "Không"})
    return {
        "question": "Nên họp buổi tối?",
        "explanation": "",
        "opens_at_0": f"{opens:%d/%m/%Y}",
        "opens_at_1": f"{opens:%H:%M}",
        "closes_at_0": f"{closes:%d/%m/%Y}",
        "closes_at_1": f"{closes:%H:%M}",
        **formset("options", *fields.pop("options", rows)),
        **fields,
    }


def test_a_publisher_makes_a_poll_and_an_editor_does_not():
    address = "/quan-tri/readers/poll/add/"
    assert desk(EDITOR).get(address).status_code == 403
    assert desk(PUBLISHER).post(address, new_poll()).status_code == 302
    assert [str(row) for row in Poll.objects.get().options.all()] == ["Có", "Không"]


@pytest.mark.parametrize("options", [(), ({"order": 0, "text": "Có"},), ({"text": "Có", "order": 0},) * 2])
def test_a_poll_has_two_different_options(options):
    response = desk(PUBLISHER).post("/quan-tri/readers/poll/add/", new_poll(options=options))
    assert response.status_code == 200
    assert not Poll.objects.exists()


def test_from_the_first_vote_on_only_the_end_can_be_moved(client, poll):
    send(client, poll, form(poll))
    browser = desk(PUBLISHER)
    page = browser.get(change(poll)).content.decode()
    assert 'name="question"' not in page
    assert 'name="options-0-text"' not in page
    assert "Buổi tối: 1" in page
    typed = new_poll(question="Câu khác", options=())
    typed["closes_at_0"] = f"{timezone.localtime() + timedelta(days=2):%d/%m/%Y}"
    assert browser.post(change(poll), typed).status_code == 302
    poll.refresh_from_db()
    assert poll.question == "Đối thoại vào lúc nào?"
    assert poll.closes_at > timezone.now() + timedelta(days=1)
    assert browser.post(change(poll, "delete"), {"post": "yes"}).status_code == 403
    assert Poll.pgh_event_model.objects.filter(pgh_obj_id=poll.pk, pgh_label="update").exists()
