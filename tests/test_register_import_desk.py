"""The register from Excel as its users meet it: who may, from the upload to the undo, and at what cost."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from directives import importing
from directives.models import Batch, Directive
from portal.publishing import Status
from portal.roles import ADMINISTRATOR, EDITOR, MODERATOR, PUBLISHER
from tests import factories
from tests.batches import BODY, finish, rehearse, text, undo
from tests.desk import change, desk
from tests.spreadsheets import HEADINGS, upload, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]

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
