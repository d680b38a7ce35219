"""The love plot: how far the arms are apart in each covariate, before and after weighting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.errors import ModelError
from dnoutcomes.figures.column_words import NO, column_words, is_yes_or_no, level_words
from dnoutcomes.figures.head import draw_head, lay_out_head
from dnoutcomes.figures.labels import text_width, wrap_lines
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.scale import scale_that_fits
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.language import say, say_number, say_term, term

BALANCED = 0.1
_ORDER = (term("before weighting"), term("after weighting"))


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
    with look.context():
        return _draw(data, _lay_out(data, look), look)


def _named(balance: pd.DataFrame) -> pd.DataFrame:
    """Name the rows for readers and leave out the mirrors."""
    level = balance["level"].fillna("").astype(str)
    plain = balance.groupby("covariate")["level"].transform(is_yes_or_no).astype(bool)
    adjusted = balance["adjusted"] if "adjusted" in balance else pd.Series(True, index=balance.index)
    name = [
        _name(covariate, "" if alone else value, adjusted=bool(taken))
        for covariate, value, alone, taken in zip(balance["covariate"], level, plain, adjusted)
    ]
    return balance.assign(name=name)[~(plain & (level == NO))]


def _name(covariate: object, level: str, *, adjusted: bool) -> str:
    words = column_words(covariate, unit=False)
    if level:
        words = say("{covariate}: {level}", covariate=words, level=level_words(level, str(covariate)))
    return words if adjusted else say("{characteristic} (not adjusted for)", characteristic=words)


@dataclass(frozen=True, eq=False)
class _Layout:
    names: list[list[str]]
    tops: list[float]
    heights: list[float]
    left: float
    plot_width: float


def _lay_out(data: pd.DataFrame, look: Look) -> _Layout:
    inner = look.width.pixels - 2 * look.width.margin
    widest = max(text_width(name, look.width.text) for name in data["name"]) + 1
    left = min(widest, 0.42 * inner)
    names = [wrap_lines(name, left, look.width.text, 2) for name in data["name"]]
    heights = [len(lines) * look.width.text * LINE_SPACING + 6 for lines in names]
    tops = [sum(heights[:place]) for place in range(len(heights))]
    return _Layout(names, tops, heights, left, inner - left - 14)


def _draw(data: pd.DataFrame, layout: _Layout, look: Look) -> OutcomeFigure:
    margin, line = float(look.width.margin), look.width.text * LINE_SPACING
    title = say("How alike the arms were: standardised differences")
    head = lay_out_head(
        title, _subtitle(), look, [(say_term(name), look.series(place)) for place, name in enumerate(_ORDER)]
    )
    rows_height = layout.tops[-1] + layout.heights[-1]
    height = head.bottom + rows_height + 8 + 2 * line + margin
    figure = OutcomeFigure(look, height, data=data, alt_text=_alt_text(data), caption=_caption(data))
    draw_head(figure, head)
    left = margin + layout.left + 10
    axes = figure.panel(left, head.bottom, layout.plot_width, rows_height)
    _set_scales(axes, data, layout, look)
    for lines, top, height in zip(layout.names, layout.tops, layout.heights):
        figure.write(margin, head.bottom + top + (height - len(lines) * line) / 2, lines)
    for place, column in enumerate(("smd_before", "smd_after")):
        style = look.series(place)
        marks = [top + height / 2 for top, height in zip(layout.tops, layout.heights)]
        axes.plot(
            data[column].abs(),
            marks,
            linestyle="none",
            marker=style.marker,
            color=style.colour,
            label=_ORDER[place],
            markerfacecolor=style.fill,
            markeredgewidth=1.3,
            clip_on=False,
            zorder=3 + place,
        )
    figure.write(
        left + layout.plot_width / 2,
        head.bottom + rows_height + 8 + line,
        say("Absolute difference in SD"),
        align="center",
    )
    return figure


def _subtitle() -> str:
    return say(
        "Further left is more alike. Dotted line: {limit}, a customary limit.", limit=say_number(BALANCED)
    )


def _set_scales(axes: Axes, data: pd.DataFrame, layout: _Layout, look: Look) -> None:
    sizes = data[["smd_before", "smd_after"]].abs().to_numpy()
    scale = scale_that_fits(
        [0.0, 0.15, *sizes[np.isfinite(sizes)]], layout.plot_width, look.width.text, overhang=8, padding=0.03
    )
    axes.set_xlim(0, scale.high)
    kept = [(tick, label) for tick, label in zip(scale.ticks, scale.labels) if tick >= 0]
    axes.set_xticks([tick for tick, _ in kept], labels=[label for _, label in kept])
    axes.set_ylim(layout.tops[-1] + layout.heights[-1], 0)
    axes.set_yticks(
        [top + height / 2 for top, height in zip(layout.tops, layout.heights)], labels=[""] * len(data)
    )
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.axvline(BALANCED, color=look.theme.muted, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1)


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
