import pytest

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.missing.worsenings import worsenings_of


@pytest.mark.parametrize(
    ("code", "spread", "step", "largest"),
    [
        ("pain_nrs", 1.7, 0.5, 5.0),
        ("npsi_total", 19.0, 5.0, 50.0),
        ("eq5d_index", 0.21, 0.05, 0.5),
        ("tug", 3.6, 1.0, 10.0),
        # No score can be worse by more than the range, and scores without a spread still get a grid.
        ("pain_nrs", 6.0, 2.0, 10.0),
        ("pain_nrs", 0.0, 0.5, 5.0),
        ("pain_nrs", float("nan"), 0.5, 5.0),
    ],
)
def test_scores_are_made_worse_in_steps_of_their_spread(code, spread, step, largest):
    sizes = worsenings_of(spread, INSTRUMENTS[code])
    assert (sizes[0], sizes[1], sizes[-1]) == (0.0, step, largest)
