"""The mixed model of an analysis: the plan says which, the general core fits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.models.confounded import refuse_confounded
from dnoutcomes.models.fit import MixedModelFit
from dnoutcomes.models.mmrm import mmrm


def fit_mmrm(
    analysis: AnalysisData,
    *,
    covariance: str | Sequence[str] | None = None,
    df: str | None = None,
    by_cause: bool = True,
) -> MixedModelFit:
    """Fit the mixed model for repeated measures of an analysis.

    Parameters
    ----------
    analysis : AnalysisData
        From `build_analysis`.
    covariance : str or sequence of str, optional
        Structure of the residual covariance, or several in the order in which they are tried. Default: the plan's.
    df : str, optional
        Degrees-of-freedom method. Default: the plan's.
    by_cause : bool
        Whether the effect of the arm may differ between causes; without it there's one effect per visit.

    Returns
    -------
    MixedModelFit
        Its factors are called `arm`, `cause` (as the models pool causes) and `visit`:
        `ls_means(fit, "arm", by=["cause", "visit"])`. Visits and causes without a score are left out.

    Raises
    ------
    ModelError
        Only one visit has scores, an arm has none, or a covariate tells the arm.
    ConvergenceError
        No structure gave a usable fit.

    Notes
    -----
    This is `mmrm("change ~ baseline * visit + arm * cause * visit + covariates", ...)` with the patient as subject and
    REML, over all planned visits with a score; `arm * visit + cause * visit` without `by_cause`, and without cause
    where there is one only. A cell of cause and visit without patients of both arms has no difference; `notes` say
    which.

    See Also
    --------
    dnoutcomes.compare.interaction_test : Whether the effect differs between causes, in one joint test.
    dnoutcomes.compare.overall_effects : The effect over all causes.
    dnoutcomes.models.mmrm : The general core.
    """
    plan = analysis.plan
    rows = analysis.visits.assign(cause=analysis.visits["cause_modelled"]).drop(columns="cause_modelled")
    scored = rows[rows["change"].notna()]
    _require_visits_and_arms(scored, plan.primary_visit)
    refuse_confounded(scored, "arm", analysis.covariates)
    several_causes = scored["cause"].nunique() > 1
    fit = mmrm(
        f"change ~ {_right_side(analysis.covariates, by_cause=by_cause, several_causes=several_causes)}",
        rows,
        subject="patient_id",
        visit="visit",
        covariance=covariance or plan.covariance,
        df=df or plan.df,
        confidence_level=plan.confidence_level,
    )
    notes = (estimand_note(plan), *fit.notes, *(_gap_notes(scored) if by_cause and several_causes else ()))
    return replace(fit, notes=notes, details={**fit.details, "df": df or plan.df, "by_cause": by_cause})


def _right_side(covariates: tuple[str, ...], *, by_cause: bool, several_causes: bool) -> str:
    effects = "arm * visit"
    if several_causes:
        effects = "arm * cause * visit" if by_cause else "arm * visit + cause * visit"
    others = [name for name in covariates if name not in ("arm", "cause", "visit", "baseline")]
    quoted = [name if name.isidentifier() else f"`{name}`" for name in others]
    return " + ".join(["baseline * visit", effects, *quoted])


def _require_visits_and_arms(scored: pd.DataFrame, primary_visit: str) -> None:
    for arm in scored["arm"].cat.categories:
        if not (scored["arm"] == arm).any():
            raise ModelError(
                f"no patient of arm {arm!r} has a score after baseline, so the arms can't be compared"
            )
    seen = list(scored["visit"].unique())
    if len(seen) < 2:
        elsewhere = "" if seen[0] == primary_visit else f"; the primary visit, {primary_visit}, has none"
        raise ModelError(
            f"only visit {seen[0]} has scores{elsewhere}. A model for repeated measures needs two visits or more; for "
            f"one, use compare_arms(analysis, visit={str(seen[0])!r})"
        )


def _gap_notes(scored: pd.DataFrame) -> tuple[str, ...]:
    """Name the causes and visits at which patients of one arm only were seen."""
    cells = scored.groupby(["cause", "visit", "arm"], observed=False).size().unstack("arm")
    visits = scored["visit"].unique()
    gaps = cells[(cells.min(axis=1) == 0) & cells.index.get_level_values("visit").isin(visits)]
    places = [
        f"{cause} at {', '.join(group.index.get_level_values('visit'))}"
        for cause, group in gaps.groupby(level="cause", observed=True)
    ]
    return (
        (f"No difference between the arms for want of patients in both: {'; '.join(places)}.",)
        if places
        else ()
    )
