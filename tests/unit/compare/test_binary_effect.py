import pytest

from dnoutcomes.compare.binary_effect import BinaryEffect, check_counts
from dnoutcomes.errors import ModelError


def test_risks_are_the_shares_of_each_arm():
    effect = BinaryEffect("risk difference", 0.2, 0.0, 0.4, 3, 10, 1, 20, "newcombe", 0.95)
    assert (effect.risk, effect.risk_ref) == (0.3, 0.05)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ((0, 0, 1, 5), "the arm has 0 patients; a share needs at least 1"),
        ((6, 5, 1, 5), "the arm has 6 events in 5 patients; expected a whole 0 to 5"),
        ((1, 5, -1, 5), "the reference arm has -1 events in 5 patients"),
        ((1.5, 5, 1, 5), "the arm has 1.5 events in 5 patients"),
        ((float("nan"), 5, 1, 5), "the arm has nan events in 5 patients"),
    ],
)
def test_counts_that_are_no_share_are_refused(counts, message):
    with pytest.raises(ModelError, match=message):
        check_counts(*counts, 0.95)


def test_a_confidence_level_in_percent_is_refused():
    with pytest.raises(ModelError, match="between 0 and 1, got 95"):
        check_counts(1, 5, 1, 5, 95)
