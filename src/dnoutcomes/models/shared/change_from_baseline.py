"""Means of change where the baseline is one of the outcomes: differences of LS means, with exact errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, linear_estimates
from dnoutcomes.models.shared.equal_baseline import Baseline
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.grid import as_list, factor_names
from dnoutcomes.models.shared.ls_means import ls_means


def change_from_baseline(
    fit: MixedModelFit,
    specs: str | Iterable[str],
    *,
    by: str | Iterable[str] | None = None,
    weights: str = "equal",
    at: Mapping[str, Any] | None = None,
    confidence_level: float | None = None,
) -> Estimates:
    """Estimate the mean change from the first visit at each level of one or more factors.

    Parameters
    ----------
    fit : MixedModelFit
        From `fit_mmrm(analysis, baseline="outcome")` or `mmrm(..., equal_at_first=...)`.
    specs : str or list of str
        Factors whose levels are compared, usually "arm".
    by : str or list of str, optional
        Factors within whose levels that is done. The visit is among them, named or not.
    weights, at, confidence_level
        As in `ls_means`.

    Returns
    -------
    Estimates
        One row per visit after the first and combination of specs and by, in the columns of `ls_means`; `contrast`
        takes them as it takes LS means.

    Raises
    ------
    ModelError
        The baseline isn't one of the outcomes of the fit.

    Notes
    -----
    The mean at a visit minus that of the same level at the first visit, (l_visit - l_first)'b: the error takes in that
    both means come from the same patients. Between levels that share their mean at the first visit a difference of
    changes is the difference of the means at the visit.

    References
    ----------
    Liang KY, Zeger SL. Longitudinal data analysis of continuous and discrete responses for pre-post designs. Sankhya B
    2000;62:134-48.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from dnoutcomes.models import change_from_baseline, mmrm
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"patient": np.repeat(np.arange(30), 3), "visit": ["W00", "W04", "W12"] * 30,
    ...                       "arm": np.repeat(["standard", "needling"], 45)})
    >>> frame["arm"] = pd.Categorical(frame["arm"], ["standard", "needling"])
    >>> frame["pain"] = 6 + rng.normal(size=90) + np.repeat(rng.normal(size=30), 3)
    >>> fit = mmrm("pain ~ visit + arm:visit", frame, subject="patient", visit="visit", equal_at_first="arm")
    >>> change_from_baseline(fit, "arm").frame[["arm", "visit", "n_subjects"]]
            arm visit  n_subjects
    0  standard   W04        15.0
    1  needling   W04        15.0
    2  standard   W12        15.0
    3  needling   W12        15.0
    """
    first = fit.design.baseline
    if first is None:
        raise ModelError(
            "the baseline isn't among the outcomes of this fit. Where the outcome is a change, ls_means(fit, ...) are "
            "mean changes; else fit with fit_mmrm(analysis, baseline='outcome') or mmrm(..., equal_at_first='arm')"
        )
    specs, by = (factor_names(fit.design, as_list(names)) for names in (specs, by))
    at = dict(zip(factor_names(fit.design, at or {}), (at or {}).values()))
    if first.visit not in [*specs, *by]:
        by = [*by, first.visit]
    if first.visit in at:
        at[first.visit] = list(dict.fromkeys([first.level, *np.atleast_1d(at[first.visit]).tolist()]))
    means = ls_means(fit, specs, by=by, weights=weights, at=at, confidence_level=confidence_level)
    return _less_the_first(fit, means, first)


def _less_the_first(fit: MixedModelFit, means: Estimates, first: Baseline) -> Estimates:
    """Take from each mean that of the same labels at the first visit."""
    assert means.functions is not None  # LS means have their functions; the type allows estimates without
    others = [name for name in means.label_columns if name != first.visit]
    labels = means.frame[means.label_columns]
    is_first = (labels[first.visit] == first.level).to_numpy()
    keys = list(labels[others].itertuples(index=False, name=None))
    starts = {keys[row]: means.functions[row] for row in np.flatnonzero(is_first)}
    later = np.flatnonzero(~is_first)
    changes = linear_estimates(
        np.stack([means.functions[row] - starts[keys[row]] for row in later]),
        fit.inference,
        labels.iloc[later].reset_index(drop=True),
        confidence_level=means.confidence_level,
        n_subjects=means.frame["n_subjects"].to_numpy()[later],
        kind=f"LS mean of change from {first.level}",
        notes=tuple(note for note in means.notes if "can't be estimated" not in note),
    )
    return replace(changes, details=means.details)
