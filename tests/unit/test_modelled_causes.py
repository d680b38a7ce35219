"""Which causes models keep apart: the same rule in small clinics, and one pooling and mix for a file and its parts."""

import pandas as pd
import pytest

from dnoutcomes.modelled_causes import ALL_CAUSES, model_causes, shares_of
from dnoutcomes.plan import Plan

ARMS = ["standard", "needling"]


def clinic(cells, unseen=()):
    """Patients and visits from {cause: (standard, needling)}; causes in `unseen` have no needled score at W12."""
    rows = [
        {"patient_id": f"{cause}-{arm}-{number}", "arm": arm, "cause": cause}
        for cause, numbers in cells.items()
        for arm, n in zip(ARMS, numbers)
        for number in range(n)
    ]
    patients = pd.DataFrame(rows)
    patients["arm"] = pd.Categorical(patients["arm"], categories=ARMS)
    visits = patients.merge(pd.DataFrame({"visit": ["W04", "W12"]}), how="cross")
    gone = visits["cause"].isin(unseen) & (visits["arm"] == "needling") & (visits["visit"] == "W12")
    return patients, visits.assign(value=4.0).assign(value=lambda rows: rows["value"].mask(gone))


def modelled(cells, unseen=(), within=None, **plan):
    return model_causes(*clinic(cells, unseen), Plan(**plan), within)


def test_large_causes_stay_apart_in_the_order_of_the_plan():
    found = modelled({"traumatic": (5, 9), "diabetic": (20, 6)})
    assert list(found.shares) == ["diabetic", "traumatic"]
    assert found.shares["diabetic"] == pytest.approx(26 / 40)
    assert found.notes(5) == ()


@pytest.mark.parametrize(
    ("cells", "levels"),
    [
        # Two small ones are enough for each other.
        ({"diabetic": (9, 8), "traumatic": (3, 4), "hereditary": (4, 1)}, ["diabetic", "other"]),
        # One large cause among small ones: they used to be modelled with one to three patients each.
        ({"diabetic": (8, 6), "traumatic": (3, 2), "hereditary": (3, 3)}, ["diabetic", "other"]),
        # A single small one takes in the smallest of the others.
        ({"diabetic": (9, 8), "traumatic": (6, 7), "hereditary": (1, 2)}, ["diabetic", "other"]),
        # Nothing is large enough beside it.
        ({"diabetic": (9, 8), "hereditary": (1, 2)}, [ALL_CAUSES]),
        # An arm is small altogether.
        ({"diabetic": (3, 9), "traumatic": (2, 8), "hereditary": (2, 2)}, [ALL_CAUSES]),
        # A cause called "other" is a cause as any, and the name of those that are joined.
        ({"diabetic": (9, 8), "other": (6, 7), "hereditary": (1, 2)}, ["diabetic", "other"]),
        ({"diabetic": (4, 3)}, ["diabetic"]),
    ],
)  # fmt: skip
def test_no_level_is_smaller_than_the_plan_says(cells, levels):
    found = modelled(cells)
    assert list(found.shares) == levels
    assert sum(found.shares.values()) == pytest.approx(1)
    patients, _ = clinic(cells)
    counts = pd.crosstab(found.modelled(patients["cause"]), patients["arm"])
    assert len(levels) == 1 or counts.min(axis=None) >= 5


def test_joined_causes_are_named_with_what_they_took_in():
    found = modelled({"diabetic": (9, 8), "traumatic": (6, 7), "hereditary": (1, 2)})
    (note,) = found.notes(5)
    assert "fewer than 5 patients in an arm were pooled as 'other' in models: hereditary" in note
    assert "traumatic joined them" in note
    (note,) = modelled({"diabetic": (9, 8), "hereditary": (1, 2)}).notes(5)
    assert "one group in models" in note


def test_a_cause_without_an_arm_at_the_primary_visit_is_joined():
    cells = {"diabetic": (30, 20), "traumatic": (12, 9), "idiopathic": (6, 8)}
    assert list(modelled(cells).shares) == ["diabetic", "traumatic", "idiopathic"]
    assert list(modelled(cells, unseen=["traumatic"]).shares) == ["diabetic", "other"]
    # Where nobody of an arm was seen then, no cause is the one to blame.
    assert len(modelled(cells, unseen=list(cells)).shares) == 3


def test_zero_never_pools():
    found = modelled({"diabetic": (9, 8), "hereditary": (1, 0)}, unseen=["diabetic"], pool_causes_below=0)
    assert list(found.shares) == ["diabetic", "hereditary"]


def test_a_part_keeps_the_levels_and_the_mix_of_the_file():
    rare = {"hereditary": (1, 4), "infectious": (4, 2)}
    whole = modelled({"diabetic": (40, 30), "traumatic": (20, 12), "idiopathic": (10, 9)} | rare)
    assert list(whole.shares) == ["diabetic", "traumatic", "idiopathic", "other"]
    # Hereditary is large here, and stays joined.
    part = modelled(
        {"diabetic": (6, 9), "traumatic": (7, 5), "idiopathic": (5, 5), "hereditary": (6, 6)}, within=whole
    )
    assert part.shares == whole.shares
    assert part.level_of["hereditary"] == "other"
    assert part.notes(5) == whole.notes(5)


def test_a_part_joins_what_it_is_too_small_for_with_its_share():
    whole = modelled(
        {"diabetic": (40, 30), "traumatic": (20, 12), "idiopathic": (10, 9), "chemotherapy": (7, 8)}
    )
    # Nobody has chemotherapy here: its share goes where its level goes, and the mix is still that of everybody.
    part = modelled({"diabetic": (9, 14), "traumatic": (2, 3), "idiopathic": (3, 2)}, within=whole)
    assert list(part.shares) == ["diabetic", "other"]
    assert part.shares["diabetic"] == pytest.approx(70 / 136)
    assert part.shares["other"] == pytest.approx(66 / 136)


def test_a_population_of_its_own_has_its_own_mix():
    whole = modelled({"diabetic": (20, 10), "traumatic": (10, 5)})
    patients, _ = clinic({"diabetic": (1, 1), "traumatic": (5, 3)})
    assert shares_of(whole, whole.modelled(patients["cause"])).shares == {"diabetic": 0.2, "traumatic": 0.8}
