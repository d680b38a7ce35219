"""Logistic regression that notices separation before it can mislead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.separation import refuse_separation
from dnoutcomes.errors import ConvergenceError, ModelError
from dnoutcomes.registry import Registry

Array = NDArray[np.float64]

# Prior precision of each standardised slope under the ridge: a standard normal prior on the log odds ratio per SD.
RIDGE = 1.0
# Beyond this linear predictor the probabilities are within 3e-7 of 0 or 1, and an infinite estimate is suspected.
SUSPECT = 15.0
# Newton needs about ten; with Firth's penalty the curvature is approximate, and separated data take hundreds.
MOST_STEPS = 1000


@dataclass(frozen=True, eq=False)
class LogisticFit:
    """A fitted logistic regression.

    Attributes
    ----------
    terms : tuple of str
        Names of the p coefficients.
    coefficients : array of shape (p,)
        Log odds and log odds ratios, on the scale of the columns given.
    vcov : array of shape (p, p)
        Inverse of the (penalised) information.
    fitted : array of shape (n,)
        Probabilities.
    influence : array of shape (n, p)
        What each row adds to estimate minus truth, to first order: its score times `vcov`.
    leverage : array of shape (n,)
        What each row weighs in its own fitted value, p (1 - p) x'vcov x; with maximum likelihood they sum to p.
    log_likelihood : float
        Without the penalty.
    penalty : {"none", "ridge", "firth"}
        The penalty used.
    """

    terms: tuple[str, ...]
    coefficients: Array
    vcov: Array
    fitted: Array
    influence: Array
    leverage: Array
    log_likelihood: float
    penalty: str

    def tidy(self) -> pd.DataFrame:
        """Return one row per coefficient: term, estimate, std_error, odds_ratio."""
        return pd.DataFrame({
            "term": self.terms, "estimate": self.coefficients, "std_error": np.sqrt(np.diag(self.vcov)),
            "odds_ratio": np.exp(self.coefficients),
        })  # fmt: skip


def fit_logistic(
    matrix: Array,
    response: Array,
    terms: tuple[str, ...],
    *,
    penalty: str = "none",
    near: LogisticFit | None = None,
) -> LogisticFit:
    """Fit a logistic regression by Newton's method.

    Parameters
    ----------
    matrix : array of shape (n, p)
        Linearly independent columns; the first is the constant.
    response : array of shape (n,)
        0 or 1.
    terms : tuple of str
        Names of the columns.
    penalty : {"none", "ridge", "firth"}
        "none" is maximum likelihood. "ridge" puts a standard normal prior on each slope per standard deviation of
        its column, none on the constant. "firth" adds half the log determinant of the information.
    near : LogisticFit, optional
        A fit to nearly the same data, to begin from if it has the same terms. It changes the time, not the result.

    Returns
    -------
    LogisticFit

    Raises
    ------
    ModelError
        If the response has one value, or maximum likelihood has no finite solution because columns separate the
        response. The message names them and says what would do.
    ConvergenceError
        If Newton's method doesn't settle for another reason.

    Notes
    -----
    Columns are centred and scaled inside, so that coefficients can't depend on units. For "firth" the influence takes
    the leverages as fixed.

    References
    ----------
    Firth D. Biometrika 1993;80:27-38. Heinze G, Schemper M. Stat Med 2002;21:2409-2419.

    Examples
    --------
    >>> x = np.array([0.0, 1.0, 0.0, 1.0, 1.0, 0.0])
    >>> y = np.array([0.0, 1.0, 1.0, 1.0, 0.0, 0.0])
    >>> fit = fit_logistic(np.column_stack([np.ones(6), x]), y, ("constant", "x"))
    >>> fit.coefficients.round(4).tolist()  # log odds of 1/3, log odds ratio 4
    [-0.6931, 1.3863]
    """
    if penalty not in PENALTIES:
        PENALTIES[penalty]
    if len(np.unique(response)) < 2:
        raise ModelError(
            f"all {len(response)} rows have the response {response[0]:g}; both 0 and 1 are needed"
        )
    centre, scale = matrix.mean(axis=0), matrix.std(axis=0)
    centre[0], scale[0] = 0.0, 1.0
    standard = (matrix - centre) / scale
    try:
        beta = _newton(standard, response, terms, penalty, _begin(response, terms, centre, scale, near))
    except ConvergenceError:
        if penalty == "none":
            refuse_separation(standard, response, terms)
        raise
    if penalty == "none" and np.abs(standard @ beta).max() > SUSPECT:
        refuse_separation(standard, response, terms)
    back = np.diag(1 / scale)
    back[0, 1:] = -(centre / scale)[1:]
    return _result(standard, response, beta, back, terms, penalty)


def _begin(
    response: Array, terms: tuple[str, ...], centre: Array, scale: Array, near: LogisticFit | None
) -> Array:
    """Coefficients of the centred and scaled columns to begin from: those of a fit nearby, or a constant alone."""
    if near is not None and near.terms == terms:
        beta = near.coefficients * scale
        beta[0] += near.coefficients @ centre
        return beta
    beta = np.zeros(len(terms))
    beta[0] = np.log(response.mean() / (1 - response.mean()))
    return beta


def _newton(matrix: Array, response: Array, terms: tuple[str, ...], penalty: str, beta: Array) -> Array:
    score, value = PENALTIES[penalty]
    may_separate = penalty == "none"
    for _ in range(MOST_STEPS):
        fitted, information = _probabilities(matrix, beta), _information(matrix, beta, penalty)
        try:
            step = np.linalg.solve(information, score(matrix, response, fitted, beta).sum(axis=0))
        except np.linalg.LinAlgError:
            break
        length, before = 1.0, value(matrix, response, beta)
        enough = before - 1e-12 * max(1.0, abs(before))
        while length > 1e-6 and not value(matrix, response, beta + length * step) >= enough:
            length /= 2
        beta = beta + length * step
        if np.abs(step).max() < 1e-10:
            return beta
        # Where columns separate the response, the likelihood rises for ever and no length of a step is seen to help: a
        # thousand steps of that would end in this answer too.
        if may_separate and length <= 1e-6 and np.abs(matrix @ beta).max() > SUSPECT:
            refuse_separation(matrix, response, terms)
            may_separate = False
    raise ConvergenceError(
        f"logistic regression with penalty {penalty!r} didn't settle in {MOST_STEPS} steps"
    )


def _probabilities(matrix: Array, beta: Array) -> Array:
    from scipy.special import expit

    return np.asarray(expit(matrix @ beta))


def _information(matrix: Array, beta: Array, penalty: str) -> Array:
    fitted = _probabilities(matrix, beta)
    information = (matrix * (fitted * (1 - fitted))[:, None]).T @ matrix
    if penalty == "ridge":
        information[np.diag_indices_from(information)] += RIDGE * _penalised(matrix.shape[1])
    return np.asarray(information)


def _penalised(size: int) -> Array:
    return np.array([0.0] + [1.0] * (size - 1))


def _log_likelihood(matrix: Array, response: Array, beta: Array) -> float:
    linear = matrix @ beta
    return float(response @ linear - np.logaddexp(0, linear).sum())


def _plain_score(matrix: Array, response: Array, fitted: Array, beta: Array) -> Array:
    return np.asarray(matrix * (response - fitted)[:, None])


def _ridge_score(matrix: Array, response: Array, fitted: Array, beta: Array) -> Array:
    share = RIDGE * beta * _penalised(len(beta)) / len(matrix)
    return _plain_score(matrix, response, fitted, beta) - share


def _ridge_value(matrix: Array, response: Array, beta: Array) -> float:
    return _log_likelihood(matrix, response, beta) - RIDGE / 2 * float(beta[1:] @ beta[1:])


def _firth_score(matrix: Array, response: Array, fitted: Array, beta: Array) -> Array:
    information = _information(matrix, beta, "firth")
    # h_i of the weighted regression: Firth adds h_i (1/2 - p_i) to each residual.
    leverage = fitted * (1 - fitted) * np.einsum("ij,ji->i", matrix, np.linalg.solve(information, matrix.T))
    return np.asarray(matrix * (response - fitted + leverage * (0.5 - fitted))[:, None])


def _firth_value(matrix: Array, response: Array, beta: Array) -> float:
    return _log_likelihood(matrix, response, beta) + 0.5 * float(
        np.linalg.slogdet(_information(matrix, beta, "firth"))[1]
    )


PENALTIES = Registry(
    "penalty",
    [
        ("none", (_plain_score, _log_likelihood)),
        ("ridge", (_ridge_score, _ridge_value)),
        ("firth", (_firth_score, _firth_value)),
    ],
    error=ModelError,
)


def _result(
    matrix: Array, response: Array, beta: Array, back: Array, terms: tuple[str, ...], penalty: str
) -> LogisticFit:
    fitted = _probabilities(matrix, beta)
    inverse = np.linalg.inv(_information(matrix, beta, penalty))
    # Rows of the score, shape (n, p); times the inverse information they're the influence of each row.
    scores = PENALTIES[penalty][0](matrix, response, fitted, beta)
    return LogisticFit(
        terms=terms,
        coefficients=back @ beta,
        vcov=back @ inverse @ back.T,
        fitted=fitted,
        influence=scores @ inverse @ back.T,
        leverage=fitted * (1 - fitted) * np.einsum("ij,jk,ik->i", matrix, inverse, matrix),
        log_likelihood=_log_likelihood(matrix, response, beta),
        penalty=penalty,
    )
