"""Addresses of sections inside an official text, by a table of examples."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.anchors import with_anchors, with_invitations
from portal.html import to_text
from portal.text import one_line

#: What begins each paragraph, the addresses in the order of the text, what the row proves.
TEXTS = [
    ("1. A|2. B|2.1. C|2.2. D|3. E", "1 2 2.1 2.2 3", "a notice has the addresses that its numbers say"),
    ("2.1 A|2.1. B", "2.1 2.1-2", "the mark after a number of two parts may be missing"),
    ("Điều 1. A|Điều 2. B|1. C|1.1. D|2. E", "1 2 1-2 1.1 2-2", "an annex that starts at 1 is listed too"),
    ("Điều 1. A|1. B|2. C|Điều 2. D|1. E", "1 1-2 2-2 2 1-3", "a Điều keeps its number from its clauses"),
    ("Mục 1. A|1. B|2. C|Mục 2. D", "1 1-2 2-2 2", "so does a Mục"),
    ("I. A|1. B|II. C|1. D", "I 1 II 1-2", "Roman numbers have addresses of their own"),
    ("1) A|2) B", "1 2", "a bracket is a mark"),
    ("15 xã đã xong|2026 là năm đầu|1.Liền chữ", "", "a count, a year, a number without a gap"),
    ("Điều này|Mục đích|a) A|- B", "", "words and items are no sections"),
]


@pytest.mark.parametrize(("text", "addresses", "why"), TEXTS, ids=[row[2] for row in TEXTS])
def test_every_numbered_paragraph_has_one_address_and_stands_in_the_contents(text, addresses, why):
    paragraphs = text.split("|")
    html, sections = with_anchors("".join(f"<p>{words}</p>" for words in paragraphs))
    anchors = [f"muc-{number}" for number in addresses.split()]
    assert [section.anchor for section in sections] == re.findall(r'id="([^"]+)"', html) == anchors
    assert [section.title for section in sections] == (paragraphs if sections else [])
    assert to_text(html).split() == text.replace("|", " ").split()


def test_headings_count_like_paragraphs_and_what_is_between_them_stays():
    html, _ = with_anchors("<h2>I. Mở đầu</h2><ul><li>1. Ý</li></ul><p><strong>1. Nguyên tắc</strong></p>")
    assert html == (
        '<h2 id="muc-I">I. Mở đầu</h2><ul><li>1. Ý</li></ul><p id="muc-1"><strong>1. Nguyên tắc</strong></p>'
    )


def test_an_invitation_leads_to_its_own_section_and_says_the_number_that_is_printed():
    html, _ = with_anchors("<p>1. A</p><p>1. B</p>")
    invited = with_invitations(html, "/y-kien/")
    assert re.findall(r'\?muc=([^"]+)" aria-label="([^"]+)"', invited) == [
        ("muc-1", "Góp ý mục này: 1"),
        ("muc-1-2", "Góp ý mục này: 1"),
    ]


@given(
    st.lists(st.sampled_from(["Điều 1. A", "Mục 1. A", "1. A", "1.1. A", "I. A", "A", "2) A"]), max_size=30)
)
def test_no_two_sections_share_an_address(paragraphs):
    html, sections = with_anchors("".join(f"<p>{words}</p>" for words in paragraphs))
    assert len({section.anchor for section in sections}) == len(sections) == html.count("id=")
    assert one_line(to_text(html)) == " ".join(paragraphs)
