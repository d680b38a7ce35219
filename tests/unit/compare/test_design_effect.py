import numpy as np
import pytest

import dnoutcomes as dn
from dnoutcomes.compare.design_effect import design_effect
from dnoutcomes.compare.overall_effects import overall_effects
from dnoutcomes.errors import ModelError
from dnoutcomes.models import contrast, ls_means, mmrm


@pytest.fixture(scope="module")
def analysed():
    analysis = dn.build_analysis(dn.load_sample(), dn.Plan(clusters="therapist_id"))
    return dn.fit_mmrm(analysis), analysis


def test_it_is_the_ratio_of_two_variances_of_the_headline(analysed):
    fit, analysis = analysed
    found = design_effect(fit, analysis)
    overall = overall_effects(fit, analysis).where(visit=analysis.plan.primary_visit).frame.iloc[-1]
    assert found.std_error == overall["std_error"]
    assert found.df == overall["df"]
    assert found.estimate == pytest.approx((found.std_error / found.std_error_independent) ** 2)
    by_patient = analysis.visits.rename(columns={"cause_modelled": "modelled"}).assign(
        cause=analysis.visits["cause_modelled"]
    )
    again = mmrm(fit.design.formula, by_patient, subject="patient_id", visit="visit", errors="cr2")
    effects = contrast(ls_means(again, "arm", by=["cause", "visit"])).where(visit=analysis.plan.primary_visit)
    weights = analysis.modelled_causes.shares
    function = np.array([weights[str(cause)] for cause in effects.frame["cause"]]) @ effects.functions
    assert found.std_error_independent == pytest.approx(
        float(np.sqrt(function @ again.inference.vcov @ function)), rel=1e-4
    )


def test_clusters_are_counted(analysed):
    fit, analysis = analysed
    found = design_effect(fit, analysis)
    assert found.n_clusters == len(analysis.clusters.names)
    assert (found.column, found.visit) == ("therapist_id", analysis.plan.primary_visit)
    assert found.has_interval
    assert not found.is_rough


def test_without_clusters_there_is_none():
    analysis = dn.build_analysis(dn.load_sample(), dn.Plan())
    assert design_effect(dn.fit_mmrm(analysis), analysis) is None


def test_a_fit_that_takes_patients_for_independent_is_refused(analysed):
    plain = dn.fit_mmrm(dn.build_analysis(dn.load_sample(), dn.Plan()))
    with pytest.raises(ModelError, match="errors by cluster"):
        design_effect(plain, analysed[1])
