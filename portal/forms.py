"""Public GET parameters pass through forms: nothing from an address reaches a query unread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms

from portal.search import tidy

MAX_PAGE = 100_000
DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
KINDS = [
    ("", "Tất cả"),
    ("tin", "Tin bài"),
    ("van-ban", "Văn bản"),
    ("ban-tin", "Bản tin"),
    ("gioi-thieu", "Giới thiệu"),
]


def page_number(value: Any) -> int:
    """The number of a page; 1 for anything that is not one, so that no old link is an error."""
    text = str(value or "")
    return min(int(text), MAX_PAGE) if text.isascii() and text.isdigit() and len(text) < 7 else 1


class PageField(forms.IntegerField):
    """A page number; see `page_number`."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput())

    def clean(self, value: Any) -> int:
        return page_number(value)


class DayField(forms.DateField):
    """A day as readers write it, 23/02/2026."""

    def __init__(self, label: str) -> None:
        attrs = {"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "maxlength": 10}
        widget = forms.DateInput(attrs, "%d/%m/%Y")
        wrong = {"invalid": "Hãy ghi ngày theo dạng ngày/tháng/năm, ví dụ 23/02/2026."}
        super().__init__(
            label=label, required=False, input_formats=DAY_FORMATS, widget=widget, error_messages=wrong
        )


class Filters(forms.Form):
    """A form of filters in an address; what a page draws of it is data, see includes/_filters.html."""

    #: The fields that the page draws, in this order.
    drawn: ClassVar[tuple[str, ...]]

    @property
    def filters(self) -> list[dict[str, Any]]:
        """Each field: its name, label, what was typed, errors, and its options or the kind of its input."""
        return [self._filter(name) for name in self.drawn]

    def _filter(self, name: str) -> dict[str, Any]:
        errors = list(self.errors.get(name, ()))
        field, key = self.fields[name], self.add_prefix(name)
        options = tuple(getattr(field, "choices", ()))
        return {
            "name": key,
            "label": field.label,
            "typed": self._typed(name, key),
            "errors": errors,
            "options": options,
            "type": "" if options else field.widget.input_type,
            "hints": {} if options else {**field.widget.attrs, **field.widget_attrs(field.widget)},
        }

    def _typed(self, name: str, key: str) -> str:
        """As it was typed; a day that was understood, as readers write it, for links say 2026-02-23."""
        day = self.cleaned_data.get(name) if self.is_bound else None
        return f"{day:%d/%m/%Y}" if isinstance(day, date) else self.data.get(key, "")


class SearchForm(Filters):
    """`choices` are (value, label) pairs for `chuyen_muc` and `linhvuc`, which only the apps know."""

    q = forms.CharField(required=False, label="Từ khóa hoặc số, ký hiệu văn bản", strip=True)
    loai = forms.ChoiceField(choices=KINDS, required=False, label="Loại")
    chuyen_muc = forms.ChoiceField(required=False, label="Chuyên mục tin bài")
    linhvuc = forms.ChoiceField(required=False, label="Lĩnh vực văn bản")
    tu = DayField("Từ ngày")
    den = DayField("Đến ngày")
    drawn = ("chuyen_muc", "linhvuc", "tu", "den")
    trang = PageField()
    dang = forms.ChoiceField(choices=[("", ""), ("json", "")], required=False, widget=forms.HiddenInput())

    def __init__(self, data: Mapping[str, str], choices: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        super().__init__(data)
        for name, pairs in choices.items():
            self.fields[name].choices = [("", "Tất cả"), *pairs]  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        return field_name.replace("_", "-")

    def clean_q(self) -> str:
        return tidy(self.cleaned_data["q"])

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("tu"), self.cleaned_data.get("den")
        if since and until and since > until:
            self.add_error("den", "Ngày cuối đứng trước ngày đầu.")
        return self.cleaned_data
