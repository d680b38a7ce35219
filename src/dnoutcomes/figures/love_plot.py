"""The love plot: how far the arms are apart in each covariate, before and after weighting."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.errors import ModelError
from dnoutcomes.figures.column_words import NO, characteristic_words, is_yes_or_no
from dnoutcomes.figures.marked_rows import MarkedRow, MarkedRows
from dnoutcomes.figures.marks import level as limit_line
from dnoutcomes.figures.marks import points
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.scale import Scale, scale_that_fits
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_number, say_term, term

BALANCED = 0.1
# Column of the differences and what it is called.
_WHEN = (("smd_before", term("before weighting")), ("smd_after", term("after weighting")))


def plot_love(
    balance: pd.DataFrame, *, width: str = "wide", theme: str = "light", ax: Axes | None = None
) -> OutcomeFigure:
    """Draw the absolute standardised difference of every characteristic before and after weighting.

    Parameters
    ----------
    balance : pandas.DataFrame
        As from `weighting.balance_table`: `covariate`, `level`, `smd_before`, `smd_after`. Where there is a column
        `adjusted`, a row that it is false in is named as not adjusted for.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has the rows of `balance`, the largest difference before weighting first, with `name`. Of a covariate
        that is yes or no it has the row of yes, under the name of the covariate: that of no is its mirror.

    Raises
    ------
    ModelError
        A column is missing, or there is no row.

    Notes
    -----
    The dotted line at 0.1 is a custom, not a test: what matters is how strongly a covariate bears on the outcome.

    Examples
    --------
    >>> balance = pd.DataFrame({"covariate": ["age", "sex"], "level": ["", "F"], "smd_before": [-0.3, 0.05],
    ...                         "smd_after": [0.0, 0.01]})
    >>> plot_love(balance).data["name"].tolist()
    ['age', 'sex: female']
    """
    look = Look.of(width, theme, ax)
    missing = {"covariate", "level", "smd_before", "smd_after"} - set(balance.columns)
    if missing or balance.empty:
        raise ModelError(
            f"a love plot needs rows with covariate, level, smd_before and smd_after; missing: "
            f"{', '.join(sorted(missing)) or 'rows'}. Take weighting.balance_table"
        )
    data = _named(balance)
    order = data["smd_before"].abs().sort_values(ascending=False, kind="stable", na_position="last").index
    data = data.loc[order].reset_index(drop=True)
    return _page(data, look).draw(look)


def _named(balance: pd.DataFrame) -> pd.DataFrame:
    """Name the rows for readers and leave out the mirrors."""
    level = balance["level"].fillna("").astype(str)
    plain = balance.groupby("covariate")["level"].transform(is_yes_or_no).astype(bool)
    adjusted = balance["adjusted"] if "adjusted" in balance else pd.Series(True, index=balance.index)
    name = [
        characteristic_words(covariate, "" if alone else value, adjusted=bool(taken))
        for covariate, value, alone, taken in zip(balance["covariate"], level, plain, adjusted)
    ]
    return balance.assign(name=name)[~(plain & (level == NO))]


def _page(data: pd.DataFrame, look: Look) -> Page:
    table = MarkedRows(
        [MarkedRow(name) for name in data["name"]],
        partial(_draw_differences, data, look),
        partial(_scale, data, look),
        axis_title=say("Absolute difference in SD"),
        padding=6.0,
    )
    return Page(
        say("How alike the arms were: standardised differences"),
        say(
            "Further left is more alike. Dotted line: {limit}, a customary limit.", limit=say_number(BALANCED)
        ),
        [table],
        data,
        _alt_text(data),
        _caption(data),
        [(say_term(when), look.series(place)) for place, (_, when) in enumerate(_WHEN)],
    )


def _draw_differences(data: pd.DataFrame, look: Look, axes: Axes, at: np.ndarray, _: np.ndarray) -> None:
    axes.set_yticks(at, labels=[""] * len(at))
    limit_line(axes, look, BALANCED, upright=True, dotted=True)
    for place, (column, when) in enumerate(_WHEN):
        points(axes, look.series(place), data[column].abs(), at, label=when, clip_on=False, zorder=3 + place)


def _scale(data: pd.DataFrame, look: Look, pixels: float) -> Scale:
    """An axis from 0 that always holds the customary limit."""
    sizes = data[[column for column, _ in _WHEN]].abs().to_numpy()
    sizes = sizes[np.isfinite(sizes)]
    return scale_that_fits(
        [0.0, 0.15, *sizes], pixels, look.width.text, overhang=8, padding=0.03
    ).above_zero()


def _alt_text(data: pd.DataFrame) -> str:
    rows = [
        say(
            "{covariate} {before}, then {after}",
            covariate=name,
            before=number(before, 2),
            after=number(after, 2),
        )
        for name, before, after in zip(data["name"], data["smd_before"].abs(), data["smd_after"].abs())
    ]
    return say(
        "Love plot: absolute standardised differences between the arms before and after weighting. {rows}.",
        rows="; ".join(rows),
    )


def _caption(data: pd.DataFrame) -> str:
    return say(
        "Absolute standardised differences of {n} characteristics and levels between the arms. After weighting {over} "
        "of {n} exceed {limit}. A size, not a test.",
        n=len(data),
        over=int((data["smd_after"].abs() > BALANCED).sum()),
        limit=say_number(BALANCED),
    )
