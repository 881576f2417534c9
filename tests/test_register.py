"""The public register: filters that are applied, right counts, addresses that keep them, files, feeds."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from openpyxl import load_workbook
from pypdf import PdfWriter

from directives import views
from directives.forms import RegisterForm
from directives.models import Directive, Field, Relation
from portal.publishing import Status
from portal.roles import EDITOR
from portal.site import shared
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
CODES = ["valid", "partial", "ended", "future", "unknown"]


def form(query=""):
    bound = RegisterForm(QueryDict(query), today=TODAY)
    bound.is_valid()
    return bound


def found(query=""):
    return [text.symbol for text in form(query).rows(Directive.objects.published())]


@pytest.fixture
def register():
    """Four texts that differ in everything a reader can filter by."""
    people, economy = (Field.objects.create(name=name) for name in ("Dân vận", "Kinh tế"))
    plan, committee = (
        factories.document_type("Kế hoạch", "KH"),
        factories.body("Ban Dân vận Tỉnh ủy", "BDVTU"),
    )
    first = factories.directive(
        symbol="446-CT/TU",
        issued_on=date(2021, 11, 26),
        signer="Nguyễn Văn Hòa",
        subject="Về quy chế dân chủ",
    )
    second = factories.directive(
        symbol="15-CT/TU", issued_on=date(2026, 3, 2), in_force_from=date(2026, 3, 2), signer="Lường Thị Ngân"
    )
    third = factories.directive(
        symbol="15-KH/BDVTU", issued_on=date(2025, 12, 1), in_force_from=date(2027, 1, 1), type=plan,
        issuing_body=committee, signer="NGUYỄN VĂN HOÀ",
    )  # fmt: skip
    fourth = factories.directive(symbol="", subject="Thông báo tiếp công dân", issued_on=None)
    first.fields.set([people, economy])
    second.fields.set([economy])
    return first, second, third, fourth


def test_without_a_filter_every_published_text_is_shown_newest_first(register):
    assert found() == ["15-CT/TU", "15-KH/BDVTU", "446-CT/TU", ""]


@pytest.mark.parametrize(
    ("query", "symbols", "why"),
    [
        ("q=446-CT/TU", ["446-CT/TU"], "the number as printed"),
        ("q=446+ct+tu", ["446-CT/TU"], "the number as people type it"),
        ("q=số:+446+–+CT/TU", ["446-CT/TU"], "with its word and a long dash"),
        ("q=446", ["446-CT/TU"], "the bare number"),
        ("q=15", ["15-CT/TU", "15-KH/BDVTU"], "a bare number of two series"),
        ("q=Chỉ+thị+446-CT/TU+về+dân+chủ", ["446-CT/TU"], "the number among words"),
        ("q=quy+che+dan+chu", ["446-CT/TU"], "words without accents"),
        ("q=99-CT/TU", [], "a number that is not there"),
        ("nam=2021", ["446-CT/TU"], "the year"),
        ("nhiemky=2025–2030", ["15-CT/TU", "15-KH/BDVTU"], "the term of office"),
        ("nguoiky=Nguyễn+Văn+HOÀ", ["15-KH/BDVTU", "446-CT/TU"], "the signer in either spelling"),
        ("hieuluc=future", ["15-KH/BDVTU"], "what is not yet in force"),
        ("hieuluc=valid", ["15-CT/TU"], "what is in force today"),
        ("ngay=2027-02-01", ["15-CT/TU", "15-KH/BDVTU"], "a day alone: what is in force on it"),
        ("hieuluc=future&ngay=2026-01-01", ["15-CT/TU", "15-KH/BDVTU"], "what was to come on that day"),
        ("hieuluc=unknown", ["446-CT/TU", ""], "what says nothing of its force"),
        ("xep=cu", ["446-CT/TU", "15-KH/BDVTU", "15-CT/TU", ""], "the oldest first"),
        ("xep=so", ["15-CT/TU", "15-KH/BDVTU", "446-CT/TU", ""], "by number"),
        ("nam=2026&xep=so", ["15-CT/TU"], "a filter and an order"),
    ],
)
def test_every_filter_of_the_form_is_applied(register, query, symbols, why):
    assert found(query) == symbols, why


def test_only_bodies_with_a_text_that_is_public_can_be_chosen(register):
    drafting = factories.body(name="Cơ quan mới có bản thảo")
    text = factories.directive(issuing_body=drafting, status="draft", published_at=None)
    cache.clear()
    assert drafting.name not in str(form(""))
    Directive.objects.filter(pk=text.pk).update(status="published", published_at=timezone.now())
    cache.clear()
    assert drafting.name in str(form(""))


def test_a_signer_or_term_in_another_spelling_shows_as_chosen(register):
    bound = form("nguoiky=nguyễn+văn+hòa&nhiemky=2025-2030")
    assert bound.cleaned_data["nhiemky"] == "2025–2030"
    assert str(bound).count(" selected>") >= 2
    assert bound["nguoiky"].value() == "NGUYỄN VĂN HOÀ"


def drawn(client, **asked):
    """The filters of the page by name: lxml elements."""
    page = lxml_html.fromstring(client.get("/van-ban/", asked).content)
    return {field.get("name"): field for field in page.xpath("//form[@class='filters']//*[@name]")}


def test_what_was_asked_stands_in_the_filters_as_it_was_typed(client, register):
    asked = {
        "q": '"dân" <b>', "loai": str(factories.document_type().pk), "nguoiky": "Lường Thị Ngân", "xep": "so",
        "nam": "hai nghìn", "ngay": "02/03/2026",
    }  # fmt: skip
    fields = drawn(client, **asked)
    assert list(fields) == [name for name in RegisterForm.base_fields if name != "trang"]
    assert {name: fields[name].value or "" for name in fields} == {**dict.fromkeys(fields, ""), **asked}
    assert all(fields[name].xpath(f"//label[@for='{fields[name].get('id')}']") for name in fields)
    assert [name for name in fields if fields[name].get("aria-invalid")] == ["nam"]
    assert fields["nam"].xpath(f"//*[@id='{fields['nam'].get('aria-describedby')}']")
    assert fields["nam"].get("inputmode") == "numeric"


@pytest.mark.parametrize(
    ("day", "shown"),
    [("", ""), ("2026-03-02", "02/03/2026"), ("1/7/2025", "01/07/2025"), ("31/02/2026", "31/02/2026")],
)
def test_a_day_is_shown_as_readers_write_it_and_stays_as_typed_when_there_is_no_such_day(client, day, shown):
    field = drawn(client, ngay=day)["ngay"]
    assert (field.get("type"), field.value or "") == ("text", shown)


def test_the_selects_filter_by_what_they_show(register):
    first, second, third, _ = register
    assert found(f"loai={third.type_id}") == ["15-KH/BDVTU"]
    assert found(f"coquan={first.issuing_body_id}") == ["15-CT/TU", "446-CT/TU", ""]
    assert found(f"linhvuc={second.fields.get().pk}") == ["15-CT/TU", "446-CT/TU"]


def test_a_text_in_two_fields_counts_once(client, register):
    assert client.get("/van-ban/").context["page"].paginator.count == 4
    economy = Field.objects.get(name="Kinh tế")
    assert client.get("/van-ban/", {"linhvuc": economy.pk}).context["page"].paginator.count == 2


@pytest.mark.parametrize("code", CODES)
def test_a_filter_by_validity_shows_no_other_tag(client, register, code):
    page = client.get("/van-ban/", {"hieuluc": code, "ngay": "2026-11-22"})
    assert {text.validity.code for text in page.context["page"]} <= {code}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loai", "0"), ("loai", "x"), ("coquan", "999999"), ("linhvuc", "-1"), ("nguoiky", "Không Có Ai"),
        ("nam", "hai nghìn"), ("nam", "99999"), ("ngay", "31/02/2026"), ("hieuluc", "all"),
        ("xep", "password"), ("nhiemky", "1700–1705"),
    ],
)  # fmt: skip
def test_an_unreadable_filter_shows_nothing_and_its_field_says_why(client, register, name, value):
    response = client.get("/van-ban/", {name: value})
    page = response.content.decode()
    assert response.status_code == 200
    assert not response.context["page"].object_list
    assert "field-error" in page
    assert "Select a valid" not in page
    assert "lựa chọn" in page or "Năm gồm" in page or "Hãy ghi ngày" in page or "danh sách" in page
    assert client.get("/van-ban/xuat.csv", {name: value}).headers["Location"].startswith("/van-ban/?")


def test_every_filter_is_kept_on_the_next_page_in_the_files_and_in_the_feed(client, monkeypatch):
    kind = factories.document_type()
    for number in range(45):
        factories.directive(
            symbol=f"{600 + number}-CT/TU", issued_on=date(2026, 3, 2), signer="Lường Thị Ngân"
        )
    asked = {
        "loai": str(kind.pk), "nam": "2026", "nhiemky": "2025–2030", "nguoiky": "Lường Thị Ngân", "xep": "so",
        "hieuluc": "unknown", "ngay": "2026-11-22", "coquan": str(factories.body().pk),
    }  # fmt: skip
    page = client.get("/van-ban/", {**asked, "trang": 2})
    links = lxml_html.fromstring(page.content).xpath("//main//a/@href")
    kept = [link for link in links if "?" in link]
    assert len(kept) >= 6
    for link in kept:
        query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
        assert {name: query.get(name) for name in asked} == asked, link
    assert [text.number for text in page.context["page"]] == list(range(620, 640))


def test_the_last_page_of_a_long_list_is_honest(client, monkeypatch):
    monkeypatch.setattr(views, "COUNTED", 30)
    for number in range(45):
        factories.directive(symbol=f"{600 + number}-CT/TU")
    page = client.get("/van-ban/?trang=2").content.decode()
    assert "Hơn 30 văn bản" in page
    assert "Danh sách dừng ở văn bản thứ 30" in page
    assert "Hơn" not in client.get("/van-ban/?q=601-CT/TU").content.decode()


days = st.none() | st.dates(date(2020, 1, 1), date(2022, 1, 1))
kinds = st.sampled_from(["replaces", "repeals", "amends", "guides"])
changes = st.tuples(kinds, days, st.booleans(), st.sampled_from([Status.PUBLISHED, Status.DRAFT]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days, days, st.lists(changes, max_size=3), st.dates(date(2019, 12, 30), date(2022, 1, 3)))
def test_the_database_and_the_rule_agree_on_validity_for_any_day(starts, ends, relations, day):
    Relation.objects.all().delete()
    Directive.objects.filter(subject="Thử").delete()
    text = factories.directive(
        symbol="", subject="Thử", issued_on=None, in_force_from=starts, in_force_until=ends
    )
    for kind, since, partial, status in relations:
        by = factories.directive(symbol="", subject="Thử", issued_on=None, status=status)
        Relation.objects.create(source=by, target=text, kind=kind, effective_on=since, partial=partial)
    rule = Directive.objects.for_list().get(pk=text.pk).validity_on(day).code
    by_database = [c for c in CODES if Directive.objects.filter(pk=text.pk).in_validity(c, day).exists()]
    assert by_database == [rule]
    in_force = Directive.objects.filter(pk=text.pk).in_validity("in-force", day).exists()
    assert in_force is (rule in {"valid", "partial"})


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


def statements(client, address):
    """How many a page makes once the rows that every page shows are known."""
    cache.clear()
    shared()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_one_text_and_twenty_cost_the_same_number_of_statements(client):
    text = factories.directive(symbol="446-CT/TU", signer="Lường Thị Ngân")
    addresses = [
        "/van-ban/",
        "/van-ban/?q=446",
        "/van-ban/?ngay=2026-01-01",
        "/van-ban/xuat.csv",
        "/van-ban/rss/",
    ]
    addresses.append(text.get_absolute_url())

    def more(number):
        other = factories.directive(
            symbol=f"{700 + number}-CT/TU", signer=f"Người Thứ {number}", in_force_from=date(2020, 1, 1),
            body="<p>Theo Chỉ thị số 446-CT/TU.</p>",
        )  # fmt: skip
        other.fields.add(Field.objects.get_or_create(name=f"Lĩnh vực {number}")[0])
        Relation.objects.create(source=other, target=text, kind="amends")
        Relation.objects.create(source=text, target=other, kind="guides")
        factories.attachment(text)

    more(0)
    one = {address: statements(client, address) for address in addresses}
    for number in range(1, 20):
        more(number)
    assert {address: statements(client, address) for address in addresses} == one
    # Two of them read the choices of the filters, which are then kept.
    assert one["/van-ban/"] <= 5
    assert one[addresses[-1]] <= 10


@pytest.mark.parametrize(("name", "printed"), [("Công văn", False), ("Thông báo", True)])
def test_a_letter_prints_no_type_and_its_subject_under_the_number(client, name, printed):
    found = factories.directive(
        type=factories.document_type(name=name), symbol="156-CV/BDVTU", subject="Mưa lũ"
    )
    page = client.get(found.get_absolute_url()).content.decode()
    assert f'<span class="sheet-type">{name}</span>' in page if printed else "sheet-type" not in page
    assert page.count("<h1") == 1
    head = page[page.index('class="sheet-head"') :].split("</header>")[0]
    assert ("Mưa lũ" in head) is not printed
    assert head.index("156-CV/BDVTU") < head.find("Mưa lũ") or printed


def test_a_text_without_a_number_is_named_by_its_type_on_the_way_to_it(client):
    found = factories.directive(type=factories.document_type(name="Thông báo"), symbol="")
    assert (
        '<span aria-current="page">Thông báo</span>' in client.get(found.get_absolute_url()).content.decode()
    )


def test_the_page_of_a_replaced_text_leads_to_its_successor_and_tells_its_life(client):
    old = factories.directive(
        symbol="10-CT/TU",
        issued_on=date(2021, 1, 5),
        in_force_from=date(2021, 1, 10),
        body="<p>1. Mục.</p><p>2.1. Mục con.</p>",
    )
    new = factories.directive(symbol="11-CT/TU", issued_on=date(2026, 2, 1))
    later = factories.directive(symbol="12-CT/TU", issued_on=date(2026, 2, 1))
    Relation.objects.create(source=new, target=old, kind="replaces", effective_on=date(2026, 2, 10))
    Relation.objects.create(
        source=later, target=old, kind="corrects", effective_on=TODAY + timedelta(days=9000)
    )
    response = client.get(old.get_absolute_url())
    page = response.content.decode()
    assert "Được thay thế bởi 11-CT/TU từ 10/02/2026" in page
    assert f'<a href="{new.get_absolute_url()}">xem 11-CT/TU</a>' in page
    assert [event.words for event in response.context["timeline"]] == [
        "Ban hành", "Có hiệu lực", "Được thay thế bởi", "Được đính chính bởi",
    ]  # fmt: skip
    assert "(sắp tới)" in page
    assert 'id="muc-2.1"' in page
    assert "Chỉ thị số 10-CT/TU, ngày 05/01/2021 của Tỉnh ủy Đồng Sơn" in page
    assert "data:image/svg+xml" in page


def pdf(pages=1):
    writer, file = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    writer.write(file)
    return SimpleUploadedFile("van-ban.pdf", file.getvalue())


def test_a_file_says_its_kind_size_pages_and_digest_and_is_shown_inside_our_own_page_only(client):
    file = factories.attachment(factories.directive(), file=pdf(3))
    response = client.get(file.directive.get_absolute_url())
    page = response.content.decode()
    assert "(PDF, " in page
    assert "3 trang" in page
    assert file.sha256 in page
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]
    assert "frame-src" not in client.get("/van-ban/").headers["Content-Security-Policy"]
    served = client.get(file.get_absolute_url())
    assert served.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in served.headers["Content-Security-Policy"]
    assert served.headers["Content-Disposition"].startswith("inline")


def test_a_file_that_cannot_be_read_as_pdf_has_no_page_count(client):
    assert factories.attachment(factories.directive()).pages is None


def test_a_replaced_file_keeps_its_address_and_the_old_one_is_for_staff(client):
    file = factories.attachment(factories.directive(), file=pdf(1))
    first = file.sha256
    file.file = pdf(2)
    file.save()
    assert (file.pages, file.sha256 == first) == (2, False)
    (old,) = file.versions.all()
    assert old.sha256 == first
    assert client.get(old.get_absolute_url()).status_code == 404
    client.force_login(factories.user())
    assert client.get(old.get_absolute_url()).status_code == 404
    client.force_login(factories.user(EDITOR))
    response = client.get(old.get_absolute_url())
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert b"".join(response.streaming_content) != b"".join(
        client.get(file.get_absolute_url()).streaming_content
    )
    file.title = "Tên khác"
    file.save()
    assert file.versions.count() == 1
