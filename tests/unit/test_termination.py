"""A shutdown takes the way of an exception, so that temporary things are removed, and its status says what it was."""

import os
import signal
import subprocess
import sys

import pytest

from dnoutcomes.termination import orderly_termination

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
CODE = """
import os, signal, sys
from dnoutcomes.termination import orderly_termination
# A run inherits what it ignores, as under nohup.
signal.signal(int(sys.argv[1]), signal.SIG_IGN if sys.argv[2] == "ignored" else signal.SIG_DFL)
with orderly_termination():
    try:
        os.kill(os.getpid(), int(sys.argv[1]))
        print("goes on")
    finally:
        os.kill(os.getpid(), int(sys.argv[1]))  # a second one doesn't stop what is removed
        print("removed")
"""


def run(number, how):
    return subprocess.run([sys.executable, "-c", CODE, str(int(number)), how], capture_output=True, text=True)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_what_ends_a_run_lets_it_tidy_up(number, status):
    done = run(number, "heard")
    assert (done.returncode, done.stdout, done.stderr) == (status, "removed\n", "")


def test_what_is_ignored_stays_so():
    done = run(signal.SIGHUP, "ignored")
    assert (done.returncode, done.stdout) == (0, "goes on\nremoved\n")


def test_afterwards_nothing_is_heard_any_more():
    before = signal.getsignal(signal.SIGTERM)
    with orderly_termination():
        pass
    assert signal.getsignal(signal.SIGTERM) is before
