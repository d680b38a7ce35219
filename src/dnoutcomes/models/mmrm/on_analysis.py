"""The mixed model of an analysis: the plan says which, the general core fits it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.analysis_sums import AnalysisSums
from dnoutcomes.clusters import named_clusters
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.from_sums import mmrm_from_sums
from dnoutcomes.models.mmrm.group_sums import GroupSums
from dnoutcomes.models.mmrm.mmrm import mmrm
from dnoutcomes.models.mmrm.path import Covariance
from dnoutcomes.models.shared.confounded import refuse_confounded
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.formula import written_name
from dnoutcomes.models.shared.sums_only import refuse_rows


def fit_mmrm(
    analysis: AnalysisData | AnalysisSums,
    *,
    covariance: Covariance | Sequence[Covariance] | None = None,
    df: str | None = None,
    by_cause: bool = True,
    baseline: Literal["covariate", "outcome"] = "covariate",
) -> MixedModelFit:
    """Fit the mixed model for repeated measures of an analysis.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums
        From `build_analysis`, or from `sum_analysis` of a file in a database: the same fit without rows of patients.
    covariance : str, CovarianceStructure or a sequence of them, optional
        Structure of the residual covariance, or several in the order in which they are tried. Default: the plan's.
    df : str, optional
        Degrees-of-freedom method. Default: the plan's, and Satterthwaite's where the plan names clusters.
    by_cause : bool
        Whether the effect of the arm may differ between causes; without it there's one effect per visit.
    baseline : {"covariate", "outcome"}
        Adjust the change for the baseline; or take the baseline as the first of the outcomes, at which the arms share
        one mean (constrained longitudinal data analysis).

    Returns
    -------
    MixedModelFit
        Its factors are called `arm`, `cause` (as the models pool causes) and `visit`:
        `ls_means(fit, "arm", by=["cause", "visit"])`. Visits and causes without a score are left out. With the baseline
        among the outcomes these are means of the score, "baseline" the first visit, and
        `change_from_baseline(fit, "arm", by=["cause", "visit"])` are those of change.

    Raises
    ------
    ModelError
        Only one visit has scores, an arm has none, or a covariate tells the arm; a planned visit is called "baseline"
        where that is to be the first of the outcomes.
    ConvergenceError
        No structure gave a usable fit.

    Notes
    -----
    This is `mmrm("change ~ baseline * visit + arm * cause * visit + covariates", ...)` with the patient as subject and
    REML, over all planned visits with a score; `arm * visit + cause * visit` without `by_cause`, and without cause
    where there is one only. A cell of cause and visit without patients of both arms has no difference; `notes` say
    which.

    Where the plan names clusters, errors are CR2 by cluster.

    With `baseline="outcome"` it is `mmrm("value ~ cause * visit + arm:cause:visit + covariate * visit",
    equal_at_first="arm", ...)`. Patients with a baseline and nothing after it count too. Those without one don't:
    `analysis` has set them aside (`analysis.excluded`), although this model could use their later scores. Arms share
    their mean at baseline, within each cause, where they were randomised; where the plan says "observational", a note
    says that a difference at baseline would pass for an effect.

    References
    ----------
    Liang KY, Zeger SL. Sankhya B 2000;62:134-48. Lu K. Biometrics 2010;66:891-6.

    See Also
    --------
    dnoutcomes.compare.interaction_test : Whether the effect differs between causes, in one joint test.
    dnoutcomes.compare.overall_effects : The effect over all causes.
    dnoutcomes.models.shared.change_from_baseline : Means of change, where the baseline is one of the outcomes.
    dnoutcomes.models.mmrm.mmrm : The general core.
    """
    plan = analysis.plan
    if isinstance(analysis, AnalysisSums):
        return _fit_sums(analysis, covariance or plan.covariance, df or plan.df, baseline, by_cause=by_cause)
    rows = analysis.visits.assign(cause=analysis.visits["cause_modelled"]).drop(columns="cause_modelled")
    scored = rows[rows["change"].notna()]
    _require_arms(scored)
    if baseline == "covariate":
        _require_visits(scored, plan.primary_visit)
    refuse_confounded(scored, "arm", analysis.covariates)
    several_causes = scored["cause"].nunique() > 1
    model = _MODELS[_known_baseline(baseline)]
    named, cluster = named_clusters(model.rows(rows), analysis.clusters, analysis.covariates)
    # The plan's df are for patients who are independent.
    method = df or (plan.df if cluster is None else "satterthwaite")
    fit = mmrm(
        model.formula(analysis.covariates, by_cause=by_cause, several_causes=several_causes),
        named,
        subject="patient_id",
        visit="visit",
        equal_at_first=model.equal_at_first,
        cluster=cluster,
        covariance=covariance or plan.covariance,
        df=method,
        confidence_level=plan.confidence_level,
    )
    gaps = _gap_notes(scored.assign(n=1)) if by_cause and several_causes else ()
    risk = (_NOT_RANDOMISED,) if baseline == "outcome" and plan.design == "observational" else ()
    chosen = {"df": method, "by_cause": by_cause, "baseline": baseline}
    return replace(
        fit, notes=(estimand_note(plan), *fit.notes, *gaps, *risk), details={**fit.details, **chosen}
    )


def _fit_sums(
    analysis: AnalysisSums,
    covariance: Covariance | Sequence[Covariance],
    df: str,
    baseline: str,
    *,
    by_cause: bool,
) -> MixedModelFit:
    plan, sums = analysis.plan, _group_sums(analysis)
    if _known_baseline(baseline) != "covariate":
        refuse_rows(f"baseline={baseline!r}")
    scored = sums.frame
    _require_arms(scored)
    _require_visits(scored, plan.primary_visit)
    refuse_confounded(scored, "arm", plan.covariates)
    several_causes = scored["cause"].nunique() > 1
    formula = _change_formula(plan.covariates, by_cause=by_cause, several_causes=several_causes)
    fit = mmrm_from_sums(formula, sums, covariance=covariance, df=df, confidence_level=plan.confidence_level)
    gaps = _gap_notes(scored) if by_cause and several_causes else ()
    chosen = {"df": df, "by_cause": by_cause, "baseline": baseline}
    return replace(fit, notes=(estimand_note(plan), *fit.notes, *gaps), details={**fit.details, **chosen})


def _group_sums(analysis: AnalysisSums) -> GroupSums:
    grouped = analysis.grouped
    planned = int(grouped.n.sum()) * len(analysis.plan.visits)
    without = planned - int((grouped.observed.sum(axis=1) * grouped.n).sum())
    return GroupSums(
        grouped.groups,
        grouped.n,
        grouped.observed,
        grouped.products,
        ("baseline", *analysis.numbers),
        "change",
        "visit",
        analysis.plan.visit_names,
        {"no outcome": without} if without else {},
    )


#: Name of the first visit where the baseline is one of the outcomes.
BASELINE = "baseline"

_NOT_RANDOMISED = (
    "The arms are taken to have the same mean at baseline, which only randomisation brings about: this plan says "
    "observational, and a difference between the arms at baseline would pass for an effect."
)


def _effects(*, by_cause: bool, several_causes: bool) -> str:
    """Write the arms and causes of a change."""
    if not several_causes:
        return "arm * visit"
    return "arm * cause * visit" if by_cause else "arm * visit + cause * visit"


def _effects_after_baseline(*, by_cause: bool, several_causes: bool) -> str:
    """Write them so that the coefficients of the arm are effects at a visit."""
    if not several_causes:
        return "visit + arm:visit"
    return f"cause * visit + {'arm:cause:visit' if by_cause else 'arm:visit'}"


@dataclass(frozen=True)
class _Model:
    """Where the baseline stands in the model of an analysis."""

    formula: Callable[..., str]
    rows: Callable[[pd.DataFrame], pd.DataFrame]
    equal_at_first: str | None


def _change_formula(covariates: tuple[str, ...], *, by_cause: bool, several_causes: bool) -> str:
    effects = _effects(by_cause=by_cause, several_causes=several_causes)
    return f"change ~ {' + '.join(['baseline * visit', effects, *_others(covariates)])}"


def _score_formula(covariates: tuple[str, ...], *, by_cause: bool, several_causes: bool) -> str:
    effects = _effects_after_baseline(by_cause=by_cause, several_causes=several_causes)
    return f"value ~ {' + '.join([effects, *(f'{name} * visit' for name in _others(covariates))])}"


def _with_baseline_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Put a row for the baseline of each patient before those of the visits that somebody came to."""
    names = [BASELINE, *rows["visit"].cat.categories]
    if names.count(BASELINE) > 1:
        raise ModelError(
            f"a planned visit is called {BASELINE!r}, the name of the first outcome with baseline='outcome'; rename it"
        )
    first = rows.drop_duplicates("patient_id")
    first = first.assign(value=first["baseline"], visit=BASELINE)
    joined = pd.concat([first, rows.astype({"visit": str})], ignore_index=True)
    return joined.assign(visit=pd.Categorical(joined["visit"], categories=names, ordered=True))


_MODELS = {
    "covariate": _Model(_change_formula, lambda rows: rows, None),
    "outcome": _Model(_score_formula, _with_baseline_rows, "arm"),
}


def _known_baseline(baseline: str) -> str:
    if baseline not in _MODELS:
        raise ModelError(f"baseline={baseline!r} isn't known; known: {', '.join(_MODELS)}")
    return baseline


def _others(covariates: tuple[str, ...]) -> list[str]:
    """Covariates that the model doesn't have already, as a formula writes them."""
    others = [name for name in covariates if name not in ("arm", "cause", "visit", "baseline")]
    return [written_name(name) for name in others]


def _require_arms(scored: pd.DataFrame) -> None:
    for arm in scored["arm"].cat.categories:
        if not (scored["arm"] == arm).any():
            raise ModelError(
                f"no patient of arm {arm!r} has a score after baseline, so the arms can't be compared"
            )


def _require_visits(scored: pd.DataFrame, primary_visit: str) -> None:
    seen = list(scored["visit"].unique())
    if len(seen) < 2:
        elsewhere = "" if seen[0] == primary_visit else f"; the primary visit, {primary_visit}, has none"
        raise ModelError(
            f"only visit {seen[0]} has scores{elsewhere}. A model for repeated measures needs two visits or more; for "
            f"one, use compare_arms(analysis, visit={str(seen[0])!r})"
        )


def _gap_notes(scored: pd.DataFrame) -> tuple[str, ...]:
    """Name the causes and visits at which patients of one arm only were seen."""
    cells = scored.groupby(["cause", "visit", "arm"], observed=False)["n"].sum().unstack("arm")
    visits = scored["visit"].unique()
    gaps = cells[(cells.min(axis=1) == 0) & cells.index.get_level_values("visit").isin(visits)]
    gaps_by_cause = [
        f"{cause} at {', '.join(group.index.get_level_values('visit'))}"
        for cause, group in gaps.groupby(level="cause", observed=True)
    ]
    return (
        (f"No difference between the arms where one of them has no patients: {'; '.join(gaps_by_cause)}.",)
        if gaps_by_cause
        else ()
    )
