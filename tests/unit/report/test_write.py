"""Writing replaces a report as a whole or not at all, and touches nothing else."""

from pathlib import Path

import pytest

from dnoutcomes.report.write import write_files


def test_files_are_written_in_order_and_returned(tmp_path):
    written = write_files(tmp_path / "deep" / "report", {"b.html": b"page", "a.csv": b"1"})
    assert [path.name for path in written] == ["b.html", "a.csv"]
    assert (tmp_path / "deep" / "report" / "b.html").read_bytes() == b"page"


def test_other_files_in_the_directory_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    write_files(tmp_path, {"report.html": b"new"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "report.html"]


def test_a_run_that_dies_while_writing_leaves_the_old_report_whole(tmp_path, monkeypatch):
    write_files(tmp_path, {"report.html": b"old", "results.csv": b"old"})
    opened = Path.open

    def full_disk(self, *arguments, **options):
        if self.name == "results.csv":
            raise OSError("No space left on device")
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_files(tmp_path, {"report.html": b"new", "results.csv": b"new"})
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "report.html": b"old", "results.csv": b"old",
    }  # fmt: skip
