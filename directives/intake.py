"""From an uploaded Word file or PDF to the add form, filled in for an editor to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from directives import symbols
from directives.models import DocumentType, IncomingFile, IssuingBody
from directives.papers import Paper
from portal.desk import person
from portal.html import TooComplex, clean
from portal.text import fold

#: What a complete text says; named to the editor where the file did not.
WANTED = {
    "symbol": "số, ký hiệu",
    "type": "loại văn bản",
    "issuing_body": "cơ quan ban hành",
    "issued_on": "ngày ban hành",
    "subject": "trích yếu",
    "body": "nội dung",
    "signer": "người ký",
    "signer_position": "chức vụ người ký",
    "recipients": "nơi nhận",
}
MARK = "Đọc từ tệp, xin kiểm tra."
NOT_READ = "Không đọc được từ tệp, xin nhập tay."


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Tệp Word (.docx) hoặc PDF, không quá 50 MB",
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf"}),
        error_messages={"required": "Hãy chọn một tệp.", "empty": "Tệp rỗng."},
    )


class IncomingField(forms.ModelChoiceField):
    """The waiting file a form was filled from; one that is gone, used or dropped by somebody, is none."""

    def __init__(self) -> None:
        super().__init__(IncomingFile.objects.all(), required=False, widget=forms.HiddenInput)

    def clean(self, value: Any) -> IncomingFile | None:
        try:
            return super().clean(value)
        except ValidationError:
            return None


def upload(request: HttpRequest) -> HttpResponse:
    """Read a file and go on to the form; a refused one leaves nothing behind."""
    _allow(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            incoming = IncomingFile.take_in(form.cleaned_data["file"], request.user)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            return redirect(add_address(incoming))
    waiting = IncomingFile.objects.select_related("created_by").defer("facts")
    context = {
        **admin.site.each_context(request),
        "title": "Thêm từ tệp Word, PDF",
        "form": form,
        "waiting": [(row, add_address(row), person(row.created_by)) for row in waiting[:50]],
        "days": IncomingFile.DAYS,
    }
    return TemplateResponse(
        request, "admin/directives/upload.html", context, status=400 if form.errors else 200
    )


def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a waiting file."""
    _allow(request)
    if request.method == "POST":
        incoming = get_object_or_404(IncomingFile, pk=pk)
        incoming.drop()
        messages.success(request, f"Đã bỏ tệp “{incoming}”.")
    return redirect("admin:directives_directive_upload")


def add_address(incoming: IncomingFile) -> str:
    return f"{reverse('admin:directives_directive_add')}?incoming={incoming.pk}"


def _allow(request: HttpRequest) -> None:
    if not request.user.has_perm("directives.add_directive"):
        raise PermissionDenied


def values(paper: Paper) -> dict[str, Any]:
    """Initial values of the form's fields; only those that were read."""
    found = {
        "symbol": paper.symbol,
        "type": type_of(paper),
        "issuing_body": body_of(paper),
        "issued_on": paper.issued_on,
        "subject": paper.subject[:600],
        "body": _body(paper),
        "place": paper.place,
        "signing_authority": paper.signing_authority,
        "signer_position": paper.signer_position,
        "signer": paper.signer,
        "signed_and_sealed": paper.signed_and_sealed,
        "recipients": "\n".join(paper.recipients),
        "marking": paper.marking,
    }
    return {name: value for name, value in found.items() if value}


def mark(fields: Mapping[str, forms.Field], incoming: IncomingFile) -> None:
    """Say at every field that was filled from the file that it was, and where the file did not say."""
    read = values(incoming.paper)
    marks = {name: NOT_READ for name in WANTED if read} | dict.fromkeys(read, MARK)
    for name, words in marks.items():
        field = fields[name]
        field.help_text = format_html('<b class="from-file">{}</b> {}', words, field.help_text)


def report(incoming: IncomingFile) -> dict[str, Any]:
    """What the editor is told above the form."""
    paper = incoming.paper
    read = values(paper)
    notes = list(paper.notes)
    if paper.type_name and "type" not in read:
        notes.append(f"Loại “{paper.type_name}” chưa có trong danh mục loại văn bản.")
    if paper.issuing_body and "issuing_body" not in read:
        printed = " – ".join(filter(None, (paper.superior, paper.issuing_body)))
        notes.append(
            f"Cơ quan in trên văn bản: {printed}. Không rõ là cơ quan nào trong danh mục, xin chọn tay."
        )
    if paper.scripted:
        notes.append("Trong tệp PDF có chương trình; bạn đọc sẽ tải tệp về chứ không mở ngay trong trang.")
    unread = [] if paper.scanned else [label for name, label in WANTED.items() if name not in read]
    return {"file": incoming, "paper": paper, "notes": notes, "unread": unread, "read": bool(read)}


def type_of(paper: Paper) -> DocumentType | None:
    return DocumentType.objects.filter(name=paper.type_name).first() if paper.type_name else None


def body_of(paper: Paper) -> IssuingBody | None:
    """The one body that the printed names, the mark and the day fit; two that fit are an editor's choice."""
    if not paper.issuing_body:
        return None
    symbol = symbols.parse(paper.symbol) if paper.symbol else None
    known = list(_named_on(paper.issued_on))
    # "706/SNV-CCHC": behind the body's mark stands the office that drafted the letter.
    marks = {symbol.issuer, symbol.issuer.partition("-")[0]} if symbol else set()
    if marked := [body for body in known if body.mark and body.mark in marks]:
        known = marked
    elif symbol and symbols.is_known(symbol.issuer):
        known = [body for body in known if not body.mark]
    printed, superior = fold(paper.issuing_body), fold(paper.superior)
    names = {printed, f"{printed} {superior}".strip()}
    exact = [body for body in known if fold(body.name) in names and _under(superior, body)]
    fitting = exact or [body for body in known if _words(printed) | _words(superior) <= _all_words(body)]
    return fitting[0] if len(fitting) == 1 else None


def _named_on(day: date | None) -> Any:
    bodies = IssuingBody.objects.all()
    if day is None:
        return bodies
    return bodies.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
    )


def _under(superior: str, body: IssuingBody) -> bool:
    """Whether nothing that is printed above the body's name contradicts what is known of it."""
    return not superior or not body.superior_name or _words(superior) <= _all_words(body)


def _words(text: str) -> set[str]:
    return set(text.replace("-", " ").split())


def _all_words(body: IssuingBody) -> set[str]:
    return _words(fold(f"{body.name} {body.superior_name}"))


def _body(paper: Paper) -> str:
    try:
        return clean(paper.body) if paper.body else ""
    except TooComplex:
        return ""
