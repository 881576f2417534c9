"""Citations: every official text that a page names is found, dated and linked; nothing else is."""

import io
import json
import re
import unicodedata
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directives import symbols
from directives.citations import find, link
from directives.citations.source import Source
from directives.management.commands.find_citations import lines_of_citations

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"


def table():
    """Rows of data/citations.tsv: (text, [(symbol, date, start, end)], what it proves)."""
    for line in (HERE / "data" / "citations.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        marked, expected, why = line.split("\t")
        for escape, char in {r"\n": "\n", r"\u200b": "\u200b", r"\u00a0": "\u00a0"}.items():
            marked = marked.replace(escape, char)
        parts = re.split("[⟦⟧]", marked)
        text, spans = "", []
        for i, part in enumerate(parts):
            if i % 2:
                spans.append((len(text), len(text) + len(part)))
            text += part
        wanted = [(*item.split(), None)[:2] for item in expected.split(";") if item.strip()]
        yield text, [(*item, *span) for item, span in zip(wanted, spans, strict=True)], why


def labelled():
    """Rows of the shared labelled set where it lies beside the repository; none elsewhere."""
    path = SHARED / "citations_dev.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        row = json.loads(line)
        wanted = [
            (item["symbol"], item["date"], *item["span"]) for item in row["citations"] if not item["partial"]
        ]
        yield row["text"], wanted, row["id"]


EXAMPLES = [*table(), *labelled()]


def facts(text):
    return [(c.symbol, c.date and c.date.isoformat(), c.start, c.end) for c in find(text)]


@pytest.mark.parametrize(("text", "wanted", "why"), EXAMPLES)
def test_every_citation_is_found_with_its_date_and_place(text, wanted, why):
    assert facts(text) == wanted, why


@pytest.mark.parametrize(("text", "wanted", "why"), EXAMPLES)
def test_decomposed_accents_change_neither_numbers_nor_words(text, wanted, why):
    decomposed = unicodedata.normalize("NFD", text)
    found = [(c.symbol, c.date and c.date.isoformat(), c.surface) for c in find(decomposed)]
    assert found == [
        (symbol, date, unicodedata.normalize("NFD", unicodedata.normalize("NFC", text)[slice(*span)]))
        for (symbol, date, *_), span in zip(
            wanted, [f[2:] for f in facts(unicodedata.normalize("NFC", text))], strict=True
        )
    ], why


@pytest.mark.parametrize(("text", "wanted", "why"), EXAMPLES)
def test_a_found_symbol_is_one_that_the_register_reads(text, wanted, why):
    for citation in find(text):
        assert symbols.parse(citation.symbol).key == citation.key, why


def test_the_type_name_is_the_one_that_the_text_says():
    assert find("Quy định số 399-QĐ/TU")[0].type_name == "Quy định"
    assert find("Tờ\ntrình số 41/TTr-STC")[0].type_name == "Tờ\ntrình"
    assert find("NQ 15/2025/NQ-HĐND")[0].type_name == "NQ"
    assert find("Luật Đất đai số 31/2024/QH15")[0].type_name == "Luật"
    assert find("Số: 706/UBND-VP7")[0].type_name is None
    assert [c.type_name for c in find("các Nghị quyết số 25, 28-NQ/TW")] == ["Nghị quyết"] * 2


def test_every_number_of_the_seed_pages_is_found():
    expected = SHARED / "seeds" / "expected.json"
    pages = json.loads(expected.read_text(encoding="utf-8")) if expected.exists() else {}
    for name, page in pages.items():
        text = (SHARED / "seeds" / name).read_text(encoding="utf-8")
        found = {(c.symbol, c.date and c.date.isoformat()) for c in find(text)}
        assert found == {(c["symbol"], c["date"]) for c in page["citations"]}, name


PARTS = st.sampled_from(
    [
        "số ", "Số: ", "Quyết định ", "Chỉ thị ", "446", "05", "30/2020/", "-", "/", " ", "QĐ", "CT", "NĐ-CP",
        "/TU", "/TƯ", "TW", ", ", " và ", "ngày ", "26/11/2021", "\n", "(", ")", ".", "ban hành ",
        "của Tỉnh ủy ", "Ngày 3 tháng 4 năm 2025, ", "\u200b", "o\u0301", "Ð", "４", "–", "<b>", "mẫu ",
    ]
)  # fmt: skip
TEXTS = st.text(max_size=80) | st.lists(PARTS, max_size=25).map("".join)


@given(TEXTS)
@settings(max_examples=400)
def test_no_text_breaks_the_finder_and_offsets_give_the_words(text):
    citations = find(text)
    for citation in citations:
        assert text[citation.start : citation.end] == citation.surface
        assert symbols.parse(citation.symbol) is not None
    assert all(left.end <= right.start for left, right in pairwise(citations))


LETTERS = [
    "a",
    "a\u0323",
    "u\u031b\u0301",
    "o\u0302",
    "ô\u0309",
    "\u200b",
    "\u00ad",
    " ",
    "Ð",
    "4",
    "４",
    "/",
    "／",
]


@given(st.lists(st.sampled_from(LETTERS), max_size=40).map("".join))
def test_a_place_in_the_readable_text_is_a_place_in_the_given_one(given_text):
    source = Source(given_text)
    places = [source.start(i) for i in range(len(source.text))]
    assert places == sorted(set(places))
    for i in range(len(source.text)):
        assert Source(given_text[source.start(i) : source.end(i + 1)]).text == source.text[i]


@pytest.mark.parametrize(
    "unit", ["1-", "số ", "/", "1", "12-QĐ/TU ", "1-A-", "Nghị quyết số 1, ", "1/1/2020 ", "\u0301"]
)
def test_hostile_repetition_gives_each_citation_once(unit):
    assert len(find(unit * 2000)) in (0, 2000)


def known(citation):
    return None if citation.key.startswith("99-") else (f"/vb?k={citation.key}&x=1", f'"{citation.symbol}" <')


def shown(html):
    return unescape(re.sub(r"<(?!br)[^>]*>", "", html))


LINKED = [
    ("<p>Theo 15-CT/TU.</p>", "<p>Theo [15-CT/TU].</p>", "a text node"),
    ("Theo 15-CT/TU.", "Theo [15-CT/TU].", "a fragment without elements"),
    ("<p>1 &lt; 2 theo 15-CT/TU &amp; 3</p>", "<p>1 &lt; 2 theo [15-CT/TU] &amp; 3</p>", "escapes stay"),
    ("<p><b>15</b>-CT/TU</p>", "<p>[<b>15</b>-CT/TU]</p>", "a number broken by a tag"),
    ("<p>Chỉ thị <b>số 15-CT/TU</b> và</p>", "<p>[Chỉ thị <b>số 15-CT/TU</b>] và</p>", "ends at a tag's end"),
    ("<p><i><b>15</b></i>-CT/TU</p>", "<p>[<i><b>15</b></i>-CT/TU]</p>", "two levels"),
    (
        "<p><i>xem Chỉ thị</i> số 15-CT/TU</p>",
        "<p><i>xem Chỉ thị</i> số 15-CT/TU</p>",
        "crosses a border: left",
    ),
    ("<p>Chỉ thị số<br>15-CT/TU</p>", "<p>[Chỉ thị số<br>15-CT/TU]</p>", "a line break inside"),
    ("<p>15-</p><p>CT/TU</p>", "<p>15-</p><p>CT/TU</p>", "two paragraphs are two texts"),
    ('<p><a href="/x">15-CT/TU</a></p>', '<p><a href="/x">15-CT/TU</a></p>', "never inside a link"),
    ('<p><a href="/x">15</a>-CT/TU</p>', '<p><a href="/x">15</a>-CT/TU</p>', "never around a link"),
    ('<p title="15-CT/TU">x 1</p>', '<p title="15-CT/TU">x 1</p>', "never in an attribute"),
    ("<script>15-CT/TU</script>", "<script>15-CT/TU</script>", "never in a script"),
    ("<p>99-CT/TU, 15-CT/TU</p>", "<p>99-CT/TU, [15-CT/TU]</p>", "what is not resolved stays as it is"),
    ("<p>Nghị quyết số 25, 28-NQ/TW</p>", "<p>[Nghị quyết số 25], [28-NQ/TW]</p>", "an elided list"),
    ("<p>5<!-- 6 -->-KH/TU</p>", "<p>[5<!-- 6 -->-KH/TU]</p>", "a comment inside"),
    (
        "<li>a 5-KH/TU<ul><li>b 6-KH/TU</li></ul>c</li>",
        "<li>a [5-KH/TU]<ul><li>b [6-KH/TU]</li></ul>c</li>",
        "nested",
    ),
    ("<p>chưa có số</p>", "<p>chưa có số</p>", "nothing to link"),
    ("", "", "empty"),
]


@pytest.mark.parametrize(("html", "marked", "why"), LINKED)
def test_citations_become_links_in_text_only(html, marked, why):
    linked = link(html, known)
    brackets = re.sub(r'<a href="/vb[^>]*>(.*?)</a>', r"[\1]", linked)
    assert brackets == marked, why
    assert shown(linked) == shown(html), why


def test_a_link_is_escaped():
    html = link("<p>5-KH/TU</p>", lambda c: ('/?a="><script>', '"><script>'))
    assert "<script>" not in html
    assert html.count("<a ") == 1


TAGS = st.sampled_from(
    [
        "<p>", "</p>", "<b>", "</b>", "<br>", "<i>", "</i>", "&amp;", "<a>", "</a>", "<li>", "<!--", "-->",
        "15-CT/TU",
    ]
)  # fmt: skip


@given(st.lists(PARTS | TAGS, max_size=25).map("".join))
@settings(max_examples=400)
def test_linking_twice_is_linking_once_whatever_the_html(html):
    once = link(html, known)
    assert link(once, known) == once


@given(st.text(max_size=60))
def test_hostile_html_does_not_break_linking(html):
    link(html + " 15-CT/TU ", known)


def test_the_command_reads_and_writes_json_lines():
    lines = io.StringIO(
        '{"id": 7, "text": "Chỉ thị số 15-CT/TU ngày 21/11/2022"}\n\n{"id": "b", "text": ""}\n'
    )
    assert [json.loads(line) for line in lines_of_citations(lines)] == [
        {
            "id": 7,
            "citations": [
                {
                    "start": 0,
                    "end": 35,
                    "surface": "Chỉ thị số 15-CT/TU ngày 21/11/2022",
                    "symbol": "15-CT/TU",
                    "date": "2022-11-21",
                    "type_name": "Chỉ thị",
                }
            ],
        },
        {"id": "b", "citations": []},
    ]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"id": 1, "text": 5}', "null"])
def test_the_command_names_the_line_it_cannot_read(line):
    with pytest.raises(ValueError, match="line 2"):
        list(lines_of_citations(['{"id": 1, "text": ""}', line]))
