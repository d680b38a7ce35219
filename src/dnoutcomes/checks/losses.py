"""Files of which most is set aside, or more of one arm than of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.patient_facts import first_stated
from dnoutcomes.checks.timeline import Timeline
from dnoutcomes.readers.cells import MISSING_KINDS, TEXT_DTYPE, Mask
from dnoutcomes.readers.finding import Finding

# Of the rows, patients or patients with follow-up, or of those of one arm: above it most are lost.
MOST = 0.5
# Difference between the arms in the share of patients lost that is asked about.
APART = 0.2
# Fewer rows or patients than these are slips, whatever their share.
FEW_ROWS = 10
FEW_PATIENTS = 5
_REASONS = 3


def losses(context: Context, findings: Sequence[Finding]) -> list[Finding]:
    """Ask whether a file is meant to lose most of its rows, patients or follow-up, or more of one arm.

    Parameters
    ----------
    context : Context
        With the rows that are left.
    findings : sequence of Finding
        What the checks of the cells found, for the reasons.

    Returns
    -------
    list of Finding
        One that names all losses, asked or, where they're accepted, a warning; none where little is lost.
    """
    lost = [*_of_rows(context), *_of_patients(context)]
    if not lost:
        return []
    message = f"set aside: {'; '.join(lost)}. Mostly because of: {_reasons(findings)}"
    if "losses" in context.mapping.confirmed:
        return [Finding("warn", f"{message} (confirmed)", check="losses")]
    remedy = (
        "Mend what set them aside, in the file or by a mapping; if they are to be left out, pass "
        'confirmed=["losses"].'
    )
    return [Finding("ask", message, remedy=remedy, check="losses")]


def _of_rows(context: Context) -> list[str]:
    raw = context.table.raw
    once = ~np.isin(context.source_rows, raw.source_rows[raw.repeats])
    n, lost = int(once.sum()), int((once & ~context.live).sum())
    return [f"{lost} of {n} rows"] if lost >= FEW_ROWS and lost > MOST * n else []


def _of_patients(context: Context) -> list[str]:
    timeline, arms = context.timeline, first_stated("arm", context)
    given = timeline.patient >= 0
    scored = given & ~context.columns[context.outcome].rows_of(*MISSING_KINDS)
    told = []
    for what, rows, least in (("patients", given, 1), ("patients with a score after their first", scored, 2)):
        before, after = (_with_rows(timeline, rows & part, least) for part in (True, context.live))
        lost = pd.Series(~after[before], index=pd.Index(timeline.patients[before], dtype=TEXT_DTYPE))
        told += lost_by_arm(what, lost, arms, context.arms)
    return told


def _with_rows(timeline: Timeline, rows: Mask, least: int) -> Mask:
    """Return the patients who have at least so many of some rows, one mark per patient."""
    counts = np.bincount(timeline.patient[rows], minlength=len(timeline.patients))
    return np.asarray(counts >= least, dtype=bool)


def lost_by_arm(what: str, lost: pd.Series, arms: pd.Series, names: Sequence[str]) -> list[str]:
    """Say how many are lost, of all and by arm, where it's most of them or the arms differ.

    Parameters
    ----------
    what : str
        Whom `lost` is about, in the plural.
    lost : pandas.Series of bool
        By patient.
    arms : pandas.Series
        Arm by patient.
    names : sequence of str
        The arms.

    Returns
    -------
    list of str
        One text, or none where little is lost.
    """
    return told_by_arm(what, count_by_arm(lost, lost.index.map(arms)), names)


def count_by_arm(lost: pd.Series, arms: pd.Series | pd.Index) -> pd.DataFrame:
    """Count who is lost.

    Parameters
    ----------
    lost : pandas.Series of bool
        One mark per patient.
    arms : sequence of str
        Arm of each; may be missing.

    Returns
    -------
    pandas.DataFrame
        One row per arm: `arm`, patients `n`, and of them `lost`.
    """
    frame = pd.DataFrame({"arm": pd.array(arms, dtype="object"), "lost": lost.to_numpy(dtype="int64")})
    counted = frame.groupby("arm", dropna=False)["lost"].agg(n="size", lost="sum")
    return counted.reset_index().astype({"n": "int64", "lost": "int64"})


def told_by_arm(what: str, counts: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Say as `lost_by_arm` does what counts from `count_by_arm` show."""
    n, lost = int(counts["n"].sum()), int(counts["lost"].sum())
    of_arm = counts.set_index("arm")[["n", "lost"]].reindex(names, fill_value=0)
    shares = [float(part.lost / part.n) if part.n else 0.0 for part in of_arm.itertuples()]
    worst = max([lost / n if n else 0.0, *shares])
    if lost < FEW_PATIENTS or (worst <= MOST and max(shares) - min(shares) <= APART):
        return []
    by_arm = ", ".join(f"{part.lost} of {part.n} {part.Index}" for part in of_arm.itertuples())
    return [f"{lost} of {n} {what} ({by_arm})"]


def _reasons(findings: Sequence[Finding]) -> str:
    counts: Counter[str] = Counter()
    for finding in findings:
        if finding.sets_aside == "row":
            counts[finding.message] += len(finding.source_rows)
    return "; ".join(f"{reason} ({n} rows)" for reason, n in counts.most_common(_REASONS))
