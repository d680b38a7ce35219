"""Imputation and tipping point for AnalysisData: the plan names the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from dnoutcomes.estimates import Estimates
from dnoutcomes.missing.grid import build_grid
from dnoutcomes.missing.reference_based import reference_based
from dnoutcomes.missing.tipping import TippingGrid, tipping_grid

if TYPE_CHECKING:
    from dnoutcomes.analysis import AnalysisData


@dataclass(frozen=True, eq=False)
class TippingPoint:
    """How much worse the missing scores would have to be before the interval reaches zero.

    Attributes
    ----------
    grid : TippingGrid
        The effect over changes of both arms' imputed scores.
    tipping_delta : float
        Smallest worsening of the treated arm's imputed scores, the reference arm's as assumed, at which the
        interval holds zero; 0 where it does so already, NaN where no worsening that was tried does it.
    sentence : str
        The same in words.
    """

    grid: TippingGrid
    tipping_delta: float
    sentence: str

    @property
    def frame(self) -> pd.DataFrame:
        """One row per pair of changes; see `TippingGrid`."""
        return self.grid.frame

    def __repr__(self) -> str:
        return f"TippingPoint at {self.grid.visit}: {self.sentence}"


def impute(
    analysis: AnalysisData,
    strategy: str = "MAR",
    *,
    delta: Mapping[object, float] | None = None,
    delta_factor: Mapping[object, float] | None = None,
    method: str = "conditional-mean",
    n_samples: int = 100,
) -> Estimates:
    """Compare the arms at each visit after imputing missing scores under a stated assumption.

    Parameters
    ----------
    analysis : AnalysisData
    strategy : {"MAR", "JR", "CR", "CIR", "LMCF"}
        What is assumed of patients who aren't seen any more; see `missing.reference_based`.
    delta, delta_factor : dict of arm to float, optional
        Changes to imputed scores before the analysis.
    method : {"conditional-mean", "bootstrap", "approximate-bayes"}
        How gaps are filled and where errors come from.
    n_samples : int
        Bootstrap samples or imputations; their seed is the plan's.

    Returns
    -------
    Estimates
        One row per visit: outcome, visit, contrast, then the columns of Estimates.
    """
    found = reference_based(
        analysis.visits,
        **_columns(analysis),
        strategy=strategy,
        delta=delta,
        delta_factor=delta_factor,
        method=method,
        n_samples=n_samples,
        seed=analysis.plan.seed,
        confidence_level=analysis.plan.confidence_level,
    )
    frame = found.frame.copy()
    frame.insert(0, "outcome", analysis.plan.outcome)
    return replace(found, frame=frame)


def tipping_point(
    analysis: AnalysisData,
    visit: str | None = None,
    *,
    strategy: str = "MAR",
    worsenings: Sequence[float] = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0),
) -> TippingPoint:
    """Ask how much worse the missing scores would have to be before the conclusion changes.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        The primary visit by default.
    strategy : str
        The assumption to start from.
    worsenings : sequence of float
        Points by which imputed scores are made worse, from 0 up, tried for both arms.

    Returns
    -------
    TippingPoint
    """
    plan = analysis.plan
    name = plan.visit(visit or plan.primary_visit).name
    grid = build_grid(
        analysis.visits, **_columns(analysis), strategy=strategy, analysis_covariates=None, events=None
    )
    deltas = [-plan.instrument.better_sign * size for size in worsenings]
    found = tipping_grid(grid, name, deltas, deltas, plan.confidence_level)
    delta, sentence = _in_words(found, plan.treated_arm, name)
    return TippingPoint(found, delta, sentence)


def _columns(analysis: AnalysisData) -> dict[str, Any]:
    several = analysis.patients["cause_modelled"].nunique() > 1
    covariates = [name for name in analysis.covariates if name not in ("baseline", "cause", "arm")]
    return {
        "outcome": "change",
        "subject": "patient_id",
        "visit": "visit",
        "arm": "arm",
        "reference_arm": analysis.plan.reference_arm,
        "covariates": ["baseline * visit", *(["cause_modelled"] if several else []), *covariates],
    }


def _in_words(found: TippingGrid, treated: str, visit: str) -> tuple[float, str]:
    line = found.frame[found.frame["delta_reference"] == 0].assign(undecided=found.undecided)
    worsening = line["delta_treated"].abs()
    n_missing = sum(found.n_missing.values())
    if not n_missing:
        return float("nan"), f"No score is missing at {visit}, so that nothing depends on missing scores."
    if line.loc[worsening == 0, "undecided"].all():
        return 0.0, (
            f"The interval at {visit} holds zero as it is: no assumption about the {n_missing} missing scores is "
            "needed to leave the difference undecided."
        )
    if not line["undecided"].any():
        return float("nan"), (
            f"Even {worsening.max():g} points worse missing scores in the {treated} arm would not bring the "
            f"interval at {visit} to zero."
        )
    delta = float(worsening[line["undecided"]].min())
    return delta, (
        f"The interval at {visit} reaches zero once the missing scores of the {treated} arm are taken to be "
        f"{delta:g} points worse than those of similar patients who were seen."
    )
