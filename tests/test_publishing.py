"""Texts move between four states by verbs; two people are needed, and of two at once one succeeds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from news.models import Article
from portal.publishing import Gone, Refused, Status, old_path, publishable_models
from portal.roles import ADMINISTRATOR, EDITOR, PUBLISHER
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return factories.user(EDITOR)


@pytest.fixture
def publisher():
    return factories.user(PUBLISHER)


@pytest.fixture
def draft():
    return factories.article(status=Status.DRAFT)


def test_a_text_is_written_submitted_and_published_by_another_person(draft, editor, publisher):
    draft.submit(editor)
    assert not Article.objects.published().exists()
    draft.publish(publisher)
    assert Article.objects.published().get() == draft
    assert (draft.submitted_by, draft.published_by) == (editor, publisher)


def test_whoever_submitted_a_text_does_not_publish_it(draft, publisher):
    draft.submit(publisher)
    with pytest.raises(Refused, match="không tự đăng"):
        draft.publish(publisher)
    assert Article.objects.get().status == Status.SUBMITTED


def test_an_emergency_publishes_at_once_and_keeps_its_reason(draft, publisher):
    draft.publish(publisher, emergency="Bão số 9 đổ bộ trong đêm")
    assert Article.objects.published().get().emergency_reason == "Bão số 9 đổ bộ trong đêm"


def test_an_editor_may_not_publish_send_back_or_withdraw(draft, editor):
    draft.submit(editor)
    for verb in (
        lambda: draft.publish(editor),
        lambda: draft.send_back(editor, "Sửa"),
        lambda: draft.withdraw(editor, "Sai"),
    ):
        with pytest.raises(Refused, match="không có quyền"):
            verb()


def test_a_text_is_sent_back_with_a_note_and_can_come_again(draft, editor, publisher):
    draft.submit(editor)
    with pytest.raises(Refused, match="ý kiến"):
        draft.send_back(publisher, "  ")
    draft.send_back(publisher, "Bổ sung số liệu của hai thôn.")
    assert (draft.status, draft.return_note) == (Status.DRAFT, "Bổ sung số liệu của hai thôn.")
    draft.submit(editor)
    assert draft.return_note == ""


def test_a_withdrawn_text_has_a_reason_that_readers_get(draft, editor, publisher):
    draft.submit(editor)
    draft.publish(publisher)
    with pytest.raises(Refused, match="lý do"):
        draft.withdraw(publisher, "")
    draft.withdraw(publisher, "Số liệu chưa thống nhất.")
    with pytest.raises(Gone):
        Article.objects.public_or_404(pk=draft.pk)
    draft.reopen(publisher)
    assert draft.status == Status.DRAFT


def test_a_scheduled_text_appears_when_its_time_comes_without_any_job(draft, editor, publisher):
    draft.submit(editor)
    draft.publish(publisher, at=timezone.now() + timedelta(hours=1))
    assert draft.is_scheduled
    assert not Article.objects.published().exists()
    Article.objects.update(published_at=F("published_at") - timedelta(hours=2))
    assert Article.objects.published().exists()


def test_a_verb_on_a_text_that_somebody_else_just_moved_is_refused(draft, editor, publisher):
    draft.submit(editor)
    seen_by_two = Article.objects.get(pk=draft.pk)
    draft.publish(publisher)
    with pytest.raises(Refused, match="vừa thay đổi"):
        seen_by_two.send_back(publisher, "Chậm một bước")
    assert Article.objects.get().status == Status.PUBLISHED


def test_verbs_in_the_wrong_order_are_refused(draft, publisher):
    for verb in (
        lambda: draft.publish(publisher),
        lambda: draft.withdraw(publisher, "Chưa đăng"),
        lambda: draft.send_back(publisher, "Chưa gửi"),
        lambda: draft.reopen(publisher),
    ):
        with pytest.raises(Refused):
            verb()


@pytest.mark.parametrize(
    "broken", [{"status": Status.PUBLISHED, "published_at": None}, {"status": Status.WITHDRAWN}]
)
def test_the_database_itself_refuses_impossible_states(draft, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=draft.pk).update(**broken)


def test_every_change_is_a_history_row_that_nobody_can_change(draft, editor):
    draft.submit(editor)
    events = Article.pgh_event_model.objects.filter(pgh_obj=draft)
    assert [event.status for event in events.order_by("pgh_id")] == [Status.DRAFT, Status.SUBMITTED]
    for statement in ("UPDATE news_articleevent SET title = ''", "DELETE FROM news_articleevent"):
        with (
            pytest.raises(Exception, match=r"append_only|Cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_administrator_can_do_everything_an_editor_and_a_publisher_can():
    administrator = factories.user(ADMINISTRATOR)
    for role in (EDITOR, PUBLISHER):
        assert factories.user(role).get_all_permissions() <= administrator.get_all_permissions()


@pytest.mark.parametrize("role", [EDITOR, PUBLISHER, ADMINISTRATOR])
def test_no_role_may_delete_a_text(role):
    held = factories.user(role).get_all_permissions()
    for model in publishable_models():
        assert f"{model._meta.app_label}.delete_{model._meta.model_name}" not in held


@pytest.mark.parametrize(
    ("address", "stored"),
    [
        ("http://danvan.cu.example/tin/12.html", "/tin/12.html"),
        ("/tin/12/", "/tin/12"),
        ("/news.aspx?id=7#dau", "/news.aspx?id=7"),
        ("/", "/"),
    ],
)
def test_an_old_address_is_stored_as_it_will_be_asked_for(address, stored):
    assert old_path(address) == stored
