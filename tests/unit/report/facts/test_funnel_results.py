"""Funnels show no unit whose number, beside the others, tells of few patients."""

from dataclasses import replace

import pytest

from dnoutcomes.disclosure import protect
from dnoutcomes.monitoring import funnel
from dnoutcomes.report.facts.funnel_results import funnel_results
from dnoutcomes.report.facts.patient_counts import patient_counts


@pytest.fixture(name="asked", scope="module")
def _asked(clinic):
    return replace(clinic, plan=clinic.plan.model_copy(update={"funnels": ("site",)}))


@pytest.fixture(name="counts", scope="module")
def _counts(asked):
    return protect(patient_counts(asked), 11)


def test_units_are_counted_as_they_are_drawn(asked, counts):
    drawn = funnel(asked, "site", names=True).points.set_index("label")["n"]
    for label, n in drawn.items():
        assert counts.linked.counts["scored at", "site", label, "both arms"].value == n


def test_a_unit_whose_number_is_withheld_is_not_drawn(asked, counts):
    site = next(key for key in counts.statuses if key[0] == "scored at")
    shown = {key: "shown" for key in counts.statuses if key[0] == "scored at"}
    everything = replace(counts, statuses={**counts.statuses, **shown})
    (all_of_them,) = funnel_results(asked, everything)
    assert all_of_them.points["state"].eq("shown").all()
    (without,) = funnel_results(
        asked, replace(everything, statuses={**everything.statuses, site: "withheld"})
    )
    assert without.points["state"].tolist().count("withheld") == 1
    assert without.points["n"].isna().sum() == 1


def test_a_plan_without_funnels_has_none(clinic, clinic_protected):
    assert funnel_results(clinic, clinic_protected) == ()
