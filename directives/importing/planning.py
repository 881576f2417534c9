"""What a row of a spreadsheet would do to the register as it is now; nothing is written here.

The same plan is made twice, at the rehearsal and when the row is applied: if the two differ, somebody
has changed the register in between and the row is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import User

from directives import markings, symbols
from directives.models import BatchRow, Directive, DocumentType, Field, IssuingBody
from directives.models.citation import SHARED_NAMES
from directives.spreadsheet import COLUMNS, Name, Vocabulary
from portal.html import to_text
from portal.publishing import Status
from portal.text import fold

Outcome = BatchRow.Outcome
DAYS = frozenset({"issued_on", "in_force_from", "in_force_until"})
HEADINGS = {column.name: column.heading for column in COLUMNS}
#: What tells the text apart; a row that names another one is another text, not a change.
_IDENTITY = frozenset({"symbol", "type", "issuing_body"})
_GONE = "Văn bản này đã bị gỡ. Muốn sửa, người duyệt phải mở lại trước."
_NOT_YOURS = "Văn bản này {}: chỉ người duyệt được sửa. Hãy bỏ dòng này, hoặc nhờ người duyệt nhập."


@dataclass
class Plan:
    """`problems`: (column, message, blocking); `text`: the one in the register, if there is one."""

    outcome: str = Outcome.CREATE
    text: Directive | None = None
    changes: list[list[str]] = field(default_factory=list)
    links: list[list[str]] = field(default_factory=list)
    problems: list[tuple[str, str, bool]] = field(default_factory=list)

    def refuse(self, column: str, message: str) -> None:
        self.problems.append((column, message, True))
        self.outcome = Outcome.ERROR


@dataclass(frozen=True)
class Target:
    """A text that a relation may mean; `pk` is None for one that is still in the file."""

    pk: int | None
    day: date | None
    type_name: str


def vocabulary() -> Vocabulary:
    """The names a spreadsheet may use; three statements."""
    return Vocabulary(
        [Name(*row) for row in DocumentType.objects.values_list("pk", "name", "abbreviation")],
        [Name(*row) for row in IssuingBody.objects.values_list("pk", "name", "mark")],
        [Name(*row) for row in Field.objects.values_list("pk", "name")],
    )


class Register:
    """The part of the register that some rows are about; the number of rows adds no statement."""

    def __init__(self, rows: Sequence[BatchRow], by: User, lock: bool = False) -> None:
        """`lock` for rows that are about to be applied: nobody saves the texts they meet meanwhile."""
        self.by = by
        self.types = DocumentType.objects.in_bulk()
        self.bodies = IssuingBody.objects.prefetch_related("terms").in_bulk()
        self.fields = Field.objects.in_bulk()
        self.texts = self._texts(rows, lock)
        self.targets = self._targets(rows)

    def _texts(self, rows: Sequence[BatchRow], lock: bool) -> dict[tuple, Directive]:
        numbers = {key for row in rows if (key := key_of(row))}
        days = {row.values.get("issued_on") for row in rows if not key_of(row)} - {None}
        found = Directive.objects.prefetch_related("fields", "relations").defer(
            "files_text", "search", "headline"
        )
        if lock:
            found = found.select_for_update(of=("self",)).order_by("pk")
        elif not any("body" in row.values for row in rows):
            found = found.defer("body", "body_text")
        met = list(found.filter(key__in=numbers)) if numbers else []
        unnumbered = found.filter(key="", issued_on__in=days)
        met += [text for text in unnumbered if not text.is_discarded] if days else []
        return {
            _identity(
                text.type_id, text.issuing_body_id, text.key, text.period, text.issued_on, text.subject
            ): text
            for text in met
        }

    def _targets(self, rows: Sequence[BatchRow]) -> dict[str, list[Target]]:
        keys = {reference[1] for row in rows for reference in row.references}
        found = Directive.objects.filter(key__in=keys)
        targets: dict[str, list[Target]] = defaultdict(list)
        for key, pk, day, name in found.values_list("key", "pk", "issued_on", "type__name") if keys else ():
            targets[key].append(Target(pk, day, name))
        return targets

    def identity(self, row: BatchRow) -> tuple:
        """What a row and its text share: number, type, body and period; or, unnumbered, day and subject."""
        values, key = row.values, key_of(row)
        day = date.fromisoformat(values["issued_on"])
        period = self.bodies[values["issuing_body"]].period_of(day) if key else ""
        return _identity(values["type"], values["issuing_body"], key, period, day, values.get("subject", ""))

    def expect(self, rows: Iterable[BatchRow]) -> None:
        """Texts that other rows of the file will create may be the other end of a relation."""
        for row in rows:
            if self.identity(row) not in self.texts and (key := key_of(row)):
                day = date.fromisoformat(row.values["issued_on"])
                self.targets[key].append(Target(None, day, self.types[row.values["type"]].name))

    def plan(self, row: BatchRow) -> Plan:
        """What the row would do now. Its type and body must be known, and its day of issue."""
        plan = Plan(text=self.texts.get(self.identity(row)))
        text = plan.text
        if text is None:
            if not row.values.get("subject"):
                plan.refuse("subject", "Thiếu trích yếu: văn bản này chưa có trong sổ.")
            plan.changes = [[HEADINGS[name], "", self.words(name, row.values[name])] for name in _given(row)]
        else:
            plan.changes = [
                [HEADINGS[name], self.words(name, old), self.words(name, row.values[name])]
                for name, old in current(text, _given(row)).items()
                if not _equal(name, old, row.values[name])
            ]
        self._link(row, plan)
        if text is not None and plan.outcome != Outcome.ERROR:
            self._allow(plan, text, row)
        return plan

    def _allow(self, plan: Plan, text: Directive, row: BatchRow) -> None:
        """The rules of the desk: a published text is corrected by publishers, a withdrawn one by nobody."""
        if not plan.changes and not plan.links:
            plan.outcome = Outcome.SAME
            return
        plan.outcome = Outcome.UPDATE
        publisher = self.by.has_perm(Directive.publish_permission)
        if text.status == Status.WITHDRAWN:
            plan.refuse("symbol", _GONE)
        elif text.status != Status.DRAFT and not publisher:
            plan.refuse("symbol", _NOT_YOURS.format(text.get_status_display().lower()))
        elif text.status == Status.PUBLISHED and row.values.get("marking"):
            plan.refuse("marking", "Văn bản đang đăng. Hãy gỡ trước, rồi mới ghi dấu.")

    def _link(self, row: BatchRow, plan: Plan) -> None:
        known = {(r.kind, r.target_id) for r in plan.text.relations.all()} if plan.text else set()
        for reference in row.references:
            kind, _, symbol, *_ = reference
            found = self.fitting(reference, plan.text)
            if len(found) > 1:
                message = f"Có {len(found)} văn bản số {symbol}. Hãy ghi thêm ngày: {symbol}, ngày …"
                plan.refuse(kind, message)
            elif not found:
                message = f"Sổ chưa có {symbol}, nên chưa ghi quan hệ này. Nhập văn bản ấy rồi nhập lại tệp."
                plan.problems.append((kind, message, False))
            elif (kind, found[0].pk) not in known:
                plan.links.append([HEADINGS[kind], symbol])

    def fitting(self, reference: Sequence[Any], text: Directive | None) -> list[Target]:
        """The other texts a reference may mean: by number, and by day and type where the words give them."""
        _, key, _, day, name = reference
        return [
            target
            for target in self.targets[key]
            if (target.pk is None or text is None or target.pk != text.pk)
            and (day is None or target.day == date.fromisoformat(day))
            and (target.type_name == name or not {target.type_name, name} <= set(SHARED_NAMES))
        ]

    def words(self, name: str, value: Any) -> str:
        """A stored value as people read it."""
        if value in (None, "", []):
            return ""
        if name == "fields":
            return "; ".join(sorted(self.fields[pk].name for pk in value if pk in self.fields))
        if name in ("type", "issuing_body"):
            return str((self.types if name == "type" else self.bodies)[value])
        if name in DAYS:
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        if name == "marking":
            return markings.LABELS[value]
        text = to_text(value) if name == "body" else str(value)
        return text if len(text) <= 600 else text[:599] + "…"


def key_of(row: BatchRow) -> str:
    """The canonical key of a row's number; "" for an unnumbered text."""
    parsed = symbols.parse(row.values["symbol"]) if row.values.get("symbol") else None
    return parsed.key if parsed else ""


def _given(row: BatchRow) -> list[str]:
    """The row's columns in one order: PostgreSQL gives a JSON object back in another."""
    return [name for name in HEADINGS if name in row.values]


def current(text: Directive, names: Iterable[str]) -> dict[str, Any]:
    """What the text holds in these columns, in the form in which rows store values."""
    held: dict[str, Any] = {}
    for name in names:
        if name == "fields":
            held[name] = sorted(field.pk for field in text.fields.all())
        elif name not in _IDENTITY:
            value = getattr(text, name)
            held[name] = value.isoformat() if isinstance(value, date) else value
    return held


def _identity(kind: int, body: int, key: str, period: str, day: date | None, subject: str) -> tuple:
    return (kind, body, key, period) if key else (kind, body, day, fold(subject))


def _equal(name: str, old: Any, new: Any) -> bool:
    """Whether they say the same: a full text in other mark-up does, recipients with other dashes too."""
    if name == "body":
        return to_text(old).split() == to_text(new).split()
    if name == "recipients":
        return _recipients(old) == _recipients(new)
    return old == new


def _recipients(text: str) -> list[str]:
    return [line for part in text.splitlines() if (line := part.strip(" -–;.,"))]
