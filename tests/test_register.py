"""The public register: filters that are applied, right counts, addresses that keep what was asked."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from directives import views
from directives.forms import RegisterForm
from directives.models import Directive, Field, Relation
from portal.publishing import Status
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
