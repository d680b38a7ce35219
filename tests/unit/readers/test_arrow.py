import polars as pl
import pytest
from one_analysis import CODED, WORDED, assert_same_records

from dnoutcomes.errors import DataError
from dnoutcomes.readers import SiteMapping, arrow, read_raw


def write(path, kind, frame=WORDED):
    table = pl.DataFrame(frame.to_dict("list"))
    if kind == "stream":
        table.write_ipc_stream(path)
    else:
        table.write_ipc(path, compression="uncompressed" if kind == "file" else "zstd")
    return path


@pytest.mark.parametrize("kind", ["stream", "file", "packed"])
def test_an_analysis_is_that_of_the_csv_file(kind, tmp_path):
    assert_same_records(write(tmp_path / "clinic.arrow", kind), tmp_path)


def test_rows_stay_in_their_order_when_they_are_read_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(arrow, "_ROWS", 2)
    assert_same_records(write(tmp_path / "clinic.arrow", "file"), tmp_path)


@pytest.mark.parametrize("kind", ["stream", "file", "packed"])
@pytest.mark.parametrize("share", [0.05, 0.5])
def test_a_file_that_is_cut_short_is_refused(kind, share, tmp_path):
    path = write(tmp_path / "clinic.feather", kind)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(DataError, match="an Arrow or Feather file"):
        read_raw(path, SiteMapping())


def test_what_it_unpacks_to_is_bounded(tmp_path, monkeypatch):
    path = write(tmp_path / "clinic.arrow", "file", CODED)
    monkeypatch.setattr(arrow, "TABLE_BYTES", 100)
    with pytest.raises(DataError, match="unpacks to more than 100 bytes"):
        read_raw(path, SiteMapping())
