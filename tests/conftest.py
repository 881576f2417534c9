"""Every test: real PostgreSQL, its own media folder, no caches left over, cheap password hashes."""

from __future__ import annotations

import os

import pytest
from django.core.cache import cache

from comments.models import Grounds
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


@pytest.fixture
def moderator():
    return factories.user("Kiểm duyệt viên", last_name="Tẩn Thị", first_name="Shú")


@pytest.fixture
def colleague():
    return factories.user("Kiểm duyệt viên", last_name="Đinh", first_name="Ruối")


@pytest.fixture
def grounds():
    return Grounds.objects.get(label__startswith="Quảng cáo")
