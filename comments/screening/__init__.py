"""Why a comment must wait: `screen` gives reasons with the words that hit, `mask` hides them. Pure.

Nothing here rejects a comment: a reason shows the moderator what to look at, and where.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from . import patterns, repeats
from .folding import Folded, fold
from .reasons import LABELS, MASKS, PERSONAL, Field, Hit, Reason, mask
from .repeats import fingerprint
from .words import Entry, WordList, matcher, used_in

__all__ = [
    "LABELS",
    "MASKS",
    "PERSONAL",
    "Entry",
    "Hit",
    "Reason",
    "WordList",
    "fingerprint",
    "mask",
    "screen",
]

Span = tuple[int, int]

_FINDERS = {
    "email": patterns.emails,
    "phone": patterns.phones,
    "contact": patterns.contacts,
    "account": patterns.accounts,
    "identity": patterns.identities,
    "brand": patterns.brands,
    "flood": repeats.floods,
}
#: Where two readings overlap, the key gives way: an e-mail's host is not also a link.
_YIELDS_TO = {
    "link": ("email",),
    "contact": ("email",),
    "identity": ("account",),
    "phone": ("identity", "account"),
}


def screen(
    name: str,
    text: str,
    lists: Sequence[WordList],
    *,
    article: str = "",
    recent: Collection[str] = (),
    trusted_hosts: Collection[str] = (),
) -> list[Reason]:
    """Reasons to hold a comment, in a fixed order; empty if there is none. Never raises.

    `article`: title and text of what is commented on; entries of topical lists that it uses itself are
    no reason. `recent`: fingerprints of texts sent lately. `trusted_hosts`: hosts, with all below them,
    that may be linked ("chinhphu.vn"). Texts that are canonically equivalent get the same codes.
    """
    lists = tuple(lists)
    found: dict[str, list[Hit]] = {}
    labels = LABELS | {words.kind: words.label for words in lists}
    topical = used_in(article, lists) if article else frozenset()
    values: list[tuple[Field, str]] = [("name", name), ("text", text)]
    for field, typed in values:
        folded = fold(typed)
        for code, start, end in _built_in(field, typed, folded, recent, trusted_hosts):
            found.setdefault(code, []).append(Hit(code, start, end, typed[start:end], field))
        for place in matcher(lists).find(folded):
            words = lists[place.list_no]
            if words.applies_to in (field, "text") and (place.list_no, place.entry) not in topical:
                start, end = folded.span(place.start, place.end)
                found.setdefault(words.kind, []).append(Hit(words.kind, start, end, typed[start:end], field))
    return [Reason(code, labels[code], tuple(_widest(found[code]))) for code in labels if code in found]


def _built_in(
    field: Field, typed: str, folded: Folded, recent: Collection[str], trusted: Collection[str]
) -> Iterator[tuple[str, int, int]]:
    spans = {code: list(finder(folded)) for code, finder in _FINDERS.items()}
    spans["link"] = list(patterns.links(folded, trusted))
    for code, stronger in _YIELDS_TO.items():
        taken = sorted(span for other in stronger for span in spans[other])
        spans[code] = _apart(sorted(spans[code]), taken)
    for code, places in spans.items():
        yield from ((code, *folded.span(*place)) for place in places)
    yield from (("disguise", *place) for place in repeats.disguised(typed, folded))
    whole = (0, len(typed))
    if field == "name" and repeats.shows_nothing(folded):
        yield "blank_name", *whole
    if field == "text" and repeats.shouts(typed):
        yield "shouting", *whole
    if recent and field == "text" and repeats.long_enough_to_repeat(folded) and fingerprint(typed) in recent:
        yield "repeat", *whole


def _apart(spans: list[Span], taken: list[Span]) -> list[Span]:
    """The sorted `spans` that overlap none of the sorted `taken`."""
    kept, after = [], 0
    for start, end in spans:
        while after < len(taken) and taken[after][1] <= start:
            after += 1
        if after == len(taken) or end <= taken[after][0]:
            kept.append((start, end))
    return kept


def _widest(hits: list[Hit]) -> Iterator[Hit]:
    """Hits in order of place, without those that lie inside another one."""
    reach = {"name": -1, "text": -1}
    for hit in sorted(hits, key=lambda h: (h.field, h.start, -h.end)):
        if hit.end > reach[hit.field]:
            reach[hit.field] = hit.end
            yield hit
