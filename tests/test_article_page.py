"""The article's page: its contents, what to read next, how to pass it on; at a cost that is written down."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from news.likeness import likeness
from news.models import RelatedArticle
from news.reading import Heading, with_contents
from news.related import ALIKE, further
from portal.qr import qr
from tests import factories

LONG = "<h2>Dân bàn</h2><p>…</p><h2>Dân làm &amp; kiểm tra</h2><p>…</p><h2>Dân bàn</h2><p>…</p>"


def page_of(client, article):
    return client.get(article.get_absolute_url()).content.decode()


# Contents


def test_a_long_text_has_its_headings_as_contents_and_each_heading_an_anchor():
    html, headings = with_contents(LONG)
    assert headings == [
        Heading("Dân bàn", "muc-dan-ban"),
        Heading("Dân làm & kiểm tra", "muc-dan-lam-kiem-tra"),
        Heading("Dân bàn", "muc-dan-ban-3"),
    ]
    assert '<h2 id="muc-dan-ban">Dân bàn</h2>' in html


@pytest.mark.parametrize(
    "html",
    ["", "<p>Không đề mục.</p>", "<h2>Một</h2><h2>Hai</h2>", "<h3>a</h3><h3>b</h3><h3>c</h3><h2>d</h2>"],
)
def test_a_short_text_stays_as_it_is(html):
    assert with_contents(html) == (html, [])


@given(
    st.lists(st.sampled_from(["a", "a 2", "a 3", "a 3 3", "<em>a</em>", "Đ", "…"]), min_size=3, max_size=9)
)
def test_no_two_headings_share_an_anchor(titles):
    html, headings = with_contents("".join(f"<h2>{title}</h2>" for title in titles))
    anchors = re.findall(r'<h2 id="([^"]+)">', html)
    assert anchors == [heading.anchor for heading in headings]
    assert len(set(anchors)) == len(titles)


@pytest.mark.django_db
def test_the_contents_lead_to_the_headings(client):
    page = page_of(client, factories.article(body=LONG))
    assert "Trong bài này" in page
    for anchor in ("muc-dan-ban", "muc-dan-lam-kiem-tra", "muc-dan-ban-3"):
        assert f'href="#{anchor}"' in page
        assert page.count(f'id="{anchor}"') == 1
    assert "Trong bài này" not in page_of(client, factories.article())


# Pass it on


@pytest.mark.django_db
def test_the_page_can_be_passed_on_without_telling_anybody_else(client):
    article = factories.article(title='Bà con hỏi: "Đường & điện" về chưa?')
    page = page_of(client, article)
    assert qr(settings.SITE_URL + article.get_absolute_url()) in unescape(page)
    assert "https://www.facebook.com/sharer/sharer.php?u=http%3A%2F%2F" in page
    loaded = re.findall(r'<(?:img|script|link|iframe)[^>]*?(?:src|href)="([^"]+)"', page)
    assert [
        address for address in loaded if address.startswith("http") and settings.SITE_URL not in address
    ] == []


def test_a_qr_code_is_an_image_that_the_content_policy_allows():
    assert qr("https://danvan.example.vn/tin/a-1/").startswith("data:image/svg+xml")
    assert qr("https://danvan.example.vn/tin/a-1/") != qr("https://danvan.example.vn/tin/a-2/")


# What to read next


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Đối thoại với hộ dân khu tái định cư Bản Lầu", "Khu tái định cư Bản Lầu sau đối thoại", True),
        ("ĐỐI THOẠI VỚI HỘ DÂN", "đối thoại với hộ dân", True),
        ("Đối thoại với hộ dân", "Khai giảng ở điểm trường Khuổi Nhàm", False),
        ("", "", False),
        ("Tết", "Tết", False),  # one syllable says too little
    ],
)
def test_headlines_are_alike_when_they_share_pairs_of_syllables(one, other, alike):
    assert (likeness(one, other) >= ALIKE) is alike
    assert likeness(one, other) == likeness(other, one)


def titles(rows):
    return [row.title for row in rows]


@pytest.mark.django_db
def test_the_editors_choice_stands_first_then_shared_citations_then_like_headlines():
    category = factories.category()
    cites = "<p>Thực hiện Chỉ thị số 31-CT/TU, ngày 02/3/2026.</p>"
    article = factories.article(title="Mở đường nội đồng ở Phiêng Lằng", category=category, body=cites)
    factories.article(title="Đường nội đồng ở Phiêng Lằng thông xe", category=category)
    factories.article(title="Học chữ", body=cites)
    for order, title in ((2, "Chọn sau"), (1, "Chọn trước")):
        RelatedArticle.objects.create(article=article, other=factories.article(title=title), order=order)
    related = further(article).related
    assert titles(related) == ["Chọn trước", "Chọn sau", "Học chữ", "Đường nội đồng ở Phiêng Lằng thông xe"]


@pytest.mark.django_db
def test_other_news_are_the_neighbours_in_time_and_never_stand_twice():
    category, now = factories.category(), timezone.now()
    names = ["Chợ phiên", "Khai giảng", "Vườn rau", "Đám cưới", "Bến đò", "Lò gạch", "Thư viện"]
    rows = [
        factories.article(title=name, category=category, published_at=now - timedelta(days=10 - day))
        for day, name in enumerate(names)
    ]
    factories.article(title="Chuyên mục khác")
    assert titles(further(rows[3]).others) == ["Lò gạch", "Bến đò", "Vườn rau", "Khai giảng", "Chợ phiên"]
    assert titles(further(rows[6]).others) == ["Lò gạch", "Bến đò", "Đám cưới", "Vườn rau", "Khai giảng"]
    assert titles(further(rows[0]).others)[-1] == "Khai giảng"
    RelatedArticle.objects.create(article=rows[3], other=rows[2])
    found = further(rows[3])
    assert titles(found.related) == ["Vườn rau"]
    assert "Vườn rau" not in titles(found.others)


@pytest.mark.django_db
def test_what_is_not_published_is_not_offered_even_if_an_editor_chose_it():
    article = factories.article()
    for state in ("draft", "submitted", "withdrawn"):
        hidden = factories.article(title="Bài kín", category=article.category, status=state)
        RelatedArticle.objects.create(article=article, other=hidden)
    found = further(article)
    assert (found.related, found.others) == ([], [])


@pytest.mark.django_db
def test_a_draft_has_something_to_read_next_in_its_preview():
    draft = factories.article(status="draft", title="Học chữ")
    other = factories.article(category=draft.category, title="Bến đò")
    assert titles(further(draft).others) == [other.title]


# Cost


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "most"), [("<p>Họp thôn.</p>", 3), ("<p>Theo Chỉ thị số 31-CT/TU, ngày 02/3/2026.</p>", 4)]
)
def test_an_article_costs_few_statements(client, body, most):
    factories.directive(symbol="31-CT/TU")
    article = factories.article(body=body)
    for order in range(3):
        factories.article_image(article, order=order)
    factories.article(category=article.category)
    factories.comment(article=article)
    client.get(article.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        page = page_of(client, article)
    assert page.count("<figure") == 3
    assert len(captured) <= most
