"""The words of attached files: found with their official text, and only with it."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from directives.models import Attachment, Directive
from portal.publishing import Refused, Status
from portal.roles import EDITOR, PUBLISHER
from tests import factories
from tests import papers as made
from tests.desk import desk, formset
from tests.sheets import LETTER, NOTICE
from tests.test_papers import written
from tests.test_papers_desk import directive_form

pytestmark = pytest.mark.django_db

#: Stands in the notice's file, in no text of the register.
RARE = "rà soát những mô hình đã ngừng hoạt động"


def with_words(words: str = RARE, title: str = "Phụ lục", **fields) -> Directive:
    """An official text with a file that has these words, as the reader leaves them."""
    directive = factories.directive(**fields)
    file = factories.attachment(directive, title=title)
    Attachment.objects.filter(pk=file.pk).update(text=words, read_at=timezone.now())
    return directive


def site_search(typed: str):
    return Client().get(reverse("search"), {"q": typed})


def found_by_register(typed: str) -> list[Directive]:
    return list(Client().get(reverse("directive_list"), {"q": typed}).context["page"].object_list)


# ------------------------------------------------------------------ found


def test_a_word_of_a_file_finds_its_text_with_an_extract_and_the_name_of_the_file():
    directive = with_words(f"Mở đầu. {'Câu đệm. ' * 60}Các xã {RARE} trước ngày 30/5.", "Bảng chấm điểm")
    page = site_search("ra soat mo hinh")
    [result] = page.context["results"]
    assert result["url"] == directive.get_absolute_url()
    assert RARE in result["text"]
    shown = page.content.decode()
    assert "Trong tệp đính kèm" in shown
    assert "Bảng chấm điểm (PDF)" in shown
    assert f'href="{directive.attachments.get().get_absolute_url()}"' in shown
    data = Client().get(reverse("search"), {"q": "rà soát mô hình", "dang": "json"}).json()
    assert data["ket_qua"][0]["tep"] == "Bảng chấm điểm"
    assert found_by_register("ngừng hoạt động") == [directive]


def test_the_register_leads_from_words_that_no_row_shows_to_where_they_stand():
    directive = with_words(symbol="446-QĐ/TU")
    page = Client().get(reverse("directive_list"), {"q": "ngừng hoạt động"}).content.decode()
    assert directive.subject in page
    way = html.unescape(re.search(r'href="([^"]+)">Xem đoạn có từ khóa', page)[1])
    assert RARE in Client().get(way).content.decode().replace("<mark>", "").replace("</mark>", "")
    for query in ({}, {"q": "446-qđ/tu"}, {"q": "không có ở đâu"}, {"q": "ngừng", "nam": "x"}):
        page = Client().get(reverse("directive_list"), query)
        assert "Xem đoạn có từ khóa" not in page.content.decode()


def test_a_word_that_the_text_itself_has_is_shown_from_the_text():
    directive = with_words("tiếp dân định kỳ")
    [result] = site_search("tiếp dân định kỳ").context["results"]
    assert result["url"] == directive.get_absolute_url()
    assert result["file"] is None


def test_of_two_files_the_one_that_has_the_words_is_named():
    directive = with_words("chữ khác hẳn", "Tờ trình")
    second = factories.attachment(directive, title="Danh sách", order=1)
    Attachment.objects.filter(pk=second.pk).update(text=RARE)
    [result] = site_search("ngừng hoạt động").context["results"]
    assert result["file"]["title"] == "Danh sách"


# ------------------------------------------------------------------ never found


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.DRAFT},
        {"status": Status.SUBMITTED},
        {"status": Status.WITHDRAWN},
        {"published_at": timezone.now() + timedelta(days=1)},
        {"status": Status.DRAFT, "marking": "mat"},
    ],
    ids=["draft", "submitted", "withdrawn", "embargoed", "secret"],
)
def test_a_file_of_a_text_that_is_not_public_is_found_nowhere(fields):
    with_words(**fields)
    assert site_search("ngừng hoạt động").context["results"] == []
    assert found_by_register("ngừng hoạt động") == []
    assert Client().get(reverse("search"), {"q": "ngừng hoạt động", "dang": "json"}).json()["tong"] == 0
    assert "ngừng" not in Client().get(reverse("search_suggest"), {"q": "ngừng"}).content.decode()
    assert "Phụ lục" not in Client().get(reverse("search_feed"), {"q": "ngừng hoạt động"}).content.decode()


def test_a_text_withdrawn_or_a_file_removed_is_found_no_more():
    directive = with_words()
    directive.withdraw(factories.user(PUBLISHER), "Đăng nhầm.")
    assert site_search("ngừng hoạt động").context["results"] == []
    other = with_words()
    other.attachments.get().delete()
    assert site_search("ngừng hoạt động").context["results"] == []


def test_a_file_that_carries_a_secrecy_mark_keeps_its_text_from_being_published():
    directive = with_words("TỐI MẬT\nnội dung", status=Status.SUBMITTED)
    with pytest.raises(Refused, match="TỐI MẬT"):
        directive.publish(factories.user(PUBLISHER))


# ------------------------------------------------------------------ kept right


def test_saving_the_text_from_an_older_copy_keeps_what_its_files_say():
    directive = with_words()
    copy = Directive.objects.get(pk=directive.pk)
    Attachment.objects.update(text="từ mới tinh")
    copy.subject = "Trích yếu đã sửa"
    copy.save()
    directive.save()
    assert found_by_register("từ mới tinh") == [directive]
    assert found_by_register("ngừng hoạt động") == []


def test_words_of_files_never_outgrow_the_vector():
    directive = with_words(" ".join(f"tu{n}" for n in range(20_000)))
    for order in range(1, 4):
        file = factories.attachment(directive, order=order)
        Attachment.objects.filter(pk=file.pk).update(text=" ".join(f"khac{order}{n}" for n in range(20_000)))
    directive.refresh_from_db(fields=["files_text"])
    assert 190_000 < len(directive.files_text) + len(directive.body_text) <= 200_000


@pytest.mark.parametrize("rows", [1, 14])
def test_a_page_of_results_asks_for_files_once_however_many_there_are(rows):
    for _ in range(rows):
        with_words()
    site_search("khởi động")
    with CaptureQueriesContext(connection) as asked:
        assert len(site_search("ngừng hoạt động").context["results"]) == rows
    about_files = [query["sql"] for query in asked if 'FROM "directives_attachment"' in query["sql"]]
    assert len(about_files) == 1


def test_a_search_that_files_have_no_part_in_asks_nothing_about_them():
    factories.directive(subject="Về hòa giải ở cơ sở")
    with CaptureQueriesContext(connection) as asked:
        site_search("hòa giải ở cơ sở")
    assert not [query for query in asked if 'FROM "directives_attachment"' in query["sql"]]


# ------------------------------------------------------------------ reading


def file_of(data: bytes, name: str) -> Attachment:
    return factories.attachment(factories.directive(), file=SimpleUploadedFile(name, data))


def test_old_files_are_read_by_a_command_that_may_be_interrupted(capsys):
    files = [file_of(made.word(NOTICE), "a.docx"), file_of(made.pdf(NOTICE), "b.pdf")]
    files.append(file_of(b"%PDF-1.4\n%%EOF\n", "hong.pdf"))
    assert found_by_register("ngừng hoạt động") == []
    call_command("read_attachments", "--limit", "1")
    assert Attachment.objects.unread().count() == 2
    call_command("read_attachments")
    assert "Đã đọc 2 tệp" in capsys.readouterr().out
    assert {one.pk for one in found_by_register("ngừng hoạt động")} == {f.directive_id for f in files[:2]}
    call_command("read_attachments", verbosity=0)
    assert capsys.readouterr().out == ""


def test_a_file_added_at_the_desk_is_searched_at_once(django_capture_on_commit_callbacks):
    client = desk(EDITOR)
    kind, body = factories.document_type(), factories.body()
    file = SimpleUploadedFile("a.docx", made.word(NOTICE))
    row = formset("attachments", {"title": "Toàn văn", "file": file, "order": 0})
    data = directive_form(type=kind.pk, issuing_body=body.pk, subject="Về một việc khác", **row)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:directives_directive_add"), data)
    assert RARE in Directive.objects.get().files_text


def test_a_new_file_under_an_old_title_is_read_again():
    file = file_of(made.word(NOTICE), "a.docx")
    file.read_words()
    file.file = SimpleUploadedFile("b.docx", made.word(LETTER))
    file.save()
    assert found_by_register("ngừng hoạt động") == []
    file.read_words()
    assert found_by_register("sáp nhập thôn")


def test_a_pdf_with_a_program_inside_is_saved_and_never_opened_in_our_page():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made.pdf(NOTICE))))
    program = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(program)
    file = file_of(written(writer), "a.pdf")
    file.read_words()
    response = Client().get(file.get_absolute_url())
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"].startswith("sandbox")
