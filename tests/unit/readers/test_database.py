import sqlite3
import sys
import traceback

import pytest
from one_analysis import WORDED, assert_same_records
from sqlalchemy.exc import OperationalError

from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.readers import SiteMapping, read_raw
from dnoutcomes.readers.database import _without_secrets

SECRET = "gr%40ss:hopper"


@pytest.fixture
def address(tmp_path):
    path = tmp_path / "clinic.db"
    with sqlite3.connect(path) as connection:
        WORDED.to_sql("all sessions", connection, index=False)
    connection.close()
    return f"sqlite:///{path}"


def test_an_analysis_is_that_of_the_csv_file(address, tmp_path):
    assert_same_records(address, tmp_path, mapping={"source": {"table": "all sessions"}})
    query = "select *, 'a :b' as note from \"all sessions\" where age > 40 or age is null"
    assert_same_records(address, tmp_path, mapping={"source": {"query": query}})


def test_the_source_is_named_without_path_and_hashed_by_its_cells(address):
    mapping = SiteMapping.build({"source": {"table": "all sessions"}})
    source = read_raw(address, mapping).source
    assert (source.name, source.member, len(source.sha256)) == ("clinic.db (sqlite)", "all sessions", 64)


def test_without_table_or_query_it_asks(address):
    with pytest.raises(DataError, match=r"under \[source\]: table = ") as caught:
        read_outcomes(address)
    assert caught.value.verdict == "ask"


@pytest.mark.parametrize(
    "query", ['delete from "all sessions"', "select * from nothing", "select 1; select 2"]
)
def test_queries_that_write_or_fail_are_refused(address, query):
    with pytest.raises(DataError):
        read_outcomes(address, {"source": {"query": query}})


def test_a_function_that_writes_is_stopped_by_the_database(address, monkeypatch):
    monkeypatch.setattr("dnoutcomes.readers.queries._WRITING", __import__("re").compile("(nothing at all)"))
    monkeypatch.setattr("dnoutcomes.readers.queries._FIRST_WORDS", ("delete",))
    with pytest.raises(DataError, match="readonly"):
        read_outcomes(address, {"source": {"query": 'delete from "all sessions"'}})


@pytest.mark.parametrize(
    "address",
    [f"nosuchdb://reader:{SECRET}@host/clinic", f"postgresql+nodriver://reader:{SECRET}@host/clinic",
     f"postgresql+psycopg://reader:{SECRET}@host:port/clinic", f"mysql://reader:{SECRET}@host/clinic"],
)  # fmt: skip
def test_no_refusal_shows_the_password(address):
    with pytest.raises(DataError) as caught:
        read_outcomes(address, {"source": {"table": "sessions"}})
    assert "hopper" not in str(caught.value) + str(caught.value.issues.to_dict())
    # Nor does what Python shows before it.
    shown = "".join(traceback.format_exception(caught.value, limit=0))
    assert "hopper" not in shown


def test_what_a_driver_says_is_shown_without_the_password():
    from sqlalchemy.engine import make_url

    url = make_url(f"postgresql://reader:{SECRET}@host/clinic")
    error = OperationalError(
        "select", {}, Exception('no user "reader" with gr@ss:hopper or gr%40ss%3Ahopper\nmore')
    )
    assert _without_secrets(error, url) == 'no user "reader" with *** or ***'


def test_without_sqlalchemy_the_refusal_says_what_installs_it(address, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(DataError, match=r"pip install 'dnoutcomes\[formats\]'"):
        read_outcomes(address, {"source": {"table": "all sessions"}})
