"""What moderators choose and type on the bench."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode

from comments import screening
from comments.models import MAX_NAME, MAX_TEXT, Comment, Outcome
from comments.querysets import WAITING, CommentQuerySet, State
from comments.vocabulary import Department, Rules, ScreeningList
from portal.forms import DayField, PageField
from portal.search import tidy
from portal.text import paragraphs

UNANSWERED = Q(state__in=[*WAITING, State.PUBLISHED], answer__isnull=True)
TO_ANSWER = UNANSWERED & Q(department__isnull=False)
QUESTIONS = UNANSWERED & Q(matter__isnull=False)
#: The headings of the bench: name in the address → its words, its rows, their order.
TABS: dict[str, tuple[str, Q, tuple[str, ...]]] = {
    "cho-duyet": ("Chờ duyệt", Q(state__in=WAITING), ("sent_at", "pk")),
    "giu-lai": ("Giữ lại", Q(state=State.HELD), ("sent_at", "pk")),
    "cau-hoi": ("Câu hỏi", QUESTIONS, ("answer_by", "sent_at", "pk")),
    "cho-tra-loi": ("Chờ trả lời", TO_ANSWER, ("sent_at", "pk")),
    "da-dang": ("Đã đăng", Q(state=State.PUBLISHED), ("-published_at", "-pk")),
    "khong-dang": ("Không đăng", Q(state=State.REJECTED), ("-decided_at", "-pk")),
    "da-go": ("Đã gỡ", Q(state=State.REMOVED), ("-decided_at", "-pk")),
}
FIRST = "cho-duyet"
COUNTED = ("cho-duyet", "giu-lai", "cau-hoi", "cho-tra-loi")


@dataclass(frozen=True)
class ToDo:
    """How much waits on the bench: opinions to decide, those of them past their time, answers owed."""

    waiting: int
    late: int
    unanswered: int


def to_do() -> ToDo:
    promised = timezone.now() - timedelta(hours=Rules.current().service_hours)
    late = Q(answer_by__lt=timezone.localdate()) | Q(answer_by=None, sent_at__lt=promised)
    counts = Comment.objects.waiting().aggregate(waiting=Count("pk"), late=Count("pk", filter=late))
    return ToDo(**counts, unanswered=Comment.objects.filter(TO_ANSWER).count())


class BenchForm(forms.Form):
    """The address of a list on the bench. Whatever it does not understand, it leaves out."""

    muc = forms.ChoiceField(required=False, choices=[(name, tab[0]) for name, tab in TABS.items()])
    nguoi = forms.IntegerField(required=False, min_value=1, max_value=10**15)
    giong = forms.IntegerField(required=False, min_value=1, max_value=10**15)
    bai = forms.IntegerField(required=False, min_value=1, max_value=10**15)
    lydo = forms.SlugField(required=False, max_length=30)
    q = forms.CharField(required=False)
    trang = PageField()

    @classmethod
    def of(cls, query: str) -> BenchForm:
        """From the query part of an address, at most 1,000 characters of it."""
        return cls(QueryDict(query[:1000]))

    def value(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)

    @property
    def tab(self) -> str:
        return self.value("muc") or FIRST

    @property
    def page(self) -> int:
        return self.value("trang") or 1

    def parameters(self) -> dict[str, Any]:
        given = {name: self.value(name) for name in self.fields}
        return {name: value for name, value in given.items() if value and (name, value) != ("trang", 1)}

    def query(self) -> str:
        return urlencode(self.parameters())

    def rows(self) -> CommentQuerySet:
        _, wanted, order = TABS[self.tab]
        rows = Comment.objects.filter(wanted).order_by(*order)
        for name, narrow in (
            ("nguoi", rows.from_sender_of),
            ("giong", rows.same_text_as),
            ("bai", rows.on_target_of),
        ):
            if number := self.value(name):
                other = Comment.objects.filter(pk=number).first()
                rows = rows & narrow(other) if other else rows.none()
        if code := self.value("lydo"):
            rows = rows.filter(screening__contains=[{"code": code}])
        if typed := tidy(self.value("q") or ""):
            rows = rows.filter(Q(text__unaccent__icontains=typed) | Q(name__unaccent__icontains=typed))
        return rows

    @property
    def narrowed(self) -> str:
        """What the list is narrowed to, in words; "" for the whole heading."""
        words = {
            "nguoi": "cùng người gửi (cùng mạng hoặc cùng thư điện tử)",
            "giong": "cùng một nội dung",
            "bai": "về cùng một bài hay một lĩnh vực",
        }
        said = [text for name, text in words.items() if self.value(name)]
        if code := self.value("lydo"):
            label = ScreeningList.objects.filter(code=code).values_list("label", flat=True).first()
            said.append(f"vì lý do “{screening.LABELS.get(code) or label or code}”")
        if typed := self.value("q"):
            said.append(f"có chữ “{typed}”")
        return ", ".join(said)

    def tabs(self) -> list[tuple[str, str, int | None]]:
        """Name, words and number of rows of every heading; only work that waits is counted."""
        waiting = Q(state__in=WAITING) | TO_ANSWER | QUESTIONS
        counts = Comment.objects.filter(waiting).aggregate(
            **{name.replace("-", "_"): Count("pk", filter=TABS[name][1]) for name in COUNTED}
        )
        return [(name, tab[0], counts.get(name.replace("-", "_"))) for name, tab in TABS.items()]


class AnswerForm(forms.Form):
    department = forms.ModelChoiceField(
        Department.objects.filter(active=True),
        label="Đơn vị trả lời",
        error_messages={"required": "Hãy chọn đơn vị."},
    )
    text = forms.CharField(
        label="Nội dung trả lời",
        max_length=5000,
        widget=forms.Textarea,
        error_messages={"required": "Hãy ghi nội dung trả lời."},
    )
    answered_on = DayField("Ngày trả lời")
    outcome = forms.ChoiceField(label="Kết quả", choices=[("", ""), *Outcome.choices], required=False)

    def clean_text(self) -> str:
        return paragraphs(self.cleaned_data["text"])

    def clean_answered_on(self) -> Any:
        day = self.cleaned_data["answered_on"] or timezone.localdate()
        if day > timezone.localdate():
            raise forms.ValidationError("Ngày trả lời không thể ở tương lai.")
        return day


class TrialForm(forms.Form):
    name = forms.CharField(label="Tên hiển thị", required=False, max_length=MAX_NAME)
    text = forms.CharField(
        label="Câu cần thử", max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Hãy nhập câu cần thử."},
    )  # fmt: skip
