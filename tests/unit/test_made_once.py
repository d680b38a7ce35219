"""What tests share is made by one process, read by the others, and made again where it failed."""

import threading
import time

import pytest
from made_once import MadeOnce


@pytest.fixture
def calls():
    return []


def of_process(directory, calls, name="clinic", seconds=0.0):
    """What a process gets that shares a directory with others."""

    def make():
        calls.append(name)
        time.sleep(seconds)
        return {"name": name, "numbers": [1.5, len(calls)]}

    return MadeOnce(directory)(name, make)


def test_the_first_one_makes_it_and_the_others_read_it(tmp_path, calls):
    assert [of_process(tmp_path, calls) for _ in range(3)] == 3 * [{"name": "clinic", "numbers": [1.5, 1]}]
    assert calls == ["clinic"]


def test_within_a_process_it_is_one_object(tmp_path):
    share = MadeOnce(tmp_path)
    assert share("list", list) is share("list", list)


def test_names_are_kept_apart(tmp_path, calls):
    assert of_process(tmp_path, calls, "a")["name"] == "a"
    assert of_process(tmp_path, calls, "b")["name"] == "b"


def test_who_asks_meanwhile_waits(tmp_path, calls):
    first = threading.Thread(target=of_process, args=(tmp_path, calls, "slow", 0.5))
    first.start()
    while not calls:
        time.sleep(0.01)
    assert of_process(tmp_path, calls, "slow")["numbers"] == [1.5, 1]
    first.join()
    assert calls == ["slow"]


def test_what_failed_is_tried_again(tmp_path, calls):
    with pytest.raises(ZeroDivisionError):
        MadeOnce(tmp_path)("clinic", lambda: 1 / 0)
    assert of_process(tmp_path, calls)["name"] == "clinic"
    assert calls == ["clinic"]
