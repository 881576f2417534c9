"""What a backup says of itself, as text and back."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.backup import manifest
from portal.backup.manifest import Manifest, NotABackup


@given(
    st.builds(
        Manifest,
        started=st.datetimes(timezones=st.just(UTC)),
        finished=st.datetimes(timezones=st.just(UTC)),
        pg_dump=st.integers(15, 30),
        dump_size=st.integers(0),
        files=st.integers(0),
        files_size=st.integers(0),
        sums=st.text("0123456789abcdef", min_size=64, max_size=64),
        missing=st.lists(st.text()),
        rows=st.dictionaries(st.text(), st.integers(0)),
    )
)
def test_a_manifest_is_read_as_it_was_written(written):
    assert Manifest.read(written.text()) == written


@given(st.lists(st.tuples(st.text("0123456789abcdef", min_size=64, max_size=64), st.text(min_size=1))))
def test_sums_are_read_as_they_were_written_whatever_files_are_called(written):
    written = [(digest, f"media/x{path}") for digest, path in written if ".." not in path.split("/")]
    lines = "".join(manifest.sum_line(digest, path) for digest, path in written)
    assert list(manifest.sum_lines(line + "\n" for line in lines.split("\n")[:-1])) == written


@pytest.mark.parametrize(
    "path",
    ["../etc/passwd", "/etc/passwd", "media", "media/../../x", "media/a/../../../x", "manifest.json", "."],
)
def test_sums_that_lead_out_of_the_backup_are_refused(path):
    with pytest.raises(NotABackup):
        list(manifest.sum_lines([f"{'0' * 64}  {path}\n"]))


@pytest.mark.parametrize(
    "line", ["", "\n", f"{'0' * 63}  media/x\n", f"{'G' * 64}  media/x\n", f"{'0' * 64}  media/x"]
)
def test_a_line_that_is_not_a_sum_is_refused(line):
    with pytest.raises(NotABackup):
        list(manifest.sum_lines([line]))


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{}", '{"format": 2}', '{"format": 1}', '{"format": 1, "rows": []}']
)
def test_a_manifest_that_is_none_is_refused_in_a_sentence(text):
    with pytest.raises(NotABackup, match=r"\.$"):
        Manifest.read(text)
