"""What a page of a PDF draws: every word, and the place where it stands. Pure.

A PDF has letters at places and often no spaces, and draws them in any order: LibreOffice writes the letters
that a font lacks after the rest of the line. So the widths of the fonts themselves say where a letter ends.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdf.generic import ContentStream

# Under no public name: what turns the codes of a font into letters and widths.
from pypdf.generic._font import Font

Matrix = tuple[float, float, float, float, float, float]

_UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
#: Forms within forms; more are a file that draws itself.
_DEPTH = 6
#: Of the letter's size. Less between two letters is kerning, more is another word.
_SAME_WORD = 0.12


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space: left and right edge, height of the baseline, size, the font's name.

    `spaced`: a space was drawn before it. `placed`: the pen was set down anew for it.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    face: str
    spaced: bool = False
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The words in the order they are drawn, and the heights of the lower and the upper edge, in points."""

    words: tuple[Word, ...]
    foot: float
    top: float


def read(page: Any) -> Page:
    """What stands on a page in the direction most of its letters run, turned so that they are upright.

    What runs in another direction (a stamp in the margin) is left out.
    """
    pen = _Pen(page.pdf)
    contents = page.get("/Contents")
    if contents is not None:
        pen.draw(contents.get_object(), page.get("/Resources"))
    letters: Counter[int] = Counter()
    for quarter, word in pen.drawn:
        letters[quarter] += len(word.text)
    usual = letters.most_common(1)[0][0] if letters else 0
    left, low, right, high = (float(edge) for edge in page.mediabox)
    foot, top = sorted((_turned(left, low, usual)[1], _turned(right, high, usual)[1]))
    return Page(tuple(word for quarter, word in pen.drawn if quarter == usual), foot, top)


def _times(first: Matrix, second: Matrix) -> Matrix:
    """First the one, then the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _matrix(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in operands)
    return a, b, c, d, e, f


def _turned(x: float, y: float, quarter: int) -> tuple[float, float]:
    """A place on the page turned so that letters of this direction run from left to right."""
    return [(x, y), (y, -x), (-x, -y), (-y, x)][quarter]


@dataclass(slots=True)
class _Face:
    """A font as it is needed: codes to letters and widths, in ems."""

    name: str
    font: Font
    scale: float

    def letters(self, shown: bytes) -> Iterator[tuple[str, float, bool]]:
        """(text, width, whether it is the code 32) of each letter."""
        encoding, widths = self.font.encoding, self.font.character_widths
        named: Sequence[str]
        if isinstance(encoding, str):
            named = codes = shown.decode(encoding, "replace")
        else:
            codes = shown.decode("latin-1")
            named = [encoding.get(code, chr(code)) for code in shown]
        usual = widths["default"]
        for code, letter in zip(codes, named, strict=True):
            yield (
                self.font.character_map.get(letter, letter),
                widths.get(code, usual) * self.scale,
                code == " ",
            )


def _face(resource: Any) -> _Face:
    font = Font.from_font_resource(resource)
    # The widths of a font whose letters are drawings are in its own measure.
    scale = abs(float(resource["/FontMatrix"][0])) if font.sub_type == "Type3" else 0.001
    return _Face(str(resource.get("/BaseFont", "")), font, scale)


@dataclass(slots=True)
class _State:
    """What "q" keeps and "Q" brings back."""

    matrix: Matrix = _UPRIGHT
    face: _Face | None = None
    size: float = 12.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0

    def copy(self) -> _State:
        return _State(*(getattr(self, name) for name in self.__slots__))


@dataclass(slots=True)
class _Pen:
    pdf: Any
    drawn: list[tuple[int, Word]] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    line: Matrix = _UPRIGHT
    text: Matrix = _UPRIGHT
    letters: str = ""
    start: Matrix = _UPRIGHT
    end: Matrix = _UPRIGHT
    spaced: bool = False
    placed: bool = False
    faces: dict[int, _Face | None] = field(default_factory=dict)

    def draw(self, content: Any, resources: Any, depth: int = 0) -> None:
        """A page's content, or that of a form on it."""
        resources = resources.get_object() if resources is not None else {}
        fonts = _part(resources, "/Font")
        stack: list[_State] = []
        for operands, operator in ContentStream(content, self.pdf, "bytes").operations:
            if operator == b"q":
                stack.append(self.state.copy())
            elif operator == b"Q":
                self._break()
                self.state = stack.pop() if stack else _State()
            elif operator == b"Tf":
                self._break()
                self.state.face, self.state.size = self._font(fonts, operands[0]), float(operands[1])
            elif operator == b"Do":
                self._form(_part(resources, "/XObject").get(operands[0]), resources, depth)
            elif handle := _OPERATORS.get(operator):
                handle(self, operands)
        self._break()

    def _font(self, fonts: Any, name: Any) -> _Face | None:
        resource = fonts.get(name)
        if resource is None:
            return None
        resource = resource.get_object()
        if id(resource) not in self.faces:
            self.faces[id(resource)] = _face(resource)
        return self.faces[id(resource)]

    def _form(self, found: Any, resources: Any, depth: int) -> None:
        form = found.get_object() if found is not None else None
        if form is None or form.get("/Subtype") != "/Form" or depth >= _DEPTH:
            return
        self._break()
        kept = self.state.copy()
        self.state.matrix = _times(_matrix(form.get("/Matrix", _UPRIGHT)), kept.matrix)
        self.draw(form, form.get("/Resources", resources), depth + 1)
        self.state = kept

    def concatenate(self, operands: Sequence[Any]) -> None:
        self._break()
        self.state.matrix = _times(_matrix(operands), self.state.matrix)

    def begin(self, operands: Sequence[Any]) -> None:
        self.place(_UPRIGHT)

    def place(self, operands: Sequence[Any]) -> None:
        self._break()
        self.line = self.text = _matrix(operands)
        self.placed = True

    def move(self, operands: Sequence[Any]) -> None:
        x, y = operands
        self.place(_times((1.0, 0.0, 0.0, 1.0, float(x), float(y)), self.line))

    def move_and_lead(self, operands: Sequence[Any]) -> None:
        self.state.leading = -float(operands[1])
        self.move(operands)

    def next_line(self, operands: Sequence[Any]) -> None:
        self.move((0.0, -self.state.leading))

    def show(self, operands: Sequence[Any]) -> None:
        if isinstance(operands[-1], bytes):
            self._show(operands[-1])

    def show_on_next_line(self, operands: Sequence[Any]) -> None:
        if len(operands) == 3:
            self.state.word_spacing, self.state.spacing = float(operands[0]), float(operands[1])
        self.next_line(())
        self.show(operands)

    def show_with_gaps(self, operands: Sequence[Any]) -> None:
        for one in operands[0]:
            if isinstance(one, bytes):
                self._show(one)
            elif isinstance(one, int | float):
                self._forward(-float(one) / 1000 * self.state.size * self.state.stretch)
                if abs(float(one)) / 1000 > _SAME_WORD:
                    self._break()

    def _forward(self, distance: float) -> None:
        self.text = _times((1.0, 0.0, 0.0, 1.0, distance, 0.0), self.text)

    def _show(self, shown: bytes) -> None:
        state = self.state
        if state.face is None:
            return
        for letter, width, is_space in state.face.letters(shown):
            step = width * state.size + state.spacing + (state.word_spacing if is_space else 0.0)
            if letter.strip("\x00 \xa0\t\r\n"):
                if not self.letters:
                    self.start = self.text
                self.letters += letter
                self.end = _times((1.0, 0.0, 0.0, 1.0, width * state.size * state.stretch, 0.0), self.text)
            else:
                self._break()
                self.spaced = True
            self._forward(step * state.stretch)

    def _break(self) -> None:
        """The letters since the last break are a word."""
        if not self.letters:
            return
        state = self.state
        start, end = (_times((1.0, 0.0, 0.0, 1.0, 0.0, state.rise), one) for one in (self.start, self.end))
        start, end = _times(start, state.matrix), _times(end, state.matrix)
        quarter = round(math.atan2(start[1], start[0]) / (math.pi / 2)) % 4
        left, base = _turned(start[4], start[5], quarter)
        right, _ = _turned(end[4], end[5], quarter)
        size = abs(state.size) * math.hypot(start[2], start[3])
        name = state.face.name if state.face else ""
        word = Word(self.letters, left, right, base, size, name, self.spaced, self.placed)
        # Slanted letters are a stamp or a mark across the page.
        if min(abs(start[0]), abs(start[1])) < 0.1 * math.hypot(start[0], start[1]):
            self.drawn.append((quarter, word))
        self.letters, self.spaced, self.placed = "", False, False


def _part(resources: Any, name: str) -> Any:
    found = resources.get(name)
    return found.get_object() if found is not None else {}


def _setting(name: str, factor: float = 1.0) -> Callable[[_Pen, Sequence[Any]], None]:
    def apply(pen: _Pen, operands: Sequence[Any]) -> None:
        pen._break()
        setattr(pen.state, name, float(operands[0]) * factor)

    return apply


_OPERATORS: dict[bytes, Callable[[_Pen, Sequence[Any]], None]] = {
    b"cm": _Pen.concatenate,
    b"BT": _Pen.begin,
    b"Tm": _Pen.place,
    b"Td": _Pen.move,
    b"TD": _Pen.move_and_lead,
    b"T*": _Pen.next_line,
    b"Tj": _Pen.show,
    b"'": _Pen.show_on_next_line,
    b'"': _Pen.show_on_next_line,
    b"TJ": _Pen.show_with_gaps,
    b"Tc": _setting("spacing"),
    b"Tw": _setting("word_spacing"),
    b"Tz": _setting("stretch", 0.01),
    b"TL": _setting("leading"),
    b"Ts": _setting("rise"),
}
