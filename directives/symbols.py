"""Numbers of official texts: "446-QĐ/TU", "30/2020/NĐ-CP", "706/UBND-VP7". Pure.

A Party symbol is number-type/issuer; a State one is number/[year/]type-issuer, or number/issuer
where an official letter or an act of the Assembly prints no type. The marks that tell documents
apart are kept: ĐA is a scheme and DA a project; TƯ is Trung ương (TW) and never TU.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product

from portal.text import INVISIBLE, fold

#: Abbreviation → names it stands for. Of two names the Party's comes first (Quy định 399-QĐ/TW; Nghị
#: định 30/2020/NĐ-CP, Phụ lục III; joint forms as met in print).
TYPES: dict[str, tuple[str, ...]] = {
    "NQ": ("Nghị quyết",), "QĐ": ("Quyết định", "Quy định"), "QyĐ": ("Quy định",), "CT": ("Chỉ thị",),
    "KL": ("Kết luận",), "QC": ("Quy chế",), "TT": ("Thông tri", "Thông tư"), "HD": ("Hướng dẫn",),
    "TB": ("Thông báo",), "BC": ("Báo cáo",), "KH": ("Kế hoạch",), "QH": ("Quy hoạch",),
    "CTr": ("Chương trình",), "CTHĐ": ("Chương trình hành động",), "CTHD": ("Chương trình hành động",),
    "ĐA": ("Đề án",), "PA": ("Phương án",), "DA": ("Dự án",), "TTr": ("Tờ trình",), "CV": ("Công văn",),
    "BB": ("Biên bản",), "TC": ("Thông cáo",), "BS": ("Bản sao",), "GM": ("Giấy mời",),
    "GGT": ("Giấy giới thiệu",), "GNP": ("Giấy nghỉ phép",), "PC": ("Phiếu chuyển",), "PG": ("Phiếu gửi",),
    "NĐ": ("Nghị định",), "PL": ("Pháp lệnh",), "L": ("Lệnh",), "CĐ": ("Công điện",), "HĐ": ("Hợp đồng",),
    "VBHN": ("Văn bản hợp nhất",), "TTLT": ("Thông tư liên tịch",), "TTLB": ("Thông tư liên bộ",),
    "NQLT": ("Nghị quyết liên tịch",), "CTLT": ("Chỉ thị liên tịch",), "QĐLT": ("Quyết định liên tịch",),
    "KHLT": ("Kế hoạch liên tịch",), "KHLN": ("Kế hoạch liên ngành",), "KHPH": ("Kế hoạch phối hợp",),
    "HDLN": ("Hướng dẫn liên ngành",), "HDLT": ("Hướng dẫn liên tịch",), "QCPH": ("Quy chế phối hợp",),
    "QCLN": ("Quy chế liên ngành",), "CTPH": ("Chương trình phối hợp",), "CTrPH": ("Chương trình phối hợp",),
    "SY": ("Sao y",), "TrS": ("Trích sao",), "SL": ("Sao lục", "Sắc lệnh"),
}  # fmt: skip

_OFFICES = ["VP", "BTC", "BTG", "BDV", "BTGDV", "BNC", "BKT", "BĐN", "UBKT", "HĐLL", "BCSĐ", "BBVCSSK"]
_COMMITTEES = ["TW", "TU", "HU", "QU", "ThU", "TXU", "ĐU"]
_PARTY = frozenset(
    [
        *_COMMITTEES, "ThiU", "BDV", "BTG", "BTGDV", "BNC", "UBKT", "BCSĐ", "ĐĐ", "CB", "ĐH", "BCĐTU",
        "ĐUK", "ĐUKCQ", "ĐUKDN", "ĐUCA", "ĐUQS", "ĐUCP", "ĐUQH", "ĐUBN", "ĐUMTTQ",
        *(office + committee for office in _OFFICES for committee in _COMMITTEES),
    ]
)  # fmt: skip
_STATE = frozenset(["CP", "TTg", "CTN", "VPCP", "VPQH", "VPCTN", "QH", "UBTVQH", "UBND", "HĐND", "HĐBT"])
#: Bodies that write both forms, and those whose letters the Party and the State share (BTC, VP).
_OTHERS = frozenset({
    "BCĐ", "BCĐTW", "BTC", "VP", "MTTQ", "MTTW", "UBMTTQ", "UBTWMTTQVN", "ĐCTUBTWMTTQVN", "TWMTTQ",
    "TWĐTN", "ĐTN", "TLĐ", "LĐLĐ", "HND", "HPN", "HLHPN", "CCB", "TWHND", "TWHPN", "TWHCCB", "BTT",
    "BCH", "ĐĐBQH", "UB", "HĐBC", "HĐBCQG", "BNV", "BTTTT", "BYT", "BLĐTBXH", "BGDĐT", "BQP", "BCA",
    "BXD", "BNN", "BNNPTNT", "BKHĐT", "BKHCN", "BTNMT", "BNNMT", "BGTVT", "BCT", "BTP", "BNG",
    "BVHTTDL", "BVHTT", "BDTTG", "UBDT", "TTCP", "NHNN", "TANDTC", "VKSNDTC", "TCT", "BHXH", "KTNN",
    "TCHQ", "KBNN", "BBCVT", "BTM", "SNV", "STC", "SXD", "SYT", "SGDĐT", "STNMT", "SNNMT", "SNN",
    "SNNPTNT", "SCT", "STP", "STTTT", "SKHĐT", "SKHCN", "SVHTT", "SVHTTDL", "SLĐTBXH", "SGTVT", "SDL",
    "SNG", "SDTTG", "BDT", "TTTP", "TTT", "CAT", "CATP", "BCHQS", "BĐBP",
})  # fmt: skip
_KNOWN = {mark.upper(): mark for mark in sorted(_PARTY | _STATE | _OTHERS)}
_TYPE_BY_FACE = {abbr.upper(): abbr for abbr in TYPES}
#: "TTCP" is an inspectorate, not a circular of the Government: a glued "TT" must not be cut from it.
_GLUED_TYPES = sorted((a for a in TYPES if len(a) > 1), key=len, reverse=True)
#: Bodies of a family: an Assembly of its term, a steering committee, the Party group of a body.
_OF_FAMILY = re.compile(r"(?:QH|UBTVQH|BCĐ|CB)[0-9]{1,3}|BCSĐ[A-ZĐ]{2,12}")
_CENTRE = re.compile(r"T\.?[ƯW]|ƯT")
_SQUEEZE = str.maketrans({"ð": "đ", "Ð": "Đ", "Ɖ": "Đ", "ɖ": "đ", "⁄": "/", "∕": "/"})
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63]")

_TYPED = re.compile(
    r"(?P<digits>[0-9]{1,5})(?P<suffix>\.[0-9]{1,3}|[a-zđ](?![^\W_]))?"
    r"(?: ?(?P<year_mark>[-/ ]) ?(?P<year>(?:19|20)[0-9]{2})(?![0-9]))?"
    r" ?(?P<mark>[-/.]?) ?(?P<tail>[a-zđư][a-zđư0-9.&]*(?: ?[-/ ] ?[a-zđư0-9.&]+){0,9})[ .,;]*",
    re.IGNORECASE,
)
_PIECE = re.compile(r" ?([-/]| |^) ?([^-/ ]+)")
#: A text uses few marks and many times: the answers are kept, or reading slows to a third.
_remembered = lru_cache(maxsize=4096)
_SO = re.compile(r"(?:^|(?<= ))(?:so|no|nr)$")
_PROVINCE = re.compile(
    r" (?:của )?(?:(?:ban thường vụ|thường trực|ban chấp hành) )?(?:tỉnh|thành) [ủu][yỷ](?: [^\W\d_]+){0,3}$",
    re.IGNORECASE,
)
_HEADS = {
    "", "van ban", "luat", "bo luat", "ky hieu", *(fold(name) for names in TYPES.values() for name in names),
    *(fold(abbr) for abbr in TYPES),
}  # fmt: skip


@dataclass(frozen=True)
class Symbol:
    """A parsed number; two spellings of one number are equal.

    `suffix` is a letter or decimals printed after the number ("36a", "66.13"); `hyphen` tells the
    Party form (number-type/issuer) from the State one; `printed` keeps zeros and old separators.
    """

    number: int
    suffix: str = ""
    year: int | None = None
    type_abbr: str = ""
    issuer: str = ""
    hyphen: bool = True
    printed: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """What equal documents share: no leading zeros, capitals ("6-ĐA/TU", "30/CT-TTG")."""
        return self._compose(str(self.number)).upper()

    def __str__(self) -> str:
        return self.printed or self._compose(f"{self.number:02d}")

    def _compose(self, digits: str) -> str:
        year = f"/{self.year}" if self.year else ""
        return _compose(f"{digits}{self.suffix}{year}", self.type_abbr, self.issuer, self.hyphen)


def parse(text: str) -> Symbol | None:
    """The symbol that the whole of `text` spells, in any spelling a person types; None if none.

    Of several readings of unaccented letters the literal one wins; `candidates` gives them all.
    """
    return next(_readings(text), None)


def candidates(text: str) -> tuple[str, ...]:
    """Keys of every symbol `text` may mean: "06 da tu" is 6-DA/TU or 6-ĐA/TU. At most 32."""
    return tuple(dict.fromkeys(symbol.key for symbol in islice(_readings(text), 32)))


def type_names(abbr: str, issuer: str = "", year: int | None = None, words: str = "") -> tuple[str, ...]:
    """Names that `abbr` can stand for: those the preceding `words` end with, else by the issuer.

    QĐ of a State body is Quyết định (its Quy định is QyĐ); of a Party body it may be either. TT is
    Thông tri of a Party body and Thông tư of a State one or with a year.
    """
    names = TYPES.get(abbr, ())
    said = re.sub(r"\s*(?:so)?[\s:.]*$", "", fold(words))
    named = tuple(name for name in names if said.endswith(fold(name)))
    if named or len(names) < 2:
        return named or names
    if is_party(issuer):
        return names[:1] if abbr == "TT" else names
    if year or is_known(issuer):
        return names[1:] if abbr == "TT" else names[:1]
    return names


@_remembered
def is_party(issuer: str) -> bool:
    """Whether the first body of `issuer` is a Party committee or one of its offices."""
    first = _first(issuer)
    return first in _PARTY or first.startswith(("ĐU", "BCSĐ"))


@_remembered
def is_state(issuer: str) -> bool:
    """Whether the first body of `issuer` always prints the State form (UBND, CP, QH15 …)."""
    return re.sub(r"[0-9]+$", "", _first(issuer)) in _STATE


@_remembered
def is_known(issuer: str) -> bool:
    """Whether the first body of `issuer` is in the vocabulary, numbered bodies included."""
    first = _first(issuer)
    return first.upper() in _KNOWN or _OF_FAMILY.fullmatch(first) is not None


@_remembered
def as_type(token: str) -> str | None:
    """Canonical type abbreviation of `token` in any case ("Ctr" → "CTr"); Đ is restored if unambiguous."""
    face = token.translate(_SQUEEZE).upper()
    if face in _TYPE_BY_FACE:
        return _TYPE_BY_FACE[face]
    return next((abbr for abbr in _folded(face, _TYPE_BY_FACE)), None)


def type_variants(token: str) -> tuple[str, ...]:
    """Types that an unaccented `token` may mean, the literal one first ("DA" → DA, ĐA)."""
    face = token.upper()
    exact = (_TYPE_BY_FACE[face],) if face in _TYPE_BY_FACE else ()
    return exact + tuple(abbr for abbr in _folded(face, _TYPE_BY_FACE) if abbr not in exact)


@_remembered
def as_mark(token: str, province: bool = False) -> str:
    """Canonical spelling of one body's mark; TƯ is TW, or TU if the words around name a province."""
    return _mark_variants(token, province)[0]


@_remembered
def unglue(token: str) -> tuple[str, str] | None:
    """Type and issuer of "TBMTTQ", "TTBXD", "NĐCP", whose hyphen was lost; None for "TTCP" or "UBND"."""
    face = token.translate(_SQUEEZE).upper()
    if face in _KNOWN or face in _TYPE_BY_FACE:
        return None
    for abbr in (*_GLUED_TYPES, "QD", "ND"):
        rest = face[len(abbr) :]
        if face.startswith(abbr.upper()) and is_known(as_mark(rest)):
            return as_type(abbr) or abbr, as_mark(rest)
    return None


def assemble(
    digits: str,
    suffix: str,
    year: str | None,
    type_abbr: str,
    issuer: str,
    marks: tuple[str, str, str] = ("/", "", ""),
) -> Symbol:
    """A symbol from its parts; `marks` are the separators before the year, the type and the issuer.

    Wrong separators of bodies whose form is known are repaired (18/NQ-TW is 18-NQ/TW); other bodies
    write both ways (06-KH/BCĐ, 45/KH-BCĐ), so theirs stay as printed.
    """
    year_mark, first, second = marks
    if not type_abbr or year or is_state(issuer):
        hyphen = False
    elif is_party(issuer):
        hyphen = True
    else:
        hyphen = first == "-" if second == "-" else first != "/"
    joint = "-" if year_mark == "-" else "/"
    head = f"{digits}{suffix}{joint}{year}" if year else digits + suffix
    printed = _compose(head, type_abbr, issuer, hyphen)
    if type_abbr.endswith(("LT", "LB", "PH", "LN")) and not hyphen and second == "/":
        printed = printed.replace(f"/{type_abbr}-", f"/{type_abbr}/", 1)
    if not type_abbr and first == "-":
        printed = f"{head}-{issuer}"
    return Symbol(int(digits), suffix, int(year) if year else None, type_abbr, issuer, hyphen, printed)


def _compose(head: str, type_abbr: str, issuer: str, hyphen: bool) -> str:
    """The spelling of a symbol whose number, with its year, is `head`."""
    if not type_abbr:
        return f"{head}/{issuer}"
    return f"{head}-{type_abbr}/{issuer}" if hyphen else f"{head}/{type_abbr}-{issuer}"


def _readings(text: str) -> Iterator[Symbol]:
    """Symbols `text` may spell, the most literal first."""
    plain = unicodedata.normalize("NFKC", text[:200].translate(INVISIBLE))
    plain = " ".join(_DASHES.sub("-", plain).translate(_SQUEEZE).split())
    province = _PROVINCE.search(plain)
    plain = plain[: province.start()] if province else plain
    head = re.split(r"[0-9]", plain, maxsplit=1)[0]
    match = _TYPED.fullmatch(plain[len(head) :])
    if match is None or _SO.sub("", fold(head).rstrip(" :.")).strip() not in _HEADS:
        return
    pieces = [(m[1], m[2]) for m in _PIECE.finditer(match["tail"])]
    if any(not token.strip(".") for _, token in pieces):
        return
    bare = plain.isascii()
    for type_abbr, second, tokens in _splits(pieces, bare, match["mark"]):
        marks = [_mark_variants(token, province is not None) for token in tokens]
        options = marks if bare else [variants[:1] for variants in marks]
        for parts in product(*options):
            yield from _forms(match, type_abbr, second, "-".join(parts))


def _splits(pieces: Sequence[tuple[str, str]], bare: bool, mark: str) -> Iterator[tuple[str, str, list[str]]]:
    """(type, separator before the issuer, tokens of the issuer) for each reading of the tail after `mark`."""
    first = pieces[0][1]
    rest = [token for _, token in pieces[1:]]
    if rest and rest[0].isdigit() and is_known(first.upper() + rest[0]):
        first, rest = first + rest[0], rest[1:]
    types = type_variants(first) if bare else tuple(filter(None, [as_type(first)]))
    if rest:
        for abbr in types:
            yield abbr, pieces[1][0], rest
    if types and rest:
        return
    if rest and pieces[1][0] == "/" and first == first.upper() and is_party(as_mark(rest[0])):
        yield first, "/", rest
        return
    glued = unglue(first)
    if glued:
        yield glued[0], "", [glued[1], *rest]
    elif is_known(as_mark(first)) or (
        first == first.upper() and len(first) > 1 and (rest or (mark == "/" and not types))
    ):
        yield "", "", [first, *rest]


def _forms(match: re.Match[str], type_abbr: str, second: str, issuer: str) -> Iterator[Symbol]:
    """One symbol, or two where a body of unknown form was typed without separators."""
    parts = (match["digits"], (match["suffix"] or "").lower(), match["year"], type_abbr, issuer)
    year_mark = match["year_mark"] or "/"
    yield assemble(*parts, (year_mark, match["mark"], second.strip()))
    typed = match["mark"] in "-/" and match["mark"] and second in ("-", "/")
    if type_abbr and not typed and not (match["year"] or is_state(issuer) or is_party(issuer)):
        yield assemble(*parts, (year_mark, "/", "-"))
        yield assemble(*parts, (year_mark, "-", "/"))


def _mark_variants(token: str, province: bool = False) -> list[str]:
    """Spellings that `token` may stand for, the literal one first; unknown marks stay as printed."""
    plain = token.translate(_SQUEEZE)
    face = plain.upper()
    centred = _CENTRE.sub("TU" if province and "Ư" in face else "TW", face)
    undotted = centred.replace(".", "")
    if centred != face or undotted in _KNOWN:
        return [_KNOWN.get(undotted, undotted)]
    if _OF_FAMILY.fullmatch(face):
        return [face]
    literal = face if plain == plain.lower() else plain
    return _folded(face, _KNOWN) or [literal, *(other for other in _with_strokes(face) if other != face)]


def _folded(face: str, vocabulary: dict[str, str]) -> list[str]:
    """Words of `vocabulary` that `face`, typed with D for Đ, may mean."""
    return [vocabulary[other] for other in _with_strokes(face) if other in vocabulary]


def _with_strokes(face: str) -> list[str]:
    """`face` with every choice of D or Đ for its first four D; none if it has a Đ of its own."""
    if "D" not in face or "Đ" in face:
        return []
    parts = face.split("D", 4)
    return [
        parts[0] + "".join(letter + part for letter, part in zip(letters, parts[1:], strict=True))
        for letters in product("DĐ", repeat=len(parts) - 1)
    ]


def _first(issuer: str) -> str:
    return issuer.split("-", 1)[0]
