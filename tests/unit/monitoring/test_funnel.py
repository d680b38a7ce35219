from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.monitoring.expected_change import expected_change
from dnoutcomes.monitoring.funnel import Funnel, funnel
from dnoutcomes.monitoring.funnel_units import FUNNEL_UNITS


def with_sites(analysis, sites):
    """The clinic with other sites: a function from the place of a patient to its site."""
    ids = sorted(analysis.outcomes.records["patient_id"].unique())
    site = {patient: sites(place) for place, patient in enumerate(ids)}
    records = analysis.outcomes.records.assign(site_id=analysis.outcomes.records["patient_id"].map(site))
    return replace(analysis, outcomes=replace(analysis.outcomes, records=records))


def test_values_are_means_of_observed_minus_expected_without_the_site(analysis):
    found = funnel(analysis, names=True)
    site = analysis.at_visit().set_index("patient_id")["site_id"].astype(str)
    differences = expected_change(analysis, without=("site_id",), units=site).frame.assign(
        site=lambda frame: frame["patient_id"].map(site)
    )
    points = found.points.set_index("label")
    for name, point in points.iterrows():
        inside = differences["site"] == name
        apart = differences.loc[inside, "difference"].mean() - differences.loc[~inside, "difference"].mean()
        assert point["value"] == pytest.approx(apart)
        assert point["n"] == inside.sum()
        error = found.sd * (1 / inside.sum() + 1 / (~inside).sum()) ** 0.5
        assert point["z"] == pytest.approx(apart / error)


def test_two_sites_without_case_mix_differ_by_the_t_statistic_of_two_samples(analysis):
    two = with_sites(analysis, lambda place: "A" if place % 3 else "B")
    rows = two.at_visit()
    bare = replace(two, plan=two.plan.model_copy(update={"covariates": ()}))
    found = funnel(bare, names=True).points.set_index("label")
    # The expectation of baseline, arm and cause, learned within sites as a regression with a dummy for the site does.
    site = rows["patient_id"].map(
        dict(zip(two.outcomes.records["patient_id"], two.outcomes.records["site_id"]))
    )
    design = np.column_stack([
        np.ones(len(rows)), site.eq("B"), rows["baseline"], rows["arm"].eq("needling"),
        *(rows["cause_modelled"].eq(cause) for cause in sorted(rows["cause_modelled"].unique())[1:]),
    ]).astype(float)  # fmt: skip
    coefficients = np.linalg.lstsq(design, rows["change"].to_numpy(float), rcond=None)[0]
    assert found.loc["B", "value"] == pytest.approx(coefficients[1])
    assert found.loc["A", "value"] == pytest.approx(-coefficients[1])


def test_a_site_that_stands_out_is_not_held_against_itself(analysis):
    """Two sites of equal size and a change planted in one: half of it would be hidden in a mean over both."""
    two = with_sites(analysis, lambda place: "A" if place % 2 else "B")
    bad = set(two.outcomes.records.loc[two.outcomes.records["site_id"].eq("B"), "patient_id"])
    visits = two.visits.assign(change=two.visits["change"] + 2.0 * two.visits["patient_id"].isin(bad))
    points = funnel(replace(two, visits=visits), names=True).points.set_index("label")
    before = funnel(two, names=True).points.set_index("label")
    assert points.loc["B", "value"] - before.loc["B", "value"] == pytest.approx(2.0)
    assert points.loc["B", "z"] / points.loc["B", "value"] == pytest.approx(
        before.loc["B", "z"] / before.loc["B", "value"]
    )


def test_limits_by_hand():
    limits = Funnel(FUNNEL_UNITS["site"], None, 2.0, 100_000, 1_000_000, 1.0, "points", "lower", "", ())
    assert limits.half_width([100.0, 25.0], "95 %") == pytest.approx([0.392, 0.784], abs=1e-3)
    wider = replace(limits, dispersion=4.0)
    assert wider.half_width([100.0], "99.8 %") == pytest.approx([3.090 * 2 * 2 / 10], abs=1e-3)
    # Half of all patients, t with 20 degrees of freedom: 2.086 x 2 x sqrt(1 / 40 + 1 / 40).
    few = replace(limits, df=20, n_patients=80)
    assert few.half_width([40.0], "95 %") == pytest.approx([2.0860 * 2 * 0.05**0.5], abs=1e-4)


def test_labels_say_nothing_and_have_no_order_of_merit(analysis):
    found = funnel(analysis)
    assert found.points["label"].tolist() == ["site 1", "site 2", "site 3"]
    named = funnel(analysis, names=True).points.set_index("label")["value"]
    assert sorted(found.points["value"]) == pytest.approx(sorted(named))
    assert "S1" not in found.points.astype(str).to_numpy()


def test_a_small_site_is_hidden_with_one_other(analysis):
    four = with_sites(analysis, lambda place: "tiny" if place < 12 else f"S{place % 3}")
    points = funnel(four, released=True, names=True).points.set_index("label")
    assert points.loc["tiny", "state"] == "hidden"
    assert sorted(points["state"]) == ["hidden", "shown", "shown", "withheld"]
    assert points.loc[points["state"] != "shown", ["n", "value", "z"]].isna().all(axis=None)
    assert funnel(four, names=True).points["state"].eq("shown").all()


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
    with pytest.raises(DataError, match=r"unknown funnel unit 'country'\. Known: site, therapist"):
        funnel(analysis, "country")
