"""Imputation under missing at random and reference-based assumptions, and the analysis after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.missing.analysis_model import VisitEffects, analyse_visits
from dnoutcomes.missing.delta import DeltaAdjustment, delta_adjustment, delta_notes
from dnoutcomes.missing.grid import ImputationGrid, build_grid
from dnoutcomes.missing.imputation import conditional_mean, random_draw
from dnoutcomes.missing.imputed import Imputed, as_estimates, assumption_note
from dnoutcomes.missing.left_out import RefitsWithout, jackknife_effects, jackknife_error
from dnoutcomes.missing.rubin import pool_rubin
from dnoutcomes.missing.strategies import MissingStrategy, strategy_of
from dnoutcomes.missing.visit_reference import NOTE, draw_patients, visit_reference
from dnoutcomes.models.leave_out import with_multiplicity
from dnoutcomes.models.shared.refitted import Refitted
from dnoutcomes.progress import Progress, counted
from dnoutcomes.registry import Registry
from dnoutcomes.weighting.working_model import few_clusters_note

Array = NDArray[np.float64]


def reference_based(
    data: pd.DataFrame,
    *,
    outcome: str,
    subject: str,
    visit: str,
    arm: str,
    reference_arm: object,
    covariates: Sequence[str],
    strategy: str | MissingStrategy = "JR",
    analysis_covariates: Sequence[str] | None = None,
    delta: Mapping[object, float] | None = None,
    delta_factor: Mapping[object, float] | None = None,
    events: pd.DataFrame | None = None,
    cluster: str | None = None,
    method: str = "conditional-mean",
    n_samples: int = 100,
    seed: int = 20260101,
    progress: Progress | None = None,
    confidence_level: float = 0.95,
) -> Estimates:
    """Compare two arms at each visit after imputing what is missing under a stated assumption.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per patient and visit; an absent row is a missing visit. Covariates are constant within patients.
    outcome, subject, visit, arm : str
        Columns. The visits are in the order of a categorical, else sorted.
    reference_arm : object
        Level of `arm` whose course the reference-based strategies follow, and which effects are measured against.
    covariates : sequence of str
        Formula terms of the imputation model beside arm x visit, such as "baseline * visit" or "age".
    strategy : {"JR", "CR", "CIR", "LMCF", "MAR"} or MissingStrategy
        What is assumed after the intercurrent event: jump to reference, copy reference, copy increments in reference,
        last mean carried forward, missing at random. The names themselves and "J2R" are understood too, and so is a
        strategy of your own, by itself or by the code under which it was registered.
    analysis_covariates : sequence of str, optional
        Formula terms of the ANCOVA at each visit; by default the variables of `covariates`.
    delta : dict of arm to float, optional
        Added to imputed scores of the arm before the analysis.
    delta_factor : dict of arm to float, optional
        Multiplies imputed scores of the arm before delta is added.
    events : pandas.DataFrame, optional
        One row per patient with an intercurrent event: subject, visit (the first one after the event) and, if it
        differs from `strategy`, a column `strategy`. A patient who isn't listed has the event at the first
        visit after the last score.
    cluster : str, optional
        Column whose values share errors, such as a therapist; constant within patients. A patient without one is a
        cluster alone.
    method : {"conditional-mean", "bootstrap", "approximate-bayes"}
        conditional-mean: each gap is filled with its expected value and errors come from leaving out each patient
        (cluster) in turn; no random numbers. bootstrap: the same with errors from resampled patients (clusters).
        approximate-bayes: random draws under models of resampled patients (clusters), pooled by Rubin's rules.
    n_samples : int
        Bootstrap samples or imputations.
    seed : int
        Of the random numbers.
    progress : callable, optional
        Called with (done, total) after each patient left out or each sample; see `dnoutcomes.progress.bar`.
    confidence_level : float
        Coverage of intervals.

    Returns
    -------
    Estimates
        One row per visit with a score: visit, contrast, then the columns of Estimates. `details["ls_means"]` holds one
        row per visit and arm; `details["monte_carlo_error"]` what the sampling methods leave uncertain.

    Raises
    ------
    ModelError
        Data, arms, covariates or a strategy that can't be used; the text says what would do.

    Notes
    -----
    Imputation model: MMRM of the outcome on arm x visit and the covariates, unstructured, REML; it doesn't learn from
    scores after an event whose strategy is reference-based. Such scores, where observed, stay in the analysis. Earlier
    gaps are imputed under missing at random. Delta applies to every imputed score of the arm.

    Conditional means are referred to t, as weighted differences are: with as many df as an analysis of covariance of
    the patients seen at the visit, or, by cluster, with those of `weighting.working_model`, whose factor the variance
    then has. The imputation model knows nothing of clusters.

    Rubin's rules overstate the frequentist variance under reference-based strategies; the conditional mean with its
    jackknife doesn't.

    References
    ----------
    Carpenter JR, Roger JH, Kenward MG. J Biopharm Stat 2013;23:1352-71. Wolbers M, et al. Pharm Stat 2022;21:1246-57.
    """
    fill, strategy = METHODS[method], strategy_of(strategy)
    grid = build_grid(
        data,
        outcome=outcome,
        subject=subject,
        visit=visit,
        arm=arm,
        reference_arm=reference_arm,
        covariates=covariates,
        strategy=strategy,
        analysis_covariates=analysis_covariates,
        events=events,
        cluster=cluster,
    )
    adjust = delta_adjustment(grid, delta, delta_factor)
    imputed = fill(grid, adjust, n_samples, seed, progress)
    notes = (
        assumption_note(grid, strategy),
        *_unseen_note(grid, data[visit]),
        *delta_notes(delta, delta_factor),
        *imputed.notes,
    )
    return as_estimates(
        grid, imputed, visit, confidence_level, notes, {"strategy": strategy.code, "method": method}
    )


def _unseen_note(grid: ImputationGrid, visits: pd.Series) -> tuple[str, ...]:
    unseen = [str(level) for level in visits.dropna().unique() if level not in grid.visits]
    return (f"Visits at which nobody has a score are left out: {', '.join(unseen)}.",) if unseen else ()


def _conditional_mean(
    grid: ImputationGrid,
    adjust: DeltaAdjustment,
    n_samples: int,
    seed: int,
    progress: Progress | None,
) -> Imputed:
    return filled_with_means(grid, adjust, None, progress)


def filled_with_means(
    grid: ImputationGrid,
    adjust: DeltaAdjustment,
    refits: RefitsWithout | None,
    progress: Progress | None = None,
) -> Imputed:
    """Fill each gap with its expected value; errors from leaving out each patient, as in `jackknife_effects`."""
    whole, clustered = whole_effects(grid, adjust), grid.clusters is not None
    reference = visit_reference(grid, left_out=True)
    effects = jackknife_effects(grid, adjust, refits, progress)
    error = jackknife_error(whole.effect, effects, reference, clustered=clustered)
    each = f"each of {len(effects)} clusters" if clustered else "each patient"
    note = f"Gaps filled with their expected values; standard errors from leaving out {each} in turn."
    return Imputed(whole.effect, error, reference.df, whole.means, (note, *reference.notes), {})


def _bootstrap(
    grid: ImputationGrid,
    adjust: DeltaAdjustment,
    n_samples: int,
    seed: int,
    progress: Progress | None,
) -> Imputed:
    whole = whole_effects(grid, adjust)
    effects = np.empty((n_samples, grid.y.shape[1]))
    samples = counted(_resampled(grid, n_samples, seed), n_samples, progress)
    for index, (rows, refitted, _) in enumerate(samples):
        filled = adjust(conditional_mean(grid, refitted.coefficients, refitted.sigma[0]))
        effects[index] = analyse_visits(grid.analysis[rows], filled[rows]).effect
    reference = visit_reference(grid, left_out=False)
    # The spread over samples of the whole procedure: refitted, filled and analysed again.
    error = effects.std(axis=0, ddof=1) * np.sqrt(reference.factor)
    drawn = "patients" if grid.clusters is None else f"{len(grid.groups)} clusters"
    note = f"Gaps filled with their expected values; standard errors from {n_samples} bootstrap samples of {drawn}."
    details: dict[str, object] = {
        "monte_carlo_error_of_std_error": (error / np.sqrt(2 * (n_samples - 1))).tolist()
    }
    return Imputed(whole.effect, error, reference.df, whole.means, (note, *reference.notes), details)


def _approximate_bayes(
    grid: ImputationGrid,
    adjust: DeltaAdjustment,
    n_samples: int,
    seed: int,
    progress: Progress | None,
) -> Imputed:
    analyses = []
    for _, refitted, rng in counted(_resampled(grid, n_samples, seed), n_samples, progress):
        # Parameters of a resampled model stand in for a draw from their posterior.
        filled = adjust(random_draw(grid, refitted.coefficients, refitted.sigma[0], rng))
        analyses.append(analyse_visits(grid.analysis, filled, grid.clusters))
    pooled = pool_rubin(
        np.stack([each.effect for each in analyses]),
        np.stack([each.variance for each in analyses]),
        np.mean([each.df for each in analyses], axis=0),
    )
    means = np.mean([each.means for each in analyses], axis=0)
    independent = grid.clusters is None
    drawn = "patients" if independent else "clusters"
    note = (
        f"{n_samples} imputations under models of resampled {drawn}, pooled by Rubin's rules with Barnard and Rubin's "
        f"df; Monte Carlo error of the estimates at most {pooled.monte_carlo_error.max():.2g}."
    )
    details: dict[str, object] = {
        "monte_carlo_error": pooled.monte_carlo_error.tolist(),
        "missing_information": pooled.missing_information.tolist(),
    }
    notes = (note,) if independent else (note, NOTE, *few_clusters_note(float(pooled.df.min())))
    return Imputed(pooled.estimate, pooled.std_error, pooled.df, means, notes, details)


#: How the gaps are filled and where the errors come from.
METHODS: Registry[Callable[[ImputationGrid, DeltaAdjustment, int, int, Progress | None], Imputed]] = Registry(
    "method of imputation",
    [
        ("conditional-mean", _conditional_mean),
        ("bootstrap", _bootstrap),
        ("approximate-bayes", _approximate_bayes),
    ],
    error=ModelError,
)


def whole_effects(grid: ImputationGrid, adjust: DeltaAdjustment) -> VisitEffects:
    """Analyse the grid filled under the fit to everyone."""
    coefficients = np.nan_to_num(grid.fit.inference.coefficients)
    return analyse_visits(grid.analysis, adjust(conditional_mean(grid, coefficients, grid.sigma)))


def _resampled(
    grid: ImputationGrid, n_samples: int, seed: int
) -> Iterator[tuple[NDArray[np.intp], Refitted, np.random.Generator]]:
    """Draw patients (clusters) and fit the imputation model to them; each sample has its own stream of numbers."""
    n_fitted = grid.fit.design.n_subjects
    for stream in np.random.SeedSequence(seed).spawn(n_samples):
        rng = np.random.default_rng(stream)
        rows = draw_patients(grid, rng)
        positions = grid.fitted_position[rows]
        yield (
            rows,
            with_multiplicity(grid.fit, np.bincount(positions[positions >= 0], minlength=n_fitted)),
            rng,
        )
