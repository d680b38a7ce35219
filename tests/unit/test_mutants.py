"""The planted bugs: each can still be planted, and each room has one."""

import shutil
from pathlib import Path

import pytest
from mutants.mutant import PACKAGE, TOP, Mutant, MutantError, copy_package, read_mutants

MUTANTS = read_mutants()


@pytest.mark.parametrize("name", MUTANTS)
def test_its_text_stands_once_and_its_tests_are_there(name):
    MUTANTS[name].check()


def test_there_are_enough_and_every_room_has_one():
    rooms = {
        path.name for path in (TOP / PACKAGE).iterdir() if path.is_dir() and (path / "__init__.py").is_file()
    }
    assert len(MUTANTS) >= 40
    assert rooms - {mutant.room for mutant in MUTANTS.values()} == set()


@pytest.fixture
def mutant():
    return Mutant(
        "sum turned round",
        "estimates.py",
        "estimate - half",
        "estimate + half",
        "-",
        ("tests/unit/derive/test_visits.py",),
    )


def test_a_copy_has_the_bug_and_the_package_has_not(mutant, tmp_path):
    before = (TOP / PACKAGE / mutant.file).read_text()
    copy_package(tmp_path, mutant)
    assert (tmp_path / "dnoutcomes" / mutant.file).read_text() == before.replace(mutant.old, mutant.new)
    assert (TOP / PACKAGE / mutant.file).read_text() == before
    other = Path("plan/visits.py")
    assert (tmp_path / "dnoutcomes" / other).read_text() == (TOP / PACKAGE / other).read_text()
    shutil.rmtree(tmp_path / "dnoutcomes")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("low = 1", "stands 0 times"),
        ("estimate - half\nestimate - half", "stands 2 times"),
        ("if (estimate - half", "is no Python with it"),
    ],
)
def test_a_text_that_moved_on_is_told(mutant, source, said):
    with pytest.raises(MutantError, match=said):
        mutant.planted_in(source)


def test_tests_that_are_gone_are_told(mutant):
    gone = Mutant(**(vars(mutant) | {"tests": ("tests/unit/derive/test_visits.py::test_of_yesterday",)}))
    with pytest.raises(MutantError, match="has no test_of_yesterday"):
        gone.check()
