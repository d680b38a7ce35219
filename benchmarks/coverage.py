"""Coverage and type I error of MMRM inference in small trials, by simulation with a known truth.

    python benchmarks/coverage.py [replicates]

writes benchmarks/coverage.csv and docs/images/coverage.svg. Four visits, unstructured covariance, about 20 % of
patients dropping out, the more likely the worse their last outcome (missing at random), no effect of the arm.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from dnoutcomes.errors import ConvergenceError
from dnoutcomes.models import contrast, ls_means, mmrm

ROOT = Path(__file__).parents[1]
SIZES = (10, 20, 40)
VISITS = ("W02", "W04", "W08", "W12")
SIGMA = np.array([[2.2, 1.2, 1.0, 0.8], [1.2, 2.6, 1.5, 1.2], [1.0, 1.5, 3.1, 1.8], [0.8, 1.2, 1.8, 3.8]])
FORMULA = "change ~ arm * visit"


def trial(rng, per_arm):
    """One trial without an effect of the arm."""
    n, m = 2 * per_arm, len(VISITS)
    values = rng.multivariate_normal(-0.3 * np.arange(m), SIGMA, n)
    # A constant hazard between visits of 7 % at the mean outcome leaves about 80 % at the end.
    hazard = 1 / (1 + np.exp(2.7 - 0.35 * values[:, :-1]))
    gone = np.cumsum(rng.random((n, m - 1)) < hazard, axis=1) > 0
    values[:, 1:][gone] = np.nan
    subject, visit = np.indices((n, m))
    return pd.DataFrame(
        {
            "patient": subject.ravel(),
            "visit": np.array(VISITS)[visit.ravel()],
            "arm": np.where(subject.ravel() < per_arm, "standard", "needling"),
            "change": values.ravel(),
        }
    )


def tests_of(frame):
    """P-values of no difference at the last visit and of no difference at any visit, by method."""
    result = {}
    for method in ("kenward-roger", "satterthwaite"):
        fit = mmrm(FORMULA, frame, subject="patient", visit="visit", df=method)
        effects = contrast(ls_means(fit, "arm", by="visit"))
        last = effects.where(visit=VISITS[-1]).frame.iloc[0]
        statistic, df_num, df_denom = fit.inference.joint(effects.functions)
        result[method] = (last["p_value"], float(stats.f.sf(statistic, df_num, df_denom)))
    normal = 2 * stats.norm.sf(abs(last["statistic"]))
    result["normal"] = (normal, float(stats.chi2.sf(statistic * df_num, df_num)))
    return result


def simulate(per_arm, replicates, seed):
    """One row per method: share of rejections at 5 %, with its Monte Carlo error, and fits that failed."""
    rng = np.random.default_rng([seed, per_arm])
    p_values, failed = [], 0
    for _ in range(replicates):
        try:
            p_values.append(tests_of(trial(rng, per_arm)))
        except ConvergenceError:
            failed += 1
    rows = []
    for method in p_values[0]:
        one, joint = (np.mean([found[method][k] < 0.05 for found in p_values]) for k in (0, 1))
        rows.append(
            {
                "per_arm": per_arm,
                "method": method,
                "coverage_95": 1 - one,
                "type_one_error": one,
                "type_one_error_joint": joint,
                "monte_carlo_error": np.sqrt(0.05 * 0.95 / len(p_values)),
                "fits": len(p_values),
                "failed": failed,
            }
        )
    return pd.DataFrame(rows)


def draw(table, path):
    """Rejections at 5 % against the size of the trial, with two Monte Carlo errors around the nominal level."""
    import matplotlib.pyplot as plt

    plt.rcParams["svg.hashsalt"] = "coverage"
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.4), sharey=True, layout="constrained")
    panels = [
        ("type_one_error", "Difference at the last visit"),
        ("type_one_error_joint", "All four visits jointly"),
    ]
    styles = {"kenward-roger": ("o", "-"), "satterthwaite": ("s", "--"), "normal": ("^", ":")}
    error = 2 * float(table["monte_carlo_error"].max())
    for axis, (column, title) in zip(axes, panels):
        axis.axhspan(0.05 - error, 0.05 + error, color="0.9")
        axis.axhline(0.05, color="0.4", linewidth=0.8)
        for method, rows in table.groupby("method", sort=False):
            marker, line = styles[method]
            axis.plot(rows["per_arm"], rows[column], marker=marker, linestyle=line, label=method)
        axis.set(title=title, xlabel="patients per arm", xticks=SIZES)
    axes[0].set_ylabel("rejections at the 5 % level")
    axes[1].legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


def main(replicates):
    table = pd.concat([simulate(size, replicates, seed=2026) for size in SIZES], ignore_index=True)
    table.to_csv(ROOT / "benchmarks" / "coverage.csv", index=False, float_format="%.4f")
    draw(table, ROOT / "docs" / "images" / "coverage.svg")
    print(table.to_string(index=False, float_format="%.4f"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
