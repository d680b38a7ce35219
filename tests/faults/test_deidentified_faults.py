"""Whatever stands in a file that is read, its export passes the check against the file and holds no word of it."""

import csv
from pathlib import Path

import pytest

from dnoutcomes.deidentification import deidentify
from dnoutcomes.readers import SiteMapping, read_raw

HERE = Path(__file__).parent
with (HERE / "manifest.csv").open(encoding="utf-8", newline="") as stream:
    READ = [row["file"] for row in csv.DictReader(stream) if row["verdict"] in ("OK", "WARN", "ROW")]
# Columns whose values point to somebody or may hold anything.
TELLING = ("patient_id", "note", "mrn", "session_date", "site_id", "site")


@pytest.mark.parametrize("name", READ)
def test_an_export_of_a_faulty_file_holds_no_word_of_it(read_plainly, name, tmp_path):
    export = deidentify(read_plainly(name))
    found = export.check(HERE / name)
    assert found.passed, repr(found)
    table, *_ = export.write(tmp_path)
    with table.open(encoding="utf-8", newline="") as stream:
        cells = {cell for row in csv.reader(stream) for cell in row}
    raw = read_raw(HERE / name, SiteMapping()).frame
    telling = {text.strip() for column in TELLING if column in raw for text in raw[column]} - {""}
    # Ids such as 1 or 001 are numbers that a score may be; the pseudonyms' own check is for them.
    assert not cells & {text for text in telling if not text.replace(".", "").isdecimal()}
    assert not {cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))}
