"""The covariance map: how visits of one patient go together, as correlations and standard deviations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.errors import ModelError
from dnoutcomes.figures.cell_map import Cell, CellMap, correlation_text, lay_out_cell_map
from dnoutcomes.figures.number_text import decimals_for, number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Box, Page, Words
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_count, say_term, term

_SUBTITLE = term(
    "On the diagonal: standard deviation. Elsewhere: correlation; the deeper the shade, the stronger."
)


def plot_covariance_map(
    covariance: pd.DataFrame | Mapping[object, pd.DataFrame],
    *,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the covariance of residuals between visits.

    Parameters
    ----------
    covariance : pandas.DataFrame, or mapping of group to pandas.DataFrame
        Visit by visit, as `fit.covariance` gives it.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per group and pair of visits: `group`, `visit`, `other`, `covariance`, `correlation`.

    Raises
    ------
    ModelError
        A frame whose rows and columns aren't the same visits, or a variance that isn't above zero.

    Examples
    --------
    >>> visits = ["W04", "W12"]
    >>> frame = pd.DataFrame([[4.0, 1.0], [1.0, 1.0]], index=visits, columns=visits)
    >>> plot_covariance_map(frame).alt_text.split(". ")[-1]
    'Correlations: W04 with W12 0.50.'
    """
    look = Look.of(width, theme, ax)
    groups = (
        {str(group): frame for group, frame in covariance.items()}
        if isinstance(covariance, Mapping)
        else {"": covariance}
    )
    data = pd.concat([_pairs(group, frame) for group, frame in groups.items()], ignore_index=True)
    return _page(data, look).draw(look)


def _pairs(group: str, frame: pd.DataFrame) -> pd.DataFrame:
    matrix = frame.to_numpy(dtype=float)
    if list(frame.index) != list(frame.columns) or not (np.diag(matrix) > 0).all():
        raise ModelError(
            "a covariance map needs a visit by visit frame with variances above zero; take fit.covariance"
        )
    spread = np.sqrt(np.diag(matrix))
    visits = [str(visit) for visit in frame.index]
    rows = [
        (group, one, other, matrix[i, j], matrix[i, j] / (spread[i] * spread[j]))
        for i, one in enumerate(visits)
        for j, other in enumerate(visits)
    ]
    return pd.DataFrame(rows, columns=["group", "visit", "other", "covariance", "correlation"])


def _page(data: pd.DataFrame, look: Look) -> Page:
    boxes: list[Box] = []
    for group, rows in data.groupby("group", sort=False):
        title = say_term(str(group)) if group else ""
        boxes += [Words(title, small=False, above=12 if boxes else 0, bold=True), _map(rows, look)]
    return Page(
        say("How the visits of a patient go together"),
        say_term(_SUBTITLE),
        boxes,
        data,
        _alt_text(data),
        _caption(data),
    )


def _map(rows: pd.DataFrame, look: Look) -> CellMap:
    """Standard deviations on the diagonal and correlations elsewhere, shaded by their size."""
    visits = list(dict.fromkeys(rows["visit"]))
    spreads = rows.loc[rows["visit"] == rows["other"], "covariance"] ** 0.5
    decimals = decimals_for(float(spreads.mean()))
    cells = [
        Cell(number(row.covariance**0.5, decimals), bold=True)
        if row.visit == row.other
        else Cell(correlation_text(row.correlation), abs(row.correlation), series=int(row.correlation >= 0))
        for row in rows.itertuples()
    ]
    n = len(visits)
    square = [cells[start : start + n] for start in range(0, n * n, n)]
    return lay_out_cell_map(visits, visits, square, look, min(look.inner, 80.0 * n + 120))


def _alt_text(data: pd.DataFrame) -> str:
    parts = [say("Shaded table of correlations between visits.")]
    for group, rows in data.groupby("group", sort=False):
        visits = list(dict.fromkeys(rows["visit"]))
        same = rows[rows["visit"] == rows["other"]]
        spreads = [f"{row.visit} {number(row.covariance**0.5, 2)}" for row in same.itertuples()]
        pairs = [
            say(
                "{visit} with {other} {correlation}",
                visit=row.visit,
                other=row.other,
                correlation=number(row.correlation, 2),
            )
            for row in rows.itertuples()
            if visits.index(row.visit) < visits.index(row.other)
        ]
        if group:
            parts.append(f"{say_term(str(group))}.")
        parts.append(say("Standard deviations: {values}.", values=", ".join(spreads)))
        parts.append(
            say("Correlations: {values}.", values=", ".join(pairs)) if pairs else say("Correlations: none.")
        )
    return " ".join(parts)


def _caption(data: pd.DataFrame) -> str:
    what = say_count(
        "Residual covariance of {n} visit as the model estimates it, after what its terms explain.",
        "Residual covariance of {n} visits as the model estimates it, after what its terms explain.",
        data["visit"].nunique(),
    )
    return f"{what} {say_term(_SUBTITLE)}"
