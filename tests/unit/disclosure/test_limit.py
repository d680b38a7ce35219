"""What means and SDs say of sums, squares and numbers."""

import pytest

from dnoutcomes.disclosure import Limit, no_more_than, rounded_mean, rounded_sd


def holds(limit, values):
    return (
        limit.low - 1e-9
        <= sum(weight * values[key] for key, weight in limit.weights.items())
        <= limit.high + 1e-9
    )


@pytest.mark.parametrize(("n", "fits"), [(19, False), (20, True), (21, False), (22, True), (23, False)])
def test_a_mean_of_whole_numbers_with_two_digits_leaves_few_numbers(n, fits):
    limits = rounded_mean(("sum",), ("n",), -2.45, 0.005, ("mean",))
    sums = [{("sum",): total, ("n",): n} for total in range(-200, 0)]
    assert any(all(holds(limit, values) for limit in limits) for values in sums) is fits


def test_an_sd_bounds_the_sum_of_squares():
    scores = [1, 4, 4, 6, 9, 2]
    n, mean = len(scores), sum(scores) / len(scores)
    sd = (sum((x - mean) ** 2 for x in scores) / (n - 1)) ** 0.5
    around = [(round(x, 1) - 0.05, round(x, 1) + 0.05) for x in (mean, sd)]
    limits = rounded_sd(("squares",), ("n",), *around, ("sd",))
    fitting = [
        squares for squares in range(400)
        if all(holds(limit, {("squares",): squares, ("n",): n}) for limit in limits)
    ]  # fmt: skip
    assert sum(x * x for x in scores) in fitting
    assert max(fitting) - min(fitting) < 10


def test_a_part_is_no_more_than_its_whole():
    limit = no_more_than(("marked",), ("patients",), times=12)
    assert limit == Limit({("marked",): 1.0, ("patients",): -12.0}, high=0.0)
    assert limit.said_by is None
