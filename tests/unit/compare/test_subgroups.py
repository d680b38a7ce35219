from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.compare import compare_arms
from dnoutcomes.compare.subgroups import DURATION_BANDS, compare_subgroups
from dnoutcomes.errors import ModelError


def test_rows_and_tests_are_those_of_the_comparison_by_each_modifier(clinic):
    found = compare_subgroups(clinic)
    assert list(found.details["tests"]["modifier"]) == ["cause", "severity", "duration", "site_id"]
    for modifier in ("cause", "severity", "site_id"):
        arms = compare_arms(clinic, by=modifier)
        alone = arms.where(analysis="adjusted").frame
        rows = found.frame[found.frame["modifier"] == modifier]
        np.testing.assert_array_equal(rows["estimate"], alone["estimate"].iloc[: len(rows)])
        test = found.details["tests"].set_index("modifier").loc[modifier]
        assert test["p_value"] == arms.details["interaction"].p_value


def test_overall_effect_stands_last(clinic):
    last = compare_subgroups(clinic).frame.iloc[-1]
    main = compare_arms(clinic, by=None).where(analysis="adjusted").frame.iloc[0]
    assert last[["modifier", "level", "population"]].tolist() == [None, None, "all patients, main effect"]
    assert last["estimate"] == pytest.approx(main["estimate"])


def test_no_p_value_within_a_level(clinic):
    frame = compare_subgroups(clinic).frame
    assert frame.loc[frame["modifier"].notna(), "p_value"].isna().all()


def test_the_number_of_tests_is_stated_and_allowed_for(clinic):
    found = compare_subgroups(clinic)
    tests = found.details["tests"]
    assert "One test for each of 4 modifiers" in found.notes[-1]
    assert "would be 19 %" in found.notes[-1]
    assert (tests["p_value_holm"] >= tests["p_value"]).all()
    assert tests["p_value_holm"].min() == pytest.approx(min(1, 4 * tests["p_value"].min()))


def test_duration_is_cut_into_declared_bands(clinic):
    frame = compare_subgroups(clinic, by=["duration"]).frame
    assert frame["level"].tolist() == [*(label for label, _ in DURATION_BANDS), None]
    months = clinic.at_visit()["patient_id"].map(clinic.patients.set_index("patient_id")["duration_months"])
    assert frame["n_subjects"].iloc[0] == (months <= 12).sum()
    assert frame["n_subjects"].iloc[2] == (months > 36).sum()


def test_what_happened_later_is_no_modifier(clinic):
    changed = replace(clinic, patients=clinic.patients.assign(completed="yes"))
    with pytest.raises(ModelError, match="known only after time zero"):
        compare_subgroups(changed, by=["completed"])


def test_a_modifier_with_one_level_is_not_tested(clinic):
    one = replace(clinic, patients=clinic.patients.assign(severity="mild"))
    found = compare_subgroups(one, by=["severity", "site_id"])
    assert found.details["tests"]["p_value"].isna().tolist() == [True, False]
    assert "One test for 1 modifier:" in found.notes[-1]


def test_what_clusters_do_to_the_rows_of_a_level_is_said(clinic_with):
    by_site = compare_subgroups(clinic_with(n=160, clusters="site_id"), by=["severity"])
    said = " ".join(by_site.notes)
    assert "2 clusters of site_id" in said
    assert "standardised to the mix" not in said
    alone = compare_subgroups(clinic_with(n=160), by=["severity"])
    assert "clusters" not in " ".join(alone.notes)
