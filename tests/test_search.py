"""Search as a reader meets it: what stands first, whatever the spelling; and nothing that harms."""

from __future__ import annotations

import io
import json
import unicodedata
from datetime import date
from urllib.parse import quote

import feedparser
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.finding import COUNTED, NEWEST, PER_PAGE, Question, find
from tests import factories, search_corpus

pytestmark = pytest.mark.django_db

QUERIES = list(search_corpus.table("queries.tsv"))


def answer(client, **parameters):
    cache.clear()
    response = client.get("/tim-kiem/", {**parameters, "dang": "json"})
    assert response.status_code == 200
    return json.loads(response.content)


def titles(client, **parameters):
    return [result["tieu_de"] for result in answer(client, **parameters)["ket_qua"]]


def test_the_first_result_is_the_one_the_table_expects():
    keys = search_corpus.save()
    wrong = []
    for typed, expected, why in QUERIES:
        for form in (typed, unicodedata.normalize("NFD", typed)):
            hits = find(Question(form)).hits
            first = keys[hits[0].kind, hits[0].pk] if hits else "-"
            if first != expected:
                wrong.append(f"{typed!r}: {first}, not {expected} ({why})")
    assert len(QUERIES) >= 150
    assert len(wrong) / 2 <= 0.02 * len(QUERIES), "\n".join(wrong)


@pytest.fixture
def village():
    """Texts that share the word "suối" and nothing else a test looks for."""
    return {
        "tin": factories.article(
            title="Dọn suối sau lũ", lead="Cả bản ra suối <b>từ sáng</b>.", published_at="2026-03-05T03:00Z"
        ),
        "van-ban": factories.directive(subject="Về bảo vệ suối đầu nguồn", issued_on=date(2025, 1, 15)),
        "ban-tin": factories.bulletin(title="Chuyện bên suối", published_at="2024-08-01T03:00Z"),
        "gioi-thieu": factories.page(
            title="Đội giữ suối", body="<p>Tổ tự quản <b>đầu nguồn</b>.</p>", published_at="2023-05-01T03:00Z"
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "kinds"),
    [
        ({}, {"tin", "van-ban", "ban-tin", "gioi-thieu"}),
        ({"loai": "tin"}, {"tin"}),
        ({"loai": "van-ban"}, {"van-ban"}),
        ({"loai": "ban-tin"}, {"ban-tin"}),
        ({"loai": "gioi-thieu"}, {"gioi-thieu"}),
        ({"tu": "01/01/2025"}, {"tin", "van-ban"}),
        ({"den": "31/12/2025"}, {"van-ban", "ban-tin", "gioi-thieu"}),
        ({"tu": "15/01/2025", "den": "15/01/2025"}, {"van-ban"}),
        ({"tu": "05/03/2026", "den": "05/03/2026"}, {"tin"}),
        ({"loai": "tin", "den": "31/12/2025"}, set()),
        ({"tu": "01/01/0001", "den": "31/12/9999"}, {"tin", "van-ban", "ban-tin", "gioi-thieu"}),
        ({"chuyen-muc": "co-so"}, set()),
    ],
)
def test_filters_leave_what_they_say(client, village, filters, kinds):
    factories.category(name="Cơ sở", slug="co-so")
    assert {result["loai"] for result in answer(client, q="suối", **filters)["ket_qua"]} == kinds


def test_a_category_has_articles_and_a_field_official_texts(client, village):
    other = factories.article(title="Suối cạn", category=factories.category(name="Cơ sở", slug="co-so"))
    assert titles(client, q="suối", **{"chuyen-muc": "co-so"}) == [other.title]
    field = village["van-ban"].fields.create(name="Môi trường")
    assert [r["loai"] for r in answer(client, q="suối", linhvuc=field.pk)["ket_qua"]] == ["van-ban"]


@pytest.mark.parametrize(
    "filters",
    [{"tu": "32/01/2026"}, {"den": "hôm qua"}, {"loai": "anh"}, {"linhvuc": "1e9"},
     {"chuyen-muc": "khong-co"}, {"tu": "02/03/2026", "den": "01/03/2026"}, {"dang": "xml"}],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_said_and_finds_nothing(client, village, filters):
    response = client.get("/tim-kiem/", {"q": "suối", **filters})
    assert response.status_code == 400
    assert village["tin"].get_absolute_url() not in response.content.decode()


def test_the_words_are_marked_and_everything_else_is_text(client, village):
    page = client.get("/tim-kiem/?q=suoi").content.decode()
    assert "Dọn <mark>suối</mark> sau lũ" in page
    assert "<mark>suối</mark> &lt;b&gt;từ sáng&lt;/b&gt;" in page


def test_the_query_is_not_in_the_title_and_the_page_is_not_indexed(client, village):
    page = client.get("/tim-kiem/", {"q": "suối nhà cái"}).content.decode()
    assert "nhà cái" not in page[page.index("<title>") : page.index("</title>")]
    assert '<meta name="robots" content="noindex">' in page
    assert "noindex" not in client.get("/tim-kiem/").content.decode()
    for address in ("/tim-kiem/?q=suoi&dang=json", "/tim-kiem/goi-y/?q=suoi", "/tim-kiem/rss/?q=suoi"):
        assert client.get(address).headers["X-Robots-Tag"] == "noindex"


def test_what_the_institution_says_of_itself_is_found_by_its_words(client, village):
    factories.page(title="Đội giữ suối bản khác", status="draft")
    [result] = answer(client, q="đầu nguồn tự quản")["ket_qua"]
    assert (result["loai"], result["dia_chi"]) == ("gioi-thieu", village["gioi-thieu"].get_absolute_url())
    page = client.get("/tim-kiem/", {"q": "doi giu suoi"}).content.decode()
    assert "Đội <mark>giữ</mark>" not in page
    assert "<mark>Đội giữ suối</mark></a>" in page
    assert "bản khác" not in page


def test_an_empty_result_helps(client, village):
    page = client.get("/tim-kiem/?q=khongcogi&loai=tin").content.decode()
    assert "Không tìm thấy gì cho “khongcogi”" in page
    assert 'href="/tim-kiem/?q=khongcogi"' in page
    assert 'href="/van-ban/"' in page


def test_the_day_of_a_result_is_that_of_the_province(client):
    factories.article(title="Họp đêm ở bản", published_at="2026-03-04T17:30Z")
    [result] = answer(client, q="họp đêm")["ket_qua"]
    assert result["ngay"] == "2026-03-05"
    assert (
        '<time datetime="2026-03-05">05/03/2026</time>' in client.get("/tim-kiem/?q=họp+đêm").content.decode()
    )


def test_a_slip_of_the_finger_is_answered_with_the_sites_own_words(client, village):
    factories.article(title="Dọn suối, trồng cây")
    call_command("search_terms", stdout=io.StringIO())
    page = client.get("/tim-kiem/?q=don+soui").content.decode()
    assert "Ý bạn là" in page
    assert ">dọn suối</a>" in page
    assert "Ý bạn là" not in client.get("/tim-kiem/?q=don+suoi").content.decode()


def test_words_of_drafts_are_never_proposed(client):
    factories.article(title="Hồ Tam Bảo", status="draft")
    call_command("search_terms", stdout=io.StringIO())
    assert "Ý bạn là" not in client.get("/tim-kiem/?q=hoo+tam+bao").content.decode()


def test_suggestions_come_from_published_titles_and_numbers_only(client, village):
    factories.article(title="Suối mới chưa đăng", status="draft")
    factories.directive(symbol="77-CT/TU", subject="Về tiết kiệm điện")

    def suggested(typed):
        cache.clear()
        return [entry["chu"] for entry in client.get("/tim-kiem/goi-y/", {"q": typed}).json()["goi_y"]]

    assert suggested("don su") == ["Dọn suối sau lũ"]
    assert suggested("dọn suô") == ["Dọn suối sau lũ"]
    assert suggested("77-c") == ["Chỉ thị 77-CT/TU – Về tiết kiệm điện"]
    assert "Suối mới chưa đăng" not in suggested("suối")
    assert suggested("s") == suggested("") == suggested("' & | ! :* <->") == suggested("zz" * 500) == []


def test_suggestions_may_be_kept_by_a_proxy(client, village):
    response = client.get("/tim-kiem/goi-y/?q=suoi")
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert not response.cookies


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_saved_search_is_a_feed_of_the_newest_first(client, village, kind):
    parsed = feedparser.parse(client.get(f"/tim-kiem/{kind}/", {"q": "suoi"}).content)
    assert not parsed.bozo
    assert [entry.title for entry in parsed.entries][:1] == [str(village["van-ban"])]  # published an hour ago
    assert len(parsed.entries) == 4
    assert "suoi" not in parsed.feed.title
    narrowed = client.get(f"/tim-kiem/{kind}/", {"q": "suoi", "loai": "ban-tin", "tu": "01/01/2026"})
    assert not feedparser.parse(narrowed.content).entries


@pytest.mark.parametrize("parameters", [{}, {"q": "-"}, {"q": "suoi", "tu": "1"}])
def test_a_feed_needs_words_and_filters_that_can_be_read(client, parameters):
    status = client.get("/tim-kiem/rss/", parameters).status_code
    assert status == (200 if parameters.get("q") == "-" else 404)


HOSTILE = [
    "<script>alert(1)</script>", "dân " * 50_000, '"', '"""', "“", "-", "- - -", "-" * 100_000, "!",
    "a & b | !c <-> d:*", "'; DROP TABLE x --", "\\", "%", "_", "()",
    "\ud800", "\u202e\u200b", "é" + "\u0301" * 5000, "٣١", "٣١-CT/TU", "1" * 5000,
    '-"dân vận"', "or or or", "http://x/?q=1", "a" * 5000, "Ð", "\U0001f600", "\n\t\r",
    "446" * 60 + "-QĐ/TU",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_can_be_typed_does_harm(client, village, typed):
    for address in ("/tim-kiem/", "/tim-kiem/goi-y/"):
        response = client.get(f"{address}?q={quote(typed[:60_000], errors='surrogatepass')}")
        assert response.status_code in {200, 400}
        assert b"<script>alert" not in response.content


def test_pages_are_stable_and_reach_every_match_once(client):
    wanted = {
        factories.article(title=f"Tin suối số {n}", published_at=f"2026-01-{1 + n % 28:02}T00:00Z").title
        for n in range(NEWEST + 20)
    }
    pages = -(-len(wanted) // PER_PAGE)
    seen = [title for page in range(1, pages + 1) for title in titles(client, q="suoi", trang=page)]
    assert len(seen) == len(set(seen)) == len(wanted)
    assert set(seen) == wanted
    again = [title for page in range(1, pages + 1) for title in titles(client, q="suoi", trang=page)]
    assert seen == again
    assert titles(client, q="suoi", trang=999) == titles(client, q="suoi", trang=pages)


def test_a_count_stops_at_a_thousand_and_says_so(client, monkeypatch):
    monkeypatch.setattr("portal.finding.COUNTED", NEWEST + 1)
    for n in range(NEWEST + 3):
        factories.article(title=f"Tin suối số {n}")
    data = answer(client, q="suoi")
    assert (data["tong"], data["con_nua"]) == (NEWEST + 1, True)
    assert f"Hơn {NEWEST + 1} kết quả" in client.get("/tim-kiem/?q=suoi").content.decode()
    assert COUNTED == 1000


def test_a_search_asks_the_database_a_fixed_number_of_times(client, village):
    def statements(**parameters):
        client.get("/tim-kiem/", parameters)  # the shared rows are then known
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/tim-kiem/", parameters).status_code == 200
        return len(captured)

    before = statements(q="suối")
    for n in range(20):
        factories.article(title=f"Tin suối số {n}")
        factories.directive(subject=f"Về giữ suối số {n}")
    assert statements(q="suối") <= before <= 7


def test_what_was_typed_stays_in_the_box_when_a_day_cannot_be_read(client):
    page = client.get("/tim-kiem/", {"q": "  đường   liên thôn ", "tu": "32/1/2026"}).content.decode()
    assert 'value="đường liên thôn"' in page
    assert 'value="32/1/2026"' in page
    assert "Hãy ghi ngày theo dạng ngày/tháng/năm" in page
