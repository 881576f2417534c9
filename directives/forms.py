"""The register's filters: every one of them is applied, and every one is in the address."""

from __future__ import annotations

from django import forms

from directives.models import DirectiveQuerySet, DocumentType, Field, IssuingBody
from portal.forms import PageField
from portal.search import search, tidy


class RegisterForm(forms.Form):
    q = forms.CharField(required=False, label="Số, ký hiệu hoặc trích yếu")
    loai = forms.ModelChoiceField(
        DocumentType.objects.all(), required=False, label="Loại văn bản", empty_label="Tất cả"
    )
    coquan = forms.ModelChoiceField(
        IssuingBody.objects.all(), required=False, label="Cơ quan ban hành", empty_label="Tất cả"
    )
    linhvuc = forms.ModelChoiceField(
        Field.objects.all(), required=False, label="Lĩnh vực", empty_label="Tất cả"
    )
    nam = forms.IntegerField(required=False, label="Năm", min_value=1930, max_value=2200)
    trang = PageField()

    def clean_q(self) -> str:
        return tidy(self.cleaned_data["q"])

    def apply(self, rows: DirectiveQuerySet) -> DirectiveQuerySet:
        """The rows that pass; a filter with an unreadable value passes nothing, and its field says why."""
        if not self.is_valid():
            return rows.none()
        chosen = self.cleaned_data
        lookups = {
            "type": chosen["loai"],
            "issuing_body": chosen["coquan"],
            "fields": chosen["linhvuc"],
            "issued_on__year": chosen["nam"],
        }
        rows = rows.filter(**{name: value for name, value in lookups.items() if value})
        if chosen["q"]:
            numbered = rows.numbered(chosen["q"])
            rows = numbered if numbered.exists() else search(rows, chosen["q"], "-issued_on", "-pk")
        return rows
