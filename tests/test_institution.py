"""The institution's own pages, its people, its alerts, and a home page that staff arrange without code."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.models import Reads
from pages.models import Alert, Block, Page, Person, WeatherPlace
from portal.models import Link, LinkBox
from readers.models import Poll, PollOption
from tests import factories

pytestmark = pytest.mark.django_db


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


# Pages


def test_a_page_stands_under_its_own_name_with_the_pages_below_it(client):
    above = factories.page(title="Giới thiệu")
    factories.page(title="Chức năng, nhiệm vụ", parent=above, body="<p>Tham mưu cho cấp ủy.</p>")
    assert "/trang/chuc-nang-nhiem-vu/" in text(client, "/trang/gioi-thieu/")
    page = text(client, "/trang/chuc-nang-nhiem-vu/")
    assert "<p>Tham mưu cho cấp ủy.</p>" in page
    assert 'href="/trang/gioi-thieu/"' in page


def test_a_page_does_not_name_the_draft_it_belongs_to(client):
    above = factories.page(title="Hồ Tam Bảo", status="draft")
    factories.page(title="Chức năng, nhiệm vụ", parent=above)
    assert "Hồ Tam Bảo" not in text(client, "/trang/chuc-nang-nhiem-vu/")


def test_the_english_summary_has_one_address_and_says_its_language(client):
    factories.page(title="About us", slug="en", language="en")
    assert '<article lang="en">' in text(client, "/en/")
    assert client.get("/trang/en/").headers["Location"] == "/en/"


def test_there_is_no_english_summary_before_somebody_wrote_one(client):
    assert client.get("/en/").status_code == 404


def test_a_page_cannot_stand_in_itself():
    page = factories.page()
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=page.pk).update(parent=page)


# People


def test_people_stand_by_their_parts_in_the_order_of_the_staff(client):
    for order, (name, unit) in enumerate((("Thạch", "Lãnh đạo"), ("Mến", "Văn phòng"), ("Diệp", "Lãnh đạo"))):
        Person.objects.create(name=f"Đồng chí {name}", position="Cán bộ", unit=unit, order=order)
    Person.objects.create(name="Đã nghỉ hưu", position="Cán bộ", shown=False)
    page = text(client, "/co-cau-to-chuc/")
    places = [page.index(words) for words in (">Lãnh đạo<", "Thạch", "Diệp", ">Văn phòng<", "Mến")]
    assert places == sorted(places)
    assert page.count(">Lãnh đạo<") == 1
    assert "Đã nghỉ hưu" not in page


def test_a_portrait_is_described_by_the_name(client):
    Person.objects.create(name="Lâm Thị Diệp", position="Phó Trưởng Ban", image=factories.picture_file())
    assert 'alt="Chân dung đồng chí Lâm Thị Diệp"' in text(client, "/co-cau-to-chuc/")


# Site map


def test_the_site_map_leads_to_every_page_and_category(client):
    above, category = factories.page(title="Giới thiệu"), factories.category()
    part = factories.page(title="Nhiệm vụ", parent=above)
    orphan = factories.page(title="Tiếp dân", parent=factories.page(title="Hồ Tam Bảo", status="draft"))
    page = text(client, "/so-do-trang/")
    for shown in (above, part, orphan, category):
        assert page.count(f'href="{shown.get_absolute_url()}"') == 1
    assert "Hồ Tam Bảo" not in page
    for address in ("/van-ban/lay-y-kien/", "/tham-do/"):
        assert f'<li><a href="{address}">' in page


# Alerts


@pytest.fixture
def alert():
    now = timezone.now()
    return lambda text="Bão số 9", since=-1, until=1, **fields: Alert.objects.create(
        text=text, since=now + timedelta(hours=since), until=now + timedelta(hours=until), **fields
    )


def test_alerts_stand_above_the_home_page_the_most_serious_first(client, alert):
    alert("Mời góp ý dự thảo")
    alert("Đèo Bản Lầu sạt lở", level="urgent", url="/van-ban/")
    alert("Lịch tiếp dân đổi", level="warning")
    page = text(client, "/")
    places = [page.index(words) for words in ("Đèo Bản Lầu", "Lịch tiếp dân", "Mời góp ý")]
    assert places == sorted(places)
    assert "Khẩn:" in page
    assert "alert-urgent" in page


@pytest.mark.parametrize(("since", "until"), [(1, 2), (-2, -1)])
def test_an_alert_is_silent_before_and_after_its_time(client, alert, since, until):
    alert(since=since, until=until)
    assert "Bão số 9" not in text(client, "/")


def test_an_alert_ends_after_it_begins(alert):
    with pytest.raises(IntegrityError), transaction.atomic():
        alert(since=1, until=-1)
    now = timezone.now()
    with pytest.raises(ValidationError):
        Alert(text="Bão", since=now, until=now).full_clean()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "evil"])
def test_an_alert_leads_nowhere_strange(url):
    now = timezone.now()
    with pytest.raises(ValidationError):
        Alert(text="Bão", since=now, until=now + timedelta(hours=1), url=url).full_clean()


# The frame of every page


def links(part):
    """(address, words) of each link in a piece of a page."""
    return re.findall(r'<a[^>]* href="([^"]+)"[^>]*>([^<]+)</a>', part)


def menu(client):
    return links(text(client, "/").partition('id="chuyen-muc"')[2].partition("</nav>")[0])


def test_a_fresh_installation_has_a_menu_whose_every_link_opens_a_page(client):
    shown = menu(client)
    assert {("/", "Trang chủ"), ("/van-ban/", "Văn bản"), ("/y-kien/", "Ý kiến bạn đọc")} < set(shown)
    for address, _ in shown:
        assert client.get(address, follow=True).status_code == 200, address


def test_the_menu_of_the_staff_stands_instead_of_the_usual_one(client):
    box = LinkBox.objects.create(title="Thanh menu", placement="menu")
    assert ("/", "Trang chủ") in menu(client), "a box without links is no menu yet"
    Link.objects.create(box=box, label="Sổ văn bản", url="/van-ban/")
    assert menu(client) == [("/van-ban/", "Sổ văn bản")]


@pytest.mark.parametrize("placement", ["top", "footer", "side", None])
def test_the_foot_of_a_page_leads_to_the_privacy_policy_once(client, placement):
    if placement:
        box = LinkBox.objects.create(title="Tiện ích", placement=placement)
        Link.objects.create(box=box, label="Dữ liệu cá nhân", url="/du-lieu-ca-nhan/")
    foot = text(client, "/").partition("<footer")[2]
    assert links(foot).count(("/du-lieu-ca-nhan/", "Dữ liệu cá nhân")) == 1


# The arrangement of the home page


@pytest.fixture
def content():
    article = factories.article(title="Một ngày ở bản")
    factories.directive(subject="Về tiếp dân")
    factories.comment(article=article)
    box = LinkBox.objects.create(title="Trong tỉnh", placement="side")
    Link.objects.create(box=box, label="Báo Đồng Sơn", url="https://bao.dongson.example")


def test_the_usual_blocks_stand_without_anybody_arranging_them(client, content):
    page = text(client, "/")
    assert page.index("lead-story") < page.index("Văn bản mới") < page.index("home-sections")
    assert "lien-ket-chu-1" not in page


def test_staff_move_hide_and_add_blocks(client, content):
    for order, (kind, shown) in enumerate(
        (("links", True), ("categories", True), ("texts", False), ("lead", True))
    ):
        Block.objects.create(kind=kind, order=order, shown=shown)
    page = text(client, "/")
    assert page.index("lien-ket-chu-1") < page.index("home-sections") < page.index("lead-story")
    assert "Văn bản mới" not in page


def test_a_hidden_block_costs_nothing(client, content):
    with CaptureQueriesContext(connection) as before:
        client.get("/")
    for kind in Block.Kind.values:
        Block.objects.create(kind=kind, shown=False)
    with CaptureQueriesContext(connection) as after:
        text(client, "/")
    assert len(after) == 5 < len(before)  # the rows that every page shares, and the open drafts


@pytest.mark.parametrize("count", [1, 20])
def test_the_home_page_costs_at_most_ten_statements_with_everything_on(client, count):
    """Once the rows that every page shares are known."""
    now = timezone.now()
    for order in range(count):
        article = factories.article(title=f"Bài {order}")
        factories.article_image(article)
        Reads.objects.create(article=article, count=order + 1)
        factories.directive()
        factories.comment(article=article)
        factories.bulletin()
        factories.gallery()
        place = WeatherPlace.objects.create(name=f"Xã {order}", latitude=22, longitude=105)
        place.remember(temperature=21.0, code=1, measured_at=now)
        poll = Poll.objects.create(
            question="Họp lúc nào?", opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1)
        )
        PollOption.objects.create(poll=poll, text="Buổi tối")
        box = LinkBox.objects.create(title="Trong tỉnh", placement="side")
        Link.objects.create(box=box, label="Báo Đồng Sơn", url="https://bao.dongson.example")
    for order, kind in enumerate(Block.Kind.values):
        Block.objects.create(kind=kind, order=order)
    page = text(client, "/")
    for anchor in ("doc-nhieu", "tham-do", "thoi-tiet", "ban-tin-moi", "thu-vien-anh", "lien-ket-chu-1"):
        assert page.count(f'id="{anchor}"') == 1
    with CaptureQueriesContext(connection) as captured:
        client.get("/")
    assert len(captured) <= 10


def test_small_blocks_that_follow_each_other_share_a_row():
    rows = Block.rows(["lead", "weather", "poll", "texts", "most_read"])
    assert rows == [
        (False, ["lead"]),
        (True, ["weather", "poll"]),
        (False, ["texts"]),
        (True, ["most_read"]),
    ]


def test_the_bulletin_stands_once_beside_the_texts_or_as_its_own_block(client, content):
    factories.bulletin()
    assert text(client, "/").count('id="ban-tin-moi"') == 1
    for order, kind in enumerate(("bulletin", "texts")):
        Block.objects.create(kind=kind, order=order)
    page = text(client, "/")
    assert page.count('id="ban-tin-moi"') == 1
    assert page.index('id="ban-tin-moi"') < page.index('id="van-ban-moi"')
