"""Simulated outcomes of a fit, and bootstrap of anything that can be computed from one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.progress import Progress, counted

Array = NDArray[np.float64]
Statistic = Callable[[MixedModelFit], Any]


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Values of a statistic in resampled data.

    Attributes
    ----------
    estimate : pandas.Series
        The statistic of the fit itself, by name.
    replicates : pandas.DataFrame
        One row per replicate that could be fitted, a column per value.
    failures : tuple of str
        Why the other replicates couldn't be.
    kind : str
        "parametric", "patients" or "clusters".
    confidence_level : float
        Coverage of the intervals.
    """

    estimate: pd.Series
    replicates: pd.DataFrame
    failures: tuple[str, ...]
    kind: str
    confidence_level: float

    def to_frame(self) -> pd.DataFrame:
        """Summarise the replicates.

        Returns
        -------
        pandas.DataFrame
            One row per value: name, estimate, std_error (standard deviation of the replicates), bias (their mean -
            estimate), conf_low and conf_high (percentiles), n_replicates.
        """
        tail = (1.0 - self.confidence_level) / 2.0
        table = pd.DataFrame(
            {
                "estimate": self.estimate,
                "std_error": self.replicates.std(ddof=1),
                "bias": self.replicates.mean() - self.estimate,
                "conf_low": self.replicates.quantile(tail),
                "conf_high": self.replicates.quantile(1.0 - tail),
            }
        )
        return table.rename_axis("name").reset_index().assign(n_replicates=len(self.replicates))

    def __repr__(self) -> str:
        head = f"Bootstrap ({self.kind}): {len(self.replicates)} replicates, {len(self.failures)} couldn't be fitted"
        return f"{head}\n{self.to_frame().to_string(index=False, float_format='%.4g')}"


def simulate_outcomes(fit: MixedModelFit, n: int = 1, *, seed: int) -> Array:
    """Draw outcomes for the rows used, from the fitted mean and covariance.

    Parameters
    ----------
    fit : MixedModelFit
        From `mmrm` or `growth`.
    n : int
        Number of draws.
    seed : int
        Of the random numbers.

    Returns
    -------
    array of shape (n, rows)
        In the order of `fit.design.frame`.
    """
    rng = np.random.default_rng(seed)
    return np.stack([fit.fitted + fit.engine.draw(rng) for _ in range(n)])


def parametric_bootstrap(
    fit: MixedModelFit,
    statistic: Statistic,
    n: int = 200,
    *,
    seed: int,
    confidence_level: float | None = None,
    progress: Progress | None = None,
) -> Bootstrap:
    """Refit to outcomes drawn from the fit, and compute a statistic of each.

    Parameters
    ----------
    fit : MixedModelFit
        With a plain column as its outcome.
    statistic : callable
        Fit to a number, an array, a Series, or a frame with an `estimate` column.
    n : int
        Number of replicates.
    seed : int
        Of the random numbers.
    confidence_level : float, optional
        Coverage of the intervals; the fit's own by default.
    progress : callable, optional
        Called with (done, total) after each replicate; see `dnoutcomes.progress.bar`.

    Returns
    -------
    Bootstrap
    """
    outcome = fit.design.outcome
    if fit.engine.clusters is not None:
        raise ModelError(
            "outcomes are drawn as if patients were independent, which takes no account of the fit's clusters; use "
            "patient_bootstrap, which draws whole clusters"
        )
    if outcome is None:
        raise ModelError(
            f"the outcome of {fit.design.formula!r} isn't a plain column, so that drawn values can't take its place"
        )

    def frames() -> Iterator[pd.DataFrame]:
        rng = np.random.default_rng(seed)
        for _ in range(n):
            yield fit.design.frame.assign(**{outcome: fit.fitted + fit.engine.draw(rng)})

    return _bootstrap(fit, statistic, counted(frames(), n, progress), "parametric", confidence_level)


def patient_bootstrap(
    fit: MixedModelFit,
    statistic: Statistic,
    n: int = 200,
    *,
    seed: int,
    strata: str | None = None,
    confidence_level: float | None = None,
    progress: Progress | None = None,
) -> Bootstrap:
    """Refit to subjects drawn with replacement, all rows of each, and compute a statistic of each fit.

    From a fit with clusters whole clusters are drawn, each patient without one being one alone.

    Parameters
    ----------
    fit : MixedModelFit
        From `mmrm` or `growth`.
    statistic : callable
        Fit to a number, an array, a Series, or a frame with an `estimate` column.
    n : int
        Number of replicates.
    seed : int
        Of the random numbers.
    strata : str, optional
        Column, constant within subjects (and clusters), within whose levels to draw: the arm, so that each keeps its
        size.
    confidence_level : float, optional
        Coverage of the intervals; the fit's own by default.
    progress : callable, optional
        Called with (done, total) after each replicate; see `dnoutcomes.progress.bar`.

    Returns
    -------
    Bootstrap
    """
    frames = counted(_resampled(fit, n, seed, strata), n, progress)
    kind = "patients" if fit.engine.clusters is None else "clusters"
    return _bootstrap(fit, statistic, frames, kind, confidence_level)


def _resampled(fit: MixedModelFit, n: int, seed: int, strata: str | None) -> Iterator[pd.DataFrame]:
    design = fit.design
    order = np.argsort(design.subject_codes, kind="stable")
    sizes = np.bincount(design.subject_codes)
    starts = np.cumsum(sizes) - sizes
    clusters = fit.engine.clusters
    units = np.arange(design.n_subjects)
    if clusters is not None:
        units = clusters.of_subjects(design.subject_codes)
    members = np.split(np.argsort(units, kind="stable"), np.cumsum(np.bincount(units))[:-1])
    labels = np.zeros(len(members)) if strata is None else _stratum(fit, strata, units)
    rng = np.random.default_rng(seed)
    for _ in range(n):
        chosen = np.concatenate(
            [
                rng.choice(np.flatnonzero(labels == label), int((labels == label).sum()))
                for label in np.unique(labels)
            ]
        )
        drawn = np.concatenate([members[unit] for unit in chosen])
        rows = np.concatenate(
            [order[starts[subject] : starts[subject] + sizes[subject]] for subject in drawn]
        )
        names = {design.subject: np.repeat(np.arange(len(drawn)), sizes[drawn])}
        if clusters is not None:
            # A cluster drawn twice is two clusters.
            draw = np.repeat(np.arange(len(chosen)), [len(members[unit]) for unit in chosen])
            names[clusters.name] = np.repeat(draw, sizes[drawn])
        yield design.frame.iloc[rows].assign(**names).reset_index(drop=True)


def _stratum(fit: MixedModelFit, strata: str, units: NDArray[np.intp]) -> Array:
    """Code of the stratum of each unit that is drawn, a subject or a cluster; `units` has that of each subject."""
    design = fit.design
    if strata not in design.frame.columns:
        raise ModelError(f"the fit has no column {strata!r}; there are {list(design.frame.columns)}")
    codes = pd.factorize(design.frame[strata])[0]
    of_row = units[design.subject_codes]
    labels = np.zeros(int(units.max()) + 1)
    labels[of_row] = codes
    if (labels[of_row] != codes).any():
        what = "subjects" if fit.engine.clusters is None else "clusters"
        raise ModelError(f"{strata!r} changes within {what}, so that they can't be drawn within its levels")
    return labels


def _bootstrap(
    fit: MixedModelFit, statistic: Statistic, frames: Iterator[pd.DataFrame], kind: str, level: float | None
) -> Bootstrap:
    estimate, values, failures = _named(statistic(fit)), [], []
    for frame in frames:
        try:
            values.append(_named(statistic(fit.refit(frame))))
        except ModelError as error:
            failures.append(str(error))
    if len(values) < 2:
        first = failures[0] if failures else "none was asked for"
        raise ModelError(f"fewer than two replicates could be fitted; the first failed because: {first}")
    level = fit.confidence_level if level is None else level
    return Bootstrap(estimate, pd.DataFrame(values).reset_index(drop=True), tuple(failures), kind, level)


def _named(value: Any) -> pd.Series:
    """A statistic as a Series with names; a frame is named by its columns before `estimate`."""
    if isinstance(value, pd.DataFrame):
        labels = value.columns[: value.columns.get_loc("estimate")]
        names = value[labels].astype(str).agg(" ".join, axis=1) if len(labels) else value.index.astype(str)
        return pd.Series(value["estimate"].to_numpy(dtype=float), index=list(names))
    if isinstance(value, pd.Series):
        return value.astype(float)
    array = np.atleast_1d(np.asarray(value, dtype=float))
    return pd.Series(array, index=["value"] if len(array) == 1 else [f"value_{i}" for i in range(len(array))])
