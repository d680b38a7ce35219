import duckdb
import pytest
from one_analysis import WORDED, assert_same_records

from dnoutcomes.errors import DataError
from dnoutcomes.readers import SiteMapping, read_raw


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "clinic.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.register("frame", WORDED)
        connection.execute("create table sessions as select * from frame")
        connection.execute(
            "create schema raw; create view raw.young as select * from sessions where age < 50"
        )
    return path


def test_an_analysis_is_that_of_the_csv_file(path, tmp_path):
    assert_same_records(path, tmp_path, member="sessions")
    assert_same_records(path, tmp_path, mapping={"source": {"query": "from sessions"}})


def test_several_tables_are_a_question_that_lists_them(path):
    with pytest.raises(DataError, match=r"2 tables: 'sessions' \(5 rows\), 'raw.young' \(2 rows\)"):
        read_raw(path, SiteMapping())
    assert read_raw(path, SiteMapping(member="raw.young")).frame["patient_id"].tolist() == ["012", "012"]


def test_a_dot_may_belong_to_the_name_of_a_table(path):
    with duckdb.connect(str(path)) as connection:
        connection.execute('create table "scores v1.2" as select * from sessions limit 3')
    assert len(read_raw(path, SiteMapping(member="scores v1.2")).frame) == 3
    assert len(read_raw(path, SiteMapping(member="raw.young")).frame) == 2


@pytest.mark.parametrize(
    "query",
    [
        "delete from sessions",
        "select * from 'other.csv'",
        "select * from read_text('/etc/hostname')",
        "select 1; select 2",
    ],
)
def test_queries_that_write_or_reach_beyond_the_file_are_refused(path, query):
    (path.parent / "other.csv").write_text("a\n1\n")
    with pytest.raises(DataError):
        read_raw(path, SiteMapping.build({"source": {"query": query}}))


@pytest.mark.parametrize("share", [0.001, 0.3])
def test_a_damaged_file_is_refused(path, share):
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(DataError, match="DuckDB database"):
        read_raw(path, SiteMapping(member="sessions"))
