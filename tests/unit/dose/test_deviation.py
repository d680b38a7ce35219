import numpy as np
import pytest

from dnoutcomes.dose.deviation import Attendance, margins, staying_weights
from dnoutcomes.errors import ModelError


def attendance(counts, capacity=(2, 2)):
    counts = np.array(counts)
    return Attendance(counts, np.array(capacity), np.empty((len(counts), 0)), np.zeros(counts.shape))


def test_margins_by_hand():
    # Two weeks of two sessions each, three wanted: one may be missed.
    known = attendance([[2, 4], [1, 2], [0, 2]])
    assert margins(known, 3, many=False).tolist() == [[3, 1, -1], [3, 2, 1], [3, 3, 1]]
    assert margins(known, 3, many=True).tolist() == [[2, 2, 2], [2, 1, 0], [2, 0, 0]]


def test_every_patient_keeps_to_one_strategy_in_the_end():
    rng = np.random.default_rng(1)
    known = attendance(np.cumsum(rng.integers(0, 3, (200, 4)), axis=1), (2, 2, 2, 2))
    many, few = (staying_weights(known, 5, many=which) for which in (True, False))
    assert ((many > 0) == (known.counts[:, -1] >= 5)).all()
    assert ((few > 0) == (known.counts[:, -1] < 5)).all()
    assert many[many > 0].min() >= 1


def test_those_who_stay_stand_in_for_all_when_attendance_is_by_chance():
    rng = np.random.default_rng(2)
    known = attendance(np.cumsum(rng.binomial(2, 0.6, (4000, 3)), axis=1), (2, 2, 2))
    for many in (True, False):
        # The weights of those who stay add up to about the number of patients.
        assert staying_weights(known, 4, many=many).sum() == pytest.approx(4000, rel=0.05)


@pytest.mark.parametrize(("at_least", "many"), [(9, True), (0, False)])
def test_a_strategy_that_nobody_keeps_is_refused(at_least, many):
    with pytest.raises(ModelError, match="nobody kept to"):
        staying_weights(attendance([[2, 4], [1, 2]]), at_least, many=many)


def clinic(rng, n, effect):
    """Patients who get better attend more and stay better; sessions change the outcome by `effect` if there are 5."""
    keen = rng.normal(size=n)
    counts, progress = np.zeros((n, 4), dtype=int), np.zeros((n, 4))
    total = np.zeros(n, dtype=int)
    for week in range(4):
        progress[:, week] = -0.5 * week * (keen > 0) + rng.normal(0, 0.3, n)
        total = total + rng.binomial(2, 1 / (1 + np.exp(-0.3 + 0.8 * progress[:, week])))
        counts[:, week] = total
    change = progress[:, -1] + effect * (total >= 5) + rng.normal(0, 1, n)
    return Attendance(counts, np.full(4, 2), np.empty((n, 0)), progress), change


@pytest.mark.parametrize("effect", [0.0, -1.0])
def test_confounding_by_progress_is_removed(effect):
    rng = np.random.default_rng(3)
    naive, weighted = [], []
    for _ in range(30):
        known, change = clinic(rng, 600, effect)
        many = known.counts[:, -1] >= 5
        naive.append(change[many].mean() - change[~many].mean())
        both = [np.average(change, weights=staying_weights(known, 5, many=which)) for which in (True, False)]
        weighted.append(both[0] - both[1])
    error = np.std(weighted) / np.sqrt(30)
    assert abs(np.mean(naive) - effect) > 0.2
    # A third of the bias at most is left: the model of staying is an approximation of how attendance comes about.
    assert abs(np.mean(weighted) - effect) < 4 * error + abs(np.mean(naive) - effect) / 3
