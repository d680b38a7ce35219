"""The counting and the formulas themselves: against the table of the README, and against published examples."""

import pytest
from arithmetic import clopper_pearson, newcombe, quantile, wilson
from clinic import ARMS, CAUSES

# As they were counted on paper.
COUNTED = {
    "needling": (26, 24, 21, 19, (15, 9), (12, 7, 14), 146, {"bruise": 5, "fainting": 3}, 5),
    "standard": (17, 16, 15, 12, (7, 9), (2, 1, 2), 12, {}, 1),
}


@pytest.mark.parametrize("arm", ARMS)
def test_the_lines_give_what_was_counted_on_paper(clinic, arm):
    assert (
        len(clinic.in_file(arm)),
        len(clinic.analysed(arm)),
        len(clinic.scored(arm, "W04")),
        len(clinic.scored(arm, "W12")),
        tuple(sum(patient.cause == cause for patient in clinic.analysed(arm)) for cause in CAUSES),
        tuple(clinic.responders(arm, threshold) for threshold in ("30 %", "50 %", "2 points")),
        clinic.sessions(arm),
        dict(clinic.events(arm)),
        clinic.with_event(arm),
    ) == COUNTED[arm]


def test_newcombes_own_example():
    """Newcombe 1998, table II, (a): 56 of 70 against 48 of 80, method 10."""
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_wilsons_and_the_exact_interval_of_newcombes_first_example():
    """Newcombe 1998 (single proportion), 81 of 263: methods 3 and 5."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert clopper_pearson(81, 263) == pytest.approx((0.2527, 0.3676), abs=5e-5)


def test_quartiles_of_four_numbers():
    assert [quantile([4, 1, 2, 3], share) for share in (0.25, 0.5, 0.75)] == [1.75, 2.5, 3.25]
