"""A rehearsed batch into the register and back, some rows at a time: a request that dies loses nothing.

Every call of `advance` is one transaction that holds the batch, so two tabs never apply one row twice.
Texts are saved through their own door, one by one, with what belongs to it: validation, citations,
history.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from directives.importing.planning import DAYS, Outcome, Plan, Register, current
from directives.models import Batch, BatchRow, Directive, Relation
from portal.publishing import Refused, Status

#: Rows of one transaction: so many texts at most are locked against their editors for a moment.
ROWS = 25
State, RowState = Batch.State, BatchRow.State
_CHANGED = "Sổ đã thay đổi từ lúc xem thử: {} Hãy xem thử lại tệp."
_EDITED = "Văn bản đã được sửa hoặc chuyển bước sau lần nhập."
_FOREIGN = {"type", "issuing_body", "created_by", "submitted_by", "published_by"}


def start(batch: Batch) -> None:
    """REHEARSED → APPLYING. Raises Refused when somebody was first."""
    _move(batch, State.REHEARSED, State.APPLYING, applied_at=timezone.now())


def start_undo(batch: Batch, by: User) -> None:
    """APPLYING or APPLIED → UNDOING; one click takes the whole batch back. Raises Refused."""
    if batch.created_by_id != by.pk and not by.has_perm(Directive.publish_permission):
        raise Refused("Chỉ người đã nhập, hoặc người duyệt, hoàn tác được lần nhập này.")
    before = batch.state if batch.state in (State.APPLYING, State.APPLIED) else State.APPLIED
    _move(batch, before, State.UNDOING, undone_at=timezone.now(), undone_by=by)


def advance(batch: Batch, by: User) -> bool:
    """Do some more of what the batch is at; False once nothing is left to do."""
    note = f"Nhập từ Excel: {batch.file_name} (lần nhập {batch.pk})"
    with transaction.atomic(), pghistory.context(note=note, batch=batch.pk):
        held = Batch.objects.select_for_update().defer("content").get(pk=batch.pk)
        if held.state == State.APPLYING:
            if rows := list(held.rows.filter(state=RowState.WAITING)[:ROWS]):
                _apply(rows, by)
                return True
            unlinked = held.rows.filter(state=RowState.DONE, linked=False).select_related("directive")
            if rows := list(unlinked[:ROWS]):
                _link(rows, by)
                return True
            _move(held, State.APPLYING, State.APPLIED)
        elif held.state == State.UNDOING:
            held.rows.filter(state=RowState.WAITING).update(state=RowState.NOTHING)
            done = held.rows.filter(state=RowState.DONE).select_related("directive")
            if rows := list(done.order_by("-number")[:ROWS]):
                _undo(rows, held, by)
                return True
            _move(held, State.UNDOING, State.UNDONE)
        return False


def _move(batch: Batch, before: str, after: str, **changes: Any) -> None:
    if not Batch.objects.filter(pk=batch.pk, state=before).update(state=after, **changes):
        raise Refused("Lần nhập này đang ở trạng thái khác. Hãy tải lại trang.")


def _apply(rows: list[BatchRow], by: User) -> None:
    register = Register(rows, by, lock=True)
    stored: list[Directive] = []
    keys: set[str] = set()
    for row in rows:
        plan = register.plan(row)
        if _differs(plan, row):
            _refuse(row, _CHANGED.format(_news(plan)))
            continue
        try:
            with transaction.atomic():
                keys |= _save(row, plan.text, register)
            stored += [row.directive] if row.changes and row.directive else []
        except (ValidationError, Refused, IntegrityError) as error:
            _refuse(row, _reason(error))
    Directive.settle(stored, keys)
    BatchRow.objects.bulk_update(rows, ["state", "remark", "directive", "version", "before"])


def _differs(plan: Plan, row: BatchRow) -> bool:
    """Relations aside, which are made at the end: their other end may not be there yet."""
    same_text = row.directive_id == (plan.text.pk if plan.text else None)
    return plan.outcome == Outcome.ERROR or not same_text or row.changes != plan.changes


def _news(plan: Plan) -> str:
    if plan.outcome == Outcome.ERROR:
        return " ".join(message for _, message, blocking in plan.problems if blocking)
    if not plan.changes:
        return "văn bản nay đã đúng như tệp."
    return "văn bản đã có người sửa." if plan.text else "văn bản không còn ở chỗ cũ."


def _save(row: BatchRow, text: Directive | None, register: Register) -> set[str]:
    """The keys that are to be settled. Raises what `_fill` raises."""
    if text is None:
        text = Directive(created_by=register.by)
    else:
        row.before = current(text, row.values)
    keys = _fill(text, row.values, register) if row.changes else set()
    row.directive, row.version, row.state = text, text.version, RowState.DONE
    return keys


def _fill(text: Directive, values: dict[str, Any], register: Register) -> set[str]:
    """Through the door every text passes; the database itself refuses a number that is taken meanwhile.

    The text must be settled afterwards, for the keys returned. Raises ValidationError, IntegrityError.
    """
    for name, value in values.items():
        if name == "type":
            text.type = register.types[value]
        elif name == "issuing_body":
            text.issuing_body = register.bodies[value]
        elif name == "symbol":
            # An update meets its text by number: how it is printed there stays.
            text.symbol = text.symbol or value
        elif name in DAYS:
            setattr(text, name, date.fromisoformat(value) if value else None)
        elif name != "fields":
            setattr(text, name, value)
    text.clean_fields(exclude=_FOREIGN)
    text.clean()
    keys = text.store()
    if "fields" in values:
        text.fields.set(values["fields"])
    return keys


def _refuse(row: BatchRow, remark: str) -> None:
    row.state, row.remark = RowState.REFUSED, remark


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error) if isinstance(error, Refused) else "Trùng với một văn bản vừa được nhập."


def _link(rows: list[BatchRow], by: User) -> None:
    """Relations come last: their other end may stand further down in the file."""
    register = Register(rows, by)
    for row in rows:
        remarks = [row.remark] if row.remark else []
        known = set(Relation.objects.filter(source=row.directive_id).values_list("kind", "target"))
        for reference in row.references:
            kind, _, symbol, *_ = reference
            found = register.fitting(reference, row.directive)
            if len(found) != 1 or (kind, found[0].pk) in known:
                continue
            relation = Relation(source=row.directive, kind=kind, target_id=found[0].pk or 0)
            try:
                with transaction.atomic():
                    relation.save()
            except ValidationError as error:
                remarks.append(f"{relation.get_kind_display()} {symbol}: {_reason(error)}")
            else:
                row.made.append(relation.pk)
        row.linked, row.remark = True, " ".join(remarks)
    BatchRow.objects.bulk_update(rows, ["linked", "remark", "made"])


def _undo(rows: list[BatchRow], batch: Batch, by: User) -> None:
    taken = [row.directive_id for row in rows]
    texts = Directive.objects.select_for_update(of=("self",)).order_by("pk").in_bulk(taken)
    register = Register([], by)
    stored: list[Directive] = []
    keys: set[str] = set()
    for row in rows:
        text = texts[row.directive_id]
        try:
            with transaction.atomic():
                keys |= _take_back(row, text, batch, register)
            row.state = RowState.UNDONE
            stored += [text] if row.outcome == Outcome.UPDATE else []
        except (ValidationError, Refused, IntegrityError) as error:
            row.state, row.remark = RowState.KEPT, _reason(error)
    Directive.settle(stored, keys)
    BatchRow.objects.bulk_update(rows, ["state", "remark"])


def _take_back(row: BatchRow, text: Directive, batch: Batch, register: Register) -> set[str]:
    """The keys that are to be settled.

    Raises Refused for a text that is no longer as the row left it, or not this person's to change.
    """
    if text.version != row.version:
        raise Refused(_EDITED)
    if text.status != Status.DRAFT and not register.by.has_perm(Directive.publish_permission):
        raise Refused("Văn bản đã đăng: cần người duyệt hoàn tác.")
    Relation.objects.filter(pk__in=row.made).delete()
    if row.outcome == Outcome.CREATE:
        return text.take_out(f"Hoàn tác lần nhập {batch.pk} từ tệp {batch.file_name}.")
    return _fill(text, row.before, register) if row.changes else set()
