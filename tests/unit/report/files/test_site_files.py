"""Of a directory of reports by site, exactly what runs wrote and nobody changed is theirs to replace."""

import hashlib
import json

from dnoutcomes.report.files.site_files import site_files
from dnoutcomes.writing import write_into

LIST = b"source_row,column,value,reason,set_aside\n2,pain,11,out of range,value\n"


def a_report(page):
    listed = {"report.html": {"sha256": hashlib.sha256(page).hexdigest()}}
    return {"report.html": page, "manifest.json": json.dumps({"files": listed}).encode()}


def test_what_the_index_lists_and_what_this_run_names_is_ours(tmp_path):
    index = {"format": "dnoutcomes sites, version 1", "sites": [{"directory": "S1"}, {"directory": "../S9"}]}
    write_into(
        tmp_path, {"sites.json": json.dumps(index).encode(), "S1-set-aside.csv": LIST, "notes.txt": b"mine"}
    )
    for name in ("S1", "S2", "S3"):
        write_into(tmp_path / name, a_report(name.encode()))
    (tmp_path / "S2" / "report.html").write_bytes(b"with remarks")
    write_into(tmp_path, {"S2-set-aside.csv": b"name,phone\n", "set-aside-without-site.csv": LIST})
    assert set(site_files(tmp_path, ["S2"])) == {
        "sites.json", "S1/report.html", "S1/manifest.json", "S1-set-aside.csv", "S2/manifest.json",
        "set-aside-without-site.csv",
    }  # fmt: skip
    assert site_files(tmp_path)["S1/report.html"] == hashlib.sha256(b"S1").hexdigest()


def test_an_index_that_cannot_be_read_lists_nothing(tmp_path):
    for content in (b"", b"[" * 20_000, b'{"sites": 3}'):
        write_into(tmp_path, {"sites.json": content})
        assert site_files(tmp_path) == {}
