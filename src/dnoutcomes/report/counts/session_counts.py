"""Sessions among the counts of a report: who came to how many, and who stands behind what was done at them.

Keys end with the arm: `("attended at least", number, arm)`, the patients with so many sessions; `("sessions attended",
arm)` and `("sessions planned", arm)`, the sessions; `("with", item, description, level, arm)` and `("without", ...)`,
the patients with a session of which a row of the treatment delivered is so, or isn't; `("behind", ...)`, those with
a session of which it's recorded. What means, SDs and shares say is named by `number_key`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import treatment_delivered
from dnoutcomes.describe.attendance import attendance_curve, needles_by_session
from dnoutcomes.disclosure import Key, Limit, no_more_than, rounded_mean, rounded_sd
from dnoutcomes.report.counts.count_ledger import CountLedger

PLANNED, ATTENDED = "sessions planned per patient", "sessions attended per patient"
VARIATION, ATTENDANCE = "variation of sessions attended between patients", "planned sessions attended"
# What a printed number may be off by: one decimal of means and SDs, two of a coefficient of variation, whole percents.
TENTH, HUNDREDTH, PERCENT = 0.05, 0.005, 0.005
# How much a reader would miss a mean, a share, and how either varies.
MEAN_COST, SHARE_COST, SPREAD_COST = 20.0, 10.0, 5.0


def number_key(row: Any, part: str = "value") -> Key:
    """Name the value or the SD ("spread") of a row of `treatment_delivered`."""
    return (part, str(row.item), str(row.description), str(row.level), str(row.arm))


def add_sessions(ledger: CountLedger, analysis: AnalysisData) -> None:
    """Enter who came to how many sessions, and who stands behind what was done at them.

    Parameters
    ----------
    ledger : CountLedger
        With the patients in the file.
    analysis : AnalysisData
    """
    sessions = analysis.workbench.sessions
    if not sessions["attended"].any():
        return
    rows = treatment_delivered(analysis)
    curve, needles = attendance_curve(analysis, released=True), needles_by_session(analysis, released=True)
    for arm in map(str, analysis.patients["arm"].cat.categories):
        planned = sessions[sessions["arm"] == arm]
        if planned.empty:
            continue
        drawn = set(curve.loc[curve["arm"] == arm, "sessions"].astype(int))
        is_treated = arm == analysis.plan.treated_arm
        _attended(ledger, planned, arm, drawn, is_treated=is_treated)
        if is_treated and len(needles):
            level: Key = ("attended at least", str(int(needles["session_no"].max())), arm)
            # That so many came follows from the needles of their sessions being drawn.
            ledger.limits.append(Limit({level: 1.0}, low=float(analysis.plan.small_groups.smallest_cell)))
        _planned(ledger, planned, arm)
        _said_of_patients(ledger, rows[(rows["arm"] == arm) & (rows["n"] > 0)], planned, arm)
        for row in rows[(rows["arm"] == arm) & (rows["n"] > 0)].itertuples():
            _behind(ledger, row)


def _attended(
    ledger: CountLedger, planned: pd.DataFrame, arm: str, drawn: set[int], *, is_treated: bool
) -> None:
    """Patients by number of sessions attended; the sum over the levels is the number of sessions."""
    attended = planned.groupby("patient_id")["attended"].sum()
    most = int(planned.groupby("patient_id").size().max())
    wider: Key = ("in the file", arm)
    levels: list[Key] = []
    for number in range(1, most + 1):
        level = ledger.add(
            ("attended at least", str(number), arm), int((attended >= number).sum()), printed=number in drawn
        )
        # Of an arm without a curve nobody sees a step, but that those who never came could follow from a mean.
        _step(ledger, wider, level, "came to fewer sessions", is_group=bool(drawn) or number == 1)
        levels.append(wider := level)
    sessions = ledger.add(
        ("sessions attended", arm), int(attended.sum()), printed=is_treated, behind=levels[0]
    )
    ledger.total(sessions, levels)
    squares = ledger.add(
        ("squares of sessions attended", arm), int((attended**2).sum()), printed=False, behind=levels[0]
    )
    # A patient with k sessions is in the first k levels, and 1 + 3 + ... + (2 k - 1) is the square of k.
    odd = {level: float(2 * number - 1) for number, level in enumerate(levels, start=1)}
    ledger.limits.append(Limit({squares: -1.0} | odd, 0.0, 0.0))


def _step(ledger: CountLedger, wider: Key, level: Key, rest: str, *, is_group: bool) -> None:
    """Enter that one level holds the next, and where they may be seen those between the two."""
    if is_group:
        ledger.split(wider, level, rest)
    else:
        ledger.limits.append(no_more_than(level, wider))


def _planned(ledger: CountLedger, planned: pd.DataFrame, arm: str) -> None:
    """Patients by number of sessions planned, which readers of the protocol know, and those who missed one."""
    numbers = planned.groupby("patient_id").size()
    wider: Key = ("in the file", arm)
    total: dict[Key, float] = {}
    squares: dict[Key, float] = {}
    for before, number in pairwise([0, *sorted(numbers.unique())]):
        level = ledger.add(
            ("planned at least", str(number), arm), int((numbers >= number).sum()), printed=False
        )
        _step(ledger, wider, level, "fewer sessions planned", is_group=before == 0)
        total[level], squares[level], wider = float(number - before), float(number**2 - before**2), level
    first = next(iter(total))
    missed = planned.loc[~planned["attended"], "patient_id"]
    missed_one = ledger.add(("missed a session", arm), missed.nunique(), printed=False)
    ledger.split(first, missed_one, "missed no session")
    sessions = ledger.add(("sessions planned", arm), int(numbers.sum()), printed=False, behind=first)
    sessions_missed = ledger.add(("sessions missed", arm), len(missed), printed=False, behind=missed_one)
    ledger.total(sessions, (("sessions attended", arm), sessions_missed))
    power = ledger.add(
        ("squares of sessions planned", arm), int((numbers**2).sum()), printed=False, behind=first
    )
    ledger.limits += [Limit({sessions: -1.0} | total, 0.0, 0.0), Limit({power: -1.0} | squares, 0.0, 0.0)]


def _said_of_patients(ledger: CountLedger, rows: pd.DataFrame, planned: pd.DataFrame, arm: str) -> None:
    """What is said of sessions per patient: means, SDs, the coefficient of variation and the share attended."""
    everyone: Key = ("in the file", arm)
    named = {str(row.description): row for row in rows.itertuples()}
    for description, kind in ((PLANNED, "planned"), (ATTENDED, "attended")):
        if description not in named:
            continue
        row = named[description]
        mean = _around(row.value, 1, TENTH)
        sessions, squares = ("sessions " + kind, arm), ("squares of sessions " + kind, arm)
        ledger.limits += rounded_mean(sessions, everyone, sum(mean) / 2, TENTH, number_key(row), MEAN_COST)
        if np.isfinite(row.spread):
            ledger.limits += rounded_sd(
                squares, everyone, mean, _around(row.spread, 1, TENTH), number_key(row, "spread"), SPREAD_COST
            )
        if kind == "attended" and VARIATION in named and np.isfinite(named[VARIATION].value):
            low, high = _around(named[VARIATION].value, 2, HUNDREDTH)
            spread = max(low, 0.0) * max(mean[0], 0.0), high * mean[1]
            key = number_key(named[VARIATION])
            ledger.limits += rounded_sd(squares, everyone, mean, spread, key, SPREAD_COST / 2)
    if ATTENDANCE in named:
        row = named[ATTENDANCE]
        share = _around(row.value, 2, PERCENT)
        ledger.limits += rounded_mean(
            ("sessions attended", arm), ("sessions planned", arm), sum(share) / 2, PERCENT, number_key(row), SHARE_COST
        )  # fmt: skip


def _around(value: float, decimals: int, half: float) -> tuple[float, float]:
    shown = round(float(value), decimals)
    return shown - half, shown + half


def _behind(ledger: CountLedger, row: Any) -> None:
    """Patients behind a row: few of them hide it, and so do few on either side of a share."""
    where = number_key(row)[1:]
    ledger.add(("behind", *where), int(row.n_patients), printed=False)
    if row.kind == "share":
        ledger.add(("with", *where), int(row.n_patients_with), printed=False)
        ledger.add(("without", *where), int(row.n_patients_without), printed=False)
