"""The register from Excel: rehearsed without writing, applied as rehearsed."""

from __future__ import annotations

from datetime import date

import pytest

from directives import exports, importing
from directives.models import Batch, Directive, DirectiveCitation, Field, Relation
from portal.publishing import Refused, Status
from portal.roles import EDITOR, PUBLISHER
from tests import factories
from tests.batches import BODY, DAY, bring_in, finish, outcomes, rehearse, text, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


# ------------------------------------------------------------------ rehearsal


def test_a_rehearsal_writes_nothing_to_the_register(editor):
    factories.directive(symbol="12-CT/TU")
    before = list(Directive.objects.values())
    batch = rehearse(editor, text(), text("12-CT/TU"), text("x"), more=())
    assert list(Directive.objects.values()) == before
    assert not Relation.objects.exists()
    assert batch.state == Batch.State.REHEARSED


def test_every_row_is_told_what_it_would_do(editor):
    same = factories.directive(
        type=factories.document_type("Quyết định", "QĐ"), symbol="1-QĐ/TU", issued_on=DAY.date(),
        subject="Về quy chế", status=Status.DRAFT,
    )  # fmt: skip
    batch = rehearse(
        editor,
        text("01 qd tu", "Về  quy chế"),
        text("2-QĐ/TU"),
        text("1-QĐ/TU", "Lặp lại"),
        text("3-QĐ/TU", None),
        text("4-QĐ/UBND"),
        ["5-QĐ/TU", "Quyết định", BODY, "31/11/2021", "Ngày sai"],
    )
    assert outcomes(batch) == ["same", "create", "error", "error", "create", "error"]
    assert told(batch) == [
        "A4 Trùng với dòng 2: cùng số, loại, cơ quan và kỳ đánh số.",
        "E5 Thiếu trích yếu: văn bản này chưa có trong sổ.",
        "C6 Ký hiệu ghi “UBND” mà cơ quan có ký hiệu “TU”. Vẫn nhập như đã ghi.",
        "D7 Không có ngày “31/11/2021”.",
    ]
    assert batch.rows.first().directive == same


def test_an_update_shows_the_old_and_the_new_and_blank_cells_erase_nothing(editor):
    item = factories.directive(
        type=factories.document_type("Quyết định", "QĐ"), symbol="446-QĐ/TU", issued_on=DAY.date(),
        subject="Về quy chế cũ", signer="Lò Văn An", status=Status.DRAFT,
    )  # fmt: skip
    batch = bring_in(
        editor, text("446-QĐ/TU", "Về quy chế mới", None, "Bí thư"), more=("Người ký", "Chức vụ")
    )
    row = batch.rows.get()
    assert row.changes == [
        ["Trích yếu", "Về quy chế cũ", "Về quy chế mới"],
        ["Chức vụ người ký", "", "Bí thư"],
    ]
    item.refresh_from_db()
    assert (item.subject, item.signer, item.signer_position) == ("Về quy chế mới", "Lò Văn An", "Bí thư")


def test_the_same_number_in_another_term_is_another_text(editor):
    factories.directive(type=factories.document_type("Quyết định", "QĐ"), symbol="446-QĐ/TU")
    batch = bring_in(editor, text())
    assert outcomes(batch) == ["create"]
    assert sorted(Directive.objects.values_list("period", flat=True)) == ["2020–2025", "2025–2030"]


def test_our_own_export_comes_back_unchanged(editor):
    for number in range(3):
        item = factories.directive(
            symbol=f"{number + 20}-CT/TU", signer="Lò Văn An", in_force_from=date(2026, 3, 9)
        )
        item.fields.set(Field.objects.all())
    content = exports.as_xlsx(Directive.objects.published(), date(2026, 4, 1))
    batch = importing.rehearse(content, "van-ban.xlsx", editor)
    assert (outcomes(batch), told(batch)) == (["same"] * 3, [])


# ------------------------------------------------------------------ applying


def test_new_texts_come_in_as_drafts_with_all_that_a_saved_text_has(editor):
    cited = factories.directive(symbol="12-CT/TU", issued_on=date(2021, 1, 5))
    cells = ("Lò Văn An", "Dân vận", "Thực hiện Chỉ thị số 12-CT/TU, ngày 05/01/2021.", "- Lưu.", "Mật")
    more = ("Người ký", "Lĩnh vực", "Toàn văn", "Nơi nhận", "Độ mật")
    batch = bring_in(editor, text("446-QĐ/TU", "Về quy chế", *cells), more=more)
    item = batch.rows.get().directive
    assert (item.status, item.created_by, item.key, item.period) == (
        Status.DRAFT,
        editor,
        "446-QĐ/TU",
        "2020–2025",
    )
    assert (item.body, item.recipients, item.marking) == (
        "<p>Thực hiện Chỉ thị số 12-CT/TU, ngày 05/01/2021.</p>", "Lưu", "mat",
    )  # fmt: skip
    assert [field.name for field in item.fields.all()] == ["Dân vận"]
    assert DirectiveCitation.objects.get(source=item).target == cited
    assert (batch.state, batch.done) == (Batch.State.APPLIED, 1)


def test_a_text_brought_in_is_found_by_what_waited_for_its_number(editor):
    waiting = factories.directive(body="<p>Căn cứ Quyết định số 446-QĐ/TU, ngày 26/11/2021.</p>")
    bring_in(editor, text())
    assert waiting.citations.get().target.symbol == "446-QĐ/TU"


def test_the_same_file_twice_changes_nothing(editor):
    rows = [
        text("1-QĐ/TU", "Một", None),
        text("2-QĐ/TU", "Hai", "1-QĐ/TU"),
        ["", "Chỉ thị", BODY, DAY, "Không số", None],
    ]
    bring_in(editor, *rows, more=("Thay thế",))
    before = list(Directive.objects.order_by("pk").values())
    batch = rehearse(editor, *rows, more=("Thay thế",))
    assert outcomes(batch) == ["same"] * 3
    assert list(Directive.objects.order_by("pk").values()) == before


def test_history_says_which_file_a_change_came_from(editor):
    batch = bring_in(editor, text())
    event = Directive.pgh_event_model.objects.select_related("pgh_context").get()
    assert event.pgh_context.metadata["batch"] == batch.pk
    assert "so.xlsx" in event.pgh_context.metadata["note"]


def test_what_changed_since_the_rehearsal_is_not_overwritten(editor):
    item = factories.directive(
        type=factories.document_type("Quyết định", "QĐ"), symbol="1-QĐ/TU", issued_on=DAY.date(),
        subject="Cũ", status=Status.DRAFT,
    )  # fmt: skip
    batch = rehearse(editor, text("1-QĐ/TU", "Từ tệp"), text("2-QĐ/TU"))
    item.subject = "Người khác vừa sửa"
    item.save()
    factories.directive(
        type=factories.document_type("Quyết định", "QĐ"),
        symbol="2-QĐ/TU",
        issued_on=DAY.date(),
        subject="Khác",
    )
    importing.start(batch)
    batch = finish(batch, editor)
    item.refresh_from_db()
    assert item.subject == "Người khác vừa sửa"
    assert batch.refused == 2
    assert all("Sổ đã thay đổi từ lúc xem thử" in row.remark for row in batch.rows.all())


def test_a_batch_is_applied_once(editor):
    batch = rehearse(editor, text())
    importing.start(batch)
    with pytest.raises(Refused):
        importing.start(batch)
    finish(batch, editor)
    assert not importing.advance(batch, editor)
    assert Directive.objects.count() == 1


# ------------------------------------------------------------------ relations


def test_relations_are_made_by_number_even_to_a_text_further_down(editor):
    batch = bring_in(
        editor, text("2-QĐ/TU", "Mới", "1-QĐ/TU"), text("1-QĐ/TU", "Cũ", None), more=("Thay thế",)
    )
    relation = Relation.objects.get()
    assert (relation.kind, relation.source.symbol, relation.target.symbol) == (
        "replaces",
        "2-QĐ/TU",
        "1-QĐ/TU",
    )
    assert batch.rows.first().links == [["Thay thế", "1-QĐ/TU"]]


def test_a_relation_is_never_guessed(editor):
    for day in (date(2021, 1, 5), date(2026, 3, 2)):
        factories.directive(symbol="12-CT/TU", issued_on=day)
    batch = rehearse(
        editor,
        text("1-QĐ/TU", "Hai văn bản cùng số", "12-CT/TU"),
        text("2-QĐ/TU", "Có ngày thì rõ", "Chỉ thị số 12-CT/TU, ngày 05/01/2021"),
        text("3-QĐ/TU", "Chưa có trong sổ", "99-CT/TU"),
        more=("Thay thế",),
    )
    assert outcomes(batch) == ["error", "create", "create"]
    assert told(batch) == [
        "F2 Có 2 văn bản số 12-CT/TU. Hãy ghi thêm ngày: 12-CT/TU, ngày …",
        "F4 Sổ chưa có 99-CT/TU, nên chưa ghi quan hệ này. Nhập văn bản ấy rồi nhập lại tệp.",
    ]


def test_a_loop_of_replacements_is_refused_and_the_texts_stay(editor):
    rows = text("1-QĐ/TU", "Một", "2-QĐ/TU"), text("2-QĐ/TU", "Hai", "1-QĐ/TU")
    batch = bring_in(editor, *rows, more=("Thay thế",))
    assert (batch.done, Relation.objects.count()) == (2, 1)
    assert "không thể thay thế lẫn nhau" in batch.rows.last().remark


# ------------------------------------------------------------------ published texts


@pytest.mark.parametrize(
    ("role", "status", "outcome"),
    [
        (EDITOR, Status.DRAFT, "update"), (EDITOR, Status.SUBMITTED, "error"),
        (EDITOR, Status.PUBLISHED, "error"),
        (EDITOR, Status.WITHDRAWN, "error"), (PUBLISHER, Status.SUBMITTED, "update"),
        (PUBLISHER, Status.PUBLISHED, "update"), (PUBLISHER, Status.WITHDRAWN, "error"),
    ],
)  # fmt: skip
def test_the_rules_of_the_desk_hold_for_rows_too(role, status, outcome):
    by = factories.user(role)
    kind = factories.document_type("Quyết định", "QĐ")
    factories.directive(type=kind, symbol="446-QĐ/TU", issued_on=DAY.date(), status=status)
    assert outcomes(rehearse(by, text())) == [outcome]
