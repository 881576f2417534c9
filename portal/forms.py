"""Public GET parameters pass through forms: nothing from an address reaches a query unread."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.search import tidy

MAX_PAGE = 100_000


class PageField(forms.IntegerField):
    """A page number; anything that is not one is page 1, so that no old link is an error."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput())

    def clean(self, value: Any) -> int:
        text = str(value or "")
        return min(int(text), MAX_PAGE) if text.isascii() and text.isdigit() and len(text) < 7 else 1


class SearchForm(forms.Form):
    q = forms.CharField(required=False, label="Từ khóa hoặc số, ký hiệu văn bản", strip=True)
    trang = PageField()

    def clean_q(self) -> str:
        return tidy(self.cleaned_data["q"])
