"""The register from Excel: rehearsed without writing, applied as rehearsed, taken back in one click."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from directives import exports, importing
from directives.models import Batch, Directive, DirectiveCitation, Field, Relation
from portal.publishing import Refused, Status
from portal.roles import ADMINISTRATOR, EDITOR, MODERATOR, PUBLISHER
from tests import factories
from tests.desk import change, desk
from tests.spreadsheets import HEADINGS, upload, xlsx

pytestmark = pytest.mark.django_db
DAY = datetime(2021, 11, 26)
BODY = "Tỉnh ủy Đồng Sơn"


@pytest.fixture(autouse=True)
def vocabulary():
    factories.body()
    factories.document_type("Chỉ thị", "CT")
    factories.document_type("Quyết định", "QĐ")
    Field.objects.create(name="Dân vận")


@pytest.fixture
def editor():
    return factories.user(EDITOR)


def text(symbol: str = "446-QĐ/TU", subject: str = "Về quy chế dân chủ", *more: object) -> list[object]:
    return [symbol, None if "CT" in symbol else "Quyết định", BODY, DAY, subject, *more]


def rehearse(by, *rows, more: tuple[str, ...] = ()) -> Batch:
    return importing.rehearse(xlsx([*HEADINGS, *more], *rows), "so.xlsx", by)


def finish(batch: Batch, by) -> Batch:
    while importing.advance(batch, by):
        pass
    return Batch.objects.counted().get(pk=batch.pk)


def bring_in(by, *rows, more: tuple[str, ...] = ()) -> Batch:
    batch = rehearse(by, *rows, more=more)
    importing.start(batch)
    return finish(batch, by)


def undo(batch: Batch, by) -> Batch:
    importing.start_undo(batch, by)
    return finish(batch, by)


def outcomes(batch: Batch) -> list[str]:
    return [row.outcome for row in batch.rows.all()]


def told(batch: Batch) -> list[str]:
    return [f"{cell} {message}" for row in batch.rows.all() for cell, message, _ in row.problems]


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


# ------------------------------------------------------------------ taking back


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


# ------------------------------------------------------------------ at the desk

ADDRESSES = ["imports", "import_template", "import", "import_file"]


def address(name: str, batch: Batch | None = None) -> str:
    return reverse(f"admin:directives_directive_{name}", args=[batch.pk] if batch else [])


@pytest.mark.parametrize("role", [EDITOR, PUBLISHER, ADMINISTRATOR, MODERATOR])
@pytest.mark.parametrize("name", ADDRESSES)
def test_whoever_writes_texts_may_import_and_nobody_else(role, name, editor):
    batch = rehearse(editor, text())
    wanted = 403 if role == MODERATOR else 200
    assert (
        desk(role).get(address(name, batch if name in {"import", "import_file"} else None)).status_code
        == wanted
    )


def test_a_visitor_is_sent_to_the_log_in_page(client, editor):
    batch = rehearse(editor, text())
    for name in ("import_apply", "import_undo"):
        assert client.post(address(name, batch)).status_code == 302
        assert desk(MODERATOR).post(address(name, batch)).status_code == 403
        assert desk(EDITOR).get(address(name, batch)).status_code == 405
    assert not Directive.objects.exists()


def test_from_upload_to_undo_by_plain_forms():
    browser = desk(EDITOR)
    assert (
        address("imports") in browser.get(reverse("admin:directives_directive_changelist")).content.decode()
    )
    content = xlsx(HEADINGS, text(), ["x y", "Quyết định", BODY, "31/11/2021", "Sai"])
    shown = browser.post(address("imports"), {"file": upload(content)}, follow=True)
    assert "Nhập 1 văn bản" in shown.content.decode()
    batch = shown.context["batch"]
    only_errors = browser.get(f"{address('import', batch)}?loc=loi").content.decode()
    assert "<b>A3</b>" in only_errors
    assert "<b>D3</b>" in only_errors
    assert "Dòng 2" not in only_errors
    shown = browser.post(address("import_apply", batch), follow=True)
    item = Directive.objects.get()
    assert change(item) in shown.content.decode()
    assert "Nhập từ Excel: so-van-ban.xlsx" in browser.get(change(item, "history")).content.decode()
    shown = browser.post(address("import_undo", batch), follow=True)
    assert "Đã hoàn tác" in shown.content.decode()
    item.refresh_from_db()
    assert item.status == Status.WITHDRAWN


def test_the_file_comes_back_with_its_errors_marked():
    browser = desk(EDITOR)
    batch = rehearse(browser.user, ["1-QĐ/TU", "Quyết định", BODY, "31/11/2021", "Sai ngày"])
    response = browser.get(address("import_file", batch))
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert "Không có ngày" in sheet["D2"].comment.text
    assert sheet["F2"].value == "Lỗi: Không có ngày “31/11/2021”."
    assert 'filename="so-da-kiem-tra.xlsx"' in response["Content-Disposition"]


@pytest.mark.parametrize("content", [b"khong phai excel", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, b""])
def test_a_wrong_file_is_answered_in_the_form(content):
    response = desk(EDITOR).post(address("imports"), {"file": upload(content, "so.xls")})
    assert response.status_code == 400
    assert "errorlist" in response.content.decode()
    assert not Batch.objects.exists()


def test_a_new_rehearsal_makes_room_for_itself(editor):
    first = rehearse(editor, text())
    other = rehearse(factories.user(EDITOR), text())
    second = rehearse(editor, text())
    assert set(Batch.objects.all()) == {other, second}
    assert desk(EDITOR).get(address("import", first)).status_code == 404


@pytest.mark.parametrize("query", ["loc=khong-co", "trang=-1", "trang=999999", "loc=loi&trang=x"])
def test_a_strange_address_is_answered(query, editor):
    batch = rehearse(editor, text())
    assert "so.xlsx" in desk(EDITOR).get(f"{address('import', batch)}?{query}").content.decode()


def test_pages_cost_the_same_for_one_row_and_for_twenty():
    browser = desk(EDITOR)
    browser.get(address("imports"))
    counts = []
    for size in (1, 20):
        batch = rehearse(browser.user, *(text(f"{number}-QĐ/TU") for number in range(size)))
        importing.start(batch)
        finish(batch, browser.user)
        for name in ("import", "imports"):
            with CaptureQueriesContext(connection) as captured:
                browser.get(address(name, batch if name == "import" else None))
            counts.append(len(captured))
        undo(batch, browser.user)
    assert counts[:2] == counts[2:]


def test_a_rehearsal_costs_the_same_for_one_row_and_for_twenty(editor):
    counts = []
    for size in (1, 20):
        with CaptureQueriesContext(connection) as captured:
            rehearse(editor, *(text(f"{number}-QĐ/TU", "Về quy chế", "900-CT/TU") for number in range(size)),
                     more=("Thay thế",))  # fmt: skip
        counts.append(len(captured))
        Batch.objects.all().delete()
    assert counts[0] == counts[1]
