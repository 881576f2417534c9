"""Links, telephone numbers, handles, accounts and papers, however they are written. Pure.

Every pattern runs on folded text and has bounded repetition, so hostile text costs linear time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from .folding import Folded

Span = tuple[int, int]

#: Endings that are no Vietnamese word, with or without accents.
_SURE = "com|net|org|info|xyz|club|casino|biz|online|website|store|shop|site|asia|mobi|icu|bet"
#: Endings that a hasty writer may type after a full stop: only after an ASCII label of two letters or more.
_LIKELY = "vn|vip|win|live|link|click|tech|app|dev|cc|gg|tk|cf|gq|ly|gl|ws|life|world|games|io|edu|gov|us|pw"
#: Endings that are Vietnamese words ("có", "mẹ", "to"): only with a path behind them.
_WORDLIKE = "me|co|to|la|in|top|pro|so|ai|tv|be|ga|ml|fun|page|fm"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PATH = r"(?::\d{2,5})?(?:[/?#][^\s<>\"]*)?"

_SCHEME = re.compile(r"\bh ?[tx] ?[tx] ?p ?s? ?: ?/ ?/ ?[^\s<>\"]*|\bftp://[^\s<>\"]*")
_WWW = re.compile(r"\bw ?w ?w ?\. ?[a-z0-9][^\s<>\"]*")
_DOMAIN = re.compile(
    rf"(?<![a-z0-9@.-])(?P<label>(?:{_LABEL}\.){{1,10}})"
    rf"(?:(?P<sure>{_SURE})|(?P<likely>{_LIKELY})|(?P<word>{_WORDLIKE})(?=/\S))"
    rf"(?![a-z0-9-])(?P<rest>{_PATH})"
)
#: Loose dots are looked for only where one of these follows something that is no letter.
_COMMON_END = re.compile(rf"[^a-z0-9](?:{_SURE}|c ?o ?m|vn|me|io|vip|cc|tv)(?![a-z0-9-])")
_SPOKEN_DOT = re.compile(
    rf"(?<![a-z0-9@-])[a-z0-9-]{{1,63}}"
    rf"(?: {{0,3}}[(\[{{] {{0,2}}(?:\.|dot|cham) {{0,2}}[)\]}}] {{0,3}}| {{1,3}}(?:dot|cham) {{1,3}})"
    rf"(?P<end>(?:{_SURE}|c o m|vn|me|io|vip|cc|tv)(?![a-z0-9-]))"
)
_LOOSE_DOT = re.compile(
    rf"(?<![a-z0-9@-])[a-z0-9-]{{2,63}}"
    rf"(?: {{1,3}}\. {{0,3}}(?P<end>(?:{_SURE}|vn)(?![a-z0-9-]))"
    rf"|\. {{1,3}}(?P<after>(?:com|net|org|xyz)(?![a-z0-9-]))"
    rf"|,(?P<comma>com(?![a-z0-9-]))| {{0,3}}\. {{0,3}}(?P<spaced>c ?o ?m(?![a-z0-9-])))"
)
_SHORTENER = re.compile(
    r"\b(?:t|m|wa|fb|zalo|telegram) ?\. ?me(?:\b ?/ ?|\b)\S*"
    r"|\b(?:bit ?\. ?ly|goo ?\. ?gl|is\.gd|cutt\.ly)(?:\b ?/ ?|\b)\S*"
)
_IP = re.compile(
    r"(?<![\d.,/-])(?P<ip>(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d))"
    r"(?P<more>:\d{2,5}|/\S+)?(?![\d]|\.\d)"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")

_EMAIL = re.compile(
    rf"(?<![a-z0-9._%+-])(?<!//)[a-z0-9._%+-]{{1,64}}@(?:{_LABEL}\.){{1,4}}[a-z]{{2,24}}(?![a-z0-9-])"
)
_MAIL_HOST = re.compile(r"gmail|yahoo|outlook|hotmail|icloud")
_SPOKEN_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{2,64} {0,2}(?:@|[(\[] ?(?:at|@) ?[)\]]|\ba ?cong\b|\bat\b) {0,2}"
    rf"(?:{_MAIL_HOST.pattern})(?: ?(?:\.|cham|dot|[(\[]\.[)\]]) ?com(?:\.vn)?)?(?![a-z0-9-])"
)

#: A digit, or the letter o or l that stands for one: never a letter of a word.
_D = r"(?:\d|(?<![a-km-np-z])[ol](?![a-km-np-z]))"
_GAP = r"[ .\-_*,()]{0,2}"
_PHONE = re.compile(
    rf"(?<![\da-z])(?:\(?\+?84\)?{_GAP}(?:\(0\))?|\(?(?:0|o(?=[ .\-]?\d))){_GAP}[35789]"
    rf"(?:{_GAP}{_D}){{8}}(?!\d)"
)
_LANDLINE = re.compile(rf"(?<![\da-z])(?:\(?\+?84\)?{_GAP}|\(?[0o]){_GAP}2(?:{_GAP}{_D}){{9}}(?!\d)")
_SPELLED_PHONE = re.compile(r"(?<![\da-z])[0o](?: ?[.\-_,*/|] ?\d| {1,3}\d){9,10}(?! ?\d)")
_HOTLINE = re.compile(r"(?<!\d)1[89]00[ .]?(?:\d{4}|\d{6}|\d{2}[ .]\d{2}|\d{3}[ .]\d{3})(?![\d.,]*\d)")
_NUMBER_WORD = r"(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|\d)"
_PHONE_IN_WORDS = re.compile(rf"\bkhong(?:[ ,.\-]{{1,3}}{_NUMBER_WORD}\b){{8,10}}")
_SIX_DIGITS = re.compile(r"(?:\d\D*){6}")
_DATE = re.compile(r"(?<!\d)\d{1,2} ?[./-] ?\d{1,2} ?[./-] ?(?:19|20)\d\d(?!\d)")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?: ?[-–/] ?(?:19|20)\d\d)+(?!\d)")
_QUANTITY = re.compile(
    r" ?(?:dong(?! chi\b)|vnd|d\b|trieu|ty\b|nghin|ngan\b|usd|k\b|%|m2|ha\b|nguoi|ho\b|khau)"
)

_NETWORK = (
    r"(?:z ?a ?l ?o|zl|tele(?:gram)?|tlg|facebook|fb|face|viber|whatsapp|messenger|wechat|tiktok|instagram)"
)
_HANDLE = re.compile(
    rf"\b{_NETWORK}\b {{0,2}}(?:(?:id|so|nick|acc|cua toi|cua em|cua minh)\b {{0,2}})?"
    r"(?:[:=] {0,2}@?(?=[a-z0-9_.]{0,40}[0-9_.][a-z0-9_])[a-z0-9_.]{3,40}|[:=]? {0,2}@[a-z0-9_.]{3,40}"
    r"|[:=]? {0,2}\+?\d[\d .]{5,14}\d)"
)
_AT_HANDLE = re.compile(r"(?<![a-z0-9._%+@-])@(?=[a-z0-9_]{0,32}[0-9_])[a-z0-9_]{5,32}(?![a-z0-9_.-]*@)")
_INVITATION = re.compile(
    rf"\b(?:ib|inbox|pm) {{1,2}}(?:ngay|em|minh|shop|ad|toi|chi|anh|{_NETWORK})\b"
    rf"|\b(?:ket ban|add|kb|nhan tin qua) {{1,2}}{_NETWORK}\b"
)

_DIGITS = r"\d(?:[ .\-]?\d)"
_BANK = (
    r"(?:vietcombank|vcb|agribank|bidv|vietinbank|techcombank|tcb|mb ?bank|acb|vp ?bank|tp ?bank|sacombank"
    r"|momo|viettel ?pay|shb|hd ?bank|vib|msb|ocb|sea ?bank|lpbank|lien viet)"
)
_ACCOUNT = re.compile(
    rf"\b(?:stk|so tk|tk|so tai khoan|tai khoan(?: so)?|so the|the (?:atm|ngan hang)|{_BANK})\b"
    rf"[^\d\n]{{0,25}}(?P<number>{_DIGITS}{{5,18}})(?!\d)"
)
_ACCOUNT_BEFORE = re.compile(rf"(?<!\d)(?P<number>{_DIGITS}{{7,18}}) {{0,2}}[(\-–:]? {{0,2}}{_BANK}\b")
_CARD = re.compile(r"(?<![\d.])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{3})?(?![\d.])")

#: 001–096 province, then sex with century, year of birth and six digits.
_CCCD = re.compile(r"(?<!\d)0\d\d[ .\-]?\d[ .\-]?\d\d(?:[ .\-]?\d){6}(?!\d)")
_CMND = re.compile(r"(?<![\d.,/-])[0-3]\d{8}(?![\d/-]|[.,]\d)")
_NAMED_PAPER = re.compile(
    r"\b(?:cmnd|cmtnd|cmt|cccd|chung minh(?: nhan dan| thu)?|can cuoc(?: cong dan)?|so dinh danh"
    r"|ho chieu|passport)\b"
    r"[^\d\n]{0,20}?(?P<number>\b[a-z]?\d(?:[ .\-]?\d){6,11})(?!\d)"
)

#: Letters that honestly stand before such a number: documents, roads, classes, aircraft.
_ABBREVIATIONS = frozenset({
    "nq", "nd", "qd", "tt", "kl", "ct", "kh", "hd", "cv", "bc", "tb", "ctr", "tr", "da", "pa", "bb",
    "qc", "ql", "dt", "tl", "tk", "tp", "th", "hl", "cp", "km", "ld", "nqlt", "vb", "sn", "ht", "tx",
    "px", "kv", "dh", "khoa", "lop", "nam", "so", "tuoi", "thang", "ngay", "covid", "su", "mig"
})  # fmt: skip
_BRAND = re.compile(
    r"(?<![a-z0-9@.])(?P<stem>[a-z]{2,10})(?:88|68|69|79|86|89|99|77|66|33|247|365|555|777|888|999|8888|6789)"
    r"(?:bet|club|vip|win)?(?![a-z0-9])"
)
_BET = re.compile(r"(?<![a-z0-9@])(?P<stem>[a-z0-9]{1,10}bet)\d{0,4}(?![a-z0-9])")
_NOT_BETTING = frozenset({"tibet", "alphabet", "sorbet", "abet"})


def links(folded: Folded, trusted: Collection[str] = ()) -> Iterator[Span]:
    """Addresses of the web, except those whose host is in `trusted` or below it ("chinhphu.vn")."""
    for pattern in (_SCHEME, _WWW, _SHORTENER):
        yield from (m.span() for m in pattern.finditer(folded.text) if not _trusted(m[0], trusted))
    for m in _DOMAIN.finditer(folded.text):
        last_label = m["label"][:-1].rpartition(".")[2]
        ascii_typed = folded.bare(m.start("label") + len(m["label"]) - 1 - len(last_label), m.end())
        sure = m["sure"] and folded.bare(*m.span("sure"))
        if (sure or (ascii_typed and (m["word"] or len(last_label) > 1))) and not _trusted(m[0], trusted):
            yield m.span()
    for pattern in (_SPOKEN_DOT, _LOOSE_DOT) if _COMMON_END.search(folded.text) else ():
        for m in pattern.finditer(folded.text):
            if m.lastgroup and folded.bare(*m.span(m.lastgroup)):
                yield m.span()
    for m in _IP.finditer(_numbers(folded)):
        wide = sum(len(octet) > 1 for octet in m["ip"].split("."))
        if m["more"] or (wide > 1 and not _THOUSANDS.fullmatch(m["ip"])):
            yield m.span()


def _trusted(address: str, trusted: Collection[str]) -> bool:
    host = re.sub(r"^[a-z]+://", "", address)
    host = re.split(r"[/?#]", host, maxsplit=1)[0].removeprefix("www.")
    return any(host == name or host.endswith("." + name) for name in trusted)


def phones(folded: Folded) -> Iterator[Span]:
    text = _numbers(folded)
    for pattern in (_PHONE, _LANDLINE, _SPELLED_PHONE, _HOTLINE):
        yield from (m.span() for m in pattern.finditer(text))
    yield from (m.span() for m in _PHONE_IN_WORDS.finditer(folded.text))


def contacts(folded: Folded) -> Iterator[Span]:
    for pattern in (_HANDLE, _AT_HANDLE, _INVITATION):
        yield from (m.span() for m in pattern.finditer(folded.text))


def accounts(folded: Folded) -> Iterator[Span]:
    text = _numbers(folded)
    for pattern in (_ACCOUNT, _ACCOUNT_BEFORE):
        for m in pattern.finditer(text):
            if not _QUANTITY.match(text, m.end("number")):
                yield m.span("number")
    yield from (m.span() for m in _CARD.finditer(text))


def identities(folded: Folded) -> Iterator[Span]:
    text = _numbers(folded)
    yield from (m.span() for m in _CCCD.finditer(text) if 1 <= int(m[0][:3]) <= 96)
    yield from (m.span() for m in _CMND.finditer(text) if not _QUANTITY.match(text, m.end()))
    yield from (m.span("number") for m in _NAMED_PAPER.finditer(text))


def emails(folded: Folded) -> Iterator[Span]:
    yield from (m.span() for m in _EMAIL.finditer(folded.text))
    if _MAIL_HOST.search(folded.text):
        yield from (m.span() for m in _SPOKEN_EMAIL.finditer(folded.text))


def brands(folded: Folded) -> Iterator[Span]:
    for m in _BRAND.finditer(folded.text):
        if m["stem"] not in _ABBREVIATIONS and folded.bare(*m.span()):
            yield m.span()
    for m in _BET.finditer(folded.text):
        if m["stem"] not in _NOT_BETTING and folded.bare(*m.span()):
            yield m.span()


def _numbers(folded: Folded) -> str:
    """The folded text, same length, where dates and ranges of years cannot be read as other numbers;
    empty if it has too few digits for any number looked for here."""
    if not _SIX_DIGITS.search(folded.text):
        return ""
    text = _DATE.sub(_blank, folded.text)
    return _YEARS.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return "~" * len(match[0])
