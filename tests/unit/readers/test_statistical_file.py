import sys

import numpy as np
import pyreadstat
import pytest
from one_analysis import CODED

from dnoutcomes.errors import DataError
from dnoutcomes.readers import SiteMapping, read_raw, statistical_file

WRITE = {
    "clinic.sav": pyreadstat.write_sav,
    "clinic.dta": pyreadstat.write_dta,
    "clinic.xpt": pyreadstat.write_xport,
    "clinic.por": pyreadstat.write_por,
}


@pytest.fixture(params=WRITE)
def path(request, tmp_path):
    path = tmp_path / request.param
    WRITE[request.param](CODED.rename(columns=str.upper).rename(columns=lambda name: name[:8]), str(path))
    return path


@pytest.mark.parametrize("share", [0.02, 0.4, 0.7])
def test_a_file_that_is_cut_short_is_refused(path, share):
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(DataError, match=r"damaged|without a row|no rows"):
        read_raw(path, SiteMapping())


def test_damaged_bytes_end_in_a_table_or_in_our_error(path):
    data, random = path.read_bytes(), np.random.default_rng(20)
    for _ in range(6):
        damaged = bytearray(data)
        for place in random.integers(0, len(data), 3):
            damaged[place] = random.integers(256)
        path.write_bytes(damaged)
        try:
            assert read_raw(path, SiteMapping()).frame.shape[1]
        except DataError:
            continue


def test_a_crash_of_what_reads_it_is_a_damaged_file(path, monkeypatch, tmp_path):
    crashing = tmp_path / "crashing.py"
    crashing.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(statistical_file.readstat_process, "__file__", str(crashing))
    with pytest.raises(DataError, match="damaged or cut short"):
        read_raw(path, SiteMapping())


def test_memory_is_bounded(path, monkeypatch):
    monkeypatch.setattr(statistical_file, "MOST_MEMORY", 2**20)
    with pytest.raises(DataError, match=r"the most that's read|damaged"):
        read_raw(path, SiteMapping())


def test_without_pyreadstat_the_refusal_says_what_installs_it(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(
        DataError, match=r"pyreadstat, which reads it, .*\n?.*pip install 'dnoutcomes\[formats\]'"
    ):
        read_raw(path, SiteMapping())
