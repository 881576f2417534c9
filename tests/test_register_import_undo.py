"""A batch is taken back in one click, and what people did since stays."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directives import importing
from directives.models import Batch, Directive, Relation
from portal.publishing import Refused, Status
from portal.roles import EDITOR, PUBLISHER
from tests import factories
from tests.batches import DAY, bring_in, outcomes, rehearse, text, undo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


def test_undo_takes_new_texts_back_and_gives_old_ones_their_values(editor):
    kind = factories.document_type("Quyết định", "QĐ")
    old = factories.directive(
        type=kind,
        symbol="1-QĐ/TU",
        issued_on=DAY.date(),
        subject="Cũ",
        body="<h2>Điều 1</h2>",
        status=Status.DRAFT,
    )
    rows = text("1-QĐ/TU", "Mới", None, "Toàn văn mới"), text("2-QĐ/TU", "Hai", "1-QĐ/TU", None)
    batch = undo(bring_in(editor, *rows, more=("Thay thế", "Toàn văn")), editor)
    old.refresh_from_db()
    assert (old.subject, old.body, old.status) == ("Cũ", "<h2>Điều 1</h2>", Status.DRAFT)
    gone = Directive.objects.get(symbol="2-QĐ/TU")
    assert (gone.status, gone.key) == (Status.WITHDRAWN, "")
    assert "Hoàn tác lần nhập" in gone.withdrawn_reason
    assert not Relation.objects.exists()
    assert (batch.state, batch.undone, batch.kept) == (Batch.State.UNDONE, 2, 0)


def test_readers_learn_nothing_of_a_draft_that_was_taken_back(editor, client):
    item = bring_in(editor, text()).rows.get().directive
    undo(Batch.objects.get(), editor)
    response = client.get(item.get_absolute_url())
    assert response.status_code == 404
    assert item.subject not in response.content.decode()


def test_after_an_undo_the_corrected_file_comes_in_with_the_same_numbers(editor):
    undo(bring_in(editor, text("1-QĐ/TU", "Sai")), editor)
    batch = bring_in(editor, text("1-QĐ/TU", "Đúng"))
    assert (outcomes(batch), batch.done) == (["create"], 1)
    assert Directive.objects.get(key="1-QĐ/TU").subject == "Đúng"
    discarded, publisher = Directive.objects.get(key=""), factories.user(PUBLISHER)
    with pytest.raises(Refused, match="đã có trong sổ"):
        discarded.reopen(publisher)
    assert Directive.objects.get(pk=discarded.pk).status == Status.WITHDRAWN


def test_a_discarded_text_that_is_reopened_has_its_number_again(editor):
    item = bring_in(editor, text()).rows.get().directive
    undo(Batch.objects.get(), editor)
    item.refresh_from_db()
    item.reopen(factories.user(PUBLISHER))
    assert (item.status, item.key, item.number) == (Status.DRAFT, "446-QĐ/TU", 446)


def test_what_people_did_since_is_kept_with_the_reason(editor):
    batch = bring_in(editor, text("1-QĐ/TU"), text("2-QĐ/TU"), text("3-QĐ/TU"))
    edited, sent, _ = (row.directive for row in batch.rows.all())
    edited.subject = "Đã có người sửa"
    edited.save()
    sent.submit(editor)
    batch = undo(batch, editor)
    assert [(row.state, row.directive.status) for row in batch.rows.select_related("directive")] == [
        ("kept", Status.DRAFT), ("kept", Status.SUBMITTED), ("undone", Status.WITHDRAWN),
    ]  # fmt: skip
    assert "đã được sửa hoặc chuyển bước" in batch.rows.first().remark


def test_undo_half_way_through_stops_the_rest(editor):
    batch = rehearse(editor, *(text(f"{number}-QĐ/TU") for number in range(1, 31)))
    importing.start(batch)
    assert importing.advance(batch, editor)
    batch.refresh_from_db()
    batch = undo(batch, editor)
    assert (batch.undone, batch.done, batch.waiting) == (25, 0, 0)
    assert Directive.objects.count() == 25


def test_only_the_importer_or_a_publisher_takes_a_batch_back(editor):
    batch = bring_in(editor, text())
    with pytest.raises(Refused):
        importing.start_undo(batch, factories.user(EDITOR))
    importing.start_undo(batch, factories.user(PUBLISHER))


def test_what_cites_the_texts_of_an_undone_file_is_settled_once_for_all_its_rows(editor):
    counts = []
    for size in (1, 20):
        batch = bring_in(editor, *(text(f"{number}-QĐ/TU") for number in range(size)))
        with CaptureQueriesContext(connection) as captured:
            undo(batch, editor)
        counts.append(len(captured))
    # A row's own: a savepoint around two updates and the reading between them.
    assert counts[1] - counts[0] <= 19 * 5
