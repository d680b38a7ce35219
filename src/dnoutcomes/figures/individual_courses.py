"""Individual courses: one thin line per patient, and the mean of each arm over them."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.observed_means import observed_means
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.arm import Arm, arms_of
from dnoutcomes.figures.marks import in_front, level, threads
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.panels import Grid, Panel, Panels, scale_room
from dnoutcomes.figures.plan_words import better_in_words, outcome_title, population_of_plan
from dnoutcomes.figures.scale import Scale, scale_over
from dnoutcomes.figures.style import Look
from dnoutcomes.figures.visit_axis import visit_axis, visit_row
from dnoutcomes.language import say, say_count, say_term, term
from dnoutcomes.plan import Plan

Array = NDArray[np.float64]
_KINDS = {"LS mean": term("LS means"), "observed mean": term("observed means")}


def plot_individual_courses(
    analysis: AnalysisData,
    *,
    means: Estimates | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the change of every patient over the visits, with the mean of the arm.

    Each line is a patient: a figure for those who may see the data, not for a report.

    Parameters
    ----------
    analysis : AnalysisData
    means : Estimates, optional
        Means by arm and visit, such as `ls_means(fit, "arm", by="visit")`. Default: the observed means.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per patient and visit with a score, patients numbered anew: `arm`, `patient`, `visit`,
        `change`.

    Raises
    ------
    ModelError
        The means don't have one row per arm and visit.
    """
    look = Look.of(width, theme, ax)
    chosen = observed_means(analysis) if means is None else means
    if not {"arm", "visit"} <= set(chosen.frame.columns) or chosen.frame.duplicated(["arm", "visit"]).any():
        raise ModelError(
            "individual courses need means with one row per arm and visit; choose with Estimates.where"
        )
    seen = analysis.visits[analysis.visits["change"].notna()]
    changes = seen[["arm", "visit", "change"]].reset_index(drop=True)
    changes.insert(1, "patient", pd.factorize(seen["patient_id"])[0] + 1)
    return _page(changes, chosen, analysis.plan, look).draw(look)


def _page(changes: pd.DataFrame, means: Estimates, plan: Plan, look: Look) -> Page:
    arms = arms_of([plan.reference_arm, plan.treated_arm], look, plan)
    up = scale_over([0.0, *changes["change"]], 6)
    axis = visit_axis(list(plan.visit_names), plan, True).evenly_spaced()
    grid = Grid(look, len(arms), scale_room(look, [*up.labels, say_term(axis.header)]))
    slot = grid.width / len(axis.labels)
    across = Scale(*axis.limits(grid.width, slot / 2), axis.positions, axis.labels)
    at = dict(zip(["", *plan.visit_names], axis.positions))
    panels = [
        Panel(
            partial(_draw, arm, _lines(changes, arm, at), (axis.positions, _mean(means, arm, plan)), look),
            across, up, arm.words, arm, columns=axis.pixels(grid.width, slot / 2),
            rows=[visit_row(axis, slot, look)], ticks_in_rows=True,
        )
        for arm in arms
    ]  # fmt: skip
    title = outcome_title(plan, say("change of each patient from the start"))
    kind = say_term(_KINDS.get(means.kind, means.kind))
    lines = say("Thin lines: patients. Thick line: {kind}.", kind=kind)
    subtitle = f"{better_in_words(plan.instrument.direction)} {lines}"
    head = say_count(
        "A line per patient over {n} visit.", "A line per patient over {n} visits.", len(plan.visit_names)
    )
    joined_up = say(
        "Lines join the visits at which a patient was seen. Shows patients one by one: not for publication."
    )
    return Page(
        title,
        subtitle,
        [Panels(grid, panels, (260.0, 190.0))],
        changes,
        " ".join([head, f"{title}.", subtitle, *(_in_words(changes, arm) for arm in arms)]),
        f"{title}. {subtitle} {joined_up} {population_of_plan(plan)}",
    )


def _lines(changes: pd.DataFrame, arm: Arm, at: dict[str, float]) -> pd.DataFrame:
    """Changes of the arm's patients and where each stands on the axis: 0 at time zero, then the visits seen."""
    seen = changes[changes["arm"] == arm.name]
    placed = seen.assign(at=seen["visit"].astype(str).map(at))[["patient", "at", "change"]]
    starts = pd.DataFrame({"patient": seen["patient"].unique(), "at": at[""], "change": 0.0})
    return pd.concat([starts, placed], ignore_index=True)


def _mean(means: Estimates, arm: Arm, plan: Plan) -> Array:
    """The mean of the arm at time zero, where it is 0, and at each visit."""
    rows = means.frame[means.frame["arm"].astype(str) == arm.name]
    by_visit = pd.Series(rows["estimate"].to_numpy(dtype=float), index=rows["visit"].astype(str))
    return np.concatenate([[0.0], by_visit.reindex(list(plan.visit_names)).to_numpy()])


def _draw(
    arm: Arm, lines: pd.DataFrame, mean: tuple[tuple[float, ...], Array], look: Look, axes: Axes
) -> None:
    level(axes, look)
    threads(axes, arm.style, lines, "at", "change", of="patient")
    in_front(axes, look, arm.style, *mean, arm.name)


def _in_words(changes: pd.DataFrame, arm: Arm) -> str:
    seen = changes[changes["arm"] == arm.name]
    low, high = (number(seen["change"].quantile(share), 1) for share in (0.1, 0.9))
    return say_count(
        "{arm}: {n} patient, eight in ten changes lie between {low} and {high}.",
        "{arm}: {n} patients, eight in ten changes lie between {low} and {high}.",
        seen["patient"].nunique(),
        arm=arm.short,
        low=low,
        high=high,
    )
