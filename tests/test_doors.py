"""What machines ask for: sitemaps, feeds, linked data, and the small files known by name."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from django.utils import timezone
from lxml import etree

from portal.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

MAPS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9",
        "i": "http://www.google.com/schemas/sitemap-image/1.1"}  # fmt: skip

SCHEMAS = Path(__file__).parent / "data" / "sitemaps"


def locations(client, address):
    return [e.text for e in ET.fromstring(client.get(address).content).findall(".//s:loc", MAPS)]


def test_the_sitemap_names_every_published_page_once(client, settings):
    shown = [factories.article(), factories.directive(), factories.bulletin()]
    shown.append(shown[0].category)
    listed = [
        page
        for part in locations(client, "/sitemap.xml")
        for page in locations(client, part.split("testserver")[-1])
    ]
    assert sorted(listed) == sorted(settings.SITE_URL + item.get_absolute_url() for item in shown)


def test_an_article_is_news_to_search_engines_for_two_days(client):
    old = factories.article(published_at=timezone.now() - timedelta(days=3))
    new = factories.article()
    factories.article_image(new)
    tree = ET.fromstring(client.get("/sitemap-tin.xml").content)
    assert [e.text for e in tree.findall(".//n:title", MAPS)] == [new.title] != [old.title]
    assert len(tree.findall(".//i:loc", MAPS)) == 1


def schema(name):
    """Our own schemas: the protocol's words, and what search engines ask of pictures and news."""
    return etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))


def test_every_sitemap_keeps_to_its_schema(client):
    article = factories.article(title="Họp dân ở “Bản Mới” & <b>bàn</b>")
    factories.article_image(article)
    factories.article(published_at=timezone.now() - timedelta(days=3))
    factories.directive()
    factories.bulletin()
    factories.page()
    schema("index").assertValid(etree.fromstring(client.get("/sitemap.xml").content))
    parts = [part.split("testserver")[-1] for part in locations(client, "/sitemap.xml")]
    assert len(parts) >= 5
    for part in parts:
        schema("sitemap").assertValid(etree.fromstring(client.get(part).content))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("<loc>http://", "<loc>ftp://"),
        ("<lastmod>", "<lastmod>hôm "),
        ("<news:language>vi</news:language>", ""),
        ("<image:loc>", "<image:caption>x</image:caption><image:loc>"),
        ("</url>", "<note/></url>"),
    ],
)
def test_the_schema_finds_what_is_wrong(client, was, becomes):
    factories.article_image(factories.article())
    sound = client.get("/sitemap-tin.xml").content.decode()
    assert schema("sitemap").validate(etree.fromstring(sound.encode()))
    assert was in sound
    assert not schema("sitemap").validate(etree.fromstring(sound.replace(was, becomes).encode()))


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds_are_read_by_a_feed_reader(client, kind):
    article = factories.article(title="Họp dân ở “Bản Mới” & <b>bàn</b>")
    factories.article(status="draft")
    for address in (f"/{kind}/", f"{article.category.get_absolute_url()}{kind}/"):
        feed = feedparser.parse(client.get(address).content)
        assert not feed.bozo
        assert [entry.title for entry in feed.entries] == ["Họp dân ở “Bản Mới” & <b>bàn</b>"]
        assert feed.entries[0].link.endswith(article.get_absolute_url())


def test_a_feed_of_an_unknown_category_is_not_found(client):
    assert client.get("/chuyen-muc/khong-co/rss/").status_code == 404


def linked_data(client, address):
    found = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', client.get(address).content.decode()
    )
    assert len(found) == 1
    return json.loads(found[0])


def test_pages_tell_search_engines_what_they_are(client):
    article = factories.article(title="</script><b>Đường mới</b>", byline="Thu Hằng")
    text = factories.directive(symbol="31-CT/TU")
    news = linked_data(client, article.get_absolute_url())
    assert (news["@type"], news["headline"], news["author"]["name"]) == (
        "NewsArticle", "</script><b>Đường mới</b>", "Thu Hằng",
    )  # fmt: skip
    law = linked_data(client, text.get_absolute_url())
    assert (law["@type"], law["legislationIdentifier"]) == ("Legislation", "31-CT/TU")
    assert linked_data(client, "/")["@type"] == "WebSite"


def test_the_small_files_are_there(client):
    SiteSettings.objects.create(
        name="Ban Dân vận", superior_name="Tỉnh ủy Đồng Sơn", email="bdv@dongson.example"
    )
    assert "Sitemap: " in client.get("/robots.txt").content.decode()
    assert "mailto:bdv@dongson.example" in client.get("/.well-known/security.txt").content.decode()
    assert "Tỉnh ủy Đồng Sơn" in client.get("/humans.txt").content.decode()
    assert client.get("/manifest.webmanifest").json()["name"] == "Ban Dân vận – Tỉnh ủy Đồng Sơn"
    assert "{searchTerms}" in client.get("/opensearch.xml").content.decode()
    ET.fromstring(client.get("/opensearch.xml").content)
