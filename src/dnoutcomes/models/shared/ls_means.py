"""Least-squares means: what a fit says about each level of a factor, the other covariates being the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import LABELS, Estimates, linear_estimates
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.grid import (
    ReferenceGrid,
    as_list,
    build_grid,
    factor_names,
    require_variables,
    values_of,
    varies_within_subjects,
)
from dnoutcomes.registry import Registry

Array = NDArray[np.float64]


def ls_means(
    fit: MixedModelFit,
    specs: str | Iterable[str],
    *,
    by: str | Iterable[str] | None = None,
    weights: str = "equal",
    at: Mapping[str, Any] | None = None,
    confidence_level: float | None = None,
) -> Estimates:
    """Estimate the mean outcome at each level of one or more factors.

    Parameters
    ----------
    fit : MixedModelFit
        From `mmrm` or `growth`.
    specs : str or list of str
        Factors whose levels are compared, usually "arm"; "C(arm)" means the same.
    by : str or list of str, optional
        Factors within whose levels that is done, "cause", "visit".
    weights : {"equal", "proportional", "counterfactual"}
        How the factors that are neither in specs nor in by are averaged: every combination of their levels alike; by
        its share of the rows used; or over the subjects of the fit with their own covariates, each subject once, specs
        set to each level in turn (see Notes).
    at : mapping, optional
        Values at which variables are held or to which they are restricted: {"age": 60}, {"visit": ["W08", "W12"]}.
        A number in specs or by must be here. Other numbers are held at their mean over the rows used.
    confidence_level : float, optional
        Coverage of the intervals; the fit's own by default.

    Returns
    -------
    Estimates
        One row per combination of by and specs: a column for each, then those of Estimates. `n_subjects` counts
        subjects of that combination with a row used.

    Raises
    ------
    ModelError
        A variable that the formula doesn't use, or an unknown level or weighting.

    Notes
    -----
    Each mean is l'b, l the average of the coded rows x of its cells in the reference grid. Means that involve a
    combination which the data don't determine are NaN, with a note.

    "counterfactual" standardises: variables in by that don't change within a subject (a cause) restrict the subjects,
    variables in specs (an arm) and those that change within subjects (a visit) are set for everyone. Covariates count
    as fixed, so that the standard error is for these subjects, not for a population they were drawn from. Numbers in
    at are set for everyone.

    References
    ----------
    Searle SR, Speed FM, Milliken GA. Population marginal means in the linear model. Am Stat 1980;34:216-21.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from dnoutcomes.models import ls_means, mmrm
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"patient": np.repeat(np.arange(30), 2), "visit": ["W04", "W12"] * 30,
    ...                       "arm": np.repeat(["standard", "needling"], 30)})
    >>> frame["arm"] = pd.Categorical(frame["arm"], ["standard", "needling"])
    >>> frame["change"] = rng.normal(size=60) - 2.0 * (frame["arm"] == "needling")
    >>> fit = mmrm("change ~ arm * visit", frame, subject="patient", visit="visit")
    >>> ls_means(fit, "arm", by="visit").frame[["arm", "visit", "n_subjects"]].head(3)
            arm visit  n_subjects
    0  standard   W04        15.0
    1  needling   W04        15.0
    2  standard   W12        15.0
    """
    design = fit.design
    specs, by = (factor_names(design, as_list(names)) for names in (specs, by))
    at = dict(zip(factor_names(design, at or {}), (at or {}).values()))
    require_variables(design, [*specs, *by])
    loose = [name for name in [*specs, *by] if name in design.numeric and name not in at]
    if loose:
        raise ModelError(f"{loose[0]!r} is numeric; say at which values, at={{{loose[0]!r}: [...]}}")
    # Rows l of the means, shape (rows, p): averages of coded rows over the cells of the grid.
    functions, labels = WEIGHTINGS[weights](design, specs, by, at)
    counts = _subjects(design, labels)
    ordered = [*(name for name in LABELS if name in labels), *(name for name in labels if name not in LABELS)]
    equal = [] if design.baseline is None else [design.baseline.note]
    varying = [name for name in labels if varies_within_subjects(design, name)]
    means = linear_estimates(
        functions,
        fit.inference,
        labels[ordered],
        confidence_level=fit.confidence_level if confidence_level is None else confidence_level,
        n_subjects=counts,
        kind="LS mean",
        notes=(_weights_note(design, [*specs, *by], weights, at), *equal, f"df: {fit.inference.method}."),
    )
    return replace(
        means, details={"specs": specs, "by": by, "weights": weights, "at": at, "within_subjects": varying}
    )


Weighting = Callable[[ModelDesign, list[str], list[str], dict[str, Any]], tuple[Array, pd.DataFrame]]


def _equal(
    design: ModelDesign, specs: list[str], by: list[str], at: dict[str, Any]
) -> tuple[Array, pd.DataFrame]:
    grid = build_grid(values_of(design, at), specs, by)
    return _average(design.matrix(grid.frame), grid, np.ones(len(grid.frame))), grid.labels


def _proportional(
    design: ModelDesign, specs: list[str], by: list[str], at: dict[str, Any]
) -> tuple[Array, pd.DataFrame]:
    grid = build_grid(values_of(design, at), specs, by)
    averaged = [name for name in design.factors if name in grid.frame and name not in [*specs, *by]]
    if not averaged:
        return _average(design.matrix(grid.frame), grid, np.ones(len(grid.frame))), grid.labels
    rows = design.count_rows(averaged)
    keys = pd.MultiIndex.from_frame(grid.frame[averaged].astype(object))
    weights = rows.reindex(keys, fill_value=0).to_numpy(dtype=float)
    if weights.sum() == 0:
        raise ModelError(f"no row used has the levels of at={at!r}, so that there is nothing to weight by")
    return _average(design.matrix(grid.frame), grid, weights), grid.labels


def _average(matrix: Array, grid: ReferenceGrid, weights: Array) -> Array:
    n = len(grid.labels)
    each = (matrix * weights[:, None]).reshape(n, -1, matrix.shape[1]).sum(axis=1)
    return np.asarray(each / weights.reshape(n, -1).sum(axis=1)[:, None])


def _counterfactual(
    design: ModelDesign, specs: list[str], by: list[str], at: dict[str, Any]
) -> tuple[Array, pd.DataFrame]:
    if not design.has_rows:
        raise ModelError("counterfactual means are over rows of patients, and this fit has only their sums")
    values = values_of(design, at)
    fixed = [name for name in by if name in design.factors and not varies_within_subjects(design, name)]
    grid = build_grid({name: values[name] for name in [*by, *specs]}, specs, by)
    first = ~pd.Series(design.subject_codes).duplicated().to_numpy()
    subjects = (
        design.frame.loc[first, [*design.factors, *design.numeric]]
        .reset_index(drop=True)
        .astype(dict.fromkeys(design.factors, object))
    )
    held = {name: values[name] for name in at if name not in grid.labels}
    held |= {
        name: values[name]
        for name in design.factors
        if name not in grid.labels and varies_within_subjects(design, name)
    }
    settings = build_grid(held, [], []).frame if held else None
    functions = [
        _mean_row(design, subjects, dict(zip(grid.labels.columns, row)), fixed, settings)
        for row in grid.labels.itertuples(index=False)
    ]
    return np.stack(functions), grid.labels


def _mean_row(
    design: ModelDesign,
    subjects: pd.DataFrame,
    wanted: dict[str, Any],
    fixed: list[str],
    settings: pd.DataFrame | None,
) -> Array:
    """Average of the coded rows of the subjects, with the wanted values set, over the settings of the rest."""
    mine = subjects
    for name in fixed:
        mine = mine[mine[name] == wanted[name]]
    mine = mine.assign(**{name: value for name, value in wanted.items() if name not in fixed})
    if settings is not None:
        mine = mine.drop(columns=list(settings)).merge(settings, how="cross")
    return np.asarray(design.matrix(mine).mean(axis=0))


WEIGHTINGS: Registry[Weighting] = Registry(
    "weighting of LS means",
    [("equal", _equal), ("proportional", _proportional), ("counterfactual", _counterfactual)],
    error=ModelError,
)


def _subjects(design: ModelDesign, labels: pd.DataFrame) -> Array:
    """Subjects with a row used at each combination of the factors among the labels."""
    factors = [name for name in labels if name in design.factors]
    if not factors:
        return np.full(len(labels), float(design.n_subjects))
    counts = design.count_subjects(factors)
    return np.asarray(
        counts.reindex(pd.MultiIndex.from_frame(labels[factors].astype(object)), fill_value=0), dtype=float
    )


def _weights_note(design: ModelDesign, labels: list[str], weights: str, at: dict[str, Any]) -> str:
    held = {name: mean for name, mean in design.numeric.items() if name not in at}
    averaged = [name for name in design.factors if name not in labels]
    parts = [f"averaged over {', '.join(averaged)} with {weights} weights"] if averaged else []
    if weights == "counterfactual":
        parts = ["averaged over the subjects of the fit with their own covariates"]
        held = {}
    parts += [f"{name} at {value!r}" for name, value in at.items()]
    parts += [f"{name} at its mean {mean:.4g}" for name, mean in held.items()]
    return f"LS means: {'; '.join(parts)}." if parts else "LS means of every combination of the factors."
