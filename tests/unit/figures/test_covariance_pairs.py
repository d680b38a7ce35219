"""Maps of covariances between visits: which number stands in which cell, in how many decimals, and what is said."""

import pandas as pd
import pytest

from dnoutcomes.figures.covariance_pairs import CovariancePairs, pairs_in_words
from dnoutcomes.figures.layout import check_layout
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.style import Look

# Visit, other, implied and empirical covariance, implied and empirical correlation.
PAIRS = (
    ("W02", "W02", 1.5, 1.6, 1.0, 1.0),
    ("W02", "W04", 0.7, 0.9, 0.41, 0.52),
    ("W02", "W12", -0.3, 0.2, -0.12, 0.08),
    ("W04", "W04", 2.5, 2.4, 1.0, 1.0),
    ("W04", "W12", 1.1, 1.3, 0.33, 0.37),
    ("W12", "W12", 3.5, 3.8, 1.0, 1.0),
)


def data_of(pairs=PAIRS, group="", factor=1.0):
    rows = []
    for visit, other, implied, empirical, implied_correlation, correlation in pairs:
        pair = {"group": group, "visit": visit, "other": other}
        rows.append(
            pair | {"panel": "covariance", "implied": factor * implied, "observed": factor * empirical}
        )
        rows.append(pair | {"panel": "correlation", "implied": implied_correlation, "observed": correlation})
    return pd.DataFrame(rows)


def drawn(data, look):
    return Page("T", "S", [CovariancePairs(data, "ar1h")], data, "Alt.", "Caption.").draw(look)


def cells(texts, title, n=3):
    """Rows of the map with this title: the name of a visit, then its cells."""
    first = texts.index(title) + 1 + n
    return [texts[first + row * (n + 1) : first + (row + 1) * (n + 1)] for row in range(n)]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_covariances_stand_above_the_variances_and_correlations_below(width, texts_of):
    figure = drawn(data_of(), Look.of(width))
    texts = texts_of(figure)
    assert cells(texts, "Implied by ar1h") == [
        ["W02", "1.50", "0.70", "−0.30"],
        ["W04", ".41", "2.50", "1.10"],
        ["W12", "−.12", ".33", "3.50"],
    ]
    assert cells(texts, "Empirical") == [
        ["W02", "1.60", "0.90", "0.20"],
        ["W04", ".52", "2.40", "1.30"],
        ["W12", ".08", ".37", "3.80"],
    ]
    assert check_layout(figure) == []


def test_large_covariances_have_the_decimals_that_their_cells_have_room_for(texts_of):
    texts = texts_of(drawn(data_of(factor=1000.0), Look.of("narrow")))
    assert cells(texts, "Empirical")[0] == ["W02", "1,600", "900", "200"]


def test_no_pairs_take_no_room():
    empty = CovariancePairs(data_of().iloc[:0], "ar1h").lay_out(Look.of("wide"))
    assert empty.height == 0


def test_each_group_has_its_maps_under_its_name(texts_of):
    both = pd.concat([data_of(group="needling"), data_of(group="standard", factor=2.0)])
    texts = texts_of(drawn(both, Look.of("wide")))
    assert cells(texts, "standard: Empirical")[1][2] == "4.80"
    assert cells(texts, "needling: Empirical")[1][2] == "2.40"


def test_the_pair_that_is_furthest_off_is_named_with_both_correlations():
    words = pairs_in_words(data_of(), "ar1h")
    assert "ar1h implies is furthest from the empirical one at W02 with W12, −0.12 against 0.08." in words
    assert "of standard at W02 with W12" in pairs_in_words(data_of(group="standard"), "ar1h")
    assert pairs_in_words(data_of().iloc[:0], "ar1h") == ""
