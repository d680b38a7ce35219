import contextlib
import io
import sqlite3
import zipfile

import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.starting import start
from dnoutcomes.starting.members import member_names

VISITS = pd.DataFrame({"patient": ["1", "1", "2", "2"], "arm": ["sc", "sc", "dn", "dn"], "cause": "diabetic",
                       "date": ["2026-01-05", "2026-02-02"] * 2, "pain": ["7", "6", "8", "5"]})  # fmt: skip


def test_a_workbook_with_two_sheets_is_asked_and_read_by_the_answer(tmp_path):
    path = tmp_path / "export.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"key": ["a"], "meaning": ["b"]}).to_excel(book, sheet_name="Legend", index=False)
        VISITS.to_excel(book, sheet_name="Data 2026", index=False)
    (question,) = start(path).questions
    assert [answer.name for answer in question.answers] == ["Legend", "Data 2026"]
    assert start(path, answers={"member": "Data 2026"}).understood.counts["patients"] == 2


def test_an_archive_of_two_files_is_asked(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("old/visits.csv", VISITS.to_csv(index=False))
        archive.writestr("new.csv", VISITS.assign(pain="5").to_csv(index=False))
    assert member_names(packed.getvalue(), "a.zip") == ["old/visits.csv", "new.csv"]
    path = tmp_path / "a.zip"
    path.write_bytes(packed.getvalue())
    assert [question.name for question in start(path).questions] == ["member"]
    assert start(path, answers={"member": 1}).understood.patients["scores"][0] == "day 0: 7, day 28: 6"


def test_a_broken_archive_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(DataError, match="broken"):
        start(path)


def test_a_database_with_two_tables_is_asked_and_read_by_the_name_that_is_given(tmp_path):
    path = tmp_path / "clinic.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as database:
        pd.DataFrame({"key": ["a"]}).to_sql("codes", database, index=False)
        VISITS.to_sql("visits", database, index=False)
    (question,) = start(path).questions
    assert (question.name, question.answers) == ("member", ())
    assert "visits" in question.asks
    assert start(path, answers={"member": "visits"}).understood.counts["patients"] == 2
    with pytest.raises(DataError, match="visit"):
        start(path, answers={"member": "visit"})
