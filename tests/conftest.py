"""Every test: real PostgreSQL, its own media folder, no caches left over, cheap password hashes."""

from __future__ import annotations

import os
from datetime import date, datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from comments.models import Grounds
from directives.models import Field
from portal.roles import EDITOR
from tests import factories, keeping


def pytest_collection_modifyitems(items):
    """The launcher's tests take longest: begun last, they would keep one worker busy after all else."""
    items.sort(key=lambda item: item.path.name != "test_run.py")


@pytest.fixture(autouse=True)
def _own_surroundings(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Hashed static names need a collectstatic, which takes longer than the whole suite.
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    if os.environ.get(keeping.VARIABLE):
        settings.MIDDLEWARE = ["tests.keeping.keep_pages", *settings.MIDDLEWARE]
    cache.clear()


class Clock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def standing_clock(monkeypatch):
    """A clock that stands: what is counted by the hour begins anew when a test runs into the next one."""
    clock = Clock(timezone.now())
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture
def moderator():
    return factories.user("Kiểm duyệt viên", last_name="Tẩn Thị", first_name="Shú")


@pytest.fixture
def colleague():
    return factories.user("Kiểm duyệt viên", last_name="Đinh", first_name="Ruối")


@pytest.fixture
def grounds():
    return Grounds.objects.get(label__startswith="Quảng cáo")


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


@pytest.fixture
def vocabulary():
    """What the rows of a spreadsheet of official texts name."""
    factories.body()
    factories.document_type("Chỉ thị", "CT")
    factories.document_type("Quyết định", "QĐ")
    Field.objects.create(name="Dân vận")


@pytest.fixture
def editor():
    return factories.user(EDITOR)
