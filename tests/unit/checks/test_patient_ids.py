from itertools import product

import pytest

from dnoutcomes.checks.patient_ids import _FOLDS, _twins
from dnoutcomes.outcomes import read_outcomes


@pytest.mark.parametrize(
    ("twin", "how"),
    [("s1", "case"), ("Ｓ1", "Unicode"), ("S 1", "spaces"), ("Ѕ1", "Unicode")],
)
def test_twins_are_told_and_kept_apart(encounters, issues_of, with_cells, twin, how):
    frame = with_cells(encounters, (2, "patient_id", twin))
    (issue,) = issues_of("patient_ids", frame)
    assert issue.severity == "warn"
    assert how in issue.message
    assert read_outcomes(frame).n_patients == 5


def test_zeros(encounters, issues_of):
    frame = encounters.replace({"patient_id": {"S1": "007", "S2": "7"}})
    assert "leading zeros" in issues_of("patient_ids", frame)[0].message


@pytest.mark.parametrize("ids", [("1-12", "11-2"), ("A1", "B1"), ("10", "100"), ("0", "00-")])
def test_different_ids_are_no_twins(encounters, issues_of, ids):
    assert not issues_of("patient_ids", encounters.replace({"patient_id": dict(zip(("S1", "S2"), ids))}))


def test_floats_are_normalised_only_when_asked(encounters):
    frame = encounters.replace({"patient_id": {"S1": "1.0", "S2": "2.0", "N1": "10.0", "N2": "1.5"}})
    assert "1.0" in set(read_outcomes(frame).records["patient_id"])
    ids = set(read_outcomes(frame, normalise_ids=True).records["patient_id"])
    assert ids == {"1", "2", "10", "1.5"}


def test_spaces_around_an_id_do_not_make_another_patient(encounters, with_cells):
    assert read_outcomes(with_cells(encounters, (1, "patient_id", " S1 "))).n_patients == 4


def test_twins_say_which_rows_they_are_in(encounters, with_cells):
    found = read_outcomes(with_cells(encounters, (2, "patient_id", "s1"))).findings
    (twins,) = [item for item in found if item.check == "patient_ids"]
    assert list(twins.source_rows) == [2, 3, 4]


@pytest.mark.parametrize("signs", ["A1", "Aa", "01", "A 1", "A\n1", "1０", "|0", "É"])
def test_ids_are_folded_wherever_two_may_become_one(signs):
    """The quick look at all ids together misses no twins."""
    ids = ["".join(chosen).strip() for n in (1, 2, 3) for chosen in product(signs, repeat=n)]
    ids = [one for one in dict.fromkeys(ids) if one]
    for fold, how, changes in _FOLDS:
        for some in (ids, ids[:3], ids[-2:], ids[::3]):
            assert changes("|".join(some)) or not _twins(some, fold), how
