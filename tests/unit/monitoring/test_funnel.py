from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.monitoring.expected_change import expected_change
from dnoutcomes.monitoring.funnel import Funnel, funnel


def with_sites(analysis, sites):
    """The clinic with other sites: a function from the place of a patient to its site."""
    ids = sorted(analysis.outcomes.records["patient_id"].unique())
    site = {patient: sites(place) for place, patient in enumerate(ids)}
    records = analysis.outcomes.records.assign(site_id=analysis.outcomes.records["patient_id"].map(site))
    return replace(analysis, outcomes=replace(analysis.outcomes, records=records))


def test_values_are_means_of_observed_minus_expected_without_the_site(analysis):
    found = funnel(analysis, names=True)
    differences = expected_change(analysis, without=("site_id",)).frame
    site = analysis.at_visit().set_index("patient_id")["site_id"].astype(str)
    means = differences.groupby(differences["patient_id"].map(site))["difference"].agg(["mean", "size"])
    points = found.points.set_index("label")
    assert points["value"].to_dict() == pytest.approx(means["mean"].to_dict())
    assert points["n"].to_dict() == means["size"].to_dict()
    assert points["z"].tolist() == pytest.approx(
        (points["value"] / (found.sd / np.sqrt(points["n"]))).tolist()
    )


def test_limits_by_hand():
    limits = Funnel("site", None, 2.0, 1.0, "points", "lower", "", ())
    assert limits.half_width([100.0, 25.0], "95 %") == pytest.approx([0.391993, 0.783986], abs=1e-5)
    wider = replace(limits, dispersion=4.0)
    assert wider.half_width([100.0], "99.8 %") == pytest.approx([3.090232 * 2 * 2 / 10], abs=1e-5)


def test_labels_say_nothing_and_have_no_order_of_merit(analysis):
    found = funnel(analysis)
    assert found.points["label"].tolist() == ["site 1", "site 2", "site 3"]
    named = funnel(analysis, names=True).points.set_index("label")["value"]
    assert sorted(found.points["value"]) == pytest.approx(sorted(named))
    assert "S1" not in found.points.astype(str).to_numpy()


def test_a_small_site_is_hidden_with_one_other(analysis):
    four = with_sites(analysis, lambda place: "tiny" if place < 12 else f"S{place % 3}")
    points = funnel(four, smallest_cell=11, names=True).points.set_index("label")
    assert points.loc["tiny", "hidden"]
    assert points["hidden"].sum() == 2
    assert points.loc[points["hidden"], ["n", "value", "z"]].isna().all(axis=None)
    assert funnel(four, names=True).points["hidden"].sum() == 0


def test_a_patient_belongs_to_the_therapist_of_most_sessions(analysis):
    found = funnel(analysis, "therapist", names=True)
    treated = analysis.at_visit()["arm"].eq("needling").sum()
    assert set(found.points["label"]) == {f"T0{place}" for place in range(1, 9)}
    assert treated - 2 <= found.points["n"].sum() <= treated  # all but those who never came to a session


def test_sites_drawn_by_lot_lie_within_the_limits_and_a_planted_one_does_not(analysis):
    rng = np.random.default_rng(4)
    lots = rng.integers(0, 8, 480)
    drawn = with_sites(analysis, lambda place: f"S{lots[place]}")
    assert "No site differs" in funnel(drawn).sentence
    difference = expected_change(analysis, without=("site_id",)).frame.set_index("patient_id")["difference"]
    worst = set(difference.nlargest(30).index)
    ids = sorted(analysis.outcomes.records["patient_id"].unique())
    planted = with_sites(analysis, lambda place: "bad" if ids[place] in worst else f"S{lots[place]}")
    found = funnel(planted, names=True)
    assert found.points.set_index("label").loc["bad", "beyond"] == "99.8 %"
    assert "bad" in found.sentence
    assert "not a verdict" in found.sentence


def test_overdispersion_is_estimated_from_ten_units_on(analysis):
    rng = np.random.default_rng(4)
    lots = rng.integers(0, 12, 480)
    assert funnel(with_sites(analysis, lambda place: f"S{lots[place] % 9}")).dispersion == 1.0
    difference = expected_change(analysis, without=("site_id",)).frame.set_index("patient_id")["difference"]
    ids = sorted(analysis.outcomes.records["patient_id"].unique())
    order = {patient: place for place, patient in enumerate(difference.sort_values().index)}
    sorted_sites = with_sites(analysis, lambda place: f"S{order.get(ids[place], 0) // 30:02d}")
    found = funnel(sorted_sites)
    assert found.dispersion > 5
    assert any("times that of chance" in note for note in found.notes)


def test_data_without_sites_or_with_one_are_refused(analysis):
    with pytest.raises(DataError, match="fewer"):
        funnel(with_sites(analysis, lambda place: "S1"))
    records = analysis.outcomes.records.drop(columns="therapist_id")
    bare = replace(analysis, outcomes=replace(analysis.outcomes, records=records))
    with pytest.raises(DataError, match="no column 'therapist_id'"):
        funnel(bare, "therapist")
    with pytest.raises(DataError, match="'site' or 'therapist'"):
        funnel(analysis, "country")
