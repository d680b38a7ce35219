import json
from hashlib import sha256
from pathlib import Path

import pytest

from dnoutcomes.destination import refuse_directory, refuse_file, refuse_replacing
from dnoutcomes.errors import OutputError

CONTENT = b"<p>ours</p>"


@pytest.fixture
def report(tmp_path):
    """A directory with a report of one page."""
    listed = {"report.html": {"sha256": sha256(CONTENT).hexdigest(), "bytes": len(CONTENT)}}
    (tmp_path / "report.html").write_bytes(CONTENT)
    (tmp_path / "manifest.json").write_text(json.dumps({"files": listed}))
    return tmp_path


def test_a_directory_that_can_be_made_is_left_unmade(tmp_path):
    refuse_directory(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "notes").write_text("mine")
    for place in (tmp_path / "notes", tmp_path / "notes" / "report" / "deep"):
        with pytest.raises(OutputError, match=r"notes isn't a directory.*--out"):
            refuse_directory(place)


def test_a_link_to_nowhere_is_no_directory(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    with pytest.raises(OutputError, match="isn't a directory"):
        refuse_directory(tmp_path / "link")


@pytest.mark.parametrize("place", ["/proc/report", "a\0b", "x" * 300, "x" * 5000], ids=lambda text: text[:8])
def test_a_place_where_nobody_can_write_is_refused(tmp_path, place):
    with pytest.raises(OutputError, match="can't write to"):
        refuse_directory(tmp_path / place)


def test_a_directory_that_may_not_be_written_is_refused(tmp_path, monkeypatch):
    def refused(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("dnoutcomes.destination.tempfile.TemporaryFile", refused)
    with pytest.raises(OutputError, match="you may not write there"):
        refuse_directory(tmp_path)


def test_the_report_of_before_is_replaced(report):
    refuse_replacing(report, ["report.html", "results.csv", "manifest.json"])


def test_a_file_without_a_manifest_is_somebodys(tmp_path):
    (tmp_path / "report.html").write_bytes(CONTENT)
    with pytest.raises(OutputError, match=r"holds report\.html.*Move or rename it"):
        refuse_replacing(tmp_path, ["report.html", "manifest.json"])


def test_a_file_that_was_changed_is_somebodys(report):
    (report / "report.html").write_bytes(CONTENT + b"<p>mine</p>")
    with pytest.raises(OutputError, match=r"report\.html"):
        refuse_replacing(report, ["report.html"])


@pytest.mark.parametrize("text", ['{"name": "an app"}', "[" * 20_000], ids=["app", "nested"])
def test_another_programs_manifest_is_not_replaced(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(OutputError, match=r"manifest\.json"):
        refuse_replacing(tmp_path, ["manifest.json"])


def test_a_manifest_answers_for_no_file_outside(report, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "report.html"
    outside.write_bytes(CONTENT)
    listed = {str(outside): {"sha256": sha256(CONTENT).hexdigest()}}
    (report / "manifest.json").write_text(json.dumps({"files": listed}))
    with pytest.raises(OutputError):
        refuse_replacing(report, [str(outside)])


def test_a_directory_or_a_link_in_the_place_of_a_file_is_refused(report):
    (report / "results.csv").mkdir()
    (report / "tables.xlsx").symlink_to(Path("nowhere"))
    for name in ("results.csv", "tables.xlsx"):
        with pytest.raises(OutputError, match=name):
            refuse_replacing(report, [name])


def test_one_file_is_replaced_only_where_it_is_ours(tmp_path):
    path = tmp_path / "words.po"
    refuse_file(path, b"ours".__eq__)
    path.write_bytes(b"ours")
    refuse_file(path, b"ours".__eq__)
    path.write_bytes(b"ours, translated")
    with pytest.raises(OutputError, match=r"words\.po"):
        refuse_file(path, b"ours".__eq__)
    with pytest.raises(OutputError, match="directory"):
        refuse_file(tmp_path, b"ours".__eq__)
