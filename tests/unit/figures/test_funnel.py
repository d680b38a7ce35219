from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.figures.funnel import plot_funnel
from dnoutcomes.figures.layout import check_layout
from dnoutcomes.language import speaking
from dnoutcomes.monitoring.funnel import Funnel
from dnoutcomes.monitoring.funnel_units import FUNNEL_UNITS

# Of all units; some aren't drawn.
PATIENTS = 4000


def funnel_of(n, value, *, labels=None, hidden=None, sd=2.0, dispersion=1.0):
    n, value = np.asarray(n, dtype=float), np.asarray(value, dtype=float)
    gone = np.zeros(len(n), dtype=bool) if hidden is None else np.asarray(hidden)
    z = value / (sd * np.sqrt(dispersion / n))
    beyond = np.select([np.abs(z) > 3.09, np.abs(z) > 1.96], ["99.8 %", "95 %"], default="")
    points = pd.DataFrame({"label": labels or [f"site {i + 1:02d}" for i in range(len(n))], "n": n, "value": value,
                           "z": z, "beyond": np.where(gone, "", beyond),
                           "state": np.where(gone, "hidden", "shown")})  # fmt: skip
    points.loc[gone, ["n", "value", "z"]] = np.nan
    title = "Average pain, change to week 12, observed minus expected, by site"
    return Funnel(
        FUNNEL_UNITS["site"],
        points,
        sd,
        10**6,
        PATIENTS,
        dispersion,
        "points",
        "lower",
        title,
        ("Limits of chance alone.",),
    )


SPREAD = funnel_of([12, 15, 20, 30, 60, 90], [0.3, -0.2, 0.5, 0.1, 1.4, -0.1])
CROWD = funnel_of(np.full(30, 25) + np.arange(30) % 3, np.linspace(-0.3, 0.3, 30))


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "funnel",
    [SPREAD, CROWD, funnel_of([20], [0.1]), funnel_of([20, 5], [0.1, 0.2], hidden=[True, True])],
    ids=["spread", "crowd", "one", "none"],
)
def test_no_text_is_clipped_covered_or_small(funnel, width, theme):
    assert check_layout(plot_funnel(funnel, width=width, theme=theme)) == []


def test_points_and_limits_are_drawn_where_they_are(line_of):
    figure = plot_funnel(SPREAD)
    assert line_of(figure, "units") == pytest.approx(SPREAD.points[["n", "value"]].to_numpy())
    curves = [line.get_xydata() for line in figure.axes[0].get_lines() if len(line.get_xdata()) > 100]
    assert len(curves) == 4
    for curve, factor in zip(curves, (1.959964, -1.959964, 3.090232, -3.090232)):
        assert curve[:, 1] == pytest.approx(
            factor * 2.0 * np.sqrt(1 / curve[:, 0] + 1 / (PATIENTS - curve[:, 0])), rel=1e-4
        )


def test_hidden_units_are_neither_drawn_nor_named(line_of, texts_of):
    figure = plot_funnel(funnel_of([12, 4, 40, 8], [0.1, 0.9, -0.1, 0.3], hidden=[False, True, False, True]))
    assert len(line_of(figure, "units")) == 2
    assert not {"site 02", "site 04"} & set(texts_of(figure))
    assert "site 02" not in figure.alt_text


def test_a_unit_beyond_the_limits_has_its_label_even_in_a_crowd(texts_of):
    crowd = CROWD.points
    out = funnel_of([*crowd["n"], 40], [*crowd["value"], 2.5])
    texts = texts_of(plot_funnel(out))
    assert "site 31" in texts
    assert sum(text.startswith("site ") for text in texts) < 31


def test_the_words_rank_nobody():
    figure = plot_funnel(SPREAD)
    assert "No ranking" in figure.caption
    assert "Beyond what chance allows: site 05" in figure.alt_text
    for word in ("best", "worst", "rank "):
        assert word not in figure.alt_text


def test_names_are_drawn_as_they_are(all_hostile):
    count = len(all_hostile)
    funnel = funnel_of(np.arange(count) * 8 + 12, np.linspace(-0.4, 0.4, count), labels=list(all_hostile))
    for width in ("wide", "narrow"):
        assert check_layout(plot_funnel(funnel, width=width)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("unit", ["site", "therapist"])
def test_every_word_is_said(unit, width, marked_language, unsaid):
    spread = funnel_of(
        [12, 15, 20, 30, 60, 90], [0.3, -0.2, 0.5, 0.1, 1.4, -0.7], labels=[f"S{place}" for place in range(6)]
    )
    with speaking(marked_language):
        assert (
            unsaid(plot_funnel(replace(spread, unit=FUNNEL_UNITS[unit], title="T1", notes=()), width=width))
            == []
        )
