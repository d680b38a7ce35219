import gzip
import hashlib
import io
import zipfile

import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers import containers, read_raw
from dnoutcomes.readers.containers import unpack_gzip, unpack_zip
from dnoutcomes.readers.mapping import SiteMapping


def archive(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as stream:
        for name, content in members.items():
            stream.writestr(name, content)
    return packed.getvalue()


def test_a_member_is_chosen_by_name():
    assert unpack_zip(archive(a="1", b="2"), "x.zip", "b") == (b"2", "b")
    with pytest.raises(DataError, match="no single member 'c'"):
        unpack_zip(archive(a="1", b="2"), "x.zip", "c")


def test_the_size_cap_holds_for_what_does_not_shrink(monkeypatch):
    monkeypatch.setattr(containers, "MAX_BYTES", 1000)
    with pytest.raises(DataError, match="grows past"):
        unpack_gzip(gzip.compress(bytes(range(256)) * 10), "x.gz")


def test_the_ratio_cap_leaves_small_files_alone():
    repeated = b"001,standard,diabetic,2026-01-05,7\n" * 5000
    assert unpack_gzip(gzip.compress(repeated), "x.gz") == repeated


def test_a_size_that_the_archive_lies_about_does_not_help_it():
    data = bytearray(archive(a=bytes(30_000_000)))
    at = data.rindex((30_000_000).to_bytes(4, "little"))
    data[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(DataError):
        unpack_zip(bytes(data), "x.zip", "")


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_an_empty_or_broken_archive(data):
    with pytest.raises(DataError):
        unpack_zip(data, "x.zip", "")


@pytest.mark.parametrize("name", ["clinic.csv", "clinic.csv.gz", "clinic.zip"])
def test_the_hash_is_of_the_file_that_lies_there_and_not_of_what_is_in_it(name, tmp_path):
    text = b"patient_id,arm\n001,standard\n002,needling\n"
    packed = {".csv": text, ".gz": gzip.compress(text), ".zip": archive(a=text.decode())}
    path = tmp_path / name
    path.write_bytes(packed[path.suffix])
    raw = read_raw(path, SiteMapping())
    assert len(raw.frame) == 2
    assert raw.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
