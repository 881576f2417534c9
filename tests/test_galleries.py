"""Thư viện ảnh: pictures in order, page by page, as plain links; staff make them like any text."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from galleries.models import Gallery, GalleryPicture
from galleries.views import PER_PAGE
from portal.roles import EDITOR, PUBLISHER
from tests import factories
from tests.desk import change, desk, formset

pytestmark = pytest.mark.django_db


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_gallery_shows_its_pictures_in_order_with_words_for_who_cannot_see_them(client):
    gallery = factories.gallery(3, introduction="Ba ngày đêm ở làng.")
    GalleryPicture.objects.filter(order=0).update(order=9)
    page = text(client, gallery.get_absolute_url())
    places = [page.index(f">Đội múa {n}.<") for n in (1, 2, 0)]
    assert places == sorted(places)
    assert 'alt="Người dân múa, ảnh 2"' in page
    assert "Ba ngày đêm ở làng." in page
    assert '"@type": "ImageGallery"' in page


def test_each_picture_has_a_page_that_leads_to_its_neighbours_and_back(client):
    gallery = factories.gallery(3)
    first, middle, last = (text(client, gallery.picture_url(n)) for n in (1, 2, 3))
    assert 'rel="prev"' not in first
    assert f'rel="next" href="{gallery.picture_url(2)}"' in first
    assert f'rel="prev" href="{gallery.picture_url(1)}"' in middle
    assert f'rel="up" href="{gallery.get_absolute_url()}"' in middle
    assert 'rel="next"' not in last
    assert "Ảnh 2/3" in middle


@pytest.mark.parametrize("number", ["0", "4", "99999999999999999999"])
def test_a_picture_that_is_not_there_is_a_404(client, number):
    gallery = factories.gallery(3)
    assert client.get(f"{gallery.get_absolute_url()}{number}/").status_code == 404


def test_an_old_title_in_the_address_leads_to_the_new_one(client):
    gallery = factories.gallery()
    for address, canonical in (
        (f"/thu-vien-anh/ten-cu-{gallery.pk}/", gallery.get_absolute_url()),
        (f"/thu-vien-anh/ten-cu-{gallery.pk}/1/", gallery.picture_url(1)),
    ):
        assert client.get(address).headers["Location"] == canonical


def test_the_list_is_paged_and_stable_at_the_same_minute(client):
    first = factories.gallery()
    rows = [first, *(factories.gallery(published_at=first.published_at) for _ in range(PER_PAGE))]
    seen = [row.pk for n in (1, 2) for row in client.get("/thu-vien-anh/", {"trang": n}).context["page"]]
    assert seen == [row.pk for row in reversed(rows)]


@pytest.mark.parametrize("count", [1, 20])
def test_statements_do_not_grow_with_galleries_or_pictures(client, count):
    rows = [factories.gallery(count if n == 0 else 1) for n in range(count)]
    client.get("/")
    places = {"/thu-vien-anh/": 2, rows[0].get_absolute_url(): 1, rows[0].picture_url(1): 1}
    for address, most in places.items():
        with CaptureQueriesContext(connection) as captured:
            text(client, address)
        assert len(captured) <= most, address


def test_an_empty_gallery_and_an_empty_shelf_say_so(client):
    assert "Chưa có bộ ảnh nào" in text(client, "/thu-vien-anh/")
    assert "chưa có ảnh" in text(client, factories.gallery(0).get_absolute_url())
    assert text(client, "/thu-vien-anh/").count("<img") == text(client, "/du-lieu-ca-nhan/").count("<img")


def test_the_newest_galleries_stand_on_the_home_page_and_in_the_sitemap(client):
    gallery = factories.gallery(2)
    home = text(client, "/")
    assert gallery.get_absolute_url() in home
    assert "2 ảnh" in home
    sitemap = text(client, "/sitemap-thu-vien-anh.xml")
    assert sitemap.count("<image:loc>") == 2


def test_an_editor_makes_a_gallery_and_another_person_publishes_it(client):
    browser = desk(EDITOR)
    pictures = formset(
        "images", {"image": factories.picture_file(), "alt": "Đoàn múa", "caption": "", "order": 0}
    )
    typed = {"title": "Ngày hội", "introduction": "", "byline": "", "legacy_path": "", "published_at_0": "",
             "published_at_1": "", "seen_version": "", "_step": "gui-duyet", **pictures}  # fmt: skip
    assert browser.post("/quan-tri/galleries/gallery/add/", typed).status_code == 302
    gallery = Gallery.objects.get()
    picture = gallery.images.get()
    assert picture.widths == [320, 640, 1080]  # re-encoded, with its copies
    assert client.get(gallery.get_absolute_url()).status_code == 404
    assert browser.get(change(gallery, "preview")).status_code == 200
    gallery.publish(factories.user(PUBLISHER))
    assert "Đoàn múa" in text(client, gallery.get_absolute_url())


def test_a_picture_without_words_or_without_a_file_is_an_error_of_the_form():
    browser = desk(EDITOR)
    for row in ({"image": factories.picture_file(), "alt": "", "order": 0}, {"alt": "Đoàn múa", "order": 0}):
        typed = {"title": "Ngày hội", "seen_version": "", **formset("images", row)}
        assert browser.post("/quan-tri/galleries/gallery/add/", typed).status_code == 200
    assert not Gallery.objects.exists()
