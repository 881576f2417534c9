"""Articles and bulletins as PDF: every word comes out as a word, and only what is published."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pypdf import PdfReader

from news.models import Article
from portal.html import clean
from portal.models import SiteSettings
from portal.press import printing
from portal.press.printing import pdf
from portal.press.tree import MAX_COLUMNS, MAX_DEPTH, blocks
from portal.publishing import Status
from tests import factories

BASE = "https://danvan.example.vn/tin/hop-thon-1/"
#: What would be a program, a heading, a link, a formula or a comment, were it read as Typst's markup.
HOSTILE = (
    '#panic("x") #read("/etc/passwd") = Tiêu đề *đậm* _nghiêng_ $x^2$ `mã` <nhãn> @nguồn '
    '\\u{41} // chú thích /* khác */ ~ -- --- "ngoặc" [khung] {khối} https://a.example'
)
RICH = (
    "<h2>Dân bàn</h2>"
    "<p>Theo <strong>Chỉ thị</strong> <em>ưu tiên</em> 12.400 m<sup>2</sup>, H<sub>2</sub>O.</p>"
    '<h4>Ý kiến</h4><ul><li>Một</li><li>Hai<ol start="3"><li>Ba</li></ol></li></ul>'
    "<blockquote><p>Dân vận khéo thì việc gì cũng thành công.</p></blockquote><hr>"
    '<p><a href="/van-ban/1/">văn bản</a> <a href="#cuoi">cuối trang</a> <a href="tel:+842">gọi</a></p>'
    "<table><thead><tr><th>Xã</th><th>Hộ</th></tr></thead><tbody>"
    '<tr><td rowspan="9">Bản Lầu</td><td>180</td></tr>'
    '<tr><td colspan="40">Mường Khương</td></tr></tbody></table>'
)


def nothing(address):
    return ""


def words(node):
    """Every string that the sheet would draw, in order."""
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(map(words, node))
    drawn = words(node.get("c", [])) + words(node.get("caption", [])) if node["t"] != "table" else ""
    return drawn + "".join(words(cell["c"]) for cell in node.get("cells", []))


def story(*made, title="Bàn việc làng"):
    return {
        "title": title, "running": title, "authors": [], "date": [2026, 11, 22], "office": "Ban Dân vận",
        "superior": "Tỉnh ủy", "owner": "Ban Dân vận Tỉnh ủy", "host": "danvan.example.vn", "address": BASE,
        "issue": None, "emblem": "emblem.svg",
        "stories": [{"kicker": "", "title": title, "meta": [], "lead": "", "blocks": list(made)}],
    }  # fmt: skip


def printed(*made, **fields):
    files = {"qr.svg": SVG, "emblem.svg": SVG}
    return PdfReader(io.BytesIO(pdf(story(*made, **fields), files)))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


def text_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


# From HTML to data


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Một</p>", [{"t": "p", "c": ["Một"]}]),
        ("<p> </p>", []),
        ("<p>A<br>B</p>", [{"t": "p", "c": ["A", {"t": "br"}, "B"]}]),
        ("lời trần<p>đoạn</p>", [{"t": "p", "c": ["lời trần"]}, {"t": "p", "c": ["đoạn"]}]),
        ("<p>&lt;b&gt; &amp;</p>", [{"t": "p", "c": ["<b> &"]}]),
        ("<h4>Sâu</h4>", [{"t": "h", "level": 2, "c": ["Sâu"]}]),
        (
            '<p><a href="/van-ban/">x</a></p>',
            [{"t": "p", "c": [{"t": "a", "href": "https://danvan.example.vn/van-ban/", "c": ["x"]}]}],
        ),
        ('<p><a href="#b">x</a></p>', [{"t": "p", "c": ["x"]}]),
        ("<ul></ul>", []),
        ('<figure><img src="/media/a.jpg"><figcaption>Chú thích</figcaption></figure>',
         [{"t": "p", "c": ["Chú thích"]}]),
    ],
)  # fmt: skip
def test_a_text_becomes_blocks_and_runs(html, expected):
    assert blocks(html, BASE, nothing) == expected


def test_no_heading_is_two_levels_below_the_one_before_it():
    found = blocks("<h4>a</h4><h4>b</h4><h2>c</h2><h4>d</h4>", BASE, nothing)
    assert [block["level"] for block in found] == [2, 3, 2, 3]
    assert [block["level"] for block in blocks("<h2>a</h2><h3>b</h3>", BASE, nothing, above=2)] == [3, 4]


def test_cells_never_meet_and_never_leave_the_table():
    table = blocks(RICH, BASE, nothing)[-1]
    assert table["columns"] == 2
    assert table["head"]
    taken = [
        (x, y)
        for cell in table["cells"]
        for x in range(cell["x"], cell["x"] + cell["colspan"])
        for y in range(cell["y"], cell["y"] + cell["rowspan"])
    ]
    assert len(taken) == len(set(taken))
    assert all(x < 2 and y < 3 for x, y in taken)


@pytest.mark.parametrize(
    "rows",
    [
        "<tr>" + "<td>ô</td>" * (MAX_COLUMNS + 1) + "</tr>",
        '<tr><td rowspan="9999">ô</td></tr>' * (MAX_COLUMNS + 1),
    ],
)
def test_a_table_too_wide_for_paper_is_written_cell_after_cell(rows):
    made = blocks(f"<table>{rows}</table>", BASE, nothing)
    assert made == [{"t": "p", "c": ["ô"]}] * (MAX_COLUMNS + 1)


TAGS = st.sampled_from(
    ["p", "h2", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "a", "table", "tr", "td", "th",
     "figure", "figcaption", "sup", "caption", "thead", "tbody"]
)  # fmt: skip
PLAIN = st.text(
    st.sampled_from("aăâđêôơưỪệ 019#*_=-+/\\$`<>@\"'[]{}()&;:~.,…“”\n"), min_size=1, max_size=30
).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
HTML = st.recursive(
    PLAIN,
    lambda inner: st.builds(
        lambda tag, parts, span: f'<{tag} colspan="{span}" rowspan="{span}">{"".join(parts)}</{tag}>',
        TAGS, st.lists(inner, max_size=4), st.integers(0, 30),
    ),
    max_leaves=20,
)  # fmt: skip


@examples(max_examples=60, deadline=None)  # the first sheet of a process reads the fonts
@given(HTML)
def test_any_clean_html_can_be_printed_and_loses_no_word(html):
    cleaned = clean(html)
    made = blocks(cleaned, BASE, nothing)
    bare = "".join(words(blocks(f"<p>{cleaned}</p>", BASE, nothing)).split())
    assert sorted("".join(words(made).split())) == sorted(bare)
    assert printed(*made).metadata.title == "Bàn việc làng"


@examples(max_examples=60, deadline=None)  # the first sheet of a process reads the fonts
@given(PLAIN)
def test_no_text_is_read_as_a_program(text):
    made = blocks(f"<p>x{text}x</p>", BASE, nothing)
    assert words(made).count("x") == 2
    assert printed(*made, title=f"x{text}").metadata.title.startswith("x")


def test_hostile_words_come_out_as_words():
    found = text_of(printed({"t": "p", "c": [HOSTILE]}, title=HOSTILE))
    assert "".join(found.split()).count("".join(HOSTILE.split())) == 2


@pytest.mark.parametrize("sign", ["😀", "漢", "\x01", "\ue000"])
def test_a_sign_that_no_font_has_does_not_lose_the_text(sign):
    assert "Dân bàn" in text_of(printed({"t": "p", "c": [f"Dân bàn {sign}"]}))


@pytest.mark.parametrize("tag", ["blockquote", "ul", "em", "table"])
def test_endless_nesting_is_cut_and_no_word_is_lost(tag):
    inside = {"ul": "<li>", "table": "<tr><td>"}.get(tag, "")
    made = blocks(f"<{tag}>{inside}" * 60 + "đáy", BASE, nothing)
    assert MAX_DEPTH < 60
    assert "đáy" in text_of(printed(*made))


def test_who_comes_while_the_press_is_busy_is_told_so(monkeypatch):
    monkeypatch.setattr(printing, "WAIT_SECONDS", 0)
    with printing._PRESS, pytest.raises(printing.Busy):
        printed()
    assert "Bàn việc làng" in text_of(printed())


# What readers get


def get(client, article):
    return client.get(article.get_absolute_url().rstrip("/") + ".pdf")


def reader(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


@pytest.mark.django_db
def test_an_article_is_a_tagged_vietnamese_pdf_with_all_its_words(client):
    SiteSettings.objects.create(name="Ban Dân vận", superior_name="Tỉnh ủy Đồng Sơn")
    article = factories.article(
        title="Ủy ban nghe dân nói: đường, điện, nước sạch",
        byline="Thu Hằng",
        source_name="Báo Đồng Sơn",
        body=RICH,
    )
    factories.article_image(article)
    factories.article_image(article, order=1, caption="Ảnh thứ hai.")
    found = reader(response := get(client, article))
    root = found.trailer["/Root"]
    assert root["/Lang"] == "vi-VN"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert (found.metadata.title, found.metadata.author) == (article.title, "Thu Hằng")
    text = text_of(found)
    for expected in (
        article.title, article.lead, "Thu Hằng", "Nguồn: Báo Đồng Sơn", "Dân bàn", "Mường Khương",
        "Một buổi họp thôn.", "Ảnh thứ hai.", "Dân vận khéo thì việc gì cũng thành công.",
        settings.SITE_URL + article.get_absolute_url(),
        "TỈNH ỦY ĐỒNG SƠN", "Trang 1/",
    ):  # fmt: skip
        assert expected in text, expected
    assert sum(len(page.images) for page in found.pages) == 2
    assert response["Content-Disposition"] == f'inline; filename="{article.slug}.pdf"'
    assert article.get_absolute_url() in response["Link"]


@pytest.mark.django_db
def test_two_copies_are_the_same_to_the_byte(client):
    article = factories.article(body=RICH)
    factories.article_image(article)
    assert get(client, article).content == get(client, article).content


@pytest.mark.django_db
def test_a_text_longer_than_a_page_has_numbered_pages(client):
    article = factories.article(body="<p>Bà con trong thôn cùng bàn, cùng làm.</p>" * 300)
    found = reader(get(client, article))
    assert len(found.pages) > 3
    for number, page in enumerate(found.pages, start=1):
        assert f"Trang {number}/{len(found.pages)}" in page.extract_text()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"no picture"),
        lambda path: path.write_bytes(path.read_bytes()[:600]),
    ],
)
def test_a_broken_picture_does_not_break_the_rest(client, spoil):
    article = factories.article()
    picture = factories.article_image(article)
    Article.objects.filter(pk=article.pk).update(
        body=f'<p>Lời</p><figure><img src="{picture.image.url}"></figure>'
    )
    spoil(Path(picture.image.path))
    found = reader(get(client, article))
    assert "Lời" in text_of(found)
    assert not any(page.images for page in found.pages)


@pytest.mark.django_db
@pytest.mark.parametrize("make", [factories.article, factories.bulletin])
@pytest.mark.parametrize(
    ("status", "code"), [(Status.DRAFT, 404), (Status.SUBMITTED, 404), (Status.WITHDRAWN, 410)]
)
def test_only_what_is_published_is_printed(client, make, status, code):
    assert get(client, make(status=status)).status_code == code


@pytest.mark.django_db
@pytest.mark.parametrize("make", [factories.article, factories.bulletin])
def test_a_pdf_is_kept_by_proxies_no_longer_than_its_page(client, make):
    item = make()
    page, sheet = client.get(item.get_absolute_url()), get(client, item)
    assert sheet["Cache-Control"] == page["Cache-Control"]
    assert f'href="{item.get_absolute_url().rstrip("/")}.pdf"' in page.content.decode()
    assert "Tải bản PDF" in page.content.decode()


@pytest.mark.django_db
def test_an_old_title_leads_to_the_pdf_of_the_new_one(client):
    article = factories.article(title="Tên mới")
    response = client.get(f"/tin/ten-cu-{article.pk}.pdf")
    assert (response.status_code, response["Location"]) == (301, f"/tin/ten-moi-{article.pk}.pdf")


@pytest.mark.django_db
def test_a_bulletin_is_printed_whole_with_contents_and_without_what_is_not_published(client):
    issue = factories.bulletin(
        number=7, image=factories.picture_file(), introduction="Số này nói về <dân chủ> cơ sở."
    )
    for order, (title, status) in enumerate(
        [("Bài về đường", "published"), ("Bài về trường", "published"), ("Bài chưa duyệt", "submitted")]
    ):
        article = factories.article(title=title, status=status, body=f"<h2>Mục</h2><p>Lời của {title}.</p>")
        issue.entries.create(article=article, section="Dân vận khéo", order=order)
    found = reader(get(client, issue))
    text = text_of(found)
    assert found.metadata.title == "Bản tin số 7/2026: Dân vận khéo ở cơ sở"
    assert "Số này nói về <dân chủ> cơ sở." in text
    assert (
        text.index("Trong số này")
        < text.index("Lời của Bài về đường.")
        < text.index("Lời của Bài về trường.")
    )
    assert "Bài chưa duyệt" not in text
    assert len(found.pages) == 3
    assert sum(len(page.images) for page in found.pages) == 1


@pytest.mark.django_db
def test_a_pdf_takes_a_few_statements_however_long_it_is(client, django_assert_num_queries):
    article = factories.article()
    for order in range(5):
        factories.article_image(article, order=order)
    get(client, article)
    with django_assert_num_queries(3):
        get(client, article)
    for count in (1, 20):
        issue = factories.bulletin()
        for order in range(count):
            issue.entries.create(article=factories.article(), order=order)
        with django_assert_num_queries(3):
            get(client, issue)
