"""The picture beside a shared link: of what is published only, with every mark of every letter."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image, ImageChops

from directives import markings
from portal.models import SiteSettings
from portal.palette import schemes
from portal.press import card as easel
from portal.press.card import (
    BAND,
    FOOT,
    HAIRLINE,
    HEIGHT,
    LEADING,
    LINE_SIZES,
    MARGIN,
    PAPER,
    SERIF,
    TITLE_SIZES,
    WIDTH,
    card,
    fit,
)
from portal.publishing import Status
from portal.qr import qr_svg
from tests import factories

LONG = "Đẩy mạnh phong trào thi đua dân vận khéo ở khu dân cư, cơ quan và đơn vị " * 4
META = re.compile(r'<meta (?:property|name)="((?:og:image|twitter)[^"]*)" content="([^"]*)">')


def address_of(item, version=None):
    kind = "tin" if hasattr(item, "title") else "van-ban"
    return f"/chia-se/{kind}-{item.pk}-{version or item.version}.png"


def shared(page):
    return dict(META.findall(page.content.decode()))


def drawn(title, kicker=""):
    return Image.open(io.BytesIO(card("", kicker, title, ""))).convert("RGB")


def ink(image, box):
    """(left, top, right, bottom) of what is not paper inside the box, or None."""
    part = image.crop(box)
    left, top, *_ = box
    found = ImageChops.difference(part, Image.new("RGB", part.size, PAPER)).getbbox()
    return found and (found[0] + left, found[1] + top, found[2] + left, found[3] + top)


TITLE_BOX = (0, BAND + HAIRLINE, WIDTH, FOOT)


# What is drawn


def test_the_colours_are_those_of_the_site():
    light = schemes((settings.BASE_DIR / "static/css/site.css").read_text())["light"]
    ours = [easel.PAPER, easel.INK, easel.SOFT, easel.RED, easel.GOLD, easel.ON_RED]
    assert ours == [light[name] for name in ("wash", "ink", "soft", "red", "gold", "on-deep")]


@pytest.mark.parametrize("title", ["Ễ Ộ", "Ễ Ộ Ằ Ỡ Ụ Ự ỵ ợ ệ ẫ " * 40, "ỄỘ" * 300])
def test_no_mark_above_or_below_a_letter_is_cut_off(title):
    left, top, right, bottom = ink(drawn(title), TITLE_BOX)
    assert left >= MARGIN - 4
    assert right <= WIDTH - MARGIN + 4
    assert top > BAND + HAIRLINE + 70  # under the line of the category
    assert bottom < FOOT - 4


def test_marks_of_one_line_keep_clear_of_the_next():
    image = drawn("ỘỤỰẸ ỄẰỠẪ " * 40)
    _, top, _, bottom = ink(image, TITLE_BOX)
    empty = [y for y in range(top, bottom) if not ink(image, (0, y, WIDTH, y + 1))]
    assert len(empty) >= 4


def test_a_letter_with_combining_marks_looks_as_the_composed_one():
    assert card("", "", "Cu\u031bo\u031b\u0300ng", "") == card("", "", "C\u01b0\u1eddng", "")


def test_a_short_title_is_large_and_a_long_one_is_smaller_whole():
    assert fit("Bàn việc làng", SERIF, TITLE_SIZES, 1056, height=322)[0].size == TITLE_SIZES[0]
    font, lines = fit(LONG[:140], SERIF, TITLE_SIZES, 1056, height=322)
    assert font.size < TITLE_SIZES[0]
    assert " ".join(lines) == LONG[:140].strip()


def test_an_endless_title_ends_at_a_word():
    font, lines = fit(LONG, SERIF, TITLE_SIZES, 1056, height=322)
    shown = " ".join(lines)
    assert font.size == TITLE_SIZES[-1]
    assert shown.endswith("…")
    assert LONG.startswith(shown[:-1])
    assert LONG[len(shown) - 1] in " ,"


@given(st.text(max_size=900), st.sampled_from(["title", "line"]))
@examples(max_examples=60, deadline=None)
def test_any_words_fit(words, kind):
    if kind == "title":
        font, lines = fit(words, SERIF, TITLE_SIZES, 1056, height=322)
        assert len(lines) * font.size * LEADING <= 322
    else:
        font, lines = fit(words, SERIF, LINE_SIZES, 500, lines=1)
        assert len(lines) <= 1
    assert all(font.getlength(line) <= max(500, 1056 * (kind == "title")) for line in lines)


@pytest.mark.parametrize(
    "title", ["", " ", "…", "W" * 900, "a" * 50_000, "\x07\u202e<b>&amp;{{ x }} 漢字 😀", "\u0300" * 800]
)
def test_a_hostile_title_still_gives_a_picture(title):
    assert drawn(title, kicker=title).size == (WIDTH, HEIGHT)


# Who sees it


@pytest.mark.django_db
@pytest.mark.parametrize("make", [factories.article, factories.directive])
def test_a_published_text_has_a_picture_kept_as_long_as_its_page(client, make, django_assert_num_queries):
    item = make()
    page = client.get(item.get_absolute_url())
    with django_assert_num_queries(1):
        response = client.get(address_of(item))
    image = Image.open(io.BytesIO(response.content))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == page["Cache-Control"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(response.content) < 200_000
    assert client.head(address_of(item)).status_code == 200


HIDDEN = [
    ({"status": Status.DRAFT}, 404),
    ({"status": Status.SUBMITTED}, 404),
    ({"status": Status.PUBLISHED, "published_at": timezone.now() + timedelta(days=2)}, 404),
    ({"status": Status.WITHDRAWN}, 410),
]


@pytest.mark.django_db
@pytest.mark.parametrize("make", [factories.article, factories.directive])
@pytest.mark.parametrize(("state", "expected"), HIDDEN)
def test_what_is_not_published_has_none(client, make, state, expected):
    item = make(**state)
    assert client.get(address_of(item)).status_code == expected
    assert client.get(address_of(item, version=999)).status_code == expected


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_a_secret_text_has_none_and_is_not_said_to_have_been_there(client, status):
    item = factories.directive(status=status, marking=markings.SECRET)
    assert client.get(address_of(item)).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["tin-1-1", "tin-99999999999999999999-1", "van-ban-0-0", "tin-1", "trang-1-1"]
)
def test_an_address_of_nothing_is_not_found(client, name):
    assert client.get(f"/chia-se/{name}.png").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("make", [factories.article, factories.directive])
def test_an_edited_text_has_a_new_address_and_the_old_one_leads_there(client, make):
    item = make()
    before, old = address_of(item), client.get(address_of(item)).content
    item.save()
    response = client.get(before)
    assert (response.status_code, response["Location"]) == (302, address_of(item))
    assert client.get(address_of(item)).content == old
    setattr(item, "title" if hasattr(item, "title") else "subject", "Lời khác hẳn")
    item.save()
    assert client.get(address_of(item)).content != old


# What pages say of it


@pytest.mark.django_db
@pytest.mark.parametrize("make", [factories.article, factories.directive])
def test_the_page_names_its_picture_for_whoever_shows_the_link(client, make):
    item = make()
    told = shared(client.get(item.get_absolute_url()))
    assert told["og:image"] == f"{settings.SITE_URL}{address_of(item)}"
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["og:image:alt"] == str(item)
    assert told["twitter:card"] == "summary_large_image"
    assert client.get(urlsplit(told["og:image"]).path).status_code == 200


@pytest.mark.django_db
def test_an_article_with_a_picture_keeps_it(client):
    item = factories.article()
    picture = factories.article_image(item, alt="Bà con góp công làm đường")
    told = shared(client.get(item.get_absolute_url()))
    assert told["og:image"] == settings.SITE_URL + picture.image.url
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "675")
    assert told["og:image:alt"] == "Bà con góp công làm đường"
    assert told["twitter:card"] == "summary_large_image"


# The page on a social network


@pytest.mark.django_db
def test_the_foot_of_every_page_leads_to_the_fan_page_by_link_and_by_code(client):
    SiteSettings.objects.create(name="Ban Dân vận", fanpage_url="https://mang-xa-hoi.dongson.example/danvan")
    page = client.get("/so-do-trang/").content.decode()
    assert 'href="https://mang-xa-hoi.dongson.example/danvan"' in page
    assert 'src="/chia-se/mang-xa-hoi.svg"' in page
    code = client.get("/chia-se/mang-xa-hoi.svg")
    assert code["Content-Type"] == "image/svg+xml"
    assert code.content == qr_svg("https://mang-xa-hoi.dongson.example/danvan")


@pytest.mark.django_db
def test_without_a_fan_page_there_is_no_code_and_no_way_to_it(client):
    assert "mang-xa-hoi" not in client.get("/so-do-trang/").content.decode()
    assert client.get("/chia-se/mang-xa-hoi.svg").status_code == 404
