"""A body can only hold clean HTML, whatever was pasted into it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import html

HARMLESS = [
    ("<p>Đọc <strong>kỹ</strong> <em>quy chế</em></p>", "emphasis"),
    ("<h2>Kết quả</h2><ul><li>một</li><li>hai</li></ul>", "headings and lists"),
    ("<table><tbody><tr><td colspan=\"2\">Tổng</td></tr></tbody></table>", "tables with joined cells"),
    ('<figure class="image"><img src="/media/a.jpg" alt="A"><figcaption>A</figcaption></figure>', "images"),
    ('<p><a href="/van-ban/" rel="noopener noreferrer">sổ</a></p>', "links inside the site"),
    ('<p><a href="https://dangcongsan.vn/x?y=1" rel="noopener noreferrer">báo</a></p>', "links outside"),
    ('<p><a href="#muc-2.1" rel="noopener noreferrer">mục</a></p>', "links inside the page"),
]  # fmt: skip

HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>x</p>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="//evil.example/x">x</a>',
    '<a href="/\\evil.example">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<img src="https://evil.example/track.gif" alt="">',
    '<img src="/media/../quan-tri/" alt="">',
    '<img src="/media/anh/a.jpg" srcset="https://evil.example/x 1x">',
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<iframe src="https://evil.example"></iframe>',
    '<form action="https://evil.example"><input name=x></form>',
    '<base href="https://evil.example/">',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    '<p style="position:fixed;inset:0">x</p>',
    '<p id="site" name="site">x</p>',
    '<object data="x"></object><embed src="x">',
    '<link rel=stylesheet href="https://evil.example/x.css">',
]


TRACES = (
    "script:", "<script", "onerror", "onclick", "evil.example", "style=", "id=", "name=", "<svg", "<math",
    "<iframe",
    "<form", "<base", "<meta", "<object", "<embed", "<link", "..", "data:", "srcset",
)  # fmt: skip


@pytest.mark.parametrize(("source", "why"), HARMLESS)
def test_what_carries_meaning_is_kept_as_it_is(source, why):
    assert html.clean(source) == source, why


@pytest.mark.parametrize("source", HOSTILE)
def test_what_carries_behaviour_is_dropped(source):
    cleaned = html.clean(source).lower()
    assert [trace for trace in TRACES if trace in cleaned] == []


@pytest.mark.parametrize(
    ("source", "cleaned", "why"),
    [
        ("<h1>Tiêu đề</h1>", "<h2>Tiêu đề</h2>", "the page has its own h1"),
        ("<b>đậm</b> <i>nghiêng</i>", "<strong>đậm</strong> <em>nghiêng</em>", "one way to emphasise"),
        ('<p class="MsoNormal" style="margin:0">Word</p>', "<p>Word</p>", "what Word leaves behind"),
        ("<p>&nbsp;</p><p>chữ</p><p><br></p>", "<p>chữ</p>", "no empty paragraphs for spacing"),
        ("dòng một\n\ndòng hai", "<p>dòng một</p><p>dòng hai</p>", "plain text becomes paragraphs"),
        ("3 < 5 & 7", "<p>3 &lt; 5 &amp; 7</p>", "signs stay signs"),
        ("<p>ho\u0300a</p>", "<p>hòa</p>", "NFC"),
    ],
)
def test_looks_and_accidents_are_tidied(source, cleaned, why):
    assert html.clean(source) == cleaned, why


@pytest.mark.parametrize(
    "bomb",
    ["<div>" * 200, "<a" * 501, "<" * 20_001, "&" * 20_001, "x" * 500_001, "<p>" * 25_000],
    ids=["nested", "open tags", "less-than signs", "ampersands", "long", "unclosed"],
)
def test_a_text_that_would_hold_a_worker_is_refused_in_vietnamese(bomb):
    with pytest.raises(html.TooComplex, match="Bài"):
        html.clean(bomb)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Một</p><p>Hai</p>", "Một\n\nHai"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("<table><tr><td>Xã</td><td>12</td></tr></table>", "Xã | 12"),
        ("<p>446-<strong>QĐ</strong>/TU</p>", "446-QĐ/TU"),
        ("<p>a &lt; b &amp; c</p>", "a < b & c"),
        ("dòng<br>mới", "dòng\nmới"),
    ],
)
def test_the_words_of_a_text_are_read_out_of_it(source, words):
    assert html.to_text(source) == words


def test_an_excerpt_ends_with_a_whole_word():
    assert html.excerpt("Bà con trong thôn cùng bàn việc làng", 20) == "Bà con trong thôn…"
    assert html.excerpt("Ngắn thôi") == "Ngắn thôi"


@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once(source):
    try:
        once = html.clean(source)
    except html.TooComplex:
        return
    assert html.clean(once) == once


@given(st.text(alphabet="<>/ap scriptonerr=\"'&;:#x0", max_size=200))
def test_reading_the_words_never_fails_on_broken_html(source):
    assert isinstance(html.to_text(source), str)
