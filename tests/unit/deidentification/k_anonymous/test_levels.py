import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.deidentification.allowed import OTHER
from dnoutcomes.deidentification.k_anonymous.levels import CUTS, levels_of, lost_variation
from dnoutcomes.deidentification.pseudonyms import is_pseudonym
from dnoutcomes.deidentification.quasi_identifiers import QUASI_IDENTIFIERS

AGES = st.lists(st.integers(18, 90), min_size=2, max_size=60)


def by_label(name, values, k=2):
    return {level.label: level for level in levels_of(name, pd.Series(values), k)}


def test_a_number_goes_from_years_to_bands_to_nothing():
    levels = levels_of("age", pd.Series([41, 44, 48, 49, 55, 58, 71, 75]), 2)
    assert [level.label for level in levels] == [
        "as it is",
        "bands: under 45, 45 to 49, 50 to 59, 60 and above",
        "bands: under 50, 50 to 59, 60 and above",
        "bands: under 60, 60 and above",
        "left out",
    ]
    assert levels[2].values.tolist() == [46, 46, 46, 46, 56, 56, 73, 73], (
        "the mean of the band, as a whole number"
    )
    assert [level.kind for level in levels] == ["as it is", *["bands"] * 3, "left out"]
    assert levels[-1].is_left_out
    assert [level.loss for level in levels][::4] == [0, 1]


@given(AGES, st.integers(2, 12))
def test_every_band_has_k_patients_and_coarser_cuts_lose_more(ages, k):
    levels = levels_of("age", pd.Series(ages), k)
    for level in levels:
        if level.kind == "bands" and level.values.nunique() > 1:
            assert level.values.value_counts().min() >= k
            ordered = level.values[np.argsort(ages, kind="stable")]
            assert ordered.is_monotonic_increasing
        assert -1e-9 <= level.loss <= 1 + 1e-9


def test_what_is_not_recorded_stays_so_and_is_a_value():
    bands = levels_of("age", pd.Series([41.0, np.nan, 49, 58, 59]), 2)[1]
    assert bands.values.isna().tolist() == [False, True, False, False, False]
    assert bands.codes[1] not in bands.codes[[0, 2, 3, 4]]


def test_rare_causes_are_joined_first_and_none_is_left_out():
    causes = ["diabetic"] * 5 + ["idiopathic"] * 3 + ["traumatic"] * 2 + ["infectious", OTHER]
    levels = by_label("cause", causes)
    assert list(levels) == [
        "as it is",
        "the 2 most frequent as they are, the others joined",
        "the 1 most frequent as they are, the others joined",
        "all joined",
    ]
    assert [level.kind for level in levels.values()] == ["as it is", *["coarser"] * 3]
    two = levels["the 2 most frequent as they are, the others joined"].values
    assert two.value_counts().to_dict() == {"diabetic": 5, OTHER: 4, "idiopathic": 3}
    assert set(levels["all joined"].values) == {OTHER}


def test_equally_frequent_levels_are_joined_by_name_whatever_the_order_of_the_file():
    causes = ["b", "a", "c", "d"]
    for order in (causes, causes[::-1]):
        kept = by_label("cause", order)["the 2 most frequent as they are, the others joined"]
        assert set(kept.values) == {"a", "b", OTHER}


def test_small_sites_are_joined_under_a_new_pseudonym():
    sites = ["S-BCDFGHJK"] * 4 + ["S-BCDFGHJL"] * 2 + ["S-BCDFGHJM"]
    levels = by_label("site_id", sites)
    joined = levels["the 1 most frequent as they are, the others joined"].values
    (name,) = set(joined) - {"S-BCDFGHJK"}
    assert is_pseudonym(name, "S")
    assert name not in sites
    assert "left out" in levels


def test_the_arm_is_never_joined_nor_left_out():
    assert list(by_label("arm", ["needling", "standard", "standard"])) == ["as it is"]


def test_yes_and_no_leave_or_stay():
    assert list(by_label("pacemaker", pd.array([True, False, None], dtype="boolean"))) == [
        "as it is",
        "left out",
    ]


@pytest.mark.parametrize(
    ("original", "written", "lost"),
    [
        ([1.0, 3.0, 11.0, 13.0], [2, 2, 12, 12], 4 / 104),
        ([1.0, 3.0], [pd.NA, pd.NA], 1),
        ([2.0, 2.0], [2, 2], 0),
        (["a", "a", "b", "c"], ["a", "a", "x", "x"], (2 / 4 * 0.5) / (1 - (4 + 1 + 1) / 16)),
        (["a", "b"], ["a", "b"], 0),
    ],
)
def test_lost_variation_is_what_lies_within_the_new_values(original, written, lost):
    assert lost_variation(pd.Series(original), pd.Series(written, dtype="object")) == pytest.approx(lost)


def test_numbers_that_others_know_have_bands():
    assert set(CUTS) <= set(QUASI_IDENTIFIERS)
