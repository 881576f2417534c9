"""Other sites are asked within bounds, and nothing inside our own network is ever asked."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from portal.fetching import PrivateAddress, Unreachable, fetch, is_public
from tests.other_sites import ANY, answering, page


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("203.162.0.11", True),
        ("2405:4800::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # where clouds hand out their keys
        ("100.64.0.1", False),  # a provider's own network
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),  # IPv4 in IPv6 clothes
        ("::ffff:203.162.0.11", True),
        ("64:ff9b::a00:1", False),  # 10.0.0.1 behind a translator
        ("2002:a00:1::", False),  # 10.0.0.1 behind 6to4
    ],
)
def test_an_address_is_public_or_it_is_not_asked(address, public):
    assert is_public(ip_address(address)) is public


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:9/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::ffff:169.254.169.254]/latest/",
    ],
)
def test_our_own_network_is_not_asked_in_any_spelling(url):
    with pytest.raises(PrivateAddress):
        fetch(url)


def test_a_server_that_sends_us_to_a_private_address_is_not_followed():
    with answering(page(b"", "302 Found", Location="http://localhost/quan-tri/")) as (url, asked):
        port = int(url.rpartition(":")[2])
        with pytest.raises(PrivateAddress):
            fetch(url, allowed=lambda address: len(asked) == 0)
    assert port
    assert len(asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://",
        "http://user:secret@example.org/",
        "http://example.org:99999/",
        "//example.org/",
        "http://" + "a" * 70 + ".vn/",
        "http://[::1/",
    ],
)
def test_only_web_addresses_without_secrets_are_asked(url):
    with pytest.raises(Unreachable, match="viết sai"):
        fetch(url)


def test_an_answer_comes_with_its_status_and_body():
    with answering(page("Chào".encode(), "404 Not Found")) as (url, asked):
        answer = fetch(f"{url}/tin bài?q=đường", **ANY)
    assert (answer.status, answer.body.decode(), answer.cut) == (404, "Chào", False)
    assert b"GET /tin%20b%C3%A0i?q=%C4%91%C6%B0%E1%BB%9Dng HTTP/1.1" in asked[0]
    assert b"Cookie" not in asked[0]


def test_a_few_redirects_are_followed_and_no_more():
    with answering(page(b"", "301 Moved", Location="/moi/"), page(b"den noi")) as (url, asked):
        assert fetch(url, **ANY).body == b"den noi"
    assert b"GET /moi/" in asked[1]
    with (
        answering(page(b"", "302 Found", Location="/")) as (url, asked),
        pytest.raises(Unreachable, match="quá nhiều lần"),
    ):
        fetch(url, **ANY)
    assert len(asked) == 5


def test_a_long_answer_is_cut():
    with answering(page(b"a" * 5000)) as (url, _):
        answer = fetch(url, most=1000, **ANY)
    assert (len(answer.body), answer.cut) == (1000, True)


def test_a_server_that_drips_is_hung_up_on():
    with answering(page(), drip=True) as (url, _), pytest.raises(Unreachable):
        fetch(url, seconds=0.3, **ANY)


@pytest.mark.parametrize("garbage", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc OK\r\n\r\n"])
def test_what_is_no_answer_is_said_to_be_none(garbage):
    with answering(garbage) as (url, _), pytest.raises(Unreachable):
        fetch(url, **ANY)


def test_a_closed_door_and_an_unknown_name_are_told_apart():
    with answering(page()) as (url, _):
        pass
    with pytest.raises(Unreachable, match="không kết nối được"):
        fetch(url, **ANY)
    with pytest.raises(Unreachable, match="tên miền"):
        fetch("http://khong-co.invalid/")
