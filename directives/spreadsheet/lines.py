"""One row of the table → what the register would store, with every doubt at its own cell. Pure.

Names of types, bodies and fields are looked up in a `Vocabulary` that the caller gives; nothing is
guessed where two entries fit.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from directives import citations, markings, symbols
from directives.signers import name_key
from directives.spreadsheet import values
from directives.spreadsheet.columns import BY_NAME, RELATIONS
from directives.spreadsheet.reading import Row, Table
from directives.spreadsheet.values import Unreadable
from portal.text import fold, one_line

#: Bodies of the State that number decisions without a year (NĐ 30/2020/NĐ-CP); others print more.
_PLAIN_STATE = ("UBND", "HĐND")


@dataclass(frozen=True)
class Name:
    """An entry of a vocabulary; `mark` is its abbreviation, such as QĐ or TU."""

    pk: int
    name: str
    mark: str = ""


@dataclass(frozen=True)
class Vocabulary:
    types: Sequence[Name]
    bodies: Sequence[Name]
    fields: Sequence[Name]


@dataclass(frozen=True)
class Problem:
    """What is wrong with the cell at `cell` ("C7"); only a blocking one keeps the row out."""

    cell: str
    message: str
    blocking: bool = True


@dataclass(frozen=True)
class Reference:
    """Another text, named in a relation's column; `kind` is that of the relation."""

    kind: str
    key: str
    symbol: str
    day: date | None = None
    type_name: str = ""


@dataclass
class Line:
    """A row understood; `key` is that of its number, `shown` names it to people whatever is wrong with it."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    key: str = ""
    shown: str = ""

    @property
    def blocked(self) -> bool:
        return any(problem.blocking for problem in self.problems)


class _Names:
    """One vocabulary, looked up as written, else without accents, else by mark; two that fit are an error."""

    def __init__(self, names: Iterable[Name], what: str) -> None:
        self.what = what
        self.exact: dict[str, list[Name]] = defaultdict(list)
        self.folded: dict[str, list[Name]] = defaultdict(list)
        self.marks: dict[str, list[Name]] = defaultdict(list)
        for name in names:
            self.exact[one_line(name.name).casefold()].append(name)
            self.folded[fold(name.name)].append(name)
            if name.mark:
                self.marks[name.mark.upper()].append(name)

    def find(self, words: str, mark: str = "") -> Name:
        """`mark`, from the number, decides between entries of one name. Raises Unreadable."""
        options = (
            self.exact.get(words.casefold())
            or self.folded.get(fold(words))
            or self.marks.get(words.upper(), [])
        )
        if len(options) > 1 and mark:
            options = [name for name in options if name.mark.upper() == mark.upper()] or options
        if len(options) == 1:
            return options[0]
        if options:
            raise Unreadable(f"“{words}” ứng với {len(options)} {self.what} trong danh mục. Hãy ghi rõ hơn.")
        near = difflib.get_close_matches(fold(words)[:80], list(self.folded), n=1, cutoff=0.75)
        guess = f" Có phải “{self.folded[near[0]][0].name}”?" if near else ""
        raise Unreadable(f"Danh mục chưa có {self.what} “{words[:80]}”.{guess}")


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, table: Table, vocabulary: Vocabulary) -> None:
        self.table = table
        self.types = _Names(vocabulary.types, "loại văn bản")
        self.bodies = _Names(vocabulary.bodies, "cơ quan ban hành")
        self.fields = _Names(vocabulary.fields, "lĩnh vực")
        # Five thousand rows name the same few types, bodies and texts.
        self.named = cache(self._find)
        self.types_of = cache(self._types_of)
        self.references = cache(_references)

    def line(self, row: Row) -> Line:
        line = Line(row.number)
        for name, read in _PLAIN.items():
            self._take(line, row, name, read)
        symbol = self._symbol(line, row)
        self._vocabularies(line, row, symbol)
        if symbol is None and not line.values.get("symbol") and "number" in row.cells:
            symbol = self._composed(line, row)
        if symbol is not None:
            line.values["symbol"], line.key = str(symbol), symbol.key
        for column in RELATIONS:
            self._take_references(line, row, column.name)
        self._check(line, row, symbol)
        line.values.pop("number", None)
        line.problems.sort(key=lambda problem: (len(problem.cell), problem.cell))
        line.shown = " – ".join(
            filter(None, [line.values.get("symbol") or str(row.cells.get("symbol", "")), self._subject(row)])
        )[:300]
        return line

    def _subject(self, row: Row) -> str:
        found = row.cells.get("subject", "")
        return one_line(found) if isinstance(found, str) else ""

    def _take(self, line: Line, row: Row, name: str, read: Callable[[Any], Any]) -> None:
        """The value of a cell; a blank one says nothing, so that it can never erase."""
        if name not in row.cells:
            return
        try:
            found = read(row.cells[name])
        except Unreadable as error:
            self._complain(line, row, name, str(error))
        else:
            if found not in ("", []):
                line.values[name] = found

    def _complain(self, line: Line, row: Row, name: str, message: str, blocking: bool = True) -> None:
        """At the cell of the column, or at the first cell of the row where the file has no such column."""
        letters = self.table.letters
        letter = letters.get(name) or next(iter(letters.values()))
        line.problems.append(Problem(f"{letter}{row.number}", message, blocking))

    # Its number

    def _symbol(self, line: Line, row: Row) -> symbols.Symbol | None:
        """From "Số, ký hiệu", or from "Số" and "Ký hiệu" side by side; None where there is only a number."""
        typed = line.values.pop("symbol", "")
        mark = line.values.pop("mark", "")
        if not typed and mark:
            joined = mark if mark[:1] in "-/" else ("/" if symbols.parse(f"1/{mark}") else "-") + mark
            digits = line.values.get("number", "")
            # Of 01 in a cell for numbers Excel keeps the 1.
            counted = digits and not isinstance(row.cells.get("number"), str)
            typed = f"{digits.zfill(2) if counted else digits}{joined}"
        if not typed:
            return None
        try:
            line.values["number"] = values.number(typed)
        except Unreadable:
            parsed = symbols.parse(typed)
            if parsed is None:
                column = "symbol" if "symbol" in row.cells else "mark"
                message = f"Không đọc được số, ký hiệu “{typed[:40]}”. Dạng đúng: 446-QĐ/TU, 45/QĐ-UBND."
                self._complain(line, row, column, message)
            return parsed
        row.cells.setdefault("number", row.cells.get("symbol"))
        return None

    def _composed(self, line: Line, row: Row) -> symbols.Symbol | None:
        """The symbol of a bare number, from its type and body; only where the form leaves no choice."""
        column = "symbol" if "symbol" in row.cells else "number"
        digits = line.values.get("number")
        kind, body = line.values.get("type"), line.values.get("issuing_body")
        if digits is None or kind is None or body is None:
            return None
        if (
            kind.mark
            and body.mark
            and (not symbols.is_state(body.mark) or body.mark.startswith(_PLAIN_STATE))
        ):
            plain = digits if len(digits) > 1 else f"0{digits}"
            form = f"{plain}-{kind.mark}/{body.mark}"
            if (parsed := symbols.parse(form)) is not None:
                return parsed
        self._complain(line, row, column, "Chỉ có số, chưa có ký hiệu. Hãy ghi đủ, ví dụ 30/2020/NĐ-CP.")
        return None

    # Its type, body and fields

    def _vocabularies(self, line: Line, row: Row, symbol: symbols.Symbol | None) -> None:
        issuer = symbol.issuer if symbol else ""
        abbreviation = symbol.type_abbr if symbol else ""
        self._look_up(line, row, "type", self.types, abbreviation, self._fitting(symbol))
        self._look_up(
            line, row, "issuing_body", self.bodies, issuer, self.bodies.marks.get(issuer.upper(), [])
        )
        if names := line.values.pop("fields", []):
            found = [name for words in names if (name := self._named(line, row, "fields", words))]
            line.values["fields"] = sorted({name.pk for name in found})

    def _fitting(self, symbol: symbols.Symbol | None) -> list[Name]:
        return self.types_of(symbol.type_abbr, symbol.issuer, symbol.year) if symbol else []

    def _types_of(self, abbreviation: str, issuer: str, year: int | None) -> list[Name]:
        names = symbols.type_names(abbreviation, issuer, year)
        return [name for words in names for name in self.types.exact.get(words.casefold(), [])]

    def _look_up(
        self, line: Line, row: Row, column: str, names: _Names, mark: str, fitting: list[Name]
    ) -> None:
        """The entry the cell names; without a cell, the only one that the number allows."""
        if words := line.values.pop(column, ""):
            if found := self._named(line, row, column, words, mark):
                line.values[column] = found
        elif column in row.cells:
            return
        elif len(fitting) == 1:
            line.values[column] = fitting[0]
        elif len(fitting) > 1:
            several = " hay ".join(name.name for name in fitting[:3])
            self._complain(line, row, column, f"Thiếu {names.what}: theo ký hiệu có thể là {several}.")
        else:
            self._complain(line, row, column, f"Thiếu {names.what}.")

    def _named(self, line: Line, row: Row, column: str, words: str, mark: str = "") -> Name | None:
        """The entry that `words` name, with a note where they were read generously; None with a complaint."""
        found, remark = self.named(column, words, mark)
        if remark:
            self._complain(line, row, column, remark, blocking=found is None)
        return found

    def _find(self, column: str, words: str, mark: str) -> tuple[Name | None, str]:
        names = {"type": self.types, "issuing_body": self.bodies, "fields": self.fields}[column]
        try:
            found = names.find(words, mark)
        except Unreadable as error:
            return None, str(error)
        same = words.upper() == found.mark.upper() or name_key(words) == name_key(found.name)
        return found, "" if same else f"“{words}” được hiểu là “{found.name}”."

    # The texts it names

    def _take_references(self, line: Line, row: Row, kind: str) -> None:
        if kind not in row.cells:
            return
        try:
            parts = values.pieces(row.cells[kind])
        except Unreadable as error:
            self._complain(line, row, kind, str(error))
            return
        for part in parts:
            found = self.references(kind, part)
            if not found:
                message = (
                    f"Không đọc được số của văn bản trong “{part[:60]}”. Ví dụ: 12-CT/TU, ngày 03/5/2021."
                )
                self._complain(line, row, kind, message)
            line.references += [reference for reference in found if reference not in line.references]

    # What the cells say together

    def _check(self, line: Line, row: Row, symbol: symbols.Symbol | None) -> None:
        given, cells = line.values, row.cells
        if "issued_on" not in given and "issued_on" not in cells:
            numbered = ": không biết số thuộc kỳ nào" if symbol else ""
            self._complain(line, row, "issued_on", f"Thiếu ngày ban hành{numbered}.")
        if symbol is None and "subject" not in given and not line.blocked:
            self._complain(line, row, "subject", "Văn bản không số cần có trích yếu.")
        start, end = given.get("in_force_from"), given.get("in_force_until")
        if start and end and end < start:
            self._complain(line, row, "in_force_until", "Văn bản hết hiệu lực trước khi có hiệu lực.")
        kind, body = given.get("type"), given.get("issuing_body")
        if symbol and kind and kind not in self._fitting(symbol) and symbol.type_abbr:
            message = (
                f"Ký hiệu ghi “{symbol.type_abbr}” mà loại văn bản là “{kind.name}”. Vẫn nhập như đã ghi."
            )
            self._complain(line, row, "type", message, blocking=False)
        if symbol and body and body.mark and not symbol.issuer.upper().startswith(body.mark.upper()):
            message = (
                f"Ký hiệu ghi “{symbol.issuer}” mà cơ quan có ký hiệu “{body.mark}”. Vẫn nhập như đã ghi."
            )
            self._complain(line, row, "issuing_body", message, blocking=False)
        if "marking" not in given and (mark := markings.found(given.get("subject", ""))):
            message = (
                f"Trích yếu có dấu “{markings.LABELS[mark]}”: hãy chọn dấu ở cột Độ mật, nếu đúng là dấu."
            )
            self._complain(line, row, "subject", message, blocking=False)


def _plain(name: str) -> Callable[[Any], str]:
    most = BY_NAME[name].most
    return lambda value: values.line(value, most)


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "symbol": values.symbol,
    "number": values.number,
    "mark": values.symbol,
    "type": values.line,
    "issuing_body": values.line,
    "issued_on": values.day,
    "subject": _plain("subject"),
    "signer": _plain("signer"),
    "signer_position": _plain("signer_position"),
    "signing_authority": _plain("signing_authority"),
    "place": _plain("place"),
    "fields": values.pieces,
    "in_force_from": values.day,
    "in_force_until": values.day,
    "recipients": lambda value: "\n".join(values.pieces(value)),
    "marking": values.marking,
    "body": values.text,
}


def interpret(table: Table, vocabulary: Vocabulary) -> list[Line]:
    """Every row of the table; `values` holds types and bodies as `Name`, fields as keys, days as dates."""
    reader = _Reader(table, vocabulary)
    return [reader.line(row) for row in table.rows]


def _references(kind: str, part: str) -> list[Reference]:
    """One number in any spelling, or the citations a phrase holds: "Chỉ thị số 12-CT/TU, ngày 03/5/2021"."""
    if alone := symbols.parse(part):
        return [Reference(kind, alone.key, str(alone))]
    cited = [(found, symbols.parse(found.symbol)) for found in citations.find(part[:2000]) if found.symbol]
    return [
        Reference(kind, symbol.key, found.symbol, found.date, found.type_name or "")
        for found, symbol in cited
        if symbol
    ]
