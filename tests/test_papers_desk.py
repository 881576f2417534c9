"""A Word file or a PDF at the desk: read, confirmed by an editor, attached; refused with nothing left."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import typst
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from directives import intake, papers
from directives.models import Directive, IncomingFile
from directives.papers import apart
from portal.publishing import Status
from portal.roles import EDITOR, MODERATOR
from tests import factories
from tests import papers as made
from tests.desk import desk, formset
from tests.sheets import DECISION, DECREE, DIRECTIVE, JOINT, LETTER, NOTICE

pytestmark = pytest.mark.django_db

UPLOAD = "admin:directives_directive_upload"
ADD = "admin:directives_directive_add"


def send(client, data: bytes, name: str = "Thông báo 108.docx"):
    return client.post(reverse(UPLOAD), {"file": SimpleUploadedFile(name, data)})


def on_disk() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.fixture
def known():
    """The vocabulary that the notice needs."""
    body = factories.body("Ban Tuyên giáo và Dân vận Tỉnh ủy Đồng Sơn", "BTGDVTU")
    return factories.document_type("Thông báo", "TB"), body


def directive_form(**fields) -> dict:
    data = {"comments_from": "", "comments_until": "", "seen_version": "", "legacy_path": ""}
    data |= {"published_at_0": "", "published_at_1": ""}
    return {**data, **formset("attachments"), **formset("relations"), **fields}


def filled(page) -> dict:
    """What the browser would send from the form as it was filled in."""
    initial = page.context["adminform"].form.initial
    plain = {name: getattr(value, "pk", value) for name, value in initial.items() if value is not None}
    plain["issued_on"] = f"{initial['issued_on']:%d/%m/%Y}" if initial.get("issued_on") else ""
    return directive_form(**plain)


# ------------------------------------------------------------------ the way in


def test_an_uploaded_notice_fills_the_form_in_and_becomes_its_attachment(known):
    client = desk(EDITOR)
    kind, body = known
    page = client.get(send(client, made.word(NOTICE)).url)
    shown = page.content.decode()
    assert shown.count(intake.MARK) == 11
    assert "Từ tệp “Thông báo 108.docx”" in shown
    assert not Directive.objects.exists()

    client.post(reverse(ADD), filled(page))
    directive = Directive.objects.get()
    assert (directive.symbol, directive.type, directive.issuing_body) == ("108-TB/BTGDVTU", kind, body)
    assert directive.issued_on == date(2026, 4, 21)
    assert directive.subject == NOTICE.facts["subject"]
    assert directive.body_text.split("\n\n") == list(NOTICE.paragraphs)
    assert directive.recipient_list == list(NOTICE.facts["recipients"])
    assert (directive.signing_authority, directive.signer_position, directive.signer) == NOTICE.signature
    assert directive.status == Status.DRAFT
    attachment = directive.attachments.get()
    assert (attachment.title, attachment.extension) == ("Thông báo 108", ".docx")
    with attachment.file.open("rb") as file:
        assert file.read() == made.word(NOTICE)


def test_once_it_is_attached_only_the_attachment_is_on_the_disk(known, django_capture_on_commit_callbacks):
    client = desk(EDITOR)
    page = client.get(send(client, made.word(NOTICE)).url)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse(ADD), filled(page))
    assert not IncomingFile.objects.exists()
    assert len(on_disk()) == 1


def test_a_form_sent_back_with_an_error_keeps_what_was_typed_the_marks_and_the_file(known):
    client = desk(EDITOR)
    page = client.get(send(client, made.word(NOTICE)).url)
    again = client.post(reverse(ADD), {**filled(page), "subject": "", "signer": "Tên đã sửa tay"})
    shown = again.content.decode()
    assert again.status_code == 200
    assert "Tên đã sửa tay" in shown
    assert intake.MARK in shown
    incoming = IncomingFile.objects.get()
    assert f'name="incoming" value="{incoming.pk}"' in shown
    client.post(reverse(ADD), {**filled(page), "signer": "Tên đã sửa tay"})
    assert Directive.objects.get().attachments.count() == 1


def test_a_file_that_is_gone_meanwhile_loses_no_text(known):
    client = desk(EDITOR)
    page = client.get(send(client, made.word(NOTICE)).url)
    IncomingFile.objects.get().drop()
    response = client.post(reverse(ADD), filled(page), follow=True)
    assert Directive.objects.get().subject == NOTICE.facts["subject"]
    assert "hãy đính kèm lại" in response.content.decode()


def test_what_the_file_does_not_say_is_named(known):
    client = desk(EDITOR)
    sheet = NOTICE.but(number="Số     -TB/BTGDVTU", place_date="Đồng Sơn, ngày    tháng 4 năm 2026")
    shown = client.get(send(client, made.word(sheet)).url).content.decode()
    assert "Chưa đọc được: <b>số, ký hiệu, ngày ban hành</b>" in shown
    assert shown.count(intake.NOT_READ) == 2
    assert "Số để trống hoặc không đọc được" in shown


def test_a_scan_is_said_to_be_one_and_still_kept(known):
    client = desk(EDITOR)
    answer = send(client, typst.compile(b"#rect(width: 100%, height: 80%)"), "Bản chụp.pdf")
    shown = client.get(answer.url).content.decode()
    assert "Đây là bản chụp (scan)" in shown
    assert intake.MARK not in shown
    assert intake.NOT_READ not in shown
    kind, body = known
    data = directive_form(
        type=kind.pk, issuing_body=body.pk, subject="Nhập tay", incoming=IncomingFile.objects.get().pk
    )
    client.post(reverse(ADD), data)
    assert Directive.objects.get().attachments.get().title == "Bản chụp"


def test_a_file_too_slow_to_read_is_kept_for_typing_by_hand(monkeypatch):
    monkeypatch.setattr(apart, "PATIENCE", 0.01)
    client = desk(EDITOR)
    assert "máy chưa đọc kịp" in client.get(send(client, made.word(NOTICE)).url).content.decode()


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (made.word(DIRECTIVE.but(superior="TUYỆT MẬT")), "a.docx", "TUYỆT MẬT"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "a.doc", "đời cũ"),
        (b"<html>", "a.pdf", "Chỉ nhận tệp Word"),
        (b"", "a.docx", "Tệp rỗng"),
    ],
    ids=["secret", "old Word", "wrong magic", "empty"],
)
def test_a_refused_file_leaves_nothing_behind(data, name, reason):
    response = send(desk(EDITOR), data, name)
    assert response.status_code == 400
    assert reason in response.content.decode()
    assert not IncomingFile.objects.exists()
    assert on_disk() == []


def test_only_who_may_add_official_texts_uploads_or_drops():
    stranger = desk(MODERATOR)
    assert stranger.get(reverse(UPLOAD)).status_code == 403
    assert send(stranger, made.word(NOTICE)).status_code == 403
    row = IncomingFile.objects.create(name="a.pdf", file="directives/a.pdf", created_by=stranger.user)
    assert stranger.post(reverse("admin:directives_directive_upload_drop", args=[row.pk])).status_code == 403
    assert IncomingFile.objects.exists()


def test_a_waiting_file_is_listed_resumed_dropped_by_hand_and_dropped_by_age(
    django_capture_on_commit_callbacks,
):
    client = desk(EDITOR)
    address = send(client, made.word(NOTICE)).url
    row = IncomingFile.objects.get()
    assert f'href="{address}"' in client.get(reverse(UPLOAD)).content.decode()
    drop = reverse("admin:directives_directive_upload_drop", args=[row.pk])
    client.get(drop)
    assert IncomingFile.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(drop)
    assert not IncomingFile.objects.exists()
    assert on_disk() == []
    send(client, made.word(NOTICE))
    IncomingFile.objects.update(created_at=timezone.now() - timedelta(days=15))
    with django_capture_on_commit_callbacks(execute=True):
        send(client, made.word(DECISION))
    assert IncomingFile.objects.count() == 1
    assert len(on_disk()) == 1


# ------------------------------------------------------------------ which body it is


@pytest.mark.parametrize(
    ("bodies", "sheet", "expected"),
    [
        ([("Ban Dân vận Tỉnh ủy Đồng Sơn", "BDVTU")], DECISION, "Ban Dân vận Tỉnh ủy Đồng Sơn"),
        ([("Ban Dân vận Tỉnh ủy Núi Xa", "BDVTU")], DECISION, None),
        ([("Ban Dân vận", "BDVTU"), ("Ban Dân vận Tỉnh ủy Đồng Sơn", "BDVTU")], DECISION, None),
        ([("Tỉnh ủy Đồng Sơn", "TU"), ("Văn phòng Tỉnh ủy", "VPTU")], DIRECTIVE, "Tỉnh ủy Đồng Sơn"),
        ([("Tỉnh uỷ Đồng Sơn", "TU"), ("Tỉnh ủy Núi Xa", "TU")], DIRECTIVE, "Tỉnh uỷ Đồng Sơn"),
        ([("Chính phủ", "CP")], DECREE, "Chính phủ"),
        ([("Chính phủ", "")], DECREE, "Chính phủ"),
        ([("Sở Nội vụ", "SNV")], LETTER, "Sở Nội vụ"),
        ([("Hội Nông dân tỉnh", "HND"), ("Ban Dân vận Tỉnh ủy", "BDVTU")], JOINT, None),
        ([], DECISION, None),
    ],
    ids=[
        "by mark and name", "another province", "two fit", "not its office", "old spelling", "by its name",
        "without a mark", "a department", "joint", "unknown",
    ],
)  # fmt: skip
def test_the_issuing_body_is_chosen_only_when_exactly_one_fits(bodies, sheet, expected):
    for name, mark in bodies:
        factories.body(name, mark)
    found = intake.body_of(papers.read(made.word(sheet), "a.docx"))
    assert (found and found.name) == expected


def test_a_body_under_a_name_it_had_at_another_time_is_not_chosen():
    factories.body("Ban Dân vận Tỉnh ủy Đồng Sơn", "BDVTU", valid_until=date(2025, 3, 1))
    assert intake.body_of(papers.read(made.word(DECISION), "a.docx")) is None
