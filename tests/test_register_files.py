"""The register taken away: spreadsheets, JSON and feeds hold what the list shows, and no more."""

from __future__ import annotations

import csv
import io
import json

import feedparser
import pytest
from openpyxl import load_workbook

from directives.models import Directive
from portal.publishing import Status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hostile(register):
    return factories.directive(
        symbol="16-CT/TU", subject='=HYPERLINK("http://xau.example","bấm")', signer="@SUM(A1)"
    )


def test_the_filtered_list_is_a_spreadsheet_of_text_and_dates(client, hostile):
    response = client.get("/van-ban/xuat.xlsx", {"loai": factories.document_type().pk})
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows())
    assert [cell.value for cell in rows[0]][:3] == ["Số, ký hiệu", "Loại văn bản", "Ngày ban hành"]
    assert {row[0].value or "" for row in rows[1:]} == {"446-CT/TU", "15-CT/TU", "16-CT/TU", ""}
    assert rows[1][2].is_date
    assert "f" not in {cell.data_type for row in rows[1:] for cell in row}


def test_the_csv_opens_in_excel_and_holds_no_formula(client, hostile):
    content = client.get("/van-ban/xuat.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert not [cell for row in rows for cell in row.values() if cell[:1] in set("=+-@\t\r")]
    assert rows[1]["Hiệu lực"] == "Còn hiệu lực" or rows[0]["Hiệu lực"] == "Còn hiệu lực"


def test_the_json_has_the_same_rows_with_iso_dates(client, hostile):
    data = json.loads(client.get("/van-ban/xuat.json?nam=2021").content)
    (item,) = data["items"]
    assert (item["symbol"], item["issued_on"], item["fields"]) == (
        "446-CT/TU",
        "2021-11-26",
        "Dân vận; Kinh tế",
    )
    assert data["truncated"] is False
    assert client.get("/van-ban/xuat.exe").status_code == 404


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_filtered_list_can_be_followed_as_a_feed(client, register, kind):
    feed = feedparser.parse(client.get(f"/van-ban/{kind}/?nam=2021").content)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["Chỉ thị 446-CT/TU: Về quy chế dân chủ"]
    assert feed.entries[0].updated_parsed or feed.entries[0].published_parsed
    assert feed.feed.link.endswith("/van-ban/?nam=2021")
    assert feed.feed.title.startswith("Văn bản: 2021 –")
    assert not feedparser.parse(client.get(f"/van-ban/{kind}/?nam=x").content).entries


def test_each_type_and_body_has_its_feeds_and_the_list_names_them(client, register):
    text = Directive.objects.select_related("type", "issuing_body").order_by("pk").first()
    for query, words in (
        (f"?loai={text.type_id}", str(text.type)),
        (f"?coquan={text.issuing_body_id}", str(text.issuing_body)),
    ):
        page = client.get(f"/van-ban/{query}").content.decode()
        shown = {row.symbol for row in client.get(f"/van-ban/{query}").context["page"]}
        for kind, media in (("rss", "rss"), ("atom", "atom")):
            assert f'type="application/{media}+xml"' in page
            assert f'href="/van-ban/{kind}/{query}"' in page
            feed = feedparser.parse(client.get(f"/van-ban/{kind}/{query}").content)
            assert not feed.bozo
            assert words in feed.feed.title
            assert len(feed.entries) == len(shown)


@pytest.mark.parametrize("state", [Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN])
@pytest.mark.parametrize(
    "address", ["/van-ban/xuat.csv", "/van-ban/xuat.json", "/van-ban/rss/", "/van-ban/atom/", "/van-ban/"]
)
def test_files_feeds_and_lists_of_signers_hold_nothing_unpublished(client, register, state, address):
    factories.directive(symbol="88-CT/TU", subject="Về Hồ Tam Bảo", signer="Hồ Tam Bảo", status=state)
    assert "Hồ Tam Bảo" not in client.get(address).content.decode()
