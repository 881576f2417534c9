"""The launcher, as somebody at a keyboard meets it: one command, and one clear sentence when it cannot."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

from portal import database

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120  # seconds; a machine busy with other tests is slow


def until(condition, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        threading.Event().wait(0.02)
    return found


def environment(var, **extra):
    inherited = {name: value for name, value in os.environ.items() if name not in CHOSEN_BY_RUN}
    return inherited | {"VAR": str(var), "DEBUG": "off"} | extra


CHOSEN_BY_RUN = {
    "DATABASE_URL",
    "SECRET_KEY_FILE",
    "SECRET_KEY",
    "SITE_URL",
    "HOST",
    "PORT",
    "WELCOME",
    "VAR",
}


def run(*arguments, var, **extra):
    return subprocess.run(
        [ROOT / "run", *arguments],
        env=environment(var, **extra),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def sentence(done):
    """The one line of a refusal; fails when there is more, or a traceback."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    line, *others = done.stderr.strip().splitlines()
    assert not others, done.stderr
    assert " / " in line, "both languages"
    return line


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """A folder whose name is long and has spaces and diacritics, where the site was prepared once."""
    folder = tmp_path_factory.mktemp("Cổng thông tin") / "một đường dẫn thật dài" / ("x" * 120)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def data(var):
    """The data directory of a server that ran there and was stopped."""
    with database.running(var / "postgres"):
        return var / "postgres"


@pytest.fixture(scope="module")
def visit(var):
    """One ./run from its start to Ctrl-C: the port, what it served, its exit status and all it printed."""
    port = free_port()
    with site(var, port) as process:
        home = answers(port)
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE)
    return port, home, process.returncode, output


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port, path="/"):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
            return response.status == 200 and response.read().decode()
    except OSError:
        return False


@contextmanager
def site(var, port):
    """./run in a session of its own, as a terminal would start it, once it answers."""
    process = subprocess.Popen(
        [ROOT / "run"], env=environment(var, PORT=str(port)), start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        until(lambda: process.poll() is not None or answers(port, "/ready"))
        assert process.poll() is None, process.stdout.read()
        yield process
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def server_is_up(data):
    return database._alive(data)


# The server


def test_the_server_lives_while_anybody_uses_it_and_no_longer(data):
    with database.running(data) as first:
        with database.running(data) as second:
            assert first == second
        with psycopg2.connect(first) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT lower('ĐẢNG ỦY')")
            assert cursor.fetchone() == ("đảng ủy",)
        connection.close()
    assert not server_is_up(data)


def hold(data):
    """A process that uses the server until it is killed."""
    code = (
        "import sys, pathlib\nfrom portal import database\n"
        "with database.running(pathlib.Path(sys.argv[1])):\n    print('up', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, data], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "up\n"
    return process


def end(process):
    process.kill()
    process.communicate()


def test_a_server_whose_user_was_killed_stops_by_itself(data):
    end(hold(data))
    until(lambda: not server_is_up(data))


def test_a_killed_user_does_not_take_the_server_from_another(data):
    other = hold(data)
    with database.running(data) as url:
        pid = database._server_pid(data)
        end(other)
        database._stop_if_unused(data)  # what the keeper does every few seconds
        assert database._server_pid(data) == pid
        psycopg2.connect(url).close()


def test_a_server_that_was_killed_outright_starts_again(data):
    with database.running(data):
        os.kill(database._server_pid(data), signal.SIGKILL)
        until(lambda: not server_is_up(data))
    assert (data / "postmaster.pid").exists()
    with database.running(data) as url:
        psycopg2.connect(url).close()


def test_the_number_of_a_dead_server_may_belong_to_another_program(data):
    stranger = subprocess.Popen(["sleep", "60"])
    until(lambda: b"sleep" in database._command(stranger.pid))
    try:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n1700000000\n5432\n/tmp\n\n")
        with database.running(data) as url:
            psycopg2.connect(url).close()
        assert stranger.poll() is None, "it must not be stopped in the server's place"
    finally:
        end(stranger)


def test_a_folder_that_no_server_can_use_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9.6\n")
    assert "PostgreSQL không khởi động được" in sentence(run("manage", "check", var=tmp_path))


# The site


def test_the_site_is_served_and_ctrl_c_ends_everything(var, visit):
    port, home, status, output = visit
    assert 'lang="vi"' in home
    assert f"http://localhost:{port}/quan-tri/" in output
    assert "Traceback" not in output
    assert status == 0
    assert not answers(port, "/live")
    assert not server_is_up(var / "postgres")


def test_what_was_prepared_once_is_not_prepared_again_unless_the_database_is_gone(var, visit):
    prepared, port = var / "prepared", free_port()
    first = prepared.stat().st_mtime_ns
    with site(var, port) as process:
        assert prepared.stat().st_mtime_ns == first
        process.terminate()
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 143
    shutil.rmtree(var / "postgres")
    with site(var, port):
        assert prepared.stat().st_mtime_ns != first
        assert 'lang="vi"' in answers(port)


def test_after_run_was_killed_outright_nothing_stays_and_it_starts_again(var, visit):
    port = free_port()
    with site(var, port) as process:
        process.kill()
        process.wait()
        until(lambda: not answers(port, "/live"))
    with site(var, port):
        assert answers(port)


def test_two_commands_at_once_share_the_server(var):
    code = "from django.db import connection; connection.ensure_connection(); print('connected')"
    commands = [
        subprocess.Popen(
            [ROOT / "run", "manage", "shell", "-c", code],
            env=environment(var),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [command.communicate(timeout=PATIENCE)[0].splitlines()[-1] for command in commands]
    assert said == ["connected", "connected"]
    assert not server_is_up(var / "postgres")


def test_manage_ends_with_the_status_of_its_command(var):
    assert run("manage", "no-such-command", var=var).returncode == 1
    assert run("manage", "shell", "-c", "raise SystemExit(7)", var=var).returncode == 7


# What it refuses


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80a", "8000 ", "٨٠٠٠", "9" * 50])
def test_a_port_that_is_not_one_is_refused(tmp_path, port):
    assert "không phải số cổng" in sentence(run(var=tmp_path, PORT=port))


def test_a_busy_port_is_refused_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(var=tmp_path, PORT=str(taken.getsockname()[1]))
    assert "đang bận" in sentence(done)
    assert not (tmp_path / "postgres").exists()


def test_an_unknown_verb_shows_the_usage(tmp_path):
    done = run("serv", var=tmp_path)
    assert done.returncode == 1
    assert "./run test" in done.stderr
    assert run("--help", var=tmp_path).returncode == 0


@contextmanager
def pretending(reply):
    """A server on loopback that answers the first message of every connection with `reply`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1024)
                    connection.sendall(reply)
                    connection.recv(1024)

        threading.Thread(target=answer, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def message(kind, body):
    return kind + struct.pack("!i", len(body) + 4) + body


OLD_POSTGRESQL = (
    message(b"R", struct.pack("!i", 0))
    + message(b"S", b"server_version\x0013.9\x00")
    + message(b"S", b"client_encoding\x00UTF8\x00")
    + message(b"S", b"DateStyle\x00ISO, DMY\x00")
    + message(b"S", b"standard_conforming_strings\x00on\x00")
    + message(b"Z", b"I")
)
WRONG_PASSWORD = message(
    b"E", b'SFATAL\x00VFATAL\x00C28P01\x00Mpassword authentication failed for user "x"\x00\x00'
)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "Không kết nối được DATABASE_URL"),
        (WRONG_PASSWORD, "password authentication failed"),
        (OLD_POSTGRESQL, "Cần PostgreSQL ≥ 15, máy chủ là 13"),
    ],
)
def test_a_server_that_will_not_do_is_refused(tmp_path, reply, said):
    with pretending(reply) as port:
        url = f"postgresql://x:y@127.0.0.1:{port}/x?sslmode=disable&gssencmode=disable"
        assert said in sentence(run("manage", "check", var=tmp_path, DATABASE_URL=url))


@pytest.mark.parametrize(
    "url", ["postgresql://x@127.0.0.1:1/x", "postgresql://[/x", "mysql://x@127.0.0.1/x", "nothing"]
)
def test_an_address_where_no_postgresql_answers_is_refused(tmp_path, url):
    assert "Không kết nối được DATABASE_URL" in sentence(
        run(var=tmp_path, DATABASE_URL=url, PORT=str(free_port()))
    )


def folder_without_environment(tmp_path, python):
    """A fresh clone where every Python is the shell script `python`, and a PATH that shows nothing else."""
    clone, programs = tmp_path / "clone", tmp_path / "bin"
    clone.mkdir()
    programs.mkdir()
    for name in ("run", "requirements-dev.txt"):
        (clone / name).write_bytes((ROOT / name).read_bytes())
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (programs / name).write_text(f"#!/bin/sh\n{python}\n")
        (programs / name).chmod(0o755)
    for name in ("dirname", "cmp", "sh", "rm", "awk", "cp"):
        (programs / name).symlink_to(subprocess.check_output(["which", name], text=True).strip())
    return ["sh", clone / "run"], {"PATH": str(programs), "HOME": str(tmp_path)}


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("exit 1", "Cần Python 3.11"),
        ('case "$2" in *venv*) exit 1 ;; esac', "apt install python3-venv"),
        ('case "$1 $2" in "-m venv") exit 1 ;; esac', "Không cài được các gói"),
    ],
)
def test_a_python_that_will_not_do_is_refused(tmp_path, python, said):
    command, surroundings = folder_without_environment(tmp_path, python)
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert said in done.stderr.strip().splitlines()[-1]
