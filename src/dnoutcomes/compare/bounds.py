"""Floor and ceiling: how many scores stand at an end of the scale, and whether that matters for the comparison."""

from __future__ import annotations

from math import isfinite

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.groups import rows_at_visit
from dnoutcomes.compare.tobit import tobit
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS, Estimates

#: From this share of scores at one end on, the end is said to matter. Terwee CB, et al. J Clin Epidemiol 2007;60:34-42.
MUCH = 0.15


def share_at_bounds(analysis: AnalysisData) -> pd.DataFrame:
    """Count the scores at the ends of the scale.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per time (baseline and each visit), arm and end of the scale that the instrument has: `visit, arm, end`
        ("minimum" or "maximum"), `bound, n, at_bound, share, warning` (true from a share of 15 % on).
    """
    instrument = analysis.plan.instrument
    first = (
        analysis.patients[["arm", "baseline"]].rename(columns={"baseline": "value"}).assign(visit="baseline")
    )
    scores = pd.concat([first, analysis.visits[["arm", "value", "visit"]].astype({"visit": str})])
    scores = scores[scores["value"].notna()]
    rows = []
    for visit in ("baseline", *analysis.plan.visit_names):
        for arm in analysis.plan.reference_arm, analysis.plan.treated_arm:
            values = scores.loc[(scores["visit"] == visit) & (scores["arm"] == arm), "value"]
            for end, bound in (("minimum", instrument.minimum), ("maximum", instrument.maximum)):
                if isfinite(bound):
                    at = int(np.isclose(values, bound).sum())
                    share = at / len(values) if len(values) else float("nan")
                    rows.append((visit, arm, end, bound, len(values), at, share, share >= MUCH))
    return pd.DataFrame(rows, columns=["visit", "arm", "end", "bound", "n", "at_bound", "share", "warning"])


def bounds_check(analysis: AnalysisData, visit: str | None = None) -> Estimates:
    """Compare the arms with scores at the ends taken as "this or beyond" (Tobit), beside ANCOVA.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        Default: the primary visit.

    Returns
    -------
    Estimates
        Two rows: `outcome, visit, contrast, analysis` ("ANCOVA" or "Tobit"), then the columns of Estimates. A note says
        how many scores stand at each end, and warns from 15 % on.

    Raises
    ------
    ModelError
        The instrument has no ends, or an arm has no score.

    Notes
    -----
    score ~ arm + baseline + cause + covariates. The Tobit row is the difference in the mean of a score without ends, of
    which the recorded one shows only what lies within them; ANCOVA's is the difference in the mean of recorded scores.
    Both estimate the same where few scores stand at an end. Where the plan names clusters there are estimates only.
    """
    plan, instrument = analysis.plan, analysis.plan.instrument
    name = plan.visit(visit or plan.primary_visit).name
    if not (isfinite(instrument.minimum) or isfinite(instrument.maximum)):
        raise ModelError(f"{instrument.label} has neither a smallest nor a largest score")
    rows = rows_at_visit(analysis, None, name)
    covariates = [
        covariate
        for covariate in dict.fromkeys(["baseline", "cause", *analysis.covariates])
        if covariate != "arm"
    ]
    by_model = {
        label: tobit(
            rows, outcome="value", treatment="arm", covariates=covariates, minimum=ends[0], maximum=ends[1],
            confidence_level=plan.confidence_level,
        ).frame
        for label, ends in (
            ("ANCOVA", (-np.inf, np.inf)),
            ("Tobit", (instrument.minimum, instrument.maximum)),
        )
    }  # fmt: skip
    frame = pd.concat([one.assign(analysis=label) for label, one in by_model.items()], ignore_index=True)
    frame = frame.assign(outcome=plan.outcome, visit=name)
    without_errors: tuple[str, ...] = ()
    if analysis.clusters is not None:
        frame = frame.assign(**dict.fromkeys([*COLUMNS[1:-1]], float("nan")))
        without_errors = (
            f"Tobit regression takes patients for independent, and these share {analysis.clusters.column}: it has "
            "estimates here, and no errors.",
        )
    return Estimates(
        frame[["outcome", "visit", "contrast", "analysis", *COLUMNS]],
        confidence_level=plan.confidence_level,
        kind="difference between arms, ends of the scale",
        notes=(estimand_note(plan, name), *without_errors, *_notes(share_at_bounds(analysis), name)),
    )


def _notes(shares: pd.DataFrame, visit: str) -> tuple[str, ...]:
    here = shares[(shares["visit"] == visit) & (shares["n"] > 0)]
    said = "; ".join(f"{100 * row.share:.0f} % of {row.arm} at the {row.end}" for row in here.itertuples())
    warning = (
        "That is enough to hide how far patients differ beyond the end: read the Tobit row beside ANCOVA."
        if here["warning"].any()
        else "Few enough not to matter."
    )
    return (f"Scores at the ends of the scale at {visit}: {said}. {warning}",)
