"""Two directories take each other's place, or the system says that it can't."""

import ctypes
import errno
import sys

import pytest

from dnoutcomes.writing import exchange as module
from dnoutcomes.writing.exchange import exchange


@pytest.fixture
def pair(tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(name)
    return tmp_path / "first", tmp_path / "second"


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="Linux and macOS have such a call")
def test_each_has_what_the_other_had(pair):
    first, second = pair
    if not exchange(first, second):
        pytest.skip("this disk can't exchange directories")
    assert [path.name for path in first.iterdir()] == ["second.txt"]
    assert [path.name for path in second.iterdir()] == ["first.txt"]


@pytest.mark.parametrize("platform", ["win32", "sunos5"])
def test_a_system_without_such_a_call_changes_nothing(pair, monkeypatch, platform):
    monkeypatch.setattr(module.sys, "platform", platform)
    assert exchange(*pair) is False
    assert [path.name for path in pair[0].iterdir()] == ["first.txt"]


def a_call_that_fails(number):
    def call(first, second):
        ctypes.set_errno(number)
        return -1

    return call


def test_a_disk_that_cannot_is_told_from_one_that_fails(pair, monkeypatch):
    for number in (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP):
        monkeypatch.setattr(module, "_call", lambda number=number: a_call_that_fails(number))
        assert exchange(*pair) is False
    monkeypatch.setattr(module, "_call", lambda: a_call_that_fails(errno.EBUSY))
    with pytest.raises(OSError, match="busy"):
        exchange(*pair)
