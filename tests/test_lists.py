"""Lists of articles: by author, topic and day; any page at the same number of statements."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.archive import Period
from news.models import Topic
from news.views import PER_PAGE
from tests import factories

pytestmark = pytest.mark.django_db


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def at(*when: int) -> datetime:
    return timezone.make_aware(datetime(*when))


def test_an_author_has_a_page_whatever_the_spelling_of_the_byline(client):
    factories.article(title="Bài một", byline="Thu Hằng")
    factories.article(title="Bài hai", byline="THU HẰNG")
    factories.article(title="Bài của người khác", byline="Minh Khôi")
    page = text(client, "/tac-gia/thu-hang/")
    assert "Bài một" in page
    assert "Bài hai" in page
    assert "2 bài đã đăng" in page
    assert "Bài của người khác" not in page


def test_nobody_is_an_author_before_something_is_published(client):
    factories.article(byline="Hồ Tam Bảo", status="draft")
    factories.article(byline="")
    assert client.get("/tac-gia/ho-tam-bao/").status_code == 404
    assert client.get("/tac-gia/bai/").status_code == 404


def test_a_topic_follows_one_matter_through_the_categories(client):
    topic = Topic.objects.create(name="Tái định cư Bản Lầu", description="Từ ngày dời đến ngày có sổ.")
    for title in ("Bốc thăm nhà", "Chia đất"):
        factories.article(title=title).topics.add(topic)
    factories.article(title="Nháp kín", status="draft").topics.add(topic)
    page = text(client, "/dong-su-kien/tai-dinh-cu-ban-lau/")
    assert "Bốc thăm nhà" in page
    assert "Chia đất" in page
    assert "Từ ngày dời đến ngày có sổ." in page
    assert "Nháp kín" not in page


# Archive


def test_a_month_is_a_calendar_with_the_count_of_each_day_in_vietnamese_time(client):
    factories.article(title="Đêm muộn", published_at=at(2026, 10, 31, 23, 30))  # still October in Viet Nam
    factories.article(title="Sáng sớm", published_at=at(2026, 11, 1, 0, 5))  # still October in London
    factories.article(title="Trưa", published_at=at(2026, 11, 1, 12, 0))
    page = text(client, "/luu-tru/2026/11/")
    assert 'aria-label="01/11/2026: 2 bài"' in page
    assert "Đêm muộn" not in page
    assert "Sáng sớm" in page
    day = text(client, "/luu-tru/2026/11/1/")
    assert "Tin bài ngày 01/11/2026" in day
    assert "Trưa" in day
    assert "Đêm muộn" in text(client, "/luu-tru/2026/10/31/")
    year = text(client, "/luu-tru/2026/")
    assert "Tháng 11 <small>(2)" in year
    assert "Tháng 10 <small>(1)" in year


def test_the_archive_opens_at_the_newest_month(client):
    factories.article(published_at=at(2024, 2, 29, 8, 0))
    factories.article(status="draft")
    assert client.get("/luu-tru/").headers["Location"] == "/luu-tru/2024/2/"


def test_an_archive_without_articles_says_so(client):
    assert "Không có bài nào được đăng" in text(client, "/luu-tru/2026/11/")
    assert client.get("/luu-tru/").status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "2026/13/",
        "2026/0/",
        "2026/2/30/",
        "2025/2/29/",
        "2026/11/0/",
        "0/",
        "1944/",
        "2201/",
        "99999/",
        "9" * 30 + "/",
    ],
)
def test_a_day_that_no_calendar_has_is_a_404(client, address):
    assert client.get(f"/luu-tru/{address}").status_code == 404


@pytest.mark.parametrize(
    ("period", "until", "before", "after"),
    [
        (Period(2026, 12), date(2027, 1, 1), Period(2026, 11), Period(2027, 1)),
        (Period(2026, 1), date(2026, 2, 1), Period(2025, 12), Period(2026, 2)),
        (Period(2026), date(2027, 1, 1), Period(2025), Period(2027)),
        (Period(1945, 1), date(1945, 2, 1), None, Period(1945, 2)),
        (Period(2200), date(2201, 1, 1), Period(2199), None),
    ],
)
def test_periods_follow_each_other_without_a_gap(period, until, before, after):
    assert (period.ends_before, period.neighbour(-1), period.neighbour(1)) == (until, before, after)


# Pages


def test_pages_hold_every_article_once_in_order_even_of_the_same_minute(client):
    category, moment = factories.category(), timezone.now() - timedelta(hours=2)
    rows = [factories.article(category=category, published_at=moment) for _ in range(2 * PER_PAGE + 1)]
    seen = []
    for number in (1, 2, 3):
        page = client.get(category.get_absolute_url(), {"trang": number}).context["page"]
        seen += [row.pk for row in page]
    assert seen == [row.pk for row in reversed(rows)]


def test_a_list_costs_at_most_four_statements_on_any_page(client):
    category, topic = factories.category(), Topic.objects.create(name="Bản Lầu")
    for _ in range(2 * PER_PAGE):
        article = factories.article(category=category, byline="Thu Hằng", published_at=at(2026, 11, 2, 8, 0))
        article.topics.add(topic)
        factories.article_image(article)
    client.get("/")
    places = [
        category.get_absolute_url(),
        topic.get_absolute_url(),
        "/tac-gia/thu-hang/",
        "/luu-tru/2026/11/",
        "/luu-tru/2026/",
    ]
    for address in places:
        for number in (1, 2):
            with CaptureQueriesContext(connection) as captured:
                response = client.get(address, {"trang": number})
            assert len(response.context["page"].object_list) == PER_PAGE
            assert len(captured) <= 4, (address, number)
