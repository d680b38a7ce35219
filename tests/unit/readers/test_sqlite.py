import sqlite3

import pytest
from one_analysis import CODED, WORDED, assert_same_records

from dnoutcomes.errors import DataError
from dnoutcomes.readers import SiteMapping, read_raw
from dnoutcomes.readers.sqlite import _only_reading


@pytest.fixture
def path(tmp_path):
    """Two tables, one of them with a name that must be quoted."""
    path = tmp_path / "clinic.sqlite"
    with sqlite3.connect(path) as connection:
        WORDED.to_sql('all "sessions"', connection, index=False)
        CODED.iloc[:2].to_sql("patients", connection, index=False)
    connection.close()
    return path


def test_an_analysis_is_that_of_the_csv_file(path, tmp_path):
    assert_same_records(path, tmp_path, member='all "sessions"')
    assert_same_records(path, tmp_path, mapping={"source": {"table": 'all "sessions"'}})
    query = 'select * from "all ""sessions""" where patient_id <> \'delete; drop\''
    assert_same_records(path, tmp_path, mapping={"source": {"query": query}})


def test_several_tables_are_a_question_that_lists_them(path):
    with pytest.raises(
        DataError, match=r"""2 tables: 'all "sessions"' \(5 rows\), 'patients' \(2 rows\)"""
    ) as caught:
        read_raw(path, SiteMapping())
    assert caught.value.verdict == "ask"
    assert read_raw(path, SiteMapping(member="patients")).source.member == "patients"


def test_a_table_that_is_not_there(path):
    with pytest.raises(DataError, match="no table 'visits'"):
        read_raw(path, SiteMapping(member="visits"))


@pytest.mark.parametrize(
    "query",
    [
        "delete from patients",
        "with x as (select 1) insert into patients select * from patients",
        "select 1; drop table patients",
        "pragma writable_schema = 1",
        "select load_extension('x')",
        "select * from nothing",
    ],
)
def test_queries_that_write_or_fail_are_refused_and_change_nothing(path, query):
    before = path.read_bytes()
    with pytest.raises(DataError):
        read_raw(path, SiteMapping.build({"source": {"query": query}}))
    assert path.read_bytes() == before


def test_the_database_itself_is_told_to_refuse_what_changes_anything():
    """Beside the check of the query's words, and the file's being open for reading only."""
    connection = sqlite3.connect(":memory:")
    connection.execute("create table patients (id)")
    connection.set_authorizer(_only_reading)
    for statement in ("insert into patients values (1)", "pragma user_version = 7", "attach 'x' as y"):
        with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
            connection.execute(statement)
    assert connection.execute("select count(*) from patients").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize("share", [0.01, 0.5])
def test_a_damaged_file_is_refused(path, share):
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(DataError, match=r"SQLite|no table"):
        read_raw(path, SiteMapping(member="patients"))
