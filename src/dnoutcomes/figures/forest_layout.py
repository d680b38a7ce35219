"""Where everything of a forest figure stands, in pixels, measured before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dnoutcomes.figures.forest_data import Forest
from dnoutcomes.figures.head import Head, lay_out_head
from dnoutcomes.figures.labels import text_width, wrap_evenly, wrap_lines
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.scale import Scale, scale_that_fits
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.language import say

_GAP = 14
_STRIP = 18.0
_WIDEST_NAME = 190.0


@dataclass(frozen=True, eq=False)
class ForestLayout:
    """Lines of text and sizes of a forest figure.

    Attributes
    ----------
    head : Head
    test : list of str
        Wrapped lines.
    names : list of list of str
        Wrapped name of each row.
    row_tops, row_heights, marks : list of float
        Of each row below the head of the table, and the height at which its mark stands.
    plot_left, plot_width : float
        Of the axes.
    count_right, text_right : float
        Where the numbers of patients and the intervals end.
    rule_at : float
        Height of the line above the overall effects.
    scale : Scale
    favours : tuple of two lists of str
        Wrapped lines below the axis.
    """

    head: Head
    test: list[str]
    names: list[list[str]]
    row_tops: list[float]
    row_heights: list[float]
    marks: list[float]
    plot_left: float
    plot_width: float
    count_right: float
    text_right: float
    rule_at: float
    scale: Scale
    favours: tuple[list[str], list[str]]
    line: float
    small_line: float
    margin: float

    @property
    def rows_top(self) -> float:
        """Below the heads of the columns."""
        return self.head.bottom + 4 + self.small_line + 4

    @property
    def rows_height(self) -> float:
        """Height of all rows."""
        return self.row_tops[-1] + self.row_heights[-1] if self.row_tops else _STRIP

    @property
    def favours_top(self) -> float:
        """Below the axis and its numbers."""
        return self.rows_top + self.rows_height + 10 + self.line

    @property
    def test_top(self) -> float:
        """Below the two directions."""
        return self.favours_top + 4 + self.small_line * max(len(lines) for lines in self.favours) + 8

    @property
    def height(self) -> float:
        """Height of the figure."""
        return self.test_top + self.line * len(self.test) + self.margin


def lay_out_forest(forest: Forest, look: Look) -> ForestLayout:
    """Measure a forest figure: text columns beside the plot on a page, above it on a phone."""
    size, margin = look.width, float(look.width.margin)
    inner, line = float(size.pixels) - 2 * margin, size.text * LINE_SPACING
    texts = max((text_width(text, size.text, bold=True) for text in forest.frame["text"]), default=0.0)
    counts = max(text_width(text, size.text, bold=True) for text in _counts(forest))
    if look.is_narrow:
        names_width, plot_left, plot_width = inner - texts - _GAP, margin, inner
    else:
        names_width = min(
            _WIDEST_NAME, max(text_width(name, size.text, bold=True) for name in forest.names) + 1
        )
        plot_left = margin + names_width + counts + 2 * _GAP
        plot_width = inner - names_width - counts - texts - 3 * _GAP
    names = [wrap_lines(name, names_width, size.text, 3, bold=True) for name in _names(forest, look)]
    tops, heights, marks, rule_at = _stack(forest, names, look)
    sides = [wrap_evenly(side, plot_width / 2 - 6, size.small) for side in forest.favours]
    return ForestLayout(
        head=lay_out_head(forest.title, forest.subtitle, look),
        test=wrap_evenly(forest.test, inner, size.text) if forest.test else [],
        names=names,
        row_tops=tops,
        row_heights=heights,
        marks=marks,
        plot_left=plot_left,
        plot_width=plot_width,
        count_right=margin + names_width + _GAP + counts,
        text_right=margin + inner,
        rule_at=rule_at,
        scale=_scale(forest, plot_width, size.text),
        favours=(sides[0], sides[1]),
        line=line,
        small_line=size.small * LINE_SPACING,
        margin=margin,
    )


def _names(forest: Forest, look: Look) -> list[str]:
    """Names of the rows; on a phone with the number of patients, which has a column of its own on a page."""
    if not look.is_narrow:
        return forest.names
    return [
        f"{name}, {number(count, 0)}" if np.isfinite(count) else name
        for name, count in zip(forest.names, forest.frame["n_subjects"])
    ]


def _counts(forest: Forest) -> list[str]:
    return [say("Patients"), *(number(count, 0) for count in forest.frame["n_subjects"])]


def _stack(
    forest: Forest, names: list[list[str]], look: Look
) -> tuple[list[float], list[float], list[float], float]:
    """Stack the rows; a rule and some room part the overall effects from the groups."""
    line = look.width.text * LINE_SPACING
    tops: list[float] = []
    heights: list[float] = []
    marks: list[float] = []
    y, rule_at, in_groups = 0.0, -1.0, True
    for lines, is_overall, estimate in zip(names, forest.frame["is_overall"], forest.frame["estimate"]):
        if is_overall and in_groups and tops:
            y, rule_at = y + 10, y + 4
        in_groups = not is_overall
        text_height = line * len(lines)
        strip = _STRIP if np.isfinite(estimate) else 0.0
        height = text_height + strip + 8 if look.is_narrow else max(text_height + 8, 26.0)
        tops.append(y)
        heights.append(height)
        marks.append(y + text_height + 2 + _STRIP / 2 if look.is_narrow else y + height / 2)
        y += height
    return tops, heights, marks, rule_at


def _scale(forest: Forest, plot_width: float, size: float) -> Scale:
    """Choose an axis on which one very wide interval doesn't squeeze the others: it's cut and gets an arrow."""
    frame = forest.frame[forest.frame["estimate"].notna()]
    core = np.concatenate(
        [[0.0], frame["estimate"], *(frame.loc[frame["is_overall"], ["conf_low", "conf_high"]].T.to_numpy())]
    )
    ends = frame[["conf_low", "conf_high"]].to_numpy().ravel()
    ends = ends[np.isfinite(ends)]
    typical = float(np.median(np.abs(ends))) if len(ends) else 1.0
    reach = max(float(np.abs(core).max()) * 1.3, 3.5 * typical)
    return scale_that_fits([*core, *np.clip(ends, -reach, reach)], plot_width, size, overhang=6)
