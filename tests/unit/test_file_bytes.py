import os
import socket
import time

import pytest

from dnoutcomes.errors import DataError, LanguageError, PlanError, StyleError
from dnoutcomes.file_bytes import FileBytesError, read_bytes
from dnoutcomes.language import load_language
from dnoutcomes.outcomes import validate_file
from dnoutcomes.plan import Plan
from dnoutcomes.readers import SiteMapping
from dnoutcomes.report.render.house_style import HouseStyle


@pytest.fixture
def others(tmp_path, monkeypatch):
    """Paths that are no files, by what they are."""
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    os.mkfifo("fifo.toml")
    (tmp_path / "folder.toml").mkdir()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("socket.toml")
    yield {"pipe": "fifo.toml", "device": "/dev/zero", "directory": "folder.toml", "socket": "socket.toml"}
    listener.close()


READERS = {
    "table": lambda path: validate_file(path).issues["message"].iloc[0],
    "plan": Plan.from_toml,
    "mapping": SiteMapping.read,
    "style": HouseStyle.from_toml,
    "words": lambda path: load_language(os.path.abspath(path)) if path.endswith(".po") else _words(path),
}


def _words(path):
    os.symlink(path, "words.po")
    return load_language("./words.po")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", ["pipe", "device", "directory", "socket"])
def test_what_is_no_file_is_named_at_once(others, reader, kind):
    begun = time.monotonic()
    try:
        said = READERS[reader](others[kind])
    except (DataError, PlanError, StyleError, LanguageError) as error:
        said = str(error)
    assert kind in said
    assert time.monotonic() - begun < 5


@pytest.fixture
def during(monkeypatch):
    """Do something after a file was opened and before it's read."""
    opened = os.fdopen

    def set_what(what):
        def open_and_do(handle, mode):
            what()
            return opened(handle, mode)

        monkeypatch.setattr("dnoutcomes.file_bytes.os.fdopen", open_and_do)

    return set_what


@pytest.mark.parametrize("longer", [True, False])
def test_a_file_that_is_written_while_it_is_read_is_refused(tmp_path, during, longer):
    path = tmp_path / "clinic.csv"

    def prepare():
        path.write_bytes(b"patient_id,arm")
        os.utime(path, (5, 5))

    def write():
        path.write_bytes(b"patient_id,age" + b" of all" * longer)
        os.utime(path, (5, 5 if longer else 6))

    prepare()
    during(write)
    with pytest.raises(FileBytesError, match=r"changed while it was read\. Wait"):
        read_bytes(path, 100)
    prepare()
    assert "changed while it was read" in READERS["table"](path)


def test_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was(tmp_path, during):
    path = tmp_path / "clinic.csv"
    path.write_bytes(b"old")
    (tmp_path / "new.csv").write_bytes(b"newer")
    during(lambda: (tmp_path / "new.csv").replace(path))
    assert read_bytes(path, 100) == b"old"


@pytest.mark.parametrize("kind", ["pipe", "device", "directory", "socket"])
def test_a_logo_that_is_no_file(others, tmp_path, kind):
    style = tmp_path / "style.toml"
    style.write_text(f'name = "Clinic"\nlogo = "{others[kind]}"\n', encoding="utf-8")
    with pytest.raises(StyleError, match=kind):
        HouseStyle.from_toml(style)


def test_a_file_that_is_too_large_names_the_limit(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_bytes(path, 5) == b"12345"
    with pytest.raises(FileBytesError, match="more than 4 bytes"):
        read_bytes(path, 4)


def test_a_path_with_a_nul_and_a_file_without_permission(tmp_path, monkeypatch):
    with pytest.raises(FileBytesError, match="NUL"):
        read_bytes(tmp_path / "a\0b", 5)

    def refuse(*args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FileBytesError, match="Permission denied"):
        read_bytes(tmp_path / "a", 5)
