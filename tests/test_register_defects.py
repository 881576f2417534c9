"""The ten defects found in the register module most portals run on: each stays impossible here."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from lxml import html as lxml_html

from directives.models import Directive, Field, Relation
from portal.publishing import Status
from tests import factories

pytestmark = pytest.mark.django_db


def shown(client, **query):
    return [text.symbol for text in client.get("/van-ban/", query).context["page"]]


@pytest.fixture
def two():
    """Two texts that every filter of the form tells apart, and the value that asks for the first."""
    first = factories.directive(
        symbol="21-CT/TU", issued_on=date(2022, 5, 5), in_force_from=date(2022, 5, 5), signer="Lường Thị Ngân"
    )
    first.fields.add(field := Field.objects.create(name="Dân vận"))
    factories.directive(
        symbol="22-KH/BDVTU",
        issued_on=date(2026, 5, 5),
        signer="Bế Văn Sơn",
        type=factories.document_type("Kế hoạch", "KH"),
        issuing_body=factories.body("Ban Dân vận Tỉnh ủy", "BDVTU"),
    )
    return {
        "q": "21 ct tu", "loai": first.type_id, "coquan": first.issuing_body_id, "linhvuc": field.pk,
        "nguoiky": "Lường Thị Ngân", "nhiemky": "2020–2025", "nam": 2022, "hieuluc": "valid",
        "ngay": "2023-01-01",
    }  # fmt: skip


def test_1_every_filter_that_is_shown_is_applied(client, two):
    page = lxml_html.fromstring(client.get("/van-ban/").content)
    fields = set(page.xpath("//form[@class='filters']//*[@name]/@name")) - {"trang"}
    assert fields == {*two, "xep"}
    for name, value in two.items():
        assert shown(client, **{name: value}) == ["21-CT/TU"], name
    assert shown(client, xep="cu") == list(reversed(shown(client, xep="moi")))


def test_2_a_text_in_several_fields_is_listed_and_counted_once(client):
    text = factories.directive()
    text.fields.set([Field.objects.create(name=name) for name in ("Dân vận", "Kinh tế", "Tôn giáo")])
    for query in ({}, {"linhvuc": text.fields.last().pk}, {"q": "tiếp dân"}):
        page = client.get("/van-ban/", query).context["page"]
        assert (page.paginator.count, len(page)) == (1, 1)


def test_3_nothing_that_was_not_asked_for_hides_a_text(client, two):
    assert len(shown(client)) == 2
    assert len(shown(client, loai="", hieuluc="", ngay="", q="", xep="")) == 2
    assert len(shown(client, la="gi")) == 2


def test_4_saving_the_replaced_text_keeps_its_replaced_by(client):
    old, new = factories.directive(), factories.directive()
    Relation.objects.create(source=new, target=old, kind="replaces")
    for text in (old, new, old):
        Directive.objects.get(pk=text.pk).save()
    assert "Được thay thế bởi" in client.get(old.get_absolute_url()).content.decode()
    assert Relation.objects.count() == 1


def test_5_labels_read_in_the_right_direction(client):
    old, new = factories.directive(), factories.directive()
    Relation.objects.create(source=new, target=old, kind="replaces")
    relations = {text: client.get(text.get_absolute_url()).context["relations"] for text in (old, new)}
    assert relations == {new: [("Thay thế", old)], old: [("Được thay thế bởi", new)]}


def test_6_a_signer_typed_otherwise_is_not_a_second_signer(client):
    for spelling in ("Nguyễn Văn Hòa", "NGUYỄN VĂN HOÀ", "TS. Nguyễn  Văn Hòa"):
        factories.directive(signer=spelling)
    assert len(Directive.signers(public=True)) == 1
    assert len(shown(client, nguoiky="Nguyễn Văn Hòa")) == 3


def test_7_the_right_to_a_file_is_asked_when_it_is_sent_not_when_its_link_is_drawn(client):
    text = factories.directive()
    address = factories.attachment(text).get_absolute_url()
    assert client.get(address).status_code == 200
    for change in (
        {"published_at": timezone.now() + timedelta(days=1)},
        {"status": Status.WITHDRAWN, "withdrawn_reason": "Đăng nhầm."},
        {"status": Status.DRAFT},
    ):
        Directive.objects.filter(pk=text.pk).update(**change)
        assert client.get(address).status_code == 404, change


@pytest.mark.parametrize("typed", ["446-QĐ/TU", "446 qd tu", "số 446 – QÐ/TU"])
def test_8_the_search_of_the_whole_site_finds_a_number(client, typed):
    text = factories.directive(symbol="446-QĐ/TU", type=factories.document_type("Quyết định", "QĐ"))
    factories.article(body="<p>Bản tin không nhắc số nào.</p>")
    assert text.get_absolute_url() in client.get("/tim-kiem/", {"q": typed}).content.decode()


def test_9_the_filter_is_still_there_on_page_2(client):
    plan = factories.document_type("Kế hoạch", "KH")
    for number in range(1, 26):
        factories.directive(symbol=f"{number}-KH/TU", type=plan)
        factories.directive(symbol=f"{number}-CT/TU")
    first = lxml_html.fromstring(client.get("/van-ban/", {"loai": plan.pk, "xep": "so"}).content)
    (following,) = first.xpath("//a[@rel='next']/@href")
    second = client.get("/van-ban/" + following).context["page"]
    assert [text.symbol for text in second] == [f"{number}-KH/TU" for number in range(21, 26)]
    assert second.paginator.count == 25


def test_10_a_text_of_tomorrow_is_not_shown_as_in_force(client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    text = factories.directive(symbol="23-CT/TU", in_force_from=tomorrow)
    assert shown(client, hieuluc="valid") == []
    assert shown(client, hieuluc="future") == ["23-CT/TU"]
    assert shown(client, ngay=tomorrow.isoformat()) == ["23-CT/TU"]
    for address in ("/van-ban/", text.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "tag-future" in page
        assert "tag-valid" not in page
