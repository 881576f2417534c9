"""One slip of the finger in a search, and what was meant, in the site's own words. Pure.

Almost every slip in Vietnamese typed without care is within one syllable: a letter too many or too
few, a wrong one, or two exchanged. Which syllable was meant is told by its neighbours: of "dna vận"
the site's titles know "dân vận" and no "dài vận".
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from string import ascii_lowercase

from portal.words import bare, tokens

MAX_WORDS = 6
MAX_LENGTH = 12
OPTIONS = 8
#: How many times likelier, in logarithms, a change must make the words before it is proposed.
PRICE = 3.0

#: A term without accents → (as written most often, how often).
Terms = Mapping[str, tuple[str, int]]


def counted(titles: Iterable[str], least: int = 2) -> dict[str, tuple[str, int]]:
    """Words and pairs of neighbours of `titles`; pairs only if they occur `least` times."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for title in titles:
        row = [token for token in tokens(title) if not token.isdigit() and len(token) < 20]
        for word in row:
            written[bare(word)][word] += 1
        for one, two in pairwise(row):
            written[f"{bare(one)} {bare(two)}"][f"{one} {two}"] += 1
    totals = {term: (forms.most_common(1)[0][0], forms.total()) for term, forms in written.items()}
    return {term: known for term, known in totals.items() if known[1] >= least or " " not in term}


def corrected(typed: list[str], known: Callable[[set[str]], Terms]) -> str:
    """What was probably meant by the words `typed`, or "" when that is what was typed.

    `known` looks terms up and is called twice at most; words of more than twelve letters and
    searches of more than six words are left alone.
    """
    plain = [bare(word) for word in typed]
    if not plain or len(plain) > MAX_WORDS or max(map(len, plain)) > MAX_LENGTH:
        return ""
    near = {word: {word, *slips(word), *_halves(word)} for word in plain if not word.isdigit()}
    words = known(set().union(*near.values()))
    options = [_options(word, near.get(word, set()), words) for word in plain]
    pairs = known(
        {f"{a.split()[-1]} {b.split()[0]}" for one, two in pairwise(options) for a in one for b in two}
    )
    best = _likeliest(plain, options, {**words, **pairs})
    return _written(typed, best, {**words, **pairs}) if best != plain else ""


def slips(word: str) -> Iterator[str]:
    """Every word one slip away: a letter dropped, doubled or wrong, or two neighbours exchanged."""
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        if right:
            yield left + right[1:]
            yield from (left + letter + right[1:] for letter in ascii_lowercase)
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        yield from (left + letter + right for letter in ascii_lowercase)


def _halves(word: str) -> Iterator[str]:
    """ "danvan" without its space: pairs the table knows."""
    return (f"{word[:at]} {word[at:]}" for at in range(2, len(word) - 1))


def _options(word: str, near: set[str], words: Terms) -> list[str]:
    others = sorted((w for w in near if w in words and w != word), key=lambda w: (-words[w][1], w))
    return [word, *others[:OPTIONS]]


def _likeliest(plain: list[str], options: list[list[str]], terms: Terms) -> list[str]:
    """The row of options whose words and neighbourhoods are the most frequent, changes paid for."""

    def weight(term: str) -> float:
        return math.log1p(terms[term][1]) if term in terms else 0.0

    def alone(word: str, option: str) -> float:
        return weight(option) - (PRICE if option != word else 0.0)

    paths = {option: (alone(plain[0], option), [option]) for option in options[0]}
    for word, choices in zip(plain[1:], options[1:], strict=True):
        paths = {
            option: max(
                (
                    (
                        points + 2 * weight(f"{last.split()[-1]} {option.split()[0]}") + alone(word, option),
                        [*path, option],
                    )
                    for last, (points, path) in paths.items()
                ),
                key=lambda scored: (scored[0], scored[1]),
            )
            for option in choices
        }
    return max(paths.values(), key=lambda scored: (scored[0], scored[1]))[1]


def _written(typed: list[str], best: list[str], terms: Terms) -> str:
    """The accents: those of the most frequent pair a word is in; a word that stays keeps its own."""
    pairs = dict(enumerate(pairwise(best)))
    result = []
    for at, (word, option) in enumerate(zip(typed, best, strict=True)):
        if option == bare(word) and word != option:
            result.append(word)
            continue
        forms = [(terms[option][1] / 1e6, terms[option][0])] if option in terms else []
        for place, side in ((at, 0), (at - 1, -1)):
            pair = " ".join(pairs[place]) if place in pairs else ""
            if " " not in option and pair in terms:
                forms.append((terms[pair][1], terms[pair][0].split()[side]))
        result.append(max(forms)[1] if forms else word)
    return " ".join(result)
