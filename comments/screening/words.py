"""Word lists that staff edit, matched on folded text: spacing, leet, repeats and missing accents. Pure.

An entry is found however it is dressed ("c á  đ ộ", "c4 d0", "cáááá độ", "nhacai"), but not where the
accents say that it is another word: a typed syllable may lack marks of the entry, never carry others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from .folding import QUALITIES, TONES, Folded, fold
from .reasons import Field

_TOKEN = re.compile(r"[@$]?[a-z0-9]+(?:[@$!|]+[a-z0-9]+)*[@$]?")
_SYLLABLE = re.compile(r"[a-z0-9]+")
_ATOM = re.compile(r"([a-z])\1*|[0-9@$!|]")
_JOINERS = re.compile(r"[-._*~'`^+=\\\"…]{1,3}")
_VOICELESS = re.compile(r"[^aeiouy0134@!|]+")
#: What a typed sign may stand for; letters stand for themselves first.
_LEET = {
    "0": "0o", "1": "1il", "3": "3e", "4": "4a", "5": "5s", "6": "6g", "7": "7t", "8": "8b", "9": "9g",
    "@": "a", "$": "s", "!": "i", "|": "il", "j": "ji", "k": "kc", "z": "zd",
}  # fmt: skip
#: No Vietnamese syllable is longer than seven letters, so a longer run of letters is several words glued.
_GLUED_FROM = 8
_GLUED_ENTRY_FROM = 6
_CACHED_TOKEN = 24
#: More marks than any Vietnamese letter has ("Zalgo") say nothing about which word was meant.
_MOST_MARKS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase. `exact_accents`: only as spelled ("đĩ" must not find "đi").

    `exceptions`: innocent phrases that contain it ("cá độ mặn"), or that are spelled like it without
    being it ("cá do"); the latter excuse only the exact accents.
    """

    text: str
    exact_accents: bool = False
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class WordList:
    """`kind` is the reason's code, `label` its Vietnamese words. `topical`: no reason when the article
    that is commented on uses the same entry itself. `applies_to` "name" looks at display names only,
    "text" at both name and text.
    """

    kind: str
    label: str
    entries: tuple[Entry, ...]
    topical: bool = False
    applies_to: Field = "text"
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.kind, self.label, self.entries, self.applies_to)))

    def __hash__(self) -> int:
        return self._hash


class Found(NamedTuple):
    """Entry number `entry` of list number `list_no`, at folded letters `start` to `end` (excluded)."""

    start: int
    end: int
    list_no: int
    entry: int


@dataclass(frozen=True, slots=True)
class _Letter:
    base: str
    qualities: frozenset[str]
    syllable: int
    run: int


@dataclass(frozen=True, slots=True)
class _Term:
    list_no: int
    entry: int
    letters: tuple[_Letter, ...]
    tones: tuple[frozenset[str], ...]
    exact: bool
    excuse: bool


class _Node:
    __slots__ = ("boundary", "next", "terms")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.boundary: _Node | None = None
        self.terms: list[_Term] = []

    def leads(self, letters: str) -> bool:
        return any(letter in self.next for letter in letters)

    def children(self, char: str) -> Iterator[_Node]:
        if char in self.next:
            yield self.next[char]
        if self.boundary and char in self.boundary.next:
            yield self.boundary.next[char]


#: For each letter of the entry so far: where its run begins in the folded text, and how long the run is.
_Path = tuple[tuple[int, int], ...]
_State = tuple[_Node, _Path]


@dataclass(frozen=True, slots=True)
class _Read:
    """The states after a word: all those at its end, and those whose last letter ends a word."""

    open: tuple[_State, ...]
    closed: tuple[_State, ...]

    def leads(self) -> frozenset[str]:
        """Signs with which the next word may begin."""
        letters = {c for node, _ in self.open for n in (node, node.boundary) if n for c in n.next}
        return frozenset(letters | {sign for sign, meant in _LEET.items() if letters & set(meant)})


class Matcher:
    """All lists in one trie of letters, walked once from each word of the text."""

    def __init__(self, lists: Sequence[WordList]) -> None:
        self._root = _Node()
        self._first_words: dict[str, tuple[_Read, frozenset[str]]] = {}
        for list_no, words in enumerate(lists):
            for number, entry in enumerate(words.entries):
                self._add(entry.text, list_no, number, entry.exact_accents, excuse=False)
                plain = " ".join(_SYLLABLE.findall(fold(entry.text).text))
                for phrase in entry.exceptions:
                    same = " ".join(_SYLLABLE.findall(fold(phrase).text)) == plain
                    self._add(phrase, list_no, number, exact=same, excuse=True)

    def _add(self, text: str, list_no: int, entry: int, exact: bool, *, excuse: bool) -> None:
        folded = fold(text)
        letters: list[_Letter] = []
        tones = []
        node = self._root
        for number, syllable in enumerate(_SYLLABLE.finditer(folded.text)):
            if number:
                node.boundary = node = node.boundary or _Node()
            for atom in _ATOM.finditer(folded.text, *syllable.span()):
                marks = frozenset("".join(folded.marks[atom.start() : atom.end()]))
                run = atom.end() - atom.start()
                letters.append(_Letter(atom[0][0], marks & QUALITIES, number, run))
                node = node.next.setdefault(atom[0][0], _Node())
            tones.append(frozenset("".join(folded.marks[syllable.start() : syllable.end()])) & TONES)
        if letters:
            node.terms.append(_Term(list_no, entry, tuple(letters), tuple(tones), exact, excuse))

    def find(self, folded: Folded) -> list[Found]:
        """Entries in the text, none of them inside one of its exceptions, in order of place."""
        found: set[Found] = set()
        excused: set[Found] = set()
        for term, path in self._walk(folded.text):
            if _whole(path, folded.text) and _spelled(term, path, folded):
                place = Found(path[0][0], sum(path[-1]), term.list_no, term.entry)
                (excused if term.excuse else found).add(place)
        reach: dict[tuple[int, int], int] = {}
        kept = []
        # An excuse that begins at the same letter is read first: it decides over the entry inside it.
        for _, suspect, place in sorted([(e[0], 0, e) for e in excused] + [(f[0], 1, f) for f in found]):
            key = (place.list_no, place.entry)
            if not suspect:
                reach[key] = max(place.end, reach.get(key, 0))
            elif reach.get(key, 0) < place.end:
                kept.append(place)
        return kept

    def _walk(self, text: str) -> Iterator[tuple[_Term, _Path]]:
        tokens = [(m[0], m.start()) for m in _TOKEN.finditer(text)]
        for number, (token, start) in enumerate(tokens):
            read, leads = self._first(token)
            yield from _terms(_moved(read.closed, start))
            if number + 1 == len(tokens) or tokens[number + 1][0][0] not in leads:
                continue
            states: Sequence[_State] = read.open
            last, by = number, start
            while states and last + 1 < len(tokens):
                before, after = tokens[last], tokens[last + 1]
                joint = text[before[1] + len(before[0]) : after[1]]
                states = _moved(_across(states, joint, before[0], after[0]), by)
                if not states:
                    break
                onward, by = _read(states, after[0], after[1]), 0
                yield from _terms(onward.closed)
                states, last = onward.open, last + 1

    def _first(self, token: str) -> tuple[_Read, frozenset[str]]:
        known = self._first_words.get(token)
        if known is None:
            read = _read((), token, 0, self._root)
            known = read, read.leads()
            if len(token) <= _CACHED_TOKEN and len(self._first_words) < 50_000:
                self._first_words[token] = known
        return known


def _read(states: Sequence[_State], token: str, base: int, root: _Node | None = None) -> _Read:
    atoms = list(_ATOM.finditer(token))
    glued = len(token) >= _GLUED_FROM
    active = list(states)
    closed: list[_State] = []
    for number, atom in enumerate(atoms):
        if root and (glued or number == 0 or not atoms[number - 1][1]):
            active.append((root, ()))
        if not active and not root:
            break
        step = (base + atom.start(), len(atom[0]))
        active = [state for node, path in active for state in _step(node, path, atom[0][0], step)]
        ends_word = number + 1 == len(atoms) or not atoms[number + 1][1]
        closed += [
            (node, path)
            for node, path in active
            if node.terms and (ends_word or (glued and len(path) >= _GLUED_ENTRY_FROM))
        ]
    return _Read(tuple(active), tuple(closed))


def _step(node: _Node, path: _Path, char: str, step: tuple[int, int]) -> Iterator[_State]:
    for letter in _LEET.get(char, char):
        for child in node.children(letter):
            yield child, (*path, step)
            # Two words glued at a letter they share: "casinoonline".
            if step[1] > 1 and child.boundary and letter in child.boundary.next:
                yield child.boundary.next[letter], (*path, step, step)


def _across(states: Sequence[_State], joint: str, before: str, after: str) -> list[_State]:
    """The states that may go on from the word `before` over `joint` to the word `after`."""
    spelled_out = len(before) == 1 == len(after)
    if not joint.strip(" "):
        soft = spelled_out or bool(_VOICELESS.fullmatch(before) or _VOICELESS.fullmatch(after))
        if not soft:
            first = _LEET.get(after[0], after[0])
            return [
                (node.boundary, path) for node, path in states if node.boundary and node.boundary.leads(first)
            ]
    elif not _JOINERS.fullmatch(joint) and not (spelled_out and len(joint) <= 5):
        return []
    return list(states)


def _terms(states: Sequence[_State]) -> Iterator[tuple[_Term, _Path]]:
    for node, path in states:
        for term in node.terms:
            yield term, path


def _moved(states: Sequence[_State], by: int) -> Sequence[_State]:
    if not states or not by:
        return states
    return [(node, tuple((start + by, run) for start, run in path)) for node, path in states]


def _whole(path: _Path, text: str) -> bool:
    """The letters are whole words, or enough of several words glued together ("topnhacaiuytin")."""
    start, end = path[0][0], sum(path[-1])
    inside = text[max(start - 1, 0) : start].isalpha() or text[end : end + 1].isalpha()
    return not inside or len(path) >= _GLUED_ENTRY_FROM


def _spelled(term: _Term, path: _Path, folded: Folded) -> bool:
    """The typed accents allow this entry, and every syllable has a real letter (not "10 đề" for "lô đề")."""
    tones: list[set[str]] = [set() for _ in term.tones]
    real = [False] * len(term.tones)
    for letter, (start, run) in zip(term.letters, path, strict=True):
        typed = _marks(folded, start, run)
        qualities = typed & QUALITIES
        if qualities - letter.qualities or (term.exact and qualities != letter.qualities):
            return False
        if run < letter.run or (term.exact and letter.run < run < 3):
            return False
        tones[letter.syllable] |= typed & TONES
        real[letter.syllable] |= folded.text[start].isalpha() or folded.text[start] == letter.base
    if not all(real):
        return False
    if term.exact:
        return all(typed == wanted for typed, wanted in zip(tones, term.tones, strict=True))
    return all(typed <= wanted for typed, wanted in zip(tones, term.tones, strict=True))


def _marks(folded: Folded, start: int, run: int) -> set[str]:
    return {m for marks in folded.marks[start : start + run] if len(marks) <= _MOST_MARKS for m in marks}


@lru_cache(maxsize=8)
def matcher(lists: tuple[WordList, ...]) -> Matcher:
    """The compiled lists; equal lists share one compilation."""
    return Matcher(lists)


@lru_cache(maxsize=64)
def used_in(article: str, lists: tuple[WordList, ...]) -> frozenset[tuple[int, int]]:
    """(list number, entry number) of every entry of a topical list that the article uses itself."""
    found = matcher(lists).find(fold(article))
    return frozenset((f.list_no, f.entry) for f in found if lists[f.list_no].topical)
