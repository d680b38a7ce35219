import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.engines import EngineError
from dnoutcomes.engines.database import Database, RoomError, plain_array
from dnoutcomes.engines.duckdb_engine import DuckDB

# Two million numbers in random order take 32 MB as they stand, more when they're sorted.
SORTED = "create table sorted as select hash(range) as a, hash(range + 1) as b from range(2000000) order by a"


def test_a_memory_limit_below_the_data_works_through_the_disk(tmp_path):
    database = Database(DuckDB(memory_limit="30MB", temp_directory=tmp_path, threads=1))
    database.run(SORTED)
    assert (
        database.value(
            "select count(*) from (select a, lag(a) over (order by a) as before from sorted) where a < before"
        )
        == 0
    )


FULL = f"""
import resource, sys
from dnoutcomes.engines.database import Database, RoomError
from dnoutcomes.engines.duckdb_engine import DuckDB
database = Database(DuckDB(memory_limit="30MB", temp_directory=sys.argv[1], threads=1))
resource.setrlimit(resource.RLIMIT_FSIZE, (2**21, 2**21))
try:
    database.run({SORTED!r})
except RoomError as error:
    print(error)
"""


def test_a_full_disk_is_told_with_what_would_do(tmp_path):
    done = subprocess.run([sys.executable, "-c", FULL, tmp_path], capture_output=True, text=True, check=False)
    assert "neither memory nor temporary space left" in done.stdout
    assert "name a temp_directory with more room" in done.stdout


def test_a_directory_that_is_not_there_is_named(tmp_path):
    with pytest.raises(EngineError, match=r"temp_directory.*nowhere"):
        Database(DuckDB(temp_directory=tmp_path / "nowhere"))


def test_a_limit_that_is_none_is_refused():
    with pytest.raises(EngineError, match="must have a number"):
        Database(DuckDB(memory_limit="much"))


def test_nothing_stays_on_the_disk(tmp_path):
    database = Database(DuckDB(temp_directory=tmp_path))
    database.run("create table kept as select 1 as a")
    assert len(list(tmp_path.iterdir())) == 1
    del database
    assert list(tmp_path.iterdir()) == []


def test_frames_go_in_and_come_back_with_their_gaps():
    database = Database(DuckDB(threads=1))
    database.store("gaps", pd.DataFrame({"a": pd.array([3, None], dtype="Int64")}))
    assert plain_array(database.columns("select a from gaps")["a"], -1).tolist() == [3, -1]
    assert plain_array(np.array([1, 2]), -1).tolist() == [1, 2]


def test_an_error_in_sql_is_no_lack_of_room():
    with pytest.raises(EngineError) as caught:
        Database(DuckDB(threads=1)).run("select nothing")
    assert not isinstance(caught.value, RoomError)


def test_long_queries_draw_no_bar_among_what_a_command_writes():
    assert not Database(DuckDB(threads=1)).value("select current_setting('enable_progress_bar')")
