"""Simulated observational data, and other software's numbers on them.

python make_reference_weighting.py DIRECTORY   (needs delicatessen 4.3, statsmodels and pandas)

Writes observational.csv, reference_weighting.json and reference_weighting_more.json. Points come from statsmodels,
errors from delicatessen, which stacks all equations and differentiates them numerically. Nothing of this package is
used. The second file has augmented estimates for each target population, errors by cluster, and attrition.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from delicatessen import MEstimator
from delicatessen.utilities import aggregate_efuncs, inverse_logit

WEIGHT = {
    "overlap": lambda a, e: a * (1 - e) + (1 - a) * e,
    "ate": lambda a, e: a / e + (1 - a) / (1 - e),
    "att": lambda a, e: a + (1 - a) * e / (1 - e),
}
TILT = {"overlap": lambda a, e: e * (1 - e), "ate": lambda a, e: 1 + 0 * e, "att": lambda a, e: a + 0 * e}


def observational(n, seed):
    """Draw patients whose treatment depends on baseline, age, damage, cause and duration."""
    rng = np.random.default_rng(seed)
    cause = rng.choice(["chemo", "diabetic", "other"], n, p=[0.3, 0.5, 0.2])
    age, sex = np.clip(rng.normal(61, 11, n), 20, 90).round(), rng.choice(["F", "M"], n)
    baseline = np.clip(rng.normal(6.3, 1.6, n), 1, 10).round(1)
    structural, duration = rng.random(n) < 0.35, np.round(np.exp(rng.normal(3.2, 0.8, n)))
    log_odds = (
        0.35 * (baseline - 6.3) - 0.02 * (age - 61) - 0.5 * structural
        + 0.25 * (cause == "diabetic") - 0.1 * np.log(duration / 25)
    )  # fmt: skip
    treated = rng.random(n) < 1 / (1 + np.exp(-log_odds))
    effect = np.where(cause == "diabetic", -1.1, np.where(cause == "chemo", -0.8, -0.4))
    effect = effect * np.where(structural, 0.5, 1)
    course = baseline - 0.7 - 0.45 * (baseline - 6.3) + 0.012 * (age - 61) + 0.5 * structural
    pain = course + effect * treated + rng.normal(0, 1.7, n)
    return pd.DataFrame({
        "patient": [f"P{i + 1:04d}" for i in range(n)], "arm": np.where(treated, "needling", "standard"),
        "cause": cause, "age": age.astype(int), "sex": sex, "baseline": baseline,
        "structural": structural.astype(int), "duration": duration.astype(int), "pain": pain.round(2),
    })  # fmt: skip


def design(data):
    columns = [
        np.ones(len(data)), data["cause"] == "diabetic", data["cause"] == "other", data["age"], data["sex"] == "M",
        data["baseline"], data["structural"], data["duration"],
    ]  # fmt: skip
    return np.column_stack(columns).astype(float)


def unobserved(data):
    """Who is lost: a rule that depends on the baseline, so that attrition has something to explain."""
    row = np.arange(len(data))
    return ((data["baseline"] > 6.3) & (row % 3 == 0)) | (row % 11 == 0)


def logit(response, matrix):
    return sm.GLM(response, matrix, family=sm.families.Binomial()).fit(tol=1e-12).params


def estimate(psi, start, cluster=None):
    equations = psi if cluster is None else lambda theta: aggregate_efuncs(psi(theta), group=cluster)
    found = MEstimator(equations, init=start)
    found.estimate(solver="lm", maxiter=20000)
    contrast = np.zeros(len(start))
    contrast[:2] = 1, -1
    error = float(np.sqrt(contrast @ found.variance @ contrast))
    return {"estimate": float(found.theta[0] - found.theta[1]), "std_error": error}


def weighted(x, a, y, seen, estimand, *, cluster=None, attrition=False):
    """Difference of weighted means; theta is both means, the score, then attrition."""
    p, z = x.shape[1], np.column_stack([x[:, :1], a, x[:, 1:]])
    y = np.where(seen, y, 0.0)

    def psi(theta):
        e = inverse_logit(x @ theta[2 : 2 + p])
        w = WEIGHT[estimand](a, e) * seen
        rows = [((a - e)[:, None] * x).T]
        if attrition:
            q = inverse_logit(z @ theta[2 + p :])
            w = w / q
            rows.append(((seen - q)[:, None] * z).T)
        return np.vstack([w * a * (y - theta[0]), w * (1 - a) * (y - theta[1]), *rows])

    start = [y[a == 1].mean(), y[a == 0].mean(), *logit(a, x)]
    return estimate(psi, [*start, *logit(seen, z)] if attrition else start, cluster)


def augmented(x, a, y, seen, estimand, *, cluster=None, attrition=False):
    """Augmented means; theta is both means, the score, both outcome models, then attrition."""
    p, z = x.shape[1], np.column_stack([x[:, :1], a, x[:, 1:]])
    y = np.where(seen, y, 0.0)

    def psi(theta):
        e = inverse_logit(x @ theta[2 : 2 + p])
        b1, b0 = theta[2 + p : 2 + 2 * p], theta[2 + 2 * p : 2 + 3 * p]
        mu1, mu0, w, h = x @ b1, x @ b0, WEIGHT[estimand](a, e) * seen, TILT[estimand](a, e)
        rows = [
            ((a - e)[:, None] * x).T,
            ((seen * a * (y - mu1))[:, None] * x).T,
            ((seen * (1 - a) * (y - mu0))[:, None] * x).T,
        ]
        if attrition:
            q = inverse_logit(z @ theta[2 + 3 * p :])
            w = w / q
            rows.append(((seen - q)[:, None] * z).T)
        m1 = h * (mu1 - theta[0]) + w * a * (y - mu1)
        m0 = h * (mu0 - theta[1]) + w * (1 - a) * (y - mu0)
        return np.vstack([m1, m0, *rows])

    fits = [sm.OLS(y[seen & (a == arm)], x[seen & (a == arm)]).fit().params for arm in (1, 0)]
    start = [y[a == 1].mean(), y[a == 0].mean(), *logit(a, x), *fits[0], *fits[1]]
    return estimate(psi, [*start, *logit(seen, z)] if attrition else start, cluster)


def regression(x, a, y, estimand):
    """Coefficient of treatment in weighted least squares; theta is it, a zero, the covariates', then the score."""
    p, d = x.shape[1], np.column_stack([a, x])

    def psi(theta):
        e = inverse_logit(x @ theta[2 + p :])
        residual = WEIGHT[estimand](a, e) * (y - d @ np.concatenate([theta[:1], theta[2 : 2 + p]]))
        return np.vstack(
            [residual * a, 0 * a - theta[1], (residual[:, None] * x).T, ((a - e)[:, None] * x).T]
        )

    start = sm.OLS(y, d).fit().params
    return estimate(psi, [start[0], 0.0, *start[1:], *logit(a, x)])


def standardised(x, a, y, estimand):
    """Arm-wise regressions averaged over the target population; theta is both means, the score, both regressions."""
    p = x.shape[1]

    def psi(theta):
        e = inverse_logit(x @ theta[2 : 2 + p])
        mu1, mu0, h = x @ theta[2 + p : 2 + 2 * p], x @ theta[2 + 2 * p :], TILT[estimand](a, e)
        return np.vstack([
            h * (mu1 - theta[0]), h * (mu0 - theta[1]), ((a - e)[:, None] * x).T,
            ((a * (y - mu1))[:, None] * x).T, (((1 - a) * (y - mu0))[:, None] * x).T,
        ])  # fmt: skip

    fits = [sm.OLS(y[a == arm], x[a == arm]).fit().params for arm in (1, 0)]
    return estimate(psi, [y[a == 1].mean(), y[a == 0].mean(), *logit(a, x), *fits[0], *fits[1]])


def balance(values, a, w):
    """Difference of (weighted) means over the pooled SD of the unweighted arms."""
    sd = np.sqrt((values[a == 1].var(ddof=1) + values[a == 0].var(ddof=1)) / 2)
    return (np.average(values, weights=w * a) - np.average(values, weights=w * (1 - a))) / sd


def first_file(data, x, a, y):
    everyone, one = np.ones(len(data), bool), np.ones(len(data))
    numbers = {name: data[name].to_numpy(float) for name in ("baseline", "age")}
    score = sm.GLM(a, x, family=sm.families.Binomial()).fit(tol=1e-12)
    e = score.fittedvalues
    out = {"propensity": {"min": e.min(), "max": e.max(), "coefficients": list(score.params)}}
    for estimand, weight in WEIGHT.items():
        w, found = weight(a, e), weighted(x, a, y, everyone, estimand)
        out[estimand] = {
            "estimate": found["estimate"],
            "std_error_stacked": found["std_error"],
            "ess_treated": (w * a).sum() ** 2 / ((w * a) ** 2).sum(),
            "ess_control": (w * (1 - a)).sum() ** 2 / ((w * (1 - a)) ** 2).sum(),
            **{f"smd_{name}": balance(values, a, w) for name, values in numbers.items()},
        }
    found = augmented(x, a, y, everyone, "ate")
    out["aipw_ate"] = {"estimate": found["estimate"], "std_error_stacked": found["std_error"]}
    out["unadjusted"] = {"estimate": y[a == 1].mean() - y[a == 0].mean()}
    ancova = sm.OLS(y, np.column_stack([a, x])).fit()
    out["ancova"] = {
        "estimate": ancova.params[0], "std_error": ancova.bse[0], "std_error_hc3": ancova.HC3_se[0],
    }  # fmt: skip
    out["smd_before"] = {name: balance(values, a, one) for name, values in numbers.items()}
    return out


def second_file(data, x, a, y):
    everyone, seen = np.ones(len(data), bool), ~unobserved(data).to_numpy()
    cluster = np.arange(len(data)) // 16
    out = {}
    for estimand in WEIGHT:
        out[f"aipw_{estimand}"] = augmented(x, a, y, everyone, estimand)
        out[f"weighted_{estimand}_cluster"] = weighted(x, a, y, everyone, estimand, cluster=cluster)
        out[f"weighted_{estimand}_attrition"] = weighted(x, a, y, seen, estimand, attrition=True)
        out[f"ancova_{estimand}"] = regression(x, a, y, estimand)
        out[f"standardised_{estimand}"] = standardised(x, a, y, estimand)
        out[f"aipw_{estimand}_attrition"] = augmented(x, a, y, seen, estimand, attrition=True)
    out["aipw_ate_cluster"] = augmented(x, a, y, everyone, "ate", cluster=cluster)
    return out


def main(directory):
    data = observational(400, 201)
    data.to_csv(directory / "observational.csv", index=False)
    x, a, y = design(data), (data["arm"] == "needling").to_numpy(float), data["pain"].to_numpy(float)
    for name, numbers in (
        ("reference_weighting", first_file(data, x, a, y)),
        ("reference_weighting_more", second_file(data, x, a, y)),
    ):
        text = json.dumps(numbers, indent=1, default=float)
        (directory / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
