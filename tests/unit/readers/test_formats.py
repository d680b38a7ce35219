import pickle

import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers.formats import sniff


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_are_known_by_their_bytes(protocol):
    with pytest.raises(DataError, match="never loaded"):
        sniff(pickle.dumps([1], protocol), "data.csv")


@pytest.mark.parametrize("name", ["a.pkl", "a.PICKLE", "a.joblib", "a.npy"])
def test_pickles_are_known_by_their_ending(name):
    with pytest.raises(DataError, match="never loaded"):
        sniff(b"patient_id,arm", name)


@pytest.mark.parametrize(
    "page", ["<html>", "\n <!DOCTYPE HTML>", "<table border=1>", "\ufeff<html>", "<!-- saved -->"]
)
def test_web_pages(page):
    with pytest.raises(DataError, match="HTML"):
        sniff(page.encode(), "export.xls")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"patient_id", "a.csv", "delimited"),
        (b"<script>alert(1)</script>,x"[8:], "a.txt", "delimited"),
        (b"\x1f\x8b\x08", "a.csv.gz", "gzip"),
        (b"PK\x03\x04", "a.zip", "zip"),
        (b"PK\x03\x04", "a.xlsx", "workbook"),
        (b"PK\x03\x04..xl/workbook.xml", "export", "workbook"),
    ],
)
def test_kinds(data, name, kind):
    assert sniff(data, name) == kind
