"""Marks: what stands for numbers in a plot. Each draws on Axes and asks an arm's style for its looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from dnoutcomes.figures.scale import Scale
from dnoutcomes.figures.series_style import AreaStyle, LineStyle, SeriesStyle
from dnoutcomes.figures.style import Look

if TYPE_CHECKING:
    import pandas as pd

DOTTED: LineStyle = (0, (1, 2))
DASHED: LineStyle = (0, (5, 2))
#: A smooth trend of fewer points is noise, and one of more takes too long.
LEAST_FOR_TREND, MOST_FOR_TREND = 50, 2000
#: More marks than this are a picture even in a drawing made of lines: the file stays small.
MANY = 2000


def set_scales(axes: Axes, across: Scale | None, up: Scale | None, *, named: bool = True) -> None:
    """Give a plot its two axes, with grid lines at the heights that are named on the left."""
    if across is None:
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
    else:
        axes.set_xlim(across.low, across.high)
        axes.set_xticks(across.ticks, labels=across.labels)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    if up is None:
        axes.set_yticks([])
        return
    axes.set_ylim(up.low, up.high)
    axes.set_yticks(up.ticks, labels=up.labels if named else [])
    axes.grid(axis="y")


def level(
    axes: Axes,
    look: Look,
    at: float = 0.0,
    *,
    upright: bool = False,
    dotted: bool = False,
    dashed: bool = False,
    rows: tuple[ArrayLike, ArrayLike] | None = None,
) -> None:
    """A line over the whole plot: no difference, a limit (dotted) or from where something counts (dashed).

    Of an upright one `rows` are the ends of its pieces, for plots whose rows have text between them.
    """
    colour = look.theme.muted if dotted else look.theme.ink
    line = DOTTED if dotted else DASHED if dashed else "solid"
    looks: dict[str, Any] = {"color": colour, "linewidth": 0.9, "linestyle": line, "zorder": 1}
    if rows is not None:
        axes.vlines(np.full(np.size(rows[0]), at), *rows, **looks)
    else:
        (axes.axvline if upright else axes.axhline)(at, **looks)


def joined(
    axes: Axes,
    style: SeriesStyle,
    x: ArrayLike,
    y: ArrayLike,
    label: str,
    *,
    steps: bool = False,
    **more: Any,
) -> None:
    """The line of an arm, with gaps where there is no number."""
    usual: dict[str, Any] = {"linewidth": 1.6, "zorder": 3}
    kind: Any = "steps-pre" if steps else "default"
    axes.plot(x, y, color=style.colour, linestyle=style.line, label=label, drawstyle=kind, **usual | more)


def steps(axes: Axes, style: SeriesStyle, edges: ArrayLike, heights: ArrayLike) -> None:
    """A line that is level between each two edges, with gaps where there is no number."""
    axes.stairs(
        heights, edges, baseline=None, color=style.colour, linestyle=style.line, linewidth=1.1, zorder=2
    )


def points(axes: Axes, style: SeriesStyle, x: ArrayLike, y: ArrayLike, **more: Any) -> None:
    """The markers of an arm."""
    usual: dict[str, Any] = {
        "color": style.colour,
        "marker": style.marker,
        "markerfacecolor": style.fill,
        "markeredgewidth": 1.3,
        "markersize": 5.5,
        "zorder": 4,
    }
    axes.plot(x, y, linestyle="none", **usual | more)


def intervals(axes: Axes, style: SeriesStyle, at: ArrayLike, low: ArrayLike, high: ArrayLike) -> None:
    """Upright bars from end to end of intervals."""
    axes.vlines(at, low, high, color=style.colour, linewidth=1.4, zorder=3)


def dots(axes: Axes, colour: str, x: ArrayLike, y: ArrayLike) -> None:
    """Many small dots, the fainter the more there are, so that a crowd shows where it is dense."""
    many = np.size(x)
    axes.plot(x, y, linestyle="none", marker="o", markersize=3, markeredgewidth=0, color=colour,
              alpha=min(0.8, max(0.15, 150 / max(many, 1))), rasterized=many > MANY, zorder=2)  # fmt: skip


def diagonal(axes: Axes, look: Look) -> None:
    """The line on which both axes have the same number, from end to end of the plot."""
    ends = axes.get_xlim()
    axes.plot(ends, ends, color=look.theme.ink, linewidth=0.9, zorder=1)


def trend(axes: Axes, colour: str, x: ArrayLike, y: ArrayLike) -> None:
    """The smooth trend of points (lowess), where there are neither too few nor too many."""
    from seaborn import regplot

    if LEAST_FOR_TREND <= np.size(x) <= MOST_FOR_TREND:
        regplot(
            x=x,
            y=y,
            lowess=True,
            scatter=False,
            color=colour,
            line_kws={"linewidth": 1.6, "zorder": 3},
            ax=axes,
        )
        axes.set(xlabel="", ylabel="")


def threads(axes: Axes, style: SeriesStyle, lines: pd.DataFrame, x: str, y: str, of: str) -> None:
    """A thin line for each level of the column `of`, the fainter the more there are."""
    from seaborn import lineplot

    faint = min(0.5, max(0.12, 30 / max(lines[of].nunique(), 1)))
    lineplot(data=lines, x=x, y=y, units=of, estimator=None, color=style.colour, alpha=faint, linewidth=0.8,
             legend=False, zorder=2, ax=axes)  # fmt: skip
    axes.set(xlabel="", ylabel="")


def in_front(axes: Axes, look: Look, style: SeriesStyle, x: ArrayLike, y: ArrayLike, label: str) -> None:
    """The thick line of an arm with its markers, parted from what lies under it by the colour of the paper."""
    joined(axes, replace(style, colour=look.theme.paper, line="solid"), x, y, "_around", linewidth=5)
    joined(axes, style, x, y, label, linewidth=2.4, zorder=4)
    points(axes, style, x, y, zorder=5)


def histogram(
    axes: Axes, look: Look, style: SeriesStyle, edges: list[float], heights: ArrayLike, label: str
) -> None:
    """Columns side by side from 0, each between two edges."""
    from seaborn import histplot

    middles = (np.asarray(edges[:-1]) + np.asarray(edges[1:])) / 2
    histplot(x=middles, weights=heights, bins=edges, color=style.colour, alpha=1.0, linewidth=0.6,
             edgecolor=look.theme.paper, label=label, ax=axes)  # fmt: skip
    axes.set(xlabel="", ylabel="")


def sticks(axes: Axes, colour: str, x: ArrayLike, heights: ArrayLike, label: str, *, size: float) -> None:
    """Dots on sticks that stand on 0."""
    many = np.size(x) > MANY
    axes.vlines(x, 0.0, heights, colors=colour, linewidth=0.8, rasterized=many)
    axes.plot(
        x, heights, linestyle="none", marker="o", markersize=size, color=colour, label=label, rasterized=many
    )


def diamond(axes: Axes, colour: str, low: float, middle: float, high: float, at: float, half: float) -> None:
    """An overall effect, from one end of its interval to the other."""
    corners = [(low, at), (middle, at - half), (high, at), (middle, at + half)]
    axes.fill(*zip(*corners), color=colour, linewidth=1.0, zorder=3)


def effect(
    axes: Axes, colour: str, ends: tuple[float, float], middle: float, at: float, *, size: float
) -> None:
    """A square on its interval, which is cut with an arrow where it reaches beyond the plot."""
    low, high = axes.get_xlim()
    shown = max(ends[0], low), min(ends[1], high)
    axes.hlines(at, *shown, color=colour, linewidth=1.5, zorder=2)
    for whole, cut, arrow in zip(ends, shown, "<>"):
        if whole != cut:
            axes.plot(cut, at, marker=arrow, color=colour, markersize=6, clip_on=False, zorder=3)
    axes.plot(middle, at, marker="s", color=colour, markersize=size, zorder=3)


def pieces(
    axes: Axes, styles: Mapping[str, AreaStyle], at: ArrayLike, lengths: pd.DataFrame, *, thick: float
) -> None:
    """Lying bars of pieces end to end from 0, one column of lengths for each style; none where the length is 0."""
    heights, ends = np.asarray(at), lengths.cumsum(axis="columns")
    for kind, style in styles.items():
        drawn = (lengths[kind] > 0).to_numpy()
        length, end = lengths.loc[drawn, kind], ends.loc[drawn, kind]
        axes.barh(heights[drawn], length, thick, end - length, **style.patch, label=kind, clip_on=False)


def stairs(axes: Axes, colour: str, heights: ArrayLike, widths: ArrayLike) -> None:
    """Filled steps side by side from 0 to 1, each as wide as the share of patients that it stands for."""
    shares = np.asarray(widths, dtype=float)
    edges = np.concatenate([[0.0], np.cumsum(shares) / shares.sum()])
    axes.stairs(np.asarray(heights, dtype=float), edges, fill=True, color=colour, zorder=2)
