import numpy as np

from dnoutcomes.models.mmrm.patterns import find_patterns

SUBJECT = np.array([0, 0, 0, 1, 2, 2, 3, 3, 3])
VISIT = np.array([0, 1, 2, 1, 2, 0, 0, 1, 2])


def test_subjects_with_the_same_visits_share_a_pattern():
    patterns = find_patterns(SUBJECT, VISIT, 3)
    found = {tuple(visits): count for visits, count in zip(patterns.observed.tolist(), patterns.counts)}
    assert found == {(True, True, True): 2, (False, True, False): 1, (True, False, True): 1}
    assert patterns.subject_pattern[0] == patterns.subject_pattern[3]


def test_rows_come_in_blocks_with_visits_in_order():
    patterns = find_patterns(SUBJECT, VISIT, 3)
    for index, visits in enumerate(patterns.observed):
        block = patterns.order[patterns.starts[index] : patterns.starts[index + 1]]
        assert VISIT[block].reshape(patterns.counts[index], -1).tolist() == [
            np.flatnonzero(visits).tolist()
        ] * int(patterns.counts[index])


def test_rows_in_order_need_no_sorting():
    assert find_patterns(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), 2).order is None


def test_groups_split_patterns_and_stay_together():
    patterns = find_patterns(SUBJECT, VISIT, 3, np.array([1, 0, 0, 0]))
    assert patterns.group.tolist() == sorted(patterns.group.tolist())
    assert patterns.n_groups == 2
    assert patterns.counts.sum() == 4
    assert patterns.subject_pattern[0] != patterns.subject_pattern[3]


def test_many_visits_give_the_same_patterns():
    wide = find_patterns(SUBJECT, VISIT * 29, 60)
    assert sorted(wide.counts.tolist()) == [1, 1, 2]
    assert wide.observed[wide.subject_pattern[2]].nonzero()[0].tolist() == [0, 58]
