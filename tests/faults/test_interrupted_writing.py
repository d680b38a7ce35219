"""A run that is killed while it writes: the old report or the new one is whole, and the next run leaves no trace of it.

A run is killed (SIGKILL) before each call that changes the disk, one after the other: no test depends on timing.
"""

import hashlib
import json
import os
import subprocess
import sys

import pytest

from dnoutcomes.destination import written_files
from dnoutcomes.errors import OutputError
from dnoutcomes.report import verify_report
from dnoutcomes.writing import replacing, write_into

pytestmark = pytest.mark.skipif(os.name != "posix", reason="forks and kills processes")

# Writes a directory in a process of its own for each moment, and kills that at it. Prints how many moments there are
# where it's asked for none.
DRIVER = """
import json, os, signal, sys
from pathlib import Path
from dnoutcomes.destination import written_files
from dnoutcomes.writing import replacement, replacing, write_into

way, files, places = json.loads(sys.stdin.read())
# What changes a disk; the exchange itself is a foreign function, which has no event and lies between two of these.
CHANGES = {"open", "write", "close", "mkdir", "rename", "replace", "unlink", "rmdir", "link", "utime", "chmod"}
os.fsync = lambda handle: None  # what is on disk matters to a power failure, not to a kill
if way == "two renames":
    replacement.exchange = lambda first, second: False
if way == "in place":
    replacement._may_be_exchanged = lambda directory: False

def write(place, moment):
    seen = 0
    def count(frame, event, argument):
        nonlocal seen
        if event != "c_call" or argument.__name__ not in CHANGES:
            return
        seen += 1
        if seen == moment:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(count)
    with replacing(Path(place), written_files) as new:
        write_into(new, {name: content.encode() for name, content in files.items()})
    sys.setprofile(None)
    return seen

for place, moment in places:
    child = os.fork()
    if not child:
        print(write(place, moment), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


def a_report(of):
    files = {
        "report.html": f"page of {of}",
        "results.csv": f"numbers of {of}",
        "figures/course.svg": f"drawn of {of}",
    }
    if of == "old":
        # In whatever order a disk lists them, some come after the manifest.
        files |= {f"only-before-{number}.csv": "old" for number in range(8)}
    listed = {name: {"sha256": hashlib.sha256(text.encode()).hexdigest()} for name, text in files.items()}
    told = {
        "format": "dnoutcomes manifest, version 1", "release": "protected", "plan_sha256": "", "files": listed,
        "versions": {"dnoutcomes": ""},
        "input": {"name": of, "sha256": "", "rows": 0, "rows_used": 0, "rows_set_aside": 0},
    }  # fmt: skip
    return files | {"manifest.json": json.dumps(told)}


OLD, NEW, THEIRS = a_report("old"), a_report("new"), {"notes.txt": "mine", "figures/mine.svg": "mine"}


def contents(directory):
    return {
        path.relative_to(directory).as_posix(): path.read_text()
        for path in directory.rglob("*") if path.is_file()
    }  # fmt: skip


def write(place, files):
    with replacing(place, written_files) as new:
        write_into(new, {name: text.encode() for name, text in files.items()})


def run(way, places):
    asked = json.dumps([way, NEW, [[str(place), moment] for place, moment in places]])
    done = subprocess.run(
        [sys.executable, "-c", DRIVER], input=asked, capture_output=True, text=True, check=True
    )
    return [int(line) for line in done.stdout.split()]


def an_old_report(above):
    place = above / "report"
    write(place, OLD)
    write_into(place, {name: text.encode() for name, text in THEIRS.items()})
    return place


@pytest.fixture(autouse=True)
def fast_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.mark.parametrize(
    ("way", "there"), [("one step", True), ("two renames", True), ("in place", True), ("one step", False)]
)
def test_killed_before_every_change_of_the_disk(tmp_path, way, there):
    def prepared(name):
        (tmp_path / name).mkdir()
        return an_old_report(tmp_path / name) if there else tmp_path / name / "report"

    (last,) = run(way, [(prepared("whole"), -1)])
    places = [(prepared(str(moment)), moment) for moment in range(1, last + 1)]
    assert run(way, places) == []
    states = [state_of(place) for place, _ in places]
    assert len(states) >= 30
    between = {"one step": set(), "two renames": {"none"}, "in place": {"mixed"}}[way]
    assert set(states) == {"old" if there else "none", "new"} | between
    for (place, _), state in zip(places, states):
        verified_as(place, state)
        write(place, NEW)
        assert contents(place.parent) == {
            f"report/{name}": text for name, text in (NEW | theirs(there)).items()
        }


def verified_as(place, state):
    if state == "none":
        with pytest.raises(OutputError):
            verify_report(place)
    elif state == "mixed":
        assert verify_report(place).verdict == "mixed"
    else:
        assert (verify_report(place).passed, verify_report(place).facts.input_name) == (True, state)


def theirs(there):
    return THEIRS if there else {}


def state_of(place):
    """Which report stands there; the other files always do, where there is one."""
    if not place.exists():
        return "none"
    visible = {name: text for name, text in contents(place).items() if not name.startswith(".dnoutcomes")}
    for state, files in (("old", OLD), ("new", NEW)):
        if visible in (files | THEIRS, files):
            return state
    return "mixed"
