"""The page of the docs, from the last result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from audit.judgement import BIAS, CHANCE, COVERAGE, FEWEST, FIRST_PAGE, SIGNALS, TYPE_ONE
from audit.scenarios import SCENARIOS
from audit.truths import TABLES, TRUTHS

#: What the overview shows: heading, group, figure.
PRINCIPAL = (
    ("first page", "first page", "adjusted difference"),
    ("responders", "responders, concluded", "30 %"),
    ("ANCOVA", "sensitivity panel", "ANCOVA"),
    ("overlap weights", "sensitivity panel", "Overlap weights"),
    ("IPW", "sensitivity panel", "Inverse probability weights"),
    ("AIPW", "sensitivity panel", "Augmented weights (AIPW)"),
    ("imputed (MAR)", "sensitivity panel", "Imputed at random (MAR)"),
    ("largest cause", "by cause", "diabetic"),
    ("insomnia", "other outcomes", "isi"),
)

HEAD = """# Audit: what reports print, against the truth

Clinics are simulated whose truth is known, a report is computed for each, and every number that it prints is held
against what it estimates. The clinics are not those of `dnoutcomes.simulation`: they have other skew, other drop-out
and other clusters (`tests/simulation/clinics.py`), so that the package isn't its own judge. `make audit` runs it, or
goes on where it was stopped; this page and `audit/results.csv`, which has all numbers, are its last result.
"""


def page(figures: pd.DataFrame, facts: dict[str, Any]) -> str:
    """Write the page.

    Parameters
    ----------
    figures : pandas.DataFrame
        Rows of `judgement.judge`.
    facts : dict
        As in results.json.
    """
    parts = [
        HEAD,
        _run(facts),
        "## Limits\n\n" + _limits(),
        "## Outside the limits\n\n" + _outside(figures),
        "## First pages of clinics in which nothing works\n\n" + _claims(figures, facts),
        "## Coverage of the principal figures, %\n\n" + _overview(figures, facts),
        "## Scenarios\n\n" + _scenarios(facts),
        "## What the numbers estimate\n\n" + _estimands(),
        "## All figures\n\n" + _everything(figures),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _run(facts: dict[str, Any]) -> str:
    each = [item["repetitions"] for item in facts["scenarios"].values()]
    many = f"{min(each)}" if min(each) == max(each) else f"{min(each)} to {max(each)}"
    codes = facts["codes"]
    listed = ", ".join(f"{code}: {n} clinics" for code, n in codes.items())
    versions = f"code {next(iter(codes))}" if len(codes) == 1 else f"**code of several versions** ({listed})"
    few = sum(count < FEWEST for count in each)
    unfinished = f"\n**Not finished**: {few} scenarios have fewer than {FEWEST} clinics and aren't judged.\n"
    waiting = [name for name in SCENARIOS if name not in facts["scenarios"]]
    names = "; ".join(waiting)
    not_run = f"\n**Not run yet** with this code: {len(waiting)} of {len(SCENARIOS)} scenarios ({names}).\n"
    return (
        (
            f"Run of {facts['date']}: dnoutcomes {facts['version']}, {versions}, Python {facts['python']}; "
            f"{sum(each):,} clinics, {many} of each of {len(each)} scenarios.\n"
        )
        + (unfinished if few else "")
        + (not_run if waiting else "")
    )


def _limits() -> str:
    low, high = (round(100 * limit) for limit in COVERAGE)
    signals = ", ".join(f"{group} {_number(100 * limit)} %" for group, limit in SIGNALS.items())
    return f"""95 % intervals must cover the truth in {low} to {high} % of clinics. Where the truth is no difference, at
most {round(100 * TYPE_ONE)} % may exclude zero, and {round(100 * FIRST_PAGE)} % of first pages may claim anything.
Signals at most: {signals}. Bias counts from {BIAS:g} standard deviations of the estimate on.

After ± stands the Monte Carlo error: what repeating the audit would change. A figure is marked where it is further
beyond its limit than chance takes it in {100 * CHANCE:g} of 100 runs, and not judged with fewer than {FEWEST}
repetitions. "Wide" intervals cover more often than they say: an error on the safe side.
"""


def _outside(figures: pd.DataFrame) -> str:
    verdict = figures["verdict"].fillna("")
    judged = figures[
        (figures["coverage"].notna() | figures["limit"].notna()) & (verdict != "too few repetitions")
    ]
    out = figures[~verdict.isin(["", "too few repetitions"])]
    n_unsafe = int((out["verdict"] != "wide").sum())
    text = f"{len(out)} of {len(judged):,} judged figures lie outside, {n_unsafe} of them not only by being wide.\n\n"
    if out.empty:
        return text
    order = out.assign(wide=out["verdict"] == "wide").sort_values(["wide", "group", "figure", "scenario"])
    rows = [
        (row.verdict, row.group, row.figure, row.scenario, _share(row.coverage, row.coverage_error),
         _share(row.rate, row.rate_error), _bias(row))
        for row in order.itertuples()
    ]  # fmt: skip
    return text + _table(
        ("what", "group", "figure", "scenario", "coverage, %", "excludes zero or signals, %", "bias"), rows
    )


def _claims(figures: pd.DataFrame, facts: dict[str, Any]) -> str:
    claims = figures[figures["group"] == "claims"]
    rows = []
    for name, item in facts["scenarios"].items():
        if not item["is_null"]:
            continue
        own = claims[claims["scenario"] == name]
        total = own[own["figure"] == "any"].iloc[0]
        kinds = own[own["figure"] != "any"].sort_values("rate", ascending=False)
        listed = ", ".join(f"{row.figure} {_number(100 * row.rate)}" for row in kinds.itertuples()) or "-"
        rows.append((name, item["repetitions"], _share(total["rate"], total["rate_error"]) + _mark(total["verdict"]),
                     _number(100 * item["stated_rate"]), _number(item["claims"]), listed))  # fmt: skip
    heads = (
        "scenario",
        "first pages",
        "that claim anything, %",
        "stated, %",
        "claims per page",
        "by kind, %",
    )
    return _table(heads, rows)


def _overview(figures: pd.DataFrame, facts: dict[str, Any]) -> str:
    cells = figures.set_index(["scenario", "group", "figure"])
    rows = []
    for name in facts["scenarios"]:
        row = [name]
        for _, group, figure in PRINCIPAL:
            key = (name, group, figure)
            found = cells.loc[key] if key in cells.index else None
            row.append(
                "-"
                if found is None
                else _share(found["coverage"], found["coverage_error"]) + _mark(found["verdict"])
            )
        rows.append(tuple(row))
    return _table(("scenario", *(heading for heading, _, _ in PRINCIPAL)), rows)


def _scenarios(facts: dict[str, Any]) -> str:
    run = facts["scenarios"]
    rows = [
        (name, scenario.n, scenario.why,
         *((run[name]["repetitions"], _number(run[name]["seconds"]),
            ", ".join(f"{method} {count}" for method, count in run[name]["methods"].items()))
           if name in run else ("not run yet", "-", "-")))
        for name, scenario in SCENARIOS.items()
    ]  # fmt: skip
    return _table(
        ("scenario", "patients", "why", "repetitions", "CPU s each", "method of the first page"), rows
    )


def _estimands() -> str:
    note = (
        "A number is judged where it has a truth. What assumes of the unseen what isn't so (jump to reference, copy "
        "increments, missing as non-responders) is judged where nothing works and drop-out is alike in both arms; what "
        "isn't adjusted, where arms come about by lot as well.\n\n"
    )
    without = [f"{table} ({reason})" for table, reason in TABLES.items() if isinstance(reason, str)]
    last = f"\nNot judged: {', '.join(without)}.\n"
    return (
        note + _table(("group", "estimates"), [(group, what) for group, (what, _) in TRUTHS.items()]) + last
    )


def _everything(figures: pd.DataFrame) -> str:
    note = (
        "One row per figure over all scenarios in which it is judged: the mean coverage, the lowest and the highest, "
        "each with its scenario, and the largest bias in standard deviations of the estimate. Scenarios one by one are "
        "in `audit/results.csv`.\n\n"
    )
    judged = figures[figures["coverage"].notna() & (figures["verdict"] != "too few repetitions")]
    rows = [
        (group, figure, len(own), f"{100 * own['coverage'].mean():.1f}", *_extremes(own), _largest_bias(own),
         _number(100 * own["estimable"].min()))
        for (group, figure), own in judged.groupby(["group", "figure"], sort=False)
    ]  # fmt: skip
    heads = (
        "group",
        "figure",
        "scenarios",
        "mean coverage, %",
        "lowest",
        "highest",
        "largest bias",
        "least estimable, %",
    )
    return note + _table(heads, rows)


def _extremes(own: pd.DataFrame) -> tuple[str, str]:
    rows = own.loc[own["coverage"].idxmin()], own.loc[own["coverage"].idxmax()]
    least, most = (f"{_share(row['coverage'], row['coverage_error'])} ({row['scenario']})" for row in rows)
    return least, most


def _largest_bias(own: pd.DataFrame) -> str:
    size = own["bias"] / own["spread"]
    row = own.loc[size.abs().idxmax()]
    error = _number(row["bias_error"] / row["spread"])
    return f"{_number(size[row.name])} ± {error} ({row['scenario']})"


def _bias(row: Any) -> str:
    if pd.isna(row.bias):
        return "-"
    return f"{_number(row.bias)} ± {_number(row.bias_error)}"


def _share(share: float, error: float) -> str:
    return "-" if pd.isna(share) else f"{100 * share:.1f} ± {100 * error:.1f}"


def _mark(verdict: object) -> str:
    return f" **{verdict}**" if isinstance(verdict, str) and verdict != "too few repetitions" else ""


def _number(value: float) -> str:
    """Write a number with three digits, and no exponent."""
    if pd.isna(value):
        return "-"
    if value == 0:
        return "0"
    text = f"{value:.3g}"
    return text if "e" not in text else f"{value:.4f}"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines) + "\n"
