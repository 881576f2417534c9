"""What a moderator decides of a comment: one decision each, signed, and taken back in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from comments.models import AlreadyDecided, Comment, CommentEvent
from comments.querysets import State
from portal.publishing import Refused
from tests import factories
from tests.moderation import waiting

pytestmark = pytest.mark.django_db


WAYS = [
    (State.PENDING, "approve", State.PUBLISHED),
    (State.HELD, "approve", State.PUBLISHED),
    (State.PENDING, "hold", State.HELD),
    (State.PENDING, "reject", State.REJECTED),
    (State.HELD, "reject", State.REJECTED),
    (State.PUBLISHED, "remove", State.REMOVED),
    (State.REJECTED, "reopen", State.HELD),
    (State.REMOVED, "reopen", State.HELD),
]
FORBIDDEN = [
    (State.PENDING, "remove"),
    (State.PUBLISHED, "approve"),
    (State.PUBLISHED, "reject"),
    (State.PUBLISHED, "hold"),
    (State.REJECTED, "approve"),
    (State.REMOVED, "approve"),
    (State.PENDING, "reopen"),
]


def run(comment, verb, by, grounds):
    arguments = [grounds] if verb in ("reject", "remove") else []
    getattr(comment, verb)(by, *arguments)


@pytest.mark.parametrize(("before", "verb", "after"), WAYS)
def test_each_verb_leads_from_its_states_to_one_state_signed_and_dated(
    before, verb, after, moderator, grounds
):
    comment = factories.comment(state=before)
    run(comment, verb, moderator, grounds)
    comment.refresh_from_db()
    assert (comment.state, comment.decided_by) == (after, moderator)
    assert comment.events.filter(state=after, decided_by=moderator).count() == 1


@pytest.mark.parametrize(("before", "verb"), FORBIDDEN)
def test_no_verb_runs_from_another_state(before, verb, moderator, grounds):
    comment = factories.comment(state=before)
    with pytest.raises(AlreadyDecided):
        run(comment, verb, moderator, grounds)
    comment.refresh_from_db()
    assert comment.state == before


@pytest.mark.parametrize("verb", ["approve", "hold", "reject", "reopen", "undo"])
@pytest.mark.parametrize("role", ["", "Biên tập viên", "Người duyệt"])
def test_nobody_but_a_moderator_decides(verb, role, grounds):
    comment = factories.comment(state=State.PENDING)
    with pytest.raises(Refused):
        run(comment, verb, factories.user(role), grounds)


def test_the_second_moderator_is_told_who_decided_what_and_when(moderator, colleague, grounds):
    mine, theirs = waiting(), None
    theirs = Comment.objects.get(pk=mine.pk)
    theirs.approve(colleague)
    with pytest.raises(AlreadyDecided) as told:
        mine.reject(moderator, grounds)
    assert "Đinh Ruối" in str(told.value)
    assert "đã đăng" in str(told.value)
    assert timezone.localtime(theirs.decided_at).strftime("%H:%M:%S") in str(told.value)


@pytest.mark.django_db(transaction=True)
def test_of_fifty_pairs_of_moderators_who_decide_at_once_exactly_one_each_decides(
    moderator, colleague, grounds
):
    article = factories.article()
    rows = [waiting(article=article) for _ in range(50)]

    def race(task):
        pk, verb = task
        try:
            comment = Comment.objects.get(pk=pk, version=1)
        except Comment.DoesNotExist:
            return False
        try:
            comment.approve(moderator) if verb == "approve" else comment.reject(colleague, grounds)
        except AlreadyDecided:
            return False
        else:
            return True
        finally:
            connections.close_all()

    tasks = [(row.pk, verb) for row in rows for verb in ("approve", "reject")]
    with ThreadPoolExecutor(8) as pool:
        decided = list(pool.map(race, tasks))
    assert sum(decided) == 50
    for row in rows:
        assert CommentEvent.objects.filter(pgh_obj=row.pk).count() == 2


def test_the_history_cannot_be_rewritten(moderator):
    comment = waiting()
    comment.approve(moderator)
    with pytest.raises(Exception, match="Cannot update or delete"):
        comment.events.update(state=State.REJECTED)


def test_a_decision_can_be_taken_back_within_thirty_seconds(moderator, grounds):
    comment = factories.comment(state=State.HELD)
    comment.approve(moderator)
    comment.undo(moderator)
    assert (comment.state, comment.decided_by, comment.published_at) == (State.HELD, None, None)
    comment.reject(moderator, grounds)
    comment.undo(moderator)
    assert (comment.state, comment.grounds) == (State.HELD, None)


def test_it_cannot_be_taken_back_later_or_by_another_or_twice(moderator, colleague):
    comment = waiting()
    comment.approve(moderator)
    with pytest.raises(Refused, match="của chính mình"):
        comment.undo(colleague)
    Comment.objects.filter(pk=comment.pk).update(decided_at=timezone.now() - timedelta(seconds=31))
    comment.refresh_from_db()
    with pytest.raises(Refused, match="30 giây"):
        comment.undo(moderator)
    fresh = waiting()
    fresh.hold(moderator)
    fresh.undo(moderator)
    with pytest.raises(Refused):
        fresh.undo(moderator)


def test_a_comment_that_its_sender_withdrew_cannot_be_brought_back(moderator):
    comment = waiting()
    comment.approve(moderator)
    comment.retract()
    for verb in ("undo", "approve", "reopen"):
        with pytest.raises(Refused):
            run(comment, verb, moderator, None)
    comment.refresh_from_db()
    assert (comment.state, comment.text, comment.name) == (State.RETRACTED, "", "")


def test_of_two_moderators_only_the_first_takes_a_comment_on(moderator, colleague):
    comment = waiting()
    assert comment.claim(moderator)
    assert not Comment.objects.get(pk=comment.pk).claim(colleague)
    Comment.objects.filter(pk=comment.pk).update(claimed_at=timezone.now() - timedelta(minutes=11))
    assert Comment.objects.get(pk=comment.pk).claim(colleague)
