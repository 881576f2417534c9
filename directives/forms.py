"""The register's filters: every one of them is applied, and every one is in the address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.cache import cache
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import cached_property

from directives import citations, symbols
from directives.models import Directive, DirectiveQuerySet, IssuingBody
from directives.signers import name_key
from portal.forms import DayField, Filters, PageField
from portal.prepared import prepared
from portal.search import search, tidy
from portal.text import fold

NOT_LISTED = "Lựa chọn này không có trong danh sách."
VALIDITIES = [
    ("valid", "Còn hiệu lực"),
    ("partial", "Hết hiệu lực một phần"),
    ("ended", "Hết hiệu lực"),
    ("future", "Chưa có hiệu lực"),
    ("unknown", "Chưa xác định"),
]
ORDERS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "moi": ("Mới ban hành trước", (F("issued_on").desc(nulls_last=True), "-pk")),
    "cu": ("Cũ trước", (F("issued_on").asc(nulls_last=True), "pk")),
    "so": ("Số nhỏ trước", (F("number").asc(nulls_last=True), F("issued_on").desc(nulls_last=True), "-pk")),
}
#: How long the choices of the selects are kept.
CHOICES_SECONDS = 15
#: The vocabularies of all selects, in one statement.
_CHOICES = """
SELECT 'loai', id::text, name, sort_name FROM directives_documenttype
UNION ALL ({bodies})
UNION ALL SELECT 'linhvuc', id::text, name, sort_name FROM directives_field
UNION ALL SELECT DISTINCT 'nhiemky', name, name, name COLLATE "C" FROM directives_term
ORDER BY 1, 4
"""
#: A value in a link is cut here; no filter has a longer one.
MAX_VALUE = 200


class Listed(BaseChoiceIterator):
    """Choices as they are kept between requests: a field takes over these, and does not copy them."""

    def __init__(self, pairs: Iterable[tuple[str, str]], empty: str = "Tất cả") -> None:
        self.pairs = (("", empty), *pairs)
        self.labels = dict(self.pairs)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)


def choices(label: str, listed: Listed | None = None) -> forms.ChoiceField:
    """A select; without `listed` its choices are given when the form is made."""
    wrong = {"invalid_choice": NOT_LISTED}
    return forms.ChoiceField(choices=listed or (), required=False, label=label, error_messages=wrong)


class RegisterForm(Filters):
    q = forms.CharField(required=False, label="Số, ký hiệu hoặc trích yếu")
    loai = choices("Loại văn bản")
    coquan = choices("Cơ quan ban hành")
    linhvuc = choices("Lĩnh vực")
    nguoiky = choices("Người ký")
    nhiemky = choices("Nhiệm kỳ")
    nam = forms.IntegerField(
        required=False,
        label="Năm",
        min_value=1930,
        max_value=2200,
        widget=forms.TextInput({"inputmode": "numeric"}),  # a number input forgets what it cannot read
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], "Năm gồm bốn chữ số, ví dụ 2026."
        ),
    )
    hieuluc = choices("Hiệu lực", Listed(VALIDITIES))
    ngay = DayField("Tính đến ngày")
    xep = choices(
        "Sắp xếp",
        Listed(((key, label) for key, (label, _) in ORDERS.items()), empty="Mặc định"),
    )
    trang = PageField()
    drawn = ("q", "loai", "coquan", "linhvuc", "nguoiky", "nhiemky", "nam", "hieuluc", "ngay", "xep")

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        """`today` is the day on which validity is asked when the reader names no other."""
        offered = cache.get_or_set("register-choices", _offered, CHOICES_SECONDS) or {}
        super().__init__(_as_listed(data, offered), **kwargs)
        self.today = today
        for name, listed in offered.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        return tidy(self.cleaned_data["q"])

    @property
    def day(self) -> date:
        """The day whose validity the list shows."""
        return self.cleaned_data.get("ngay") or self.today

    def rows(self, known: DirectiveQuerySet) -> DirectiveQuerySet:
        """Those of `known` that pass; an unreadable value passes nothing, and its field says why."""
        if not self.is_valid():
            return known.none()
        chosen = self.cleaned_data
        lookups = {
            "type": chosen["loai"],
            "issuing_body": chosen["coquan"],
            "signer_key": name_key(chosen["nguoiky"]),
            "period": chosen["nhiemky"],
            "issued_on__year": chosen["nam"],
        }
        rows = known.filter(**{name: value for name, value in lookups.items() if value})
        if chosen["linhvuc"]:
            rows = rows.in_field(int(chosen["linhvuc"]))
        if chosen["hieuluc"] or chosen["ngay"]:
            rows = rows.in_validity(chosen["hieuluc"] or "in-force", self.day)
        order = ORDERS[chosen["xep"] or "moi"][1]
        if not chosen["q"]:
            return rows.order_by(*order)
        if self.number and (numbered := rows.filter(**self.number)).exists():
            return numbered.order_by(*order)
        found = search(rows, chosen["q"], *ORDERS["moi"][1])
        return found.order_by(*order) if chosen["xep"] else found  # type: ignore[return-value]

    @cached_property
    def number(self) -> dict[str, Any]:
        """What the text has whose number was typed, alone ("446", "446 qd tu") or among words; {} without."""
        typed = self.cleaned_data.get("q", "")
        if typed.isascii() and typed.isdigit() and len(typed) < 6:
            return {"number": int(typed)}
        keys = symbols.candidates(typed) or tuple(found.key for found in citations.find(typed) if found.key)
        return {"key__in": keys} if keys else {}

    @property
    def words(self) -> str:
        """What was typed, if it is no number: a row of the list need not show the words it was found by."""
        return "" if self.number else self.cleaned_data.get("q", "")

    def filters_in_words(self) -> list[str]:
        """The lists in use, each by what was chosen of it: ["Chỉ thị", "Tỉnh ủy Đồng Sơn", "2026"]."""
        if not self.is_valid():
            return []
        words = []
        for name in ("loai", "coquan", "linhvuc", "nguoiky", "nhiemky", "nam", "hieuluc"):
            if value := self.cleaned_data[name]:
                words.append(str(dict(getattr(self.fields[name], "choices", ())).get(value, value)))
        return words

    @property
    def order_words(self) -> str:
        """How the list is ordered, for its caption."""
        chosen = self.cleaned_data.get("xep") or ("" if self.cleaned_data.get("q") else "moi")
        return ORDERS[chosen][0].lower() if chosen else "khớp nhất trước"

    def address(self, **changes: Any) -> str:
        """ "?q=…&nam=2026": the filters in use with `changes`; None drops one; "" when nothing is left.

        A change of filter or order goes back to the first page, so `trang` is kept only when given.
        """
        kept = {name: self.data.get(name, "") for name in self.fields if name != "trang"} | changes
        pairs = {name: str(value)[:MAX_VALUE] for name, value in kept.items() if value not in ("", None)}
        return f"?{urlencode(pairs)}" if pairs else ""


@prepared
def _bodies() -> QuerySet:
    """Those with a text that the public may see; an old page that was taken in may have brought others."""
    shown = Directive.objects.published().filter(issuing_body=OuterRef("pk"))
    select, value = Value("coquan", TextField()), Cast("pk", TextField())
    bodies = IssuingBody.objects.filter(Exists(shown)).order_by()
    return bodies.values_list(select, value, "name", "sort_name")


def _offered() -> dict[str, Listed]:
    """The choices of the selects that the register fills; two statements."""
    offered: dict[str, list[tuple[str, str]]] = {
        name: [] for name in ("loai", "coquan", "linhvuc", "nhiemky")
    }
    with connection.cursor() as cursor:
        bodies, values = _bodies.sql()
        cursor.execute(_CHOICES.format(bodies=bodies), values)
        for name, value, label, _ in cursor.fetchall():
            offered[name].append((value, label))
    offered["nguoiky"] = [(name, name) for _, name in Directive.signers(public=True)]
    return {name: Listed(pairs) for name, pairs in offered.items()}


def _as_listed(data: Any, offered: dict[str, Listed]) -> Any:
    """`data` with a signer or term in another spelling put as the list has it, to show as chosen."""
    for name, spelled in (("nguoiky", name_key), ("nhiemky", fold)):
        given, labels = (data or {}).get(name, ""), offered[name].labels
        if given not in labels:
            listed = {spelled(value): value for value in labels}
            if known := listed.get(spelled(given[:MAX_VALUE])):
                data = data.copy()
                data[name] = known
    return data
