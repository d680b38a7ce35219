"""The diagnostics of a fit in one figure: residuals, and the covariance it implies beside the empirical one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dnoutcomes.figures.cell_map import Cell, CellMap, correlation_text, draw_cell_map, lay_out_cell_map
from dnoutcomes.figures.head import draw_head, lay_out_head
from dnoutcomes.figures.labels import text_width, wrap_lines
from dnoutcomes.figures.number_text import decimals_for, number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.residual_panel import SUBTITLE, residual_panels, residuals_in_words, trend_in_words
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.language import say, say_term, term

if TYPE_CHECKING:
    from dnoutcomes.models import Diagnostics, MixedModelFit

Array = NDArray[np.float64]

_GAP = 22.0
#: More visits than this and two maps stand below each other, on a page too.
_MOST_BESIDE = 6
_MAP_WORDS = term(
    "On the diagonal: variance. Above it: covariance. Below it: correlation, by which cells are shaded."
)


def plot_diagnostics(
    fit: MixedModelFit,
    *,
    time: str | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw everything that residuals say about a fit.

    Normalised residuals against normal quantiles and fitted values, autocorrelation by lag and semivariogram with what
    the model implies, and for an MMRM covariances and correlations of the visits as its structure implies them beside
    the empirical ones.

    Parameters
    ----------
    fit : MixedModelFit
        From `fit_mmrm`, `fit_growth`, `mmrm` or `growth`.
    time : str, optional
        For a growth model, the column of the time of each session, where the fit doesn't know it.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per dot and cell: `panel` ("quantile", "fitted", "autocorrelation", "semivariogram",
        "covariance", "correlation"), `group`, `at` (place along the axis), `visit`, `other`, `observed`, `implied`.

    Raises
    ------
    ModelError
        A growth model without a time.

    See Also
    --------
    dnoutcomes.models.diagnose : The numbers.
    plot_influence : Who moves the fit.
    """
    # Figures of other things need no models.
    from dnoutcomes.models import diagnose

    found = diagnose(fit, time=time)
    look = Look.of(width, theme, ax)
    data = _data(found)
    with look.context():
        return _draw(found, data, fit.structure, look)


def _data(found: Diagnostics) -> pd.DataFrame:
    residuals, lags, distances, pairs = (
        found.residuals,
        found.autocorrelation,
        found.semivariogram,
        found.covariances,
    )
    normal = residuals["normalized"].to_numpy()
    parts = [
        pd.DataFrame({"panel": "quantile", "at": residuals["quantile"].to_numpy(), "observed": normal}),
        pd.DataFrame({"panel": "fitted", "at": residuals["fitted"].to_numpy(), "observed": normal}),
        pd.DataFrame({"panel": "autocorrelation", "at": lags["lag"].astype(float), "observed": lags["correlation"],
                      "implied": lags["implied"]}),
        pd.DataFrame({"panel": "semivariogram", "at": distances["distance"], "observed": distances["semivariance"],
                      "implied": distances["implied"]}),
    ]  # fmt: skip
    if len(pairs):
        labels = (
            pairs[["group", "visit", "other"]]
            .astype(str)
            .where(pairs[["group", "visit", "other"]].notna(), "")
        )
        for name, ending in (("covariance", ""), ("correlation", "_correlation")):
            values = {"observed": pairs[f"empirical{ending}"], "implied": pairs[f"implied{ending}"]}
            parts.append(labels.assign(panel=name, **values))
    columns = ["panel", "group", "at", "visit", "other", "observed", "implied"]
    joined = pd.concat(parts, ignore_index=True).reindex(columns=columns)
    return joined.astype(dict.fromkeys(("group", "visit", "other"), object)).fillna(
        dict.fromkeys(("group", "visit", "other"), "")
    )


def _draw(found: Diagnostics, data: pd.DataFrame, structure: str, look: Look) -> OutcomeFigure:
    head = lay_out_head(say("Do the assumptions of the model hold?"), say_term(SUBTITLE), look)
    panels = residual_panels(found, look).lay_out(look)
    maps = _lay_out_maps(data, structure, look)
    figure = OutcomeFigure(
        look,
        head.bottom + (panels.height + 14) + sum(row_height for row_height, _ in maps) + look.width.margin,
        data=data,
        alt_text=" ".join(filter(None, [residuals_in_words(found), _maps_in_words(data, structure)])),
        caption=_caption(found, structure),
    )
    draw_head(figure, head)
    panels.draw(figure, head.bottom)
    top = head.bottom + (panels.height + 14)
    for row_height, shown in maps:
        for left, words, small, map_ in shown:
            figure.write(left, top, words, bold=not small, small=small)
            if map_ is not None:
                line = look.width.text * LINE_SPACING
                draw_cell_map(figure, map_, left, top + line * len(words) + 4)
        top += row_height
    return figure


_Shown = tuple[float, list[str], bool, CellMap | None]


def _lay_out_maps(data: pd.DataFrame, structure: str, look: Look) -> list[tuple[float, list[_Shown]]]:
    """Rows of maps: height of the row, and of each map where it begins, its title and its cells."""
    cells = data[data["panel"] == "covariance"]
    if cells.empty:
        return []
    margin, inner = float(look.width.margin), look.width.pixels - 2.0 * look.width.margin
    line = look.width.text * LINE_SPACING
    visits = list(dict.fromkeys(cells["visit"]))
    n_across = 1 if look.is_narrow or len(visits) > _MOST_BESIDE else 2
    width = (inner - _GAP * (n_across - 1)) / n_across
    words = wrap_lines(say_term(_MAP_WORDS), inner, look.width.small, 4)
    rows: list[tuple[float, list[_Shown]]] = [
        (look.width.small * LINE_SPACING * len(words) + 10, [(margin, words, True, None)])
    ]
    maps = []
    for group in dict.fromkeys(cells["group"]):
        mine = data[(data["group"] == group) & data["panel"].isin(["covariance", "correlation"])]
        named = {
            "implied": say("Implied by {structure}", structure=structure),
            "observed": say("Empirical", context="covariances"),
        }
        for column, name in named.items():
            title = f"{say_term(group)}: {name}" if group else name
            titles = wrap_lines(title, width, look.width.text, 2, bold=True)
            maps.append((titles, _map(mine, column, visits, look, width)))
    for first in range(0, len(maps), n_across):
        beside = maps[first : first + n_across]
        height = max(line * len(titles) + map_.height for titles, map_ in beside) + 4 + 16
        rows.append(
            (
                height,
                [
                    (margin + place * (width + _GAP), *one[:1], False, one[1])
                    for place, one in enumerate(beside)
                ],
            )
        )
    return rows


def _map(rows: pd.DataFrame, column: str, visits: list[str], look: Look, width: float) -> CellMap:
    covariance, correlation = (
        _square(rows[rows["panel"] == name], column, visits) for name in ("covariance", "correlation")
    )
    empty = [[Cell("")] * len(visits)] * len(visits)
    room = lay_out_cell_map(visits, visits, empty, look, width).cell_width - 4
    decimals = _decimals_that_fit(covariance, room, look)
    texts = [
        [_text(covariance, correlation, i, j, decimals) for j in range(len(visits))]
        for i in range(len(visits))
    ]
    cells = [
        [
            Cell(texts[i][j], bold=True)
            if i == j
            else Cell(texts[i][j], _shade(correlation[i, j]), series=int(not correlation[i, j] < 0))
            for j in range(len(visits))
        ]
        for i in range(len(visits))
    ]
    return lay_out_cell_map(visits, visits, cells, look, width)


def _square(rows: pd.DataFrame, column: str, visits: list[str]) -> Array:
    """The matrix of the pairs visit <= other, filled on both sides."""
    upper = rows.pivot(index="visit", columns="other", values=column).reindex(index=visits, columns=visits)
    values: Array = upper.to_numpy(dtype=float)
    below = np.tril_indices(len(visits), -1)
    filled = values.copy()
    filled[below] = values.T[below]
    return filled


def _shade(correlation: float) -> float:
    return abs(correlation) if np.isfinite(correlation) else 0.0


def _text(covariance: Array, correlation: Array, i: int, j: int, decimals: int) -> str:
    if i <= j:
        return number(covariance[i, j], decimals)
    return correlation_text(correlation[i, j])


def _decimals_that_fit(covariance: Array, room: float, look: Look) -> int:
    known = covariance[np.isfinite(covariance)]
    wanted = decimals_for(float(np.abs(known).mean()) / 5) if len(known) else 0
    fitting = (
        decimals
        for decimals in range(wanted, 0, -1)
        if max(text_width(number(value, decimals), look.width.small, bold=True) for value in known) <= room
    )
    return next(fitting, 0)


def _maps_in_words(data: pd.DataFrame, structure: str) -> str:
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


def _caption(found: Diagnostics, structure: str) -> str:
    parts = [
        say(
            "Residuals of {n} scores from a model with covariance {structure}: against normal quantiles, against "
            "fitted values, and their correlations and semivariances (dots) with those that the model implies "
            "(crosses).",
            n=number(len(found.residuals), 0),
            structure=structure,
        )
    ]
    parts.append(trend_in_words(len(found.residuals)))
    if len(found.covariances):
        parts.append(say("Below, covariances between visits, implied and empirical."))
    parts.append(say("Residuals have a little less spread than the errors they estimate."))
    return " ".join(filter(None, parts))
