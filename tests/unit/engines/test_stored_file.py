import pytest
from plain_clinic import plain_clinic, write

from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.engines.stored_file import NotPlainError, store_file
from dnoutcomes.readers import SiteMapping

ENGINE = DuckDB(threads=1)


@pytest.fixture
def path(tmp_path):
    return write(plain_clinic(), tmp_path / "clinic.csv")


def test_each_different_text_stands_in_the_witness_once_or_more(path):
    frame = plain_clinic().astype("object").where(plain_clinic().notna(), "").astype(str)
    stored = store_file(path, SiteMapping(), ENGINE)
    witness = stored.witness().frame
    assert list(witness) == list(frame)
    assert {name: set(witness[name]) for name in witness} == {name: set(frame[name]) for name in frame}
    assert stored.n_rows == len(frame)
    assert stored.lines == range(2, len(frame) + 2)


def test_texts_stand_in_the_order_of_the_file(path):
    stored = store_file(path, SiteMapping(), ENGINE)
    assert stored.texts["patient_id"] == [f"P{place:03d}" for place in range(12)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda data: b"\xef\xbb\xbf" + data, "encoding"),
        (lambda data: data.replace(b"diabetic", b'"diabetic"', 1), "quotes"),
        (lambda data: data.replace(b"diabetic", b"diab\xe9tic", 1), "text"),
        (lambda data: data.replace(b"\n", b"\n\n", 3), "blank lines"),
        (lambda data: data.replace(b"\n", b"\r\n", 3), "end in several ways"),
        (lambda data: data.replace(b"diabetic", b"diabetic,", 1), "cells of its header"),
        (lambda data: b"Export of 2025\n" + data, "header"),
        (lambda data: data.replace(b"cause", b"arm", 1), "one name"),
        (lambda data: data.replace(b"cause", b"", 1), "no name"),
        (lambda data: b"", "text"),
    ],
)
def test_what_is_not_plain_is_left_to_pandas(path, change, why):
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(NotPlainError, match=why):
        store_file(path, SiteMapping(), ENGINE)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_end_of_line_is_plain(tmp_path, end, delimiter):
    path = tmp_path / "clinic.csv"
    plain_clinic().to_csv(path, index=False, sep=delimiter, lineterminator=end)
    stored = store_file(path, SiteMapping(), ENGINE)
    assert stored.n_rows == len(plain_clinic())
    assert stored.texts["site_id"] == ["S0", "S1", "S2"]
    assert stored.source.delimiter == delimiter


def test_a_mapping_that_changes_rows_is_left_to_pandas(path):
    with pytest.raises(NotPlainError, match="mapping"):
        store_file(path, SiteMapping(normalise_ids=True), ENGINE)
