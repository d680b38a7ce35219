"""A random-effects model around the REML estimate of how much groups differ, as other software reports it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dnoutcomes.compare.random_effects import Array, GroupEffects, PooledNumbers


def hartung_knapp(groups: GroupEffects) -> PooledNumbers:
    """Refer the mean to t with k - 1 df, with Hartung and Knapp's error where it isn't smaller than Wald's."""
    # Weights of the random-effects mean, and Hartung and Knapp's scale of its variance, q / (k - 1).
    weights = 1 / (groups.variances + groups.tau2)
    mean, df = float(weights @ groups.values / weights.sum()), len(groups.values) - 1.0
    variance = float(weights @ (groups.values - mean) ** 2 / df / weights.sum())
    pooled = _reml(groups, max(variance, 1 / weights.sum()), df, "hartung-knapp")
    if variance >= 1 / weights.sum() * (1 - 1e-9):
        return pooled
    note = (
        f"Hartung-Knapp's error of the mean, {np.sqrt(variance):.4g}, is smaller than Wald's, "
        f"{weights.sum() ** -0.5:.4g}, which stands instead: "
        "few groups that happen to agree don't support that precision."
    )
    return replace(pooled, notes=(note, *pooled.notes))


def wald(groups: GroupEffects) -> PooledNumbers:
    """Refer the mean to the normal distribution, with the error that its weights imply."""
    return _reml(groups, float(1 / (1 / (groups.variances + groups.tau2)).sum()), np.inf, "wald")


def _reml(groups: GroupEffects, mean_variance: float, df: float, interval: str) -> PooledNumbers:
    """Everything around the REML estimate of tau, as if it were known."""
    from scipy import stats

    values, variances, tau2 = groups.values, groups.variances, groups.tau2
    weights = 1 / (variances + tau2)
    mean = float(weights @ values / weights.sum())
    quantile = float(stats.t.ppf(0.5 + groups.confidence_level / 2, df))
    share = tau2 / (tau2 + variances)
    shrunken, errors = (
        share * values + (1 - share) * mean,
        share * variances + (1 - share) ** 2 * mean_variance,
    )
    half = quantile * float(np.sqrt(tau2 + mean_variance))
    statistic = mean / mean_variance**0.5
    tested = {"statistic": np.array([statistic]), "p_value": np.array([2 * stats.t.sf(abs(statistic), df)])}
    untested = np.full(len(values), np.nan)
    return PooledNumbers(
        mean=_interval_rows(np.array([mean]), np.sqrt([mean_variance]), df, quantile) | tested,
        shrunken=_interval_rows(shrunken, np.sqrt(errors), df, quantile)
        | {"statistic": untested, "p_value": untested},
        tau=(tau2**0.5, np.nan, np.nan),
        prediction=(mean - half, mean + half),
        notes=(f"Random effects over {len(values)} groups: REML, {interval} interval.",),
    )


def _interval_rows(values: Array, errors: Array, df: float, quantile: float) -> dict[str, Array]:
    return {
        "estimate": values,
        "std_error": errors,
        "df": np.full(len(values), df),
        "conf_low": values - quantile * errors,
        "conf_high": values + quantile * errors,
    }
