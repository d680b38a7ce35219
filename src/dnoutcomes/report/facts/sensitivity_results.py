"""The sensitivity panel, released: no number of patients but those printed elsewhere, no small group in the balance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.disclosure import Key, ProtectedCounts, State
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.language import say, term
from dnoutcomes.missing.tipping_on_analysis import TippingPoint
from dnoutcomes.report.facts.model_results import both_arms
from dnoutcomes.report.facts.release import blurred, decimals_for, release
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.sensitivity import SensitivityPanel, sensitivity_panel
from dnoutcomes.sensitivity.confounding import Confounding
from dnoutcomes.weighting.e_value import e_value

HIDDEN = term("hidden to protect a small group")
NOT_POSSIBLE = term("not possible with these data")


Numbers = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class SaidElsewhere:
    """Rows of the panel of which other sections speak.

    Attributes
    ----------
    numbers : dict of str to mapping of str to float
        By method of `sensitivity.METHODS`, its released numbers: columns of Estimates.
    hidden : frozenset of str
        Methods of which another section hides the numbers.
    """

    numbers: dict[str, Numbers] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class SensitivityResults:
    """The panel as it may be shown.

    Attributes
    ----------
    panel : SensitivityPanel
        Its rows without what small groups forbid.
    balance : pandas.DataFrame
        Rows of the balance table whose groups may be shown; empty for a randomised plan.
    effective : dict of str to float
        Effective number of patients by arm with overlap weights; empty for a randomised plan. Where small groups are
        hidden it's whole, and empty where the number of patients isn't shown.
    """

    panel: SensitivityPanel
    balance: pd.DataFrame
    effective: dict[str, float]


def sensitivity_results(
    analysis: AnalysisData, counts: ProtectedCounts, elsewhere: SaidElsewhere
) -> SensitivityResults | Unavailable:
    """Work out the panel where every patient with a score may be counted.

    Parameters
    ----------
    analysis : AnalysisData
    counts : ProtectedCounts
    elsewhere : SaidElsewhere
        What the report says of the same differences in other places: these rows are taken from there.

    Notes
    -----
    All other rows are rounded where a number of patients that any of them rests on is withheld, which unrounded errors
    would give away; so is the map of changed missing scores, and with it its tipping point.
    """
    plan = analysis.plan
    behind = both_arms(analysis, "scored", plan.primary_visit), both_arms(analysis, "analysed")
    scored, analysed = behind
    if counts.is_small(*scored, *analysed) or not all(counts.linked.counts[key].value for key in scored):
        return Unavailable(
            say("Too few patients have a score for the comparison to be made in several ways.")
        )
    panel = sensitivity_panel(analysis)
    few_complete = {"complete"} if _few_complete(analysis, counts) else set()
    hidden = elsewhere.hidden | few_complete
    frame = _with_rows(_released_rows(panel.estimates, behind, counts, hidden), elsewhere)
    if plan.hides_small_groups:
        printed = [n for n in (counts.total(*keys) for keys in behind) if n is not None]
        frame["n_subjects"] = frame["n_subjects"].where(frame["n_subjects"].isin(printed))
        frame[["df", "statistic"]] = math.nan
    estimates = replace(panel.estimates, frame=frame, functions=None, inference=None)
    confounding = panel.confounding
    released = replace(
        panel,
        estimates=estimates,
        words=(),
        tipping=_released_tipping(panel.tipping, (*scored, *analysed), counts),
        confounding=None if confounding is None else _of_row(confounding, frame),
    )
    if confounding is None:
        return SensitivityResults(released, pd.DataFrame(), {})
    keep = [_may_show(row.covariate, row.level, analysis, counts) for row in confounding.balance.itertuples()]
    effective = {str(arm): float(size) for arm, size in confounding.effective_sample_size.items()}
    if plan.hides_small_groups:
        # With nearly even weights it's nearly the number of patients.
        shown = counts.is_shown(*scored, *analysed)
        effective = {arm: float(round(size)) for arm, size in effective.items()} if shown else {}
    return SensitivityResults(released, confounding.balance[keep].reset_index(drop=True), effective)


def _released_rows(
    estimates: Estimates, behind: tuple[tuple[Key, ...], ...], counts: ProtectedCounts, hidden: frozenset[str]
) -> pd.DataFrame:
    """The rows, those of hidden methods blank, rounded where a number of patients behind any of them is withheld."""
    keys = tuple(chain.from_iterable(behind))
    also_hidden = estimates.frame["name"].isin(hidden)
    frame = release(estimates, lambda row: keys, counts, also_hidden).frame.drop(columns="n_shown")
    is_hidden = frame["state"] == State.HIDDEN
    if counts.is_shown(*keys):
        frame["n_subjects"] = estimates.frame["n_subjects"].mask(is_hidden)
    # Reasons may quote numbers of patients.
    reasons = frame["reason"].where(frame["reason"] == "", NOT_POSSIBLE)
    return frame.assign(reason=reasons.mask(is_hidden, HIDDEN))


def _with_rows(frame: pd.DataFrame, elsewhere: SaidElsewhere) -> pd.DataFrame:
    """Give rows that are not hidden the numbers that they have in other places."""
    frame = frame.copy()
    for name, numbers in elsewhere.numbers.items():
        row = (frame["name"] == name) & (frame["state"] != State.HIDDEN)
        frame.loc[row, list(numbers)] = list(numbers.values())
        frame.loc[row, ["reason", "obstacle"]] = ""
        frame.loc[row, "state"] = State.SHOWN
    return frame


def _released_tipping(
    tipping: TippingPoint | None, keys: tuple[Key, ...], counts: ProtectedCounts
) -> TippingPoint | None:
    """Round the differences under changed missing scores as the rows of the panel are, one of which is among them."""
    if tipping is None or counts.is_shown(*keys):
        return tipping
    frame, most_decimals = tipping.frame, decimals_for(counts, keys)
    blank = frame.reindex(columns=list(COLUMNS)).astype("float64")
    rounded = pd.DataFrame([blurred(row, most_decimals) for row in blank.to_dict("records")], frame.index)
    taken = [column for column in frame.columns if column in COLUMNS]
    return replace(tipping, grid=replace(tipping.grid, frame=frame.assign(**rounded[taken])))


def _of_row(confounding: Confounding, frame: pd.DataFrame) -> Confounding:
    """Take the E-value of the difference as it is shown."""
    row = frame.set_index("name").loc["overlap"]
    ends = [float(row[name]) / confounding.sd for name in ("estimate", "conf_low", "conf_high")]
    if not all(map(math.isfinite, ends)):
        nothing = replace(confounding.e_value, estimate=math.nan, limit=math.nan, risk_ratio=math.nan)
        return replace(confounding, e_value=nothing)
    return replace(confounding, e_value=e_value(*ends))


def _few_complete(analysis: AnalysisData, counts: ProtectedCounts) -> bool:
    """Whether few were seen at every visit, or few of those with a score at the primary one weren't."""
    plan = analysis.plan
    so_far = analysis.visits[analysis.visits["visit"] <= plan.primary_visit]
    complete = so_far["change"].notna().groupby(so_far["patient_id"]).all()
    arms = analysis.patients.set_index("patient_id")["arm"]
    for arm in plan.arms:
        n = int(complete[arms.reindex(complete.index) == arm].sum())
        scored = counts.linked.counts["scored", plan.primary_visit, arm].value
        if counts.small_groups.holds(n, scored - n):
            return True
    return False


def _may_show(covariate: str, level: object, analysis: AnalysisData, counts: ProtectedCounts) -> bool:
    for arm in analysis.plan.arms:
        if covariate == "cause":
            key: Key = ("cause", str(level), arm)
        elif str(level) and level == level:
            key = ("level", covariate, str(level), arm)
        else:
            key = ("recorded", covariate, arm)
        if key not in counts.statuses or not counts.is_shown(key):
            return False
    return True
