"""Scores of one site, month or patient on another scale than the others, though within the range."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.missing_codes import code_rows
from dnoutcomes.checks.same_day_scores import score_columns
from dnoutcomes.checks.timeline import Codes
from dnoutcomes.readers.cells import Mask
from dnoutcomes.readers.finding import Finding

# Of a patient, and of a site or month: so many scores before their scale is judged.
_LEAST = {"patient": 2, "site": 4, "month": 4}
# So many whole scores at the foot of the range are another scale, and not a site of little pain.
_MANY = 12
_REMEDY = 'Bring all scores to one scale; if they are as they should be, pass confirmed=["mixed_scale"].'


def mixed_scale(context: Context) -> list[Finding]:
    """Ask about groups whose scores run to a tenth of the others' range, or to ten times of it."""
    findings = []
    for parsed in score_columns(context):
        high = parsed.column.maximum
        if parsed.column.minimum != 0 or not np.isfinite(high) or high < 10:
            continue
        scored = np.flatnonzero(context.live & ~parsed.is_missing() & ~code_rows(parsed))
        scores = parsed.numbers_at(scored)
        for what, groups in _groups(context).items():
            odd = _odd(scores, groups[scored], high, what)
            if odd.any():
                # The last mark is that of code -1.
                of_odd = np.append(odd, False)[groups[scored]]
                n, others = int(odd.sum()), scores[~of_odd]
                message = (
                    f"{parsed.name}: the scores of {n} {what}{'s' if n > 1 else ''} run from "
                    f"{scores[of_odd].min():g} to {scores[of_odd].max():g}, those of the others to "
                    f"{others.max() if len(others) else np.nan:g}: are they on another scale?"
                )
                rows = np.zeros(len(context.live), dtype=bool)
                rows[scored[of_odd]] = True
                findings += context.findings("ask", rows, message, parsed.name, remedy=_REMEDY)
                break
    return findings


def _groups(context: Context) -> dict[str, Codes]:
    """Return which site, month and patient each row is of, as whole numbers; -1 where it's of none."""
    groups: dict[str, Codes] = {}
    if "site_id" in context.columns:
        groups["site"] = context.columns["site_id"].ranked.codes
    if context.time_column == "session_date":
        codes, days = context.columns["session_date"].ranked
        _, month_of_day = np.unique(days.astype("datetime64[M]"), return_inverse=True)
        groups["month"] = np.append(month_of_day, -1)[codes]
    return {**groups, "patient": context.timeline.patient}


def _odd(scores: NDArray[np.float64], groups: Codes, high: float, what: str) -> Mask:
    """Return the groups whose scores are on another scale, one mark per group.

    Parameters
    ----------
    scores : array of float
    groups : array of int
        Which group each score is of; -1 where it's of none.
    high : float
        End of the range.
    what : {"site", "month", "patient"}
    """
    scores, groups = scores[groups >= 0], groups[groups >= 0]
    is_small, is_part = scores <= high / 10, scores % 1 != 0
    is_large = (scores > high) & (scores <= 10 * high)
    n = np.bincount(groups)
    small, part, large = (
        np.bincount(groups[rows], minlength=len(n)) for rows in (is_small, is_part, is_large)
    )
    return odd_groups(n, small, part, large, int((is_part & ~is_small).sum()), what)


def odd_groups(
    n: Codes, small: Codes, part: Codes, large: Codes, parts_above: int, what: str, alike: Codes | None = None
) -> Mask:
    """Return the groups whose scores are on another scale, one mark per group.

    Parameters
    ----------
    n, small, part, large : arrays of int, shape (groups,)
        Scores of each group, those up to a tenth of the range, those that aren't whole, and those from its end to ten
        times of it.
    parts_above : int
        Of all groups, scores above a tenth of the range that aren't whole.
    what : {"site", "month", "patient"}
    alike : array of int, optional
        How many groups have these numbers, where those alike are written once.
    """
    times = np.ones_like(n) if alike is None else alike
    others, n_above = (n * times).sum() - n, int(((n - small) * times).sum())
    # Elsewhere scores are mostly higher, and the higher ones whole: only then do parts of one point to another scale.
    higher = (n_above - (n - small)) / np.maximum(others, 1) > 0.5
    whole = bool(n_above) and parts_above / n_above < 0.02
    odd = (n >= _LEAST[what]) & (small == n) & (part >= np.maximum(2, 0.4 * n)) & higher & whole
    if what != "patient":
        odd |= (n >= _MANY) & (small == n) & higher
    odd |= (large >= 2) & (large >= 0.5 * n)
    return np.asarray(odd & (others > 0) & (n > 0), dtype=bool)
