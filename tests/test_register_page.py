"""The page of one official text: its sheet, its life, its files."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from directives.models import Relation
from portal.roles import EDITOR
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("name", "printed"), [("Công văn", False), ("Thông báo", True)])
def test_a_letter_prints_no_type_and_its_subject_under_the_number(client, name, printed):
    found = factories.directive(
        type=factories.document_type(name=name), symbol="156-CV/BDVTU", subject="Mưa lũ"
    )
    page = client.get(found.get_absolute_url()).content.decode()
    assert f'<span class="sheet-type">{name}</span>' in page if printed else "sheet-type" not in page
    assert page.count("<h1") == 1
    head = page[page.index('class="sheet-head"') :].split("</header>")[0]
    assert ("Mưa lũ" in head) is not printed
    assert head.index("156-CV/BDVTU") < head.find("Mưa lũ") or printed


def test_a_text_without_a_number_is_named_by_its_type_on_the_way_to_it(client):
    found = factories.directive(type=factories.document_type(name="Thông báo"), symbol="")
    assert (
        '<span aria-current="page">Thông báo</span>' in client.get(found.get_absolute_url()).content.decode()
    )


def test_the_page_of_a_replaced_text_leads_to_its_successor_and_tells_its_life(client):
    old = factories.directive(
        symbol="10-CT/TU",
        issued_on=date(2021, 1, 5),
        in_force_from=date(2021, 1, 10),
        body="<p>1. Mục.</p><p>2.1. Mục con.</p>",
    )
    new = factories.directive(symbol="11-CT/TU", issued_on=date(2026, 2, 1))
    later = factories.directive(symbol="12-CT/TU", issued_on=date(2026, 2, 1))
    Relation.objects.create(source=new, target=old, kind="replaces", effective_on=date(2026, 2, 10))
    Relation.objects.create(source=later, target=old, kind="corrects", effective_on=factories.day(9000))
    response = client.get(old.get_absolute_url())
    page = response.content.decode()
    assert "Được thay thế bởi 11-CT/TU từ 10/02/2026" in page
    assert f'<a href="{new.get_absolute_url()}">xem 11-CT/TU</a>' in page
    assert [event.words for event in response.context["timeline"]] == [
        "Ban hành", "Có hiệu lực", "Được thay thế bởi", "Được đính chính bởi",
    ]  # fmt: skip
    assert "(sắp tới)" in page
    assert 'id="muc-2.1"' in page
    assert "Chỉ thị số 10-CT/TU, ngày 05/01/2021 của Tỉnh ủy Đồng Sơn" in page
    assert "data:image/svg+xml" in page


def pdf(pages=1):
    writer, file = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    writer.write(file)
    return SimpleUploadedFile("van-ban.pdf", file.getvalue())


def test_a_file_says_its_kind_size_pages_and_digest_and_is_shown_inside_our_own_page_only(client):
    file = factories.attachment(factories.directive(), file=pdf(3))
    response = client.get(file.directive.get_absolute_url())
    page = response.content.decode()
    assert "(PDF, " in page
    assert "3 trang" in page
    assert file.sha256 in page
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]
    assert "frame-src" not in client.get("/van-ban/").headers["Content-Security-Policy"]
    served = client.get(file.get_absolute_url())
    assert served.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in served.headers["Content-Security-Policy"]
    assert served.headers["Content-Disposition"].startswith("inline")


def test_a_file_that_cannot_be_read_as_pdf_has_no_page_count(client):
    assert factories.attachment(factories.directive()).pages is None


def test_a_replaced_file_keeps_its_address_and_the_old_one_is_for_staff(client):
    file = factories.attachment(factories.directive(), file=pdf(1))
    first = file.sha256
    file.file = pdf(2)
    file.save()
    assert (file.pages, file.sha256 == first) == (2, False)
    (old,) = file.versions.all()
    assert old.sha256 == first
    assert client.get(old.get_absolute_url()).status_code == 404
    client.force_login(factories.user())
    assert client.get(old.get_absolute_url()).status_code == 404
    client.force_login(factories.user(EDITOR))
    response = client.get(old.get_absolute_url())
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert b"".join(response.streaming_content) != b"".join(
        client.get(file.get_absolute_url()).streaming_content
    )
    file.title = "Tên khác"
    file.save()
    assert file.versions.count() == 1
