"""A random-effects model of few groups, with how much they differ averaged over what the data leave open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from dnoutcomes.compare.random_effects import Array, GroupEffects, PooledNumbers

# Gauss-Legendre nodes over tau; 200 give quantiles to 1e-8 of a standard error (tests against R's integrate).
_NODES = 200


@cache
def _legendre_nodes() -> tuple[Array, Array]:
    """Places and steps that integrate over (0, 1)."""
    nodes, steps = np.polynomial.legendre.leggauss(_NODES)
    return (nodes + 1) / 2, steps / 2


@dataclass(frozen=True, eq=False)
class Mixture:
    """A mixture of normal distributions with the weights of a posterior.

    Attributes
    ----------
    weights : array of shape (nodes,)
        They add up to 1.
    means, variances : arrays of shape (nodes,)
    """

    weights: Array
    means: Array
    variances: Array

    @property
    def mean(self) -> float:
        """The expectation."""
        return float(self.weights @ self.means)

    @property
    def std_error(self) -> float:
        """The standard deviation."""
        return float(np.sqrt(self.weights @ (self.variances + (self.means - self.mean) ** 2)))

    def quantile(self, level: float) -> float:
        """Return the value that this share of the distribution lies below."""
        from scipy.optimize import brentq
        from scipy.special import ndtr

        errors = np.sqrt(self.variances)
        # Beyond 40 errors of every component, nothing of the distribution is left at any level that is asked for.
        low, high = float((self.means - 40 * errors).min()), float((self.means + 40 * errors).max())
        return float(
            brentq(
                lambda value: self.weights @ ndtr((value - self.means) / errors) - level,
                low,
                high,
                xtol=1e-14 * (high - low),
            )
        )


@dataclass(frozen=True, eq=False)
class PoolingPosterior:
    """Posterior of a normal-normal model, exact but for one integral over tau.

    Attributes
    ----------
    values : array of shape (k,)
        Estimates.
    vcov : array of shape (k, k)
        Their covariance, S.
    tau_scale : float or None
        Scale of a half-normal prior on tau, in units of the estimates; None for Jeffreys' prior.

    Notes
    -----
    The mean has a flat prior. With S = U diag(s_j^2) U', z = U'y and a = U'1 (for independent estimates z = y, a = 1),
    the mean given tau is normal around m = sum w_j a_j z_j / sum w_j a_j^2 with variance v = 1 / sum w_j a_j^2,
    w_j = 1 / (s_j^2 + tau^2), and the restricted likelihood of tau is
    prod w_j^(1/2) v^(1/2) exp{-sum w_j (z_j - a_j m)^2 / 2}. Jeffreys' prior is
    {sum (tau / (s_j^2 + tau^2))^2}^(1/2), whose posterior is proper from two groups on. tau = c u / (1 - u) is
    integrated over u in (0, 1), with c of the size of the spread of the estimates.

    References
    ----------
    Röver C. J Stat Softw 2020;93(6). Bodnar O, Link A, Arendacká B, Possolo A, Elster C. Stat Med 2017;36:378-399.
    """

    values: Array
    vcov: Array
    tau_scale: float | None

    @cached_property
    def tau(self) -> Array:
        """Nodes over tau; shape (nodes,)."""
        return self._nodes[0]

    @cached_property
    def weights(self) -> Array:
        """Posterior weight of each node; shape (nodes,)."""
        tau, steps = self._nodes
        residuals = self._turned - self._loadings * self._means[:, None]  # (nodes, k)
        log_density = 0.5 * (
            np.log(self._precisions).sum(axis=1)
            + np.log(self._mean_variances)
            - (self._precisions * residuals**2).sum(axis=1)
        ) + self._log_prior(tau)
        density = np.exp(log_density - log_density.max()) * steps
        weights: Array = density / density.sum()
        return weights

    def mean(self) -> Mixture:
        """Return the distribution of the mean effect."""
        return Mixture(self.weights, self._means, self._mean_variances)

    def group(self, index: int) -> Mixture:
        """Return the distribution of the effect in one of the groups."""
        _, axes = self._axes
        share = self.tau[:, None] ** 2 * self._precisions * axes[index]  # (nodes, k)
        of_mean = 1 - share @ self._loadings
        return Mixture(
            self.weights,
            share @ self._turned + of_mean * self._means,
            # tau^2 - tau^4 sum w u^2, in a form that doesn't cancel.
            (share * axes[index]) @ self._axes[0] + of_mean**2 * self._mean_variances,
        )

    def new_group(self) -> Mixture:
        """Return the distribution of the effect in a group that isn't among these."""
        return Mixture(self.weights, self._means, self._mean_variances + self.tau**2)

    def tau_quantile(self, level: float) -> float:
        """Return the value of tau that this share of its posterior lies below."""
        edges = np.concatenate([[0.0], np.cumsum(self.weights)])
        between = np.concatenate([[0.0], (self.tau[:-1] + self.tau[1:]) / 2, [self.tau[-1]]])
        return float(np.interp(level, edges, between))

    @cached_property
    def _axes(self) -> tuple[Array, Array]:
        """Eigenvalues of S and its eigenvectors in columns; estimates that are independent keep their places."""
        variances = np.diag(self.vcov)
        if (self.vcov == np.diag(variances)).all():
            return variances, np.eye(len(variances))
        values, vectors = np.linalg.eigh(self.vcov)
        return np.asarray(values), np.asarray(vectors)

    @cached_property
    def _turned(self) -> Array:
        return np.asarray(self._axes[1].T @ self.values)

    @cached_property
    def _loadings(self) -> Array:
        return np.asarray(self._axes[1].sum(axis=0))

    @cached_property
    def _nodes(self) -> tuple[Array, Array]:
        variances = np.diag(self.vcov)
        scale = np.sqrt(len(variances) / (1 / variances).sum() + self.values.var())
        share, steps = _legendre_nodes()
        return scale * share / (1 - share), steps * scale / (1 - share) ** 2

    @cached_property
    def _precisions(self) -> Array:
        precisions: Array = 1 / (self._axes[0] + self.tau[:, None] ** 2)
        return precisions  # (nodes, k)

    @cached_property
    def _means(self) -> Array:
        means: Array = self._precisions @ (self._loadings * self._turned) * self._mean_variances
        return means

    @cached_property
    def _mean_variances(self) -> Array:
        variances: Array = 1 / (self._precisions @ self._loadings**2)
        return variances

    def _log_prior(self, tau: Array) -> Array:
        if self.tau_scale is not None:
            return np.asarray(-0.5 * (tau / self.tau_scale) ** 2, dtype=float)
        information = ((tau[:, None] * self._precisions) ** 2).sum(axis=1)
        return np.asarray(0.5 * np.log(information), dtype=float)


def posterior(groups: GroupEffects) -> PooledNumbers:
    """Take intervals from the quantiles of the posterior, which carry how little a few groups tell of tau."""
    vcov = np.diag(groups.variances) if groups.vcov is None else groups.vcov
    chances = PoolingPosterior(groups.values, vcov, groups.tau_scale)
    tail = (1 - groups.confidence_level) / 2
    new = chances.new_group()
    prior = (
        "Jeffreys' prior"
        if groups.tau_scale is None
        else f"a half-normal prior of scale {groups.tau_scale:.3g}"
    )
    return PooledNumbers(
        mean=_quantile_rows([chances.mean()], tail),
        shrunken=_quantile_rows([chances.group(index) for index in range(len(groups.values))], tail),
        tau=(chances.tau_quantile(0.5), chances.tau_quantile(tail), chances.tau_quantile(1 - tail)),
        prediction=(new.quantile(tail), new.quantile(1 - tail)),
        notes=(
            f"Random effects over {len(groups.values)} groups: posterior with a flat prior on the mean "
            f"and {prior} on tau.",
        ),
    )


def _quantile_rows(mixtures: list[Mixture], tail: float) -> dict[str, Array]:
    """Without tests: a posterior has none, and an effect drawn to the mean of all says nothing about its group."""
    untested = np.full(len(mixtures), np.nan)
    return {
        "estimate": np.array([mixture.mean for mixture in mixtures]),
        "std_error": np.array([mixture.std_error for mixture in mixtures]),
        "df": untested,
        "statistic": untested,
        "p_value": untested,
        "conf_low": np.array([mixture.quantile(tail) for mixture in mixtures]),
        "conf_high": np.array([mixture.quantile(1 - tail) for mixture in mixtures]),
    }
