"""What the site asks of other sites: from commands, never in a request; bounded; public addresses only.

A name in a link box or in the settings must not make our own network answer, neither directly, nor by a
redirect, nor by a name that points elsewhere when it is asked again: the address that was checked is the
one that is connected to. Pure.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import quote, urljoin, urlsplit

Address = IPv4Address | IPv6Address

SECONDS = 10.0
MOST_BYTES = 256 * 1024
REDIRECTS = 4
#: IPv6 addresses that lead to an IPv4 address inside them: NAT64 and 6to4.
_CARRYING_IPV4 = (ip_network("64:ff9b::/96"), ip_network("2002::/16"))
_SAFE = "/:=&?~#+!$,;'@()*[]%"


class Unreachable(Exception):
    """No usable answer; the message says why, in Vietnamese, for staff."""


class PrivateAddress(Unreachable):
    """The name leads into a private network; it was not asked."""


@dataclass(frozen=True)
class Answer:
    """The final answer after redirects: at most `most` bytes of its body, `cut` if there were more."""

    status: int
    body: bytes
    cut: bool


def is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _CARRYING_IPV4):
            return False
    return address.is_global and not address.is_multicast


def fetch(
    url: str,
    *,
    seconds: float = SECONDS,
    most: int = MOST_BYTES,
    accept: str = "*/*",
    allowed: Callable[[Address], bool] = is_public,
) -> Answer:
    """GET an http or https address, following a few redirects, each checked like the first.

    `seconds` bounds every single exchange as a whole, however slowly it drips. Raises Unreachable.
    """
    for _ in range(REDIRECTS + 1):
        answer, further = _exchange(url, seconds, most, accept, allowed)
        if not further:
            return answer
        if urlsplit(url).scheme == "https" and urlsplit(further).scheme == "http":
            raise Unreachable("chuyển hướng từ https sang http")
        url = further
    raise Unreachable("chuyển hướng quá nhiều lần")


def _exchange(
    url: str, seconds: float, most: int, accept: str, allowed: Callable[[Address], bool]
) -> tuple[Answer, str]:
    """One request; the answer, and where it sends us or ""."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        name = host.encode("idna").decode()
    except ValueError:
        raise Unreachable("địa chỉ viết sai") from None
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        raise Unreachable("địa chỉ viết sai")
    port = port or (443 if parts.scheme == "https" else 80)
    target = quote(parts.path or "/", safe=_SAFE) + (
        f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    )
    connection = http.client.HTTPConnection(name, port)
    usual = port == (443 if parts.scheme == "https" else 80)
    label = f"[{name}]" if ":" in name else name
    headers = {
        "Host": label if usual else f"{label}:{port}",
        "User-Agent": "Mozilla/5.0 (compatible; portal-check/1)",
        "Accept": accept,
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    try:
        connection.sock = _connected(_resolved(name, port, allowed), port, seconds)
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(
                connection.sock, server_hostname=name, do_handshake_on_connect=False
            )
        with _closed_after(seconds, connection.sock):
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            body = response.read(most + 1)
    except ssl.SSLError:
        raise Unreachable("chứng thư hoặc kết nối bảo mật không hợp lệ") from None
    except TimeoutError:
        raise Unreachable("không trả lời kịp") from None
    except OSError as error:
        raise Unreachable(f"không kết nối được ({error.strerror or 'lỗi mạng'})") from None
    except (http.client.HTTPException, ValueError):
        raise Unreachable("trả lời không đọc được hoặc đứt giữa chừng") from None
    finally:
        connection.close()
    further = response.getheader("Location", "") if response.status in {301, 302, 303, 307, 308} else ""
    return Answer(response.status, body[:most], len(body) > most), urljoin(url, further) if further else ""


def _resolved(host: str, port: int, allowed: Callable[[Address], bool]) -> Address:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("không tìm thấy tên miền") from None
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or not all(allowed(address) for address in addresses):
        raise PrivateAddress("địa chỉ thuộc mạng nội bộ nên không kiểm tra")
    return addresses[0]


def _connected(address: Address, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((str(address), port), timeout=seconds)


@contextmanager
def _closed_after(seconds: float, sock: socket.socket) -> Iterator[None]:
    """A server that sends one byte now and then renews every timeout of a socket; this one it cannot."""

    def hang_up() -> None:
        try:
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
        except OSError:
            return

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
