"""The formulas of the anchor, written out. Nothing here comes from the package."""

import math

import numpy as np
from scipy import optimize, stats


def mean(values):
    return sum(values) / len(values)


def sd(values):
    """With n - 1."""
    return math.sqrt(sum((value - mean(values)) ** 2 for value in values) / (len(values) - 1))


def quantile(values, share):
    """By linear interpolation between the sorted values (Hyndman and Fan's type 7)."""
    ordered, place = sorted(values), share * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def mean_interval(values, level=0.95):
    half = stats.t.ppf(0.5 + level / 2, len(values) - 1) * sd(values) / math.sqrt(len(values))
    return mean(values), mean(values) - half, mean(values) + half


def welch(treated, reference, level=0.95):
    """Difference, limits and df (Welch 1947)."""
    a, b = sd(treated) ** 2 / len(treated), sd(reference) ** 2 / len(reference)
    df = (a + b) ** 2 / (a**2 / (len(treated) - 1) + b**2 / (len(reference) - 1))
    half = stats.t.ppf(0.5 + level / 2, df) * math.sqrt(a + b)
    difference = mean(treated) - mean(reference)
    return difference, difference - half, difference + half, df


def hedges(treated, reference):
    """The standardised difference times J(df), by the gamma function."""
    n1, n0 = len(treated), len(reference)
    df = n1 + n0 - 2
    pooled = math.sqrt(((n1 - 1) * sd(treated) ** 2 + (n0 - 1) * sd(reference) ** 2) / df)
    correction = math.gamma(df / 2) / (math.sqrt(df / 2) * math.gamma((df - 1) / 2))
    return correction * (mean(treated) - mean(reference)) / pooled


def smd(treated, reference):
    """Difference of means over the root of the mean of the two variances."""
    return (mean(treated) - mean(reference)) / math.sqrt((sd(treated) ** 2 + sd(reference) ** 2) / 2)


def wilson(count, n, level=0.95):
    z = stats.norm.ppf(0.5 + level / 2)
    p, scale = count / n, 1 + z**2 / n
    middle = (p + z**2 / (2 * n)) / scale
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / scale
    return max(middle - half, 0.0), min(middle + half, 1.0)


def newcombe(count, n, count_ref, n_ref, level=0.95):
    """Method 10 of Newcombe (1998): from two of Wilson's intervals."""
    p, q = count / n, count_ref / n_ref
    (low, high), (low_ref, high_ref) = wilson(count, n, level), wilson(count_ref, n_ref, level)
    below = math.sqrt((p - low) ** 2 + (high_ref - q) ** 2)
    above = math.sqrt((high - p) ** 2 + (q - low_ref) ** 2)
    return p - q, p - q - below, p - q + above


def clopper_pearson(count, n, level=0.95):
    """By the binomial tails themselves: the shares at which each holds half of what the interval leaves out."""
    tail = (1 - level) / 2
    low = (
        0.0
        if count == 0
        else optimize.brentq(lambda p: stats.binom.sf(count - 1, n, p) - tail, 1e-12, 1 - 1e-12)
    )
    high = (
        1.0
        if count == n
        else optimize.brentq(lambda p: stats.binom.cdf(count, n, p) - tail, 1e-12, 1 - 1e-12)
    )
    return low, high


def least_squares(x, y):
    """Coefficients, HC3 covariance and residual df, by the normal equations."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ (x.T @ y)
    leverage = np.array([row @ inverse @ row for row in x])
    left_out = (y - x @ coefficients) / (1 - leverage)
    return coefficients, inverse @ (x.T * left_out**2 @ x) @ inverse, len(y) - x.shape[1]


def restricted_likelihood(patients):
    """Coefficients of two visits with any covariance between them, at the maximum of the restricted likelihood.

    `patients` are pairs of a design matrix, one row per visit that was held, and of the places of these visits (0, 1),
    with their scores.
    """

    def criterion(theta):
        root = np.array([[math.exp(theta[0]), 0.0], [theta[1], math.exp(theta[2])]])
        sigma = root @ root.T
        log_det, information, weighted = 0.0, 0.0, 0.0
        for x, places, _ in patients:
            part = sigma[np.ix_(places, places)]
            log_det += np.linalg.slogdet(part)[1]
            information = information + x.T @ np.linalg.solve(part, x)
        for x, places, y in patients:
            weighted = weighted + x.T @ np.linalg.solve(sigma[np.ix_(places, places)], y)
        coefficients = np.linalg.solve(information, weighted)
        squares = sum(
            float(
                (y - x @ coefficients) @ np.linalg.solve(sigma[np.ix_(places, places)], y - x @ coefficients)
            )
            for x, places, y in patients
        )
        return log_det + np.linalg.slogdet(information)[1] + squares, coefficients

    found = optimize.minimize(lambda theta: criterion(theta)[0], np.zeros(3), method="Nelder-Mead",
                              options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000})  # fmt: skip
    return criterion(found.x)[1]
