"""Acupuncture for chronic headache: the published answer, from the public file through the whole way in.

Vickers AJ, et al. BMJ 2004;328:744: adjusted difference in headache score at 12 months 4.6 in favour of acupuncture
(2.2 to 7.0), P = 0.0002. The analysis of covariance of the public data, with acupuncturist as a factor, over the 301
patients with a score at 12 months gives 4.604 (2.160 to 7.047), P = 0.00025: compared to the digits printed.
"""

import os
from pathlib import Path

import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.compare import ancova, compare_arms, interaction_test, treatment_effects
from dnoutcomes.models import fit_mmrm
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(os.environ.get("DNOUTCOMES_REAL_DATA", ROOT.parent / "shared" / "data")) / (
    "vickers_acupuncture/acupuncture.csv"
)
EXAMPLE = ROOT / "examples" / "headache-acupuncture"

pytestmark = pytest.mark.skipif(
    not FILE.exists(),
    reason="needs the data file of Vickers AJ, Trials 2006;7:15 (additional file) under DNOUTCOMES_REAL_DATA",
)

PRINTED = {"estimate": -4.604, "conf_low": -7.047, "conf_high": -2.160}


@pytest.fixture(scope="module")
def analysis():
    plan = Plan.from_toml(EXAMPLE / "plan.toml")
    return build_analysis(read_outcomes(FILE, EXAMPLE / "mapping.toml", plan=plan), plan)


@pytest.fixture(scope="module")
def effects(analysis):
    return compare_arms(analysis)


def row(effects, population):
    return effects.where(population=population, analysis="adjusted").frame.iloc[0]


def test_the_published_difference(effects):
    found = row(effects, "all patients, main effect")
    for column, printed in PRINTED.items():
        assert found[column] == pytest.approx(printed, abs=5e-4)
    assert found["p_value"] == pytest.approx(0.00025, abs=5e-6)
    assert found["n_subjects"] == 301
    assert found["contrast"] == "acupuncture - usual care"


def test_the_general_core_on_the_file_as_it_is():
    data = pd.read_csv(FILE).astype({"acupuncturist": str})
    data["group"] = pd.Categorical(data["group"], [0, 1])
    covariates = ["pk1", "age", "sex", "migraine", "chronicity", "acupuncturist"]
    for outcome in ("pk5", "change"):
        fit = ancova(
            data.assign(change=data["pk5"] - data["pk1"]),
            outcome=outcome,
            treatment="group",
            covariates=covariates,
            errors="classical",
        )
        found = treatment_effects(fit).frame.iloc[0]
        for column, printed in PRINTED.items():
            assert found[column] == pytest.approx(printed, abs=5e-4)


def test_robust_errors_tell_the_same(analysis):
    robust = row(compare_arms(analysis, errors="HC3"), "all patients, main effect")
    assert robust["estimate"] == pytest.approx(-4.604, abs=5e-4)
    assert robust["conf_high"] < 0


def test_tension_type_is_a_small_group(analysis, effects):
    cells = pd.DataFrame(effects.details["cells"]).set_index(["cause", "arm"])["n"]
    by_file = pd.read_csv(FILE)
    by_file = by_file[by_file["pk5"].notna()].groupby(["migraine", "group"]).size()
    assert cells["tension_type", "acupuncture"] == by_file[0, 1]
    assert cells["migraine", "usual care"] == by_file[1, 0]
    assert cells["tension_type"].min() < analysis.plan.smallest_cell


def test_the_standardised_effect_is_near_the_main_effect(effects):
    main = row(effects, "all patients, main effect")
    standardised = row(effects, "all patients, standardised to the mix of causes")
    assert standardised["estimate"] == pytest.approx(main["estimate"], abs=main["std_error"] / 2)
    assert sum(effects.details["mix"].values()) == pytest.approx(1)


def test_the_mixed_model_uses_the_patients_seen_once(analysis):
    fit = fit_mmrm(analysis)
    assert fit.design.n_subjects > 301
    # Two causes: one contrast between them at 12 months, two over both visits.
    assert interaction_test(fit, "M12").df_num == 1
    assert interaction_test(fit).df_num == 2
