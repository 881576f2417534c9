"""How many, from whom: senders known only by a keyed hash of their network, counted in PostgreSQL.

Decree 356/2025/NĐ-CP asks for no more personal data than the purpose needs: the address is cut to
its /24 or /48, hashed under a key that changes every week, and dropped after 14 days.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments.models import Tally

HOUR = timedelta(hours=1)
#: Wrong receipt codes from one network in an hour.
LOOKUPS = 20


def week_of(moment: datetime) -> str:
    """The name of the week's key: "2026-W47"."""
    year, week, _ = timezone.localtime(moment).isocalendar()
    return f"{year}-W{week:02}"


def address_of(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The peer's address; what a trusted proxy says instead, and then only its own last word.

    X-Forwarded-For grows to the right: everything before the last hop is what the client claims.
    """
    peer = _parse(request.META.get("REMOTE_ADDR", ""))
    trusted = [ip_network(network, strict=False) for network in settings.TRUSTED_PROXIES]
    if peer is not None and any(peer in network for network in trusted if network.version == peer.version):
        return _parse(request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]) or peer
    return peer


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def sender_of(request: HttpRequest, now: datetime) -> str:
    """The sender's network, hashed under this week's key; 64 hexadecimal digits."""
    key = f"comments.sender:{week_of(now)}"
    return salted_hmac(key, network_of(request), algorithm="sha256").hexdigest()


def network_of(request: HttpRequest) -> str:
    """The /24 or /48 that a request comes from; to be hashed before anything is kept of it."""
    address = address_of(request)
    prefix = 24 if isinstance(address, IPv4Address) else 48
    return str(ip_network(f"{address}/{prefix}", strict=False)) if address else "unknown"


def spent(key: str, limit: int) -> bool:
    """This hour's allowance is used up; takes nothing from it."""
    return Tally.objects.filter(key=key, period=_hour(), count__gte=limit).exists()


def take(key: str, limit: int) -> bool:
    """Use one of this hour's allowance; False if there was none left.

    One upsert, whose row lock makes the count exact however many arrive at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Tally._meta.db_table} AS t (key, period, count) VALUES (%s, %s, 1)"  # noqa: S608
            " ON CONFLICT (key, period) DO UPDATE SET count = t.count + 1 RETURNING count",
            [key, _hour()],
        )
        return cursor.fetchone()[0] <= limit


def _hour() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)
