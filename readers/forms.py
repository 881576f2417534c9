"""What readers type here. Whatever is wrong with it, it is still there when the form comes back."""

from __future__ import annotations

from typing import Any

from django import forms

from comments.forms import TidyField
from portal.text import one_line, paragraphs
from readers.models import PollOption

MAX_WORDS, MAX_NOTE = 500, 1000
TRAP_FILLED = "Ô này phải để trống. Nếu trình duyệt đã tự điền, xin xóa rồi gửi lại."


class TrappedForm(forms.Form):
    """With the signed token in place of a session, and a field that only programs fill in."""

    website = forms.CharField(required=False, label="Xin để trống ô này")
    token = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(TRAP_FILLED)
        return ""


class VoteForm(TrappedForm):
    choice = forms.ChoiceField(
        label="Chọn một phương án",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Xin chọn một phương án.",
            "invalid_choice": "Phương án này không có. Xin chọn lại.",
        },
    )

    def __init__(self, options: list[PollOption], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [(str(option.pk), option.text) for option in options]  # type: ignore[attr-defined]


class FaultForm(TrappedForm):
    words = TidyField(
        one_line,
        label="Chỗ cần sửa",
        required=False,
        max_length=MAX_WORDS,
        help_text="Chép câu hoặc chữ có lỗi trong bài.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"Đoạn này dài %(show_value)s ký tự; xin rút xuống còn {MAX_WORDS}."},
    )
    note = TidyField(
        paragraphs,
        label="Lỗi gì, nên sửa thế nào",
        required=False,
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": f"Lời báo dài %(show_value)s ký tự; xin rút xuống còn {MAX_NOTE}."},
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data.get("words") or self.cleaned_data.get("note")
        if not said and not self.errors:
            raise forms.ValidationError("Xin chép chỗ cần sửa hoặc viết vài chữ về lỗi.")
        return self.cleaned_data
