"""A bad or missing setting stops the start with one sentence; secrets may come from files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgresql://portal:p%40ss@db.example.vn:5433/portal",
    "SITE_URL": "https://danvan.example.vn",
}
READ = """
import json, sys
from django.core.exceptions import ImproperlyConfigured
try:
    from portal import settings
except ImproperlyConfigured as error:
    sys.exit(str(error))
names = json.loads(sys.argv[1])
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


def read(*names, **environment):
    """The settings that a process with just this environment would have; its last words when it refuses."""
    done = subprocess.run(
        [sys.executable, "-c", READ, json.dumps(names)],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY_FILE": "/no/such/file"}, "SECRET_KEY_FILE=/no/such/file: No such file"),
        ({"DATABASE_URL": None}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "sqlite:///db.sqlite3"}, "DATABASE_URL must begin with postgresql://"),
        ({"DATABASE_URL": "postgresql://db:port/portal"}, "DATABASE_URL cannot be read"),
        ({"DEBUG": "maybe"}, "DEBUG must be on or off"),
        ({"HTTPS": "2"}, "HTTPS must be on or off"),
        ({"SITE_URL": "danvan.example.vn"}, "SITE_URL must be an address"),
        ({"SITE_URL": "ftp://danvan.example.vn"}, "SITE_URL must be an address"),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(wrong, said):
    refusal = read("DEBUG", **GOOD | wrong)
    assert said in refusal
    assert len(refusal.splitlines()) == 1


def test_what_is_safe_is_the_default():
    settings = read(
        "DEBUG",
        "HTTPS",
        "ALLOWED_HOSTS",
        "SESSION_COOKIE_NAME",
        "SECURE_HSTS_SECONDS",
        "SECURE_PROXY_SSL_HEADER",
        **GOOD,
    )
    assert settings == {
        "DEBUG": False,
        "HTTPS": True,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]", "danvan.example.vn"],
        "SESSION_COOKIE_NAME": "__Host-session",
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
        "SECURE_PROXY_SSL_HEADER": None,
    }


@pytest.mark.parametrize(
    ("site", "https"),
    [
        ("http://localhost:8000", False),
        ("http://127.0.0.1", False),
        ("http://danvan.example.vn", True),
        ("http://localhost.example.vn", True),
        ("https://localhost", True),
    ],
)
def test_only_loopback_may_do_without_https(site, https):
    assert read("SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", **GOOD | {"SITE_URL": site}) == {
        "SESSION_COOKIE_SECURE": https,
        "SECURE_SSL_REDIRECT": https,
    }


def test_a_secret_may_lie_in_a_file(tmp_path):
    for name in ("SECRET_KEY", "DATABASE_URL"):
        (tmp_path / name).write_text(GOOD[name] + "\n")
    files = {f"{name}_FILE": str(tmp_path / name) for name in ("SECRET_KEY", "DATABASE_URL")}
    settings = read("SECRET_KEY", "DATABASES", SITE_URL=GOOD["SITE_URL"], **files)
    assert settings["SECRET_KEY"] == GOOD["SECRET_KEY"]
    database = settings["DATABASES"]["default"]
    assert (database["HOST"], database["PORT"], database["PASSWORD"]) == ("db.example.vn", 5433, "p@ss")
    assert database["CONN_HEALTH_CHECKS"] is True


def test_a_forwarded_scheme_is_believed_only_behind_a_named_proxy():
    settings = read(
        "SECURE_PROXY_SSL_HEADER", "TRUSTED_PROXIES", **GOOD, TRUSTED_PROXIES="10.0.0.0/24,10.0.1.7"
    )
    assert settings["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert settings["TRUSTED_PROXIES"] == ["10.0.0.0/24", "10.0.1.7"]
