"""The subgroup forest: all modifiers under each other, with one test each and their number."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from matplotlib.axes import Axes

from dnoutcomes.compare.subgroups import DURATION, DURATION_BANDS, subgroup_words
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.column_words import column_words, level_words
from dnoutcomes.figures.forest import forest_page
from dnoutcomes.figures.forest_data import worded
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.population_words import population_of, population_words
from dnoutcomes.figures.shown import blank_hidden
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_term
from dnoutcomes.plan import Plan

# Levels that the comparison names itself; the others are the data's.
_LEVELS = tuple(label for label, _ in DURATION_BANDS)


def plot_subgroups(
    effects: Estimates,
    *,
    plan: Plan,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the effect within each level of each modifier, and the overall effect below.

    Parameters
    ----------
    effects : Estimates
        From `compare_subgroups(analysis)`.
    plan : Plan
        Names the outcome and the arms and says which side is better.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per modifier and level, and one for the overall effect.

    Raises
    ------
    ModelError
        The effects aren't those of `compare_subgroups`.
    """
    if "tests" not in effects.details or "modifier" not in effects.frame.columns:
        raise ModelError("a subgroup forest needs the result of compare_subgroups")
    look, tests = Look.of(width, theme, ax), effects.details["tests"]
    rows = blank_hidden(effects.frame)
    names = [_name(row) for row in rows.to_dict("records")]
    rows = rows.assign(is_overall=rows["population"].notna(), group=names)
    said = subgroup_words(tests.assign(modifier=tests["modifier"].map(_modifier_words)))
    forest = worded(rows, names, say("subgroup"), plan, effects.confidence_level, said)
    return forest_page(forest, look).draw(look)


def _name(row: dict[Hashable, Any]) -> str:
    population = population_of(row)
    if population is not None:
        return population_words(population)
    modifier, level = row["modifier"], row["level"]
    return f"{_modifier_words(modifier)}: {say_term(level) if level in _LEVELS else level_words(level, modifier)}"


def _modifier_words(modifier: str) -> str:
    return say_term(modifier) if modifier == DURATION else column_words(modifier, unit=False)
