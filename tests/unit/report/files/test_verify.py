"""verify_report finds every file that isn't as it was written, says of which file a report is, and changes nothing."""

import hashlib
import json
import os
import shutil

import pytest

from dnoutcomes.errors import OutputError
from dnoutcomes.report import verify_report
from dnoutcomes.writing import write_into
from dnoutcomes.writing.lock import locked

INPUT = b"patient_id,arm\np1,needling\n"
FILES = {"report.html": b"page", "results.csv": b"numbers", "figures/course.svg": b"drawn"}


def hashed(content):
    return hashlib.sha256(content).hexdigest()


def manifest(files, **more):
    source = {"name": "clinic.csv", "sha256": hashed(INPUT), "rows": 7, "rows_used": 5, "rows_set_aside": 2}
    told = {
        "format": "dnoutcomes manifest, version 1", "input": source, "release": "protected", "plan_sha256": "ab" * 32,
        "versions": {"dnoutcomes": "0.1.0"},
        "files": {name: {"sha256": hashed(content), "bytes": len(content)} for name, content in files.items()},
    }  # fmt: skip
    return json.dumps(told | more).encode()


@pytest.fixture
def report(tmp_path):
    write_into(tmp_path / "report", FILES | {"manifest.json": manifest(FILES)})
    return tmp_path / "report"


@pytest.fixture
def sites(tmp_path):
    """The reports of two sites, and a third that has none."""
    place = tmp_path / "sites"
    entries = []
    for name in ("S1", "S2"):
        files = {"report.html": name.encode()}
        own = manifest(files)
        write_into(place / name, files | {"manifest.json": own})
        entries.append({"site": name, "directory": name, "written": True, "manifest_sha256": hashed(own)})
    entries.append({"site": "S3", "directory": "S3", "written": False, "manifest_sha256": ""})
    index = {
        "format": "dnoutcomes sites, version 1", "input": {"name": "network.csv", "sha256": hashed(INPUT)},
        "release": "protected", "plan_sha256": "ab" * 32, "sites": entries,
    }  # fmt: skip
    write_into(
        place,
        {
            "sites.json": json.dumps(index).encode(),
            "S1-set-aside.csv": b"",
            "set-aside-without-site.csv": b"",
        },
    )
    return place


def contents(directory):
    return {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_a_report_that_nobody_touched_is_whole(report):
    before = contents(report.parent)
    found = verify_report(report)
    assert (found.verdict, found.passed, found.n_files, found.is_of_input) == ("whole", True, 3, None)
    assert (found.missing, found.changed, found.added, found.left) == ((), (), (), ())
    assert found.sealed_by == hashed((report / "manifest.json").read_bytes())
    assert (found.facts.input_name, found.facts.rows, found.facts.rows_set_aside) == ("clinic.csv", 7, 2)
    assert contents(report.parent) == before


def test_what_is_missing_changed_and_added_is_told_apart(report):
    (report / "results.csv").write_bytes(b"number5")
    (report / "figures" / "course.svg").unlink()
    (report / "notes.txt").write_text("mine")
    found = verify_report(report)
    assert found.verdict == "changed"
    assert not found.passed
    assert (found.missing, found.changed, found.added) == (
        ("figures/course.svg",),
        ("results.csv",),
        ("notes.txt",),
    )


def test_what_is_no_file_is_not_that_file(report):
    (report / "elsewhere").write_bytes(FILES["report.html"])
    (report / "report.html").unlink()
    (report / "report.html").symlink_to("elsewhere")
    (report / "results.csv").unlink()
    os.mkfifo(report / "results.csv")
    assert verify_report(report).changed == ("report.html", "results.csv")


def test_an_other_file_than_the_input_is_told(report, tmp_path):
    (tmp_path / "clinic.csv").write_bytes(INPUT)
    (tmp_path / "later.csv").write_bytes(INPUT + b"p2,standard\n")
    assert verify_report(report, tmp_path / "clinic.csv").is_of_input is True
    other = verify_report(report, tmp_path / "later.csv")
    assert (other.verdict, other.passed, other.is_of_input) == ("other input", False, False)
    with pytest.raises(OutputError, match=r"none\.csv: the file can't be opened"):
        verify_report(report, tmp_path / "none.csv")


def test_the_sites_are_followed_from_the_index_to_the_last_file(sites):
    found = verify_report(sites)
    assert (found.passed, found.n_sites, found.n_files, found.added) == (True, 2, 4, ())
    (sites / "S1" / "report.html").write_bytes(b"S2")
    (sites / "S2" / "manifest.json").write_bytes(manifest({"report.html": b"another run"}))
    found = verify_report(sites)
    assert (found.verdict, found.changed) == ("changed", ("S1/report.html", "S2/manifest.json"))
    shutil.rmtree(sites / "S2")
    assert verify_report(sites).missing == ("S2/manifest.json",)


def test_a_report_of_a_site_that_the_index_has_none_of_is_not_a_part(sites):
    write_into(sites / "S3", {"report.html": b"old", "manifest.json": b"{}"})
    assert verify_report(sites).added == ("S3/manifest.json", "S3/report.html")


def test_what_a_dead_run_left_is_named_and_does_no_harm(report):
    (report.parent / ".report.dnoutcomes-unfinished").mkdir()
    (report.parent / ".report.dnoutcomes-lock").touch()
    found = verify_report(report)
    assert found.passed
    assert found.left == (".report.dnoutcomes-unfinished", ".report.dnoutcomes-lock")


def test_a_mix_is_told_from_a_run_that_had_moved_nothing_yet(report):
    write_into(report / ".dnoutcomes-ready", {"results.csv": b"new"})
    found = verify_report(report)
    assert (found.verdict, found.added, found.left) == ("whole", (), (".dnoutcomes-ready",))
    (report / "report.html").write_bytes(b"new")
    found = verify_report(report)
    assert (found.verdict, found.passed, found.added) == ("mixed", False, ())


def test_a_report_that_is_being_written_is_not_called_broken(report):
    with locked(report):
        assert verify_report(report).passed
        assert verify_report(report).left == ()
        (report / "results.csv").unlink()
        with pytest.raises(OutputError, match="a run is writing to"):
            verify_report(report)


def test_where_the_earlier_report_is_after_a_run_died_between_two_renames(report):
    report.rename(report.parent / ".report.dnoutcomes-replaced")
    with pytest.raises(OutputError, match=r"earlier report is whole, in .*\.report\.dnoutcomes-replaced"):
        verify_report(report)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b'"x"', b"\xff", b"[" * 20_000, manifest(FILES, versions=3), manifest(FILES, input=None),
     manifest(FILES, format="dnoutcomes manifest, version 2"), manifest({"../elsewhere": b""}),
     manifest({"/etc/passwd": b""})],
    ids=range(11),
)  # fmt: skip
def test_a_manifest_that_is_none_of_ours_is_refused(report, content):
    (report / "manifest.json").write_bytes(content)
    with pytest.raises(OutputError, match="can't be read as the manifest"):
        verify_report(report)


@pytest.mark.parametrize("directory", ["..", "../report", "S1/../../report", "/etc"])
def test_an_index_leads_nowhere_else(sites, directory):
    told = json.loads((sites / "sites.json").read_bytes())
    told["sites"][0]["directory"] = directory
    (sites / "sites.json").write_text(json.dumps(told))
    with pytest.raises(OutputError, match="can't be read as the index"):
        verify_report(sites)


def test_a_manifest_that_never_ends_is_not_waited_for(report):
    (report / "manifest.json").unlink()
    os.mkfifo(report / "manifest.json")
    with pytest.raises(OutputError, match="holds no report"):
        verify_report(report)
