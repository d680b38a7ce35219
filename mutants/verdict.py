"""Verdict: what the tests of a mutant say of a package with its bug in it."""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from mutants.mutant import TOP, Mutant, copy_package

# What pytest ends with: nothing failed, and something failed. All else is a run that says nothing.
PASSED, FAILED = 0, 1
# What an assertion compared isn't told, so that tests needn't be compiled anew for each mutant.
OPTIONS = ("-x", "-q", "--tb=line", "--no-header", "--assert=plain")


@dataclass(frozen=True)
class Verdict:
    """What came of the tests with a bug in the package, or without any.

    Attributes
    ----------
    name : str
    status : str
        "killed", "SURVIVED", "sound" (without a bug), or "BROKEN" where pytest could say neither.
    seconds : float
    told : str
        The first test that failed; of a survivor, why a reviewer fears it.
    """

    name: str
    status: str
    seconds: float
    told: str

    def __str__(self) -> str:
        return f"{self.status:<9} {self.name:<46} {self.seconds:5.0f} s  {self.told}"


def judge(mutant: Mutant) -> Verdict:
    """Run the tests of a mutant with its bug planted."""
    code, seconds, told = run_tests(mutant.tests, mutant)
    status = {PASSED: "SURVIVED", FAILED: "killed"}.get(code, "BROKEN")
    return Verdict(mutant.name, status, seconds, mutant.fear if status == "SURVIVED" else told)


def judge_sound(mutants: Sequence[Mutant]) -> Verdict:
    """Run all their tests without any bug: what fails for nothing kills nothing."""
    tests = list(dict.fromkeys(test for mutant in mutants for test in mutant.tests))
    # A file that is named as a whole holds its tests.
    tests = [test for test in tests if "::" not in test or test.partition("::")[0] not in tests]
    code, seconds, told = run_tests(tests, None)
    return Verdict(
        f"{len(tests)} files of tests without a bug", "sound" if code == PASSED else "BROKEN", seconds, told
    )


def run_tests(tests: Sequence[str], mutant: Mutant | None) -> tuple[int, float, str]:
    """Run tests on a copy of the package, in this process, which must not have imported the package.

    Returns
    -------
    int, float, str
        Pytest's exit code, seconds, and the first test that failed or else pytest's last line.
    """
    import pytest

    assert "dnoutcomes" not in sys.modules, "the package that would be tested is the one without the bug"
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dnoutcomes-mutant-") as directory:
        copy_package(Path(directory), mutant)
        os.chdir(TOP)
        os.environ |= {"PYTHONPATH": os.pathsep.join([directory, str(TOP)]), "MPLBACKEND": "Agg"}
        sys.path[:0] = [directory]
        heard = io.StringIO()
        with redirect_stdout(heard), redirect_stderr(heard):
            code = int(pytest.main([*OPTIONS, *tests]))
    lines = heard.getvalue().strip().splitlines() or [""]
    first = re.search(r"^(?:FAILED|ERROR) (\S+)", heard.getvalue(), re.MULTILINE)
    return code, time.monotonic() - began, first[1] if first else lines[-1]
