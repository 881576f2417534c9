"""LIÊN KẾT WEBSITE: links that lead nowhere any more are found by a command and spared to readers."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from portal import dead_links
from portal.fetching import Answer, PrivateAddress, Unreachable
from portal.models import Link, LinkBox
from portal.roles import ADMINISTRATOR
from tests.desk import change, desk

pytestmark = pytest.mark.django_db

GOOD, BAD = "https://bao.dongson.example", "https://cu.dongson.example"


@pytest.fixture
def box():
    box = LinkBox.objects.create(title="Trong tỉnh", placement="side")
    for label, url in (("Báo Đồng Sơn", GOOD), ("Trang cũ", BAD), ("Văn bản", "/van-ban/")):
        Link.objects.create(box=box, label=label, url=url)
    return box


def web(**answers):
    """Asks no network: a status or an error by host name, 200 for the rest."""

    def ask(url: str) -> Answer:
        found = answers.get(url.removeprefix("https://").partition(".")[0], 200)
        if isinstance(found, Exception):
            raise found
        return Answer(found, b"", False)

    return ask


def bad() -> Link:
    return Link.objects.get(url=BAD)


@pytest.mark.parametrize("trouble", [404, 410, 500, 503, Unreachable("không tìm thấy tên miền")])
def test_after_three_failures_in_a_row_readers_no_longer_see_the_link(client, box, trouble):
    for seen in (True, True, False):
        assert seen is (bad().failures < 2)
        dead_links.check(web(cu=trouble))
        assert (BAD in client.get("/du-lieu-ca-nhan/").content.decode()) is (bad().failures < 3)
        client.cookies.clear()
        bad().save()  # the shared rows are asked for again
    link = bad()
    assert link.problem
    assert link.failing_since < link.checked_at
    assert GOOD in client.get("/du-lieu-ca-nhan/").content.decode()


def test_a_link_that_works_again_is_shown_again(client, box):
    for _ in range(4):
        dead_links.check(web(cu=404))
    dead_links.check(web())
    assert (bad().failures, bad().problem, bad().failing_since) == (0, "", None)
    assert BAD in client.get("/").content.decode()


@pytest.mark.parametrize("status", [200, 204, 401, 403, 405, 429])
def test_a_page_that_only_turns_programs_away_is_alive(box, status):
    dead_links.check(web(cu=status))
    assert bad().failures == 0


def test_staff_can_keep_a_link_that_the_check_calls_dead(client, box):
    for _ in range(3):
        dead_links.check(web(cu=404))
    link = bad()
    link.always_shown = True
    link.save()
    assert BAD in client.get("/").content.decode()


def test_a_private_address_is_not_counted_as_dead(box):
    for _ in range(3):
        dead_links.check(web(cu=PrivateAddress("địa chỉ thuộc mạng nội bộ")))
    assert bad().failures == 0
    assert "nội bộ" in bad().problem


def test_a_day_without_a_network_kills_no_link(box):
    for _ in range(3):
        dead_links.check(web(cu=Unreachable("x"), bao=Unreachable("x")))
    assert not Link.objects.exclude(checked_at=None).exists()


def test_a_check_is_no_new_version_of_what_staff_wrote(box):
    before = Link.pgh_event_model.objects.count()
    dead_links.check(web(cu=404))
    assert Link.pgh_event_model.objects.count() == before


def test_the_command_really_asks_and_refuses_our_own_network(box):
    Link.objects.filter(url__startswith="https").update(url="http://127.0.0.1:1/")
    said = StringIO()
    call_command("check_links", stdout=said, stderr=StringIO())
    assert said.getvalue().count("mạng nội bộ") == 2


def test_staff_see_what_failed_and_when(box):
    for _ in range(3):
        dead_links.check(web(cu=404))
    browser = desk(ADMINISTRATOR)
    page = browser.get(change(box)).content.decode()
    assert "trả lời mã 404, hỏng từ" in page
    assert "đang ẩn với bạn đọc" in page
    assert browser.get("/quan-tri/portal/linkbox/").status_code == 200
