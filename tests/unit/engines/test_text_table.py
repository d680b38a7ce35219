import pytest

from dnoutcomes.engines.database import Database, EngineError
from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.engines.text_table import columns_of_few_texts, make_text_table

HEADER = ("patient_id", "arm", "day", "pain", "tug", "note")
ROWS = [
    [f"P{place}", ("needling", "standard's", "")[place % 3], f"2024-0{1 + place % 3}-11", str(place % 7),
     f"{place % 13}.{place % 10}", "" if place % 9 else f"said {place}"]
    for place in range(120)
]  # fmt: skip


def written(folder, rows, delimiter=",", end="\n"):
    path = folder / "clinic of {1}'s.csv"
    path.write_bytes(end.join(delimiter.join(row) for row in [HEADER, *rows]).encode() + end.encode())
    return path


@pytest.mark.parametrize(("delimiter", "end"), [(",", "\n"), (";", "\r\n")])
def test_columns_of_few_texts_are_told_with_what_they_can_hold(tmp_path, delimiter, end):
    few = columns_of_few_texts(written(tmp_path, ROWS, delimiter, end), delimiter, HEADER)
    assert list(few) == ["arm", "day", "pain", "tug"]
    assert few["arm"] == ["needling", "standard's"]
    assert (few["day"][0], few["day"][-1], len(few["day"])) == ("2023-01-01", "2025-12-31", 365 + 366 + 365)
    assert few["pain"] == [str(number) for number in range(10)]
    assert (few["tug"][0], few["tug"][105], few["tug"][-1], len(few["tug"])) == ("0.0", "10.5", "99.9", 1000)


def test_a_word_that_is_seen_rarely_is_one_of_many(tmp_path):
    rows = [[*row[:1], "both" if place < 9 else row[1], *row[2:]] for place, row in enumerate(ROWS)]
    assert "arm" not in columns_of_few_texts(written(tmp_path, rows), ",", HEADER)
    rows[10][1] = "both"
    assert columns_of_few_texts(written(tmp_path, rows), ",", HEADER)["arm"] == [
        "both",
        "needling",
        "standard's",
    ]


def test_numbers_and_dates_written_otherwise_are_text(tmp_path):
    rows = [
        [*row[:2], f"2024-02-{place % 40:02}", f"0{place % 7}", f"1.{place:03}", ""]
        for place, row in enumerate(ROWS)
    ]
    few = columns_of_few_texts(written(tmp_path, rows), ",", HEADER)
    # The numbers 0 to 99 have no 07, and no February has a 30th.
    assert list(few) == ["arm"]


def test_the_sample_is_from_all_over_a_large_file(tmp_path):
    rows = [
        [f"P{place}", "needling" if place < 90_000 else "standard", *["x" * 8] * 4]
        for place in range(100_000)
    ]
    few = columns_of_few_texts(written(tmp_path, rows), ",", HEADER)
    assert few["arm"] == ["needling", "standard"]
    assert "patient_id" not in few


@pytest.mark.parametrize("odd", ["needling ", " needling", "Needling", "NULL", "neutral"])
@pytest.mark.parametrize(("delimiter", "end"), [(",", "\\n"), (";", "\\r\\n")])
def test_cells_are_those_of_the_file_whatever_the_sample_showed(tmp_path, odd, delimiter, end):
    few = columns_of_few_texts(written(tmp_path, ROWS, delimiter), delimiter, HEADER)
    for rows in (ROWS, [*ROWS, ["P7", odd, " 2024-01-01", "07", "7.50", ""]]):
        path = written(tmp_path, rows, delimiter, end.replace("\\n", "\n").replace("\\r", "\r"))
        database = Database(DuckDB(threads=1))
        make_text_table(database, path, delimiter, end, HEADER, few)
        cells = database.rows("select * from text order by rowid")
        assert cells == [tuple(cell or None for cell in row) for row in rows]
        kinds = dict(row[:2] for row in database.rows("describe text"))
        assert (kinds["arm"] == "VARCHAR") is (len(rows) > len(ROWS))


def test_a_row_with_other_cells_than_the_header_is_refused(tmp_path):
    few = columns_of_few_texts(written(tmp_path, ROWS), ",", HEADER)
    path = written(tmp_path, [*ROWS, [*ROWS[0], "more"]])
    with pytest.raises(EngineError):
        make_text_table(Database(DuckDB(threads=1)), path, ",", "\\n", HEADER, few)
