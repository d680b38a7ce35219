"""Observed means: what the patients who were seen had, visit by visit, without a model."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.analysis_sums import Analysis
from dnoutcomes.errors import DataError
from dnoutcomes.estimates import Estimates
from dnoutcomes.registry import did_you_mean


def observed_means(analysis: Analysis, by: str | None = None) -> Estimates:
    """Average the change from baseline of the patients seen, by arm and visit.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums
        Its `visits` give `arm`, `visit` and `change`, in points of the plan's outcome, follow-up minus baseline.
    by : str, optional
        A further column of `analysis.visits`, such as `cause`.

    Returns
    -------
    Estimates
        One row per level of `by`, arm and visit, with the t interval of a mean: mean +- t(n - 1) s / sqrt(n). A group
        with one patient has no interval, one with none has no mean.

    Raises
    ------
    DataError
        The visits have no column `by`.

    Notes
    -----
    Those who were seen may differ from those who weren't, and the arms may have differed from the start: this
    describes, it doesn't compare.

    Examples
    --------
    >>> import dnoutcomes as dn
    >>> clinic = dn.load_sample("trial")
    >>> means = observed_means(dn.build_analysis(clinic, dn.Plan(visits=({"name": "W12", "day": 84},))))
    >>> means.kind, means.frame["arm"].tolist(), means.frame["visit"].tolist()
    ('observed mean', ['standard', 'needling'], ['W12', 'W12'])
    """
    from scipy import stats

    if by is not None and by not in analysis.visits.columns:
        raise DataError(
            f"observed_means: the visits have no column {by!r}{did_you_mean(by, analysis.visits.columns)} "
            f"Columns: {', '.join(analysis.visits.columns)}"
        )
    labels = [*([] if by is None else [by]), "arm", "visit"]
    frame = _moments(analysis.visits, labels)
    n = frame.pop("n_subjects").astype("float64")
    std_error = frame.pop("spread") / np.sqrt(n.where(n > 0))
    df = (n - 1).where(n > 1)
    level = analysis.plan.confidence_level
    half = std_error * stats.t.ppf(0.5 + level / 2, df)
    statistic = frame["estimate"] / std_error.where(std_error > 0)
    numbers = pd.DataFrame(
        {
            "std_error": std_error,
            "df": df,
            "statistic": statistic,
            "p_value": 2 * stats.t.sf(statistic.abs(), df),
            "conf_low": frame["estimate"] - half,
            "conf_high": frame["estimate"] + half,
            "n_subjects": n,
        }
    )
    note = "Means of the patients seen at each visit, without adjustment."
    return Estimates(pd.concat([frame, numbers], axis=1), None, None, level, "observed mean", (note,))


def _moments(visits: pd.DataFrame, labels: list[str]) -> pd.DataFrame:
    """Mean (`estimate`), `spread` and number (`n_subjects`) of the changes by some labels."""
    if "n_patients" not in visits.columns:
        grouped = visits.groupby(labels, observed=False)["change"]
        return grouped.agg(estimate="mean", spread="std", n_subjects="count").reset_index()
    scored = visits[visits["change"].notna()]
    keys = [scored[name] for name in labels]
    n = scored["n_patients"].groupby(keys, observed=False).sum()
    mean = (scored["n_patients"] * scored["change"]).groupby(keys, observed=False).sum() / n.where(n > 0)
    own_mean = mean.reindex(pd.MultiIndex.from_frame(scored[labels])).to_numpy()
    squares = scored["n_patients"] * (scored["change"] - own_mean) ** 2
    variance = squares.groupby(keys, observed=False).sum() / (n - 1).where(n > 1)
    return pd.DataFrame({"estimate": mean, "spread": np.sqrt(variance), "n_subjects": n}).reset_index()
