"""The diagnostics of a fit in one figure: residuals, and the covariance it implies beside the empirical one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.covariance_pairs import PAIR_COLUMNS, CovariancePairs, pairs_in_words
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.residual_panel import SUBTITLE, residual_panels, residuals_in_words, trend_in_words
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_term

if TYPE_CHECKING:
    from dnoutcomes.models import Diagnostics, MixedModelFit


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

    diagnostics = diagnose(fit, time=time)
    look = Look.of(width, theme, ax)
    data = _data(diagnostics)
    page = Page(
        say("Do the assumptions of the model hold?"),
        say_term(SUBTITLE),
        [residual_panels(diagnostics, look), CovariancePairs(data, fit.structure)],
        data,
        " ".join(filter(None, [residuals_in_words(diagnostics), pairs_in_words(data, fit.structure)])),
        _caption(diagnostics, fit.structure),
    )
    return page.draw(look)


def _data(diagnostics: Diagnostics) -> pd.DataFrame:
    """One row per dot and cell, of all panels."""
    residuals, lags = diagnostics.residuals, diagnostics.autocorrelation
    distances, pairs = diagnostics.semivariogram, diagnostics.covariances
    observed = {"observed": residuals["normalized"]}
    parts = [
        pd.DataFrame({"panel": "quantile", "at": residuals["quantile"]} | observed),
        pd.DataFrame({"panel": "fitted", "at": residuals["fitted"]} | observed),
        pd.DataFrame({"panel": "autocorrelation", "at": lags["lag"].astype(float), "observed": lags["correlation"],
                      "implied": lags["implied"]}),
        pd.DataFrame({"panel": "semivariogram", "at": distances["distance"], "observed": distances["semivariance"],
                      "implied": distances["implied"]}),
    ]  # fmt: skip
    if len(pairs):
        labels = pairs[PAIR_COLUMNS].astype(object).where(pairs[PAIR_COLUMNS].notna(), "").astype(str)
        for panel, ending in (("covariance", ""), ("correlation", "_correlation")):
            values = {"observed": pairs[f"empirical{ending}"], "implied": pairs[f"implied{ending}"]}
            parts.append(labels.assign(panel=panel, **values))
    columns = ["panel", "group", "at", "visit", "other", "observed", "implied"]
    joined = pd.concat(parts, ignore_index=True).reindex(columns=columns)
    blanks = dict.fromkeys(PAIR_COLUMNS, "")
    return joined.astype(dict.fromkeys(PAIR_COLUMNS, object)).fillna(blanks)


def _caption(diagnostics: Diagnostics, structure: str) -> str:
    parts = [
        say(
            "Residuals of {n} scores from a model with covariance {structure}: against normal quantiles, against "
            "fitted values, and their correlations and semivariances (dots) with those that the model implies "
            "(crosses).",
            n=number(len(diagnostics.residuals), 0),
            structure=structure,
        )
    ]
    parts.append(trend_in_words(len(diagnostics.residuals)))
    if len(diagnostics.covariances):
        parts.append(say("Below, covariances between visits, implied and empirical."))
    parts.append(say("Residuals have a little less spread than the errors they estimate."))
    return " ".join(filter(None, parts))
