import json
from dataclasses import replace

import pytest

from dnoutcomes.errors import DisclosureError, OutputError
from dnoutcomes.report.releases.release_record import (
    FORMAT,
    Release,
    held,
    numbers_in,
    read_record,
    withdraw,
    write_record,
)

RELEASE = Release(
    directory="report", input_sha256="a" * 64, data_sha256="c" * 64, plan_sha256="b" * 64, site="",
    quarter="2026Q3", audience="clinic",
    smallest_cell=11, patients={"needling": 57},
    counts={("in the file", "needling"): "57", ("level", "sex", "F", "needling"): "1 to 10"},
    estimates={"difference / W12": -0.94},
)  # fmt: skip


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / "releases.json"
    assert read_record(path) == ()
    write_record(path, (RELEASE,))
    assert read_record(path) == (RELEASE,)
    assert RELEASE.exact == {("in the file", "needling"): 57}
    assert [found.name for found in tmp_path.iterdir()] == ["releases.json"]


def test_what_nobody_was_given_is_withdrawn_by_its_number(tmp_path):
    path = tmp_path / "releases.json"
    others = [
        replace(RELEASE, directory=name, quarter="", site=site) for name, site in (("b", "S1"), ("c", ""))
    ]
    write_record(path, (RELEASE, *others))
    with pytest.raises(DisclosureError, match="has no number 4: its reports are numbered from 1 to 3"):
        withdraw(path, frozenset({1, 4}))
    assert len(read_record(path)) == 3
    assert withdraw(path, frozenset({3, 1})) == (RELEASE, others[1])
    assert read_record(path) == (others[0],)
    assert [item.scope for item in (RELEASE, *others)] == ["2026Q3", "site S1", "all"]
    assert RELEASE.in_file == "needling 57"


@pytest.mark.parametrize("text", ["", "one", "1,,2", "-1", "1-", "2-3-4", "5-2", "1" * 30])
def test_numbers_are_numbers(text):
    with pytest.raises(DisclosureError, match="written as 2 or 2,5-7"):
        numbers_in(text)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"format": "something else, version 1", "releases": []}',
        json.dumps({"format": FORMAT, "releases": [{"directory": "report"}]}).encode(),
        json.dumps({"format": FORMAT, "releases": 3}).encode(),
        b"[" * 100_000,
    ],
)
def test_a_broken_or_foreign_record_is_refused(tmp_path, content):
    path = tmp_path / "releases.json"
    path.write_bytes(content)
    with pytest.raises(DisclosureError, match="can't be read as a release record"):
        read_record(path)
    assert path.read_bytes() == content


def test_a_record_that_cannot_be_replaced_stays_whole(tmp_path, monkeypatch):
    path = tmp_path / "releases.json"
    write_record(path, (RELEASE,))
    before = path.read_bytes()

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="the disk is full"):
        write_record(path, (RELEASE, RELEASE))
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["releases.json"]


def test_one_report_at_a_time_holds_the_record(tmp_path):
    fcntl = pytest.importorskip("fcntl")
    with (
        held(tmp_path / "releases.json"),
        (tmp_path / ".releases.lock").open("rb") as other,
        pytest.raises(BlockingIOError),
    ):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (tmp_path / ".releases.lock").open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
