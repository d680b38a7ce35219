"""Covariances between visits as a model implies them beside the empirical ones: maps of cells, and what they show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.figures.cell_map import Cell, CellMap, correlation_text, draw_cell_map, lay_out_cell_map
from dnoutcomes.figures.labels import text_width, wrap_lines
from dnoutcomes.figures.number_text import decimals_for, number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Placed, Words
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_term, term

Array = NDArray[np.float64]

#: Columns of a pair of visits, which a map has as text.
PAIR_COLUMNS = ["group", "visit", "other"]
#: More visits than this and two maps stand below each other, on a page too.
_MOST_BESIDE = 6
# Between two maps side by side, below the title of one, and below a row of them.
_GAP, _BELOW_TITLE, _BELOW_ROW = 22.0, 4.0, 16.0
_READING = term(
    "On the diagonal: variance. Above it: covariance. Below it: correlation, by which cells are shaded."
)


@dataclass(frozen=True, eq=False)
class CovariancePairs:
    """A box: for each group of patients the map that the structure implies, and the empirical one.

    Attributes
    ----------
    data : pandas.DataFrame
        As `plot_diagnostics` has it; the panels "covariance" and "correlation" are used. Nothing is drawn of none.
    structure : str
    """

    data: pd.DataFrame
    structure: str

    def lay_out(self, look: Look) -> Placed:
        """Measure the maps, two beside each other where they fit."""
        cells = self.data[self.data["panel"] == "covariance"]
        visits = list(dict.fromkeys(cells["visit"]))
        n_across = 1 if look.is_narrow or len(visits) > _MOST_BESIDE else 2
        width = (look.inner - _GAP * (n_across - 1)) / n_across
        maps = [
            (wrap_lines(title, width, look.width.text, 2, bold=True), _map(rows, column, visits, look, width))
            for group in dict.fromkeys(cells["group"])
            for title, rows, column in self._maps_of(group)
        ]
        beside = [maps[first : first + n_across] for first in range(0, len(maps), n_across)]
        heights = [
            max(look.line * len(title) + map_.height for title, map_ in row) + _BELOW_TITLE + _BELOW_ROW
            for row in beside
        ]
        reading = Words(say_term(_READING) if maps else "", above=14).lay_out(look)
        head = reading.height + (10 if maps else 0)

        def draw(figure: OutcomeFigure, top: float) -> None:
            reading.draw(figure, top)
            y = top + head
            for row, height in zip(beside, heights):
                for place, (title, map_) in enumerate(row):
                    left = look.width.margin + place * (width + _GAP)
                    figure.write(left, y, title, bold=True)
                    draw_cell_map(figure, map_, left, y + look.line * len(title) + _BELOW_TITLE)
                y += height

        return Placed(head + sum(heights), draw)

    def _maps_of(self, group: str) -> list[tuple[str, pd.DataFrame, str]]:
        """Title, cells and column of each of a group's two maps."""
        rows = self.data[
            (self.data["group"] == group) & self.data["panel"].isin(["covariance", "correlation"])
        ]
        named = {
            "implied": say("Implied by {structure}", structure=self.structure),
            "observed": say("Empirical", context="covariances"),
        }
        return [
            (f"{say_term(group)}: {name}" if group else name, rows, column) for column, name in named.items()
        ]


def _map(rows: pd.DataFrame, column: str, visits: list[str], look: Look, width: float) -> CellMap:
    covariance, correlation = (
        _square(rows[rows["panel"] == panel], column, visits) for panel in ("covariance", "correlation")
    )
    n = len(visits)
    empty = [[Cell("")] * n] * n
    room = lay_out_cell_map(visits, visits, empty, look, width).cell_width - 4
    decimals = _decimals_that_fit(covariance, room, look)

    def cell(i: int, j: int) -> Cell:
        if i == j:
            return Cell(number(covariance[i, i], decimals), bold=True)
        size = correlation[i, j]
        text = number(covariance[i, j], decimals) if i < j else correlation_text(size)
        return Cell(text, abs(size) if np.isfinite(size) else 0.0, series=int(not size < 0))

    return lay_out_cell_map(visits, visits, [[cell(i, j) for j in range(n)] for i in range(n)], look, width)


def _square(rows: pd.DataFrame, column: str, visits: list[str]) -> Array:
    """The matrix of the pairs visit <= other, filled on both sides."""
    upper = rows.pivot(index="visit", columns="other", values=column).reindex(index=visits, columns=visits)
    values: Array = upper.to_numpy(dtype=float)
    below = np.tril_indices(len(visits), -1)
    filled = values.copy()
    filled[below] = values.T[below]
    return filled


def _decimals_that_fit(covariance: Array, room: float, look: Look) -> int:
    finite = covariance[np.isfinite(covariance)]
    wanted = decimals_for(float(np.abs(finite).mean()) / 5) if len(finite) else 0
    fitting = (
        decimals
        for decimals in range(wanted, 0, -1)
        if max(text_width(number(value, decimals), look.width.small, bold=True) for value in finite) <= room
    )
    return next(fitting, 0)


def pairs_in_words(data: pd.DataFrame, structure: str) -> str:
    """Say where the implied and the empirical correlation are furthest apart; empty where there is none."""
    pairs = data[(data["panel"] == "correlation") & (data["visit"] != data["other"])]
    apart = (pairs["observed"] - pairs["implied"]).abs()
    if not apart.notna().any():
        return ""
    most = pairs.loc[apart.idxmax()]
    named = {
        "structure": structure,
        "visit": most["visit"],
        "other": most["other"],
        "implied": number(most["implied"], 2),
        "observed": number(most["observed"], 2),
    }
    if most["group"]:
        return say(
            "Tables of covariances and correlations between visits: the correlation that {structure} implies is "
            "furthest from the empirical one of {group} at {visit} with {other}, {implied} against {observed}.",
            group=say_term(most["group"]),
            **named,
        )
    return say(
        "Tables of covariances and correlations between visits: the correlation that {structure} implies is furthest "
        "from the empirical one at {visit} with {other}, {implied} against {observed}.",
        **named,
    )
