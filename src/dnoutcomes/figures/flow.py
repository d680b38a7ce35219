"""The flow: patients of each arm from the file to every visit, and those who left with their reasons."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.figures.arm_words import arm_in_words
from dnoutcomes.figures.flow_data import Flow, FlowStep, flow_of
from dnoutcomes.figures.head import draw_head, lay_out_head
from dnoutcomes.figures.key import draw_marker
from dnoutcomes.figures.labels import wrap, wrap_evenly
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.language import say
from dnoutcomes.plan import Plan

_BETWEEN_ARMS = 20
_BETWEEN_BOXES = 18
_BETWEEN_ROWS = 16
_PADDING = 7
_MAIN_SHARE = 0.39
_TRUNK = 34
_RAIL = 16
_KEY = 13


def plot_flow(
    flow: AnalysisData | pd.DataFrame,
    *,
    plan: Plan | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw who was in the file, who was left out and why, who was analysed, and who was seen at each visit.

    Parameters
    ----------
    flow : AnalysisData or pandas.DataFrame
        The analysis, or a frame as from `patient_flow`. A boolean column `hidden`, or NaN in `n_patients`, marks
        numbers that aren't shown.
    plan : Plan, optional
        Says when visits are. An `AnalysisData` brings its own.
    width : {"wide", "narrow"}
        For a page (720 pixels, arms side by side) or a phone (340, one below the other).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` is the frame of the flow.

    Raises
    ------
    DataError
        A column is missing, or the counts don't add up.

    Examples
    --------
    >>> rows = [("in the file", "", "", 20), ("analysed", "", "", 20), ("seen", "W12", "", 17),
    ...         ("not seen", "W12", "not seen again", 3)]
    >>> frame = pd.DataFrame(rows, columns=["stage", "visit", "reason", "n_patients"]).assign(arm="needling")
    >>> plot_flow(frame, plan=Plan()).alt_text.split(": ", 2)[2]
    '20 in the file; 20 analysed; Week 12: 17 seen, not seen: 3 (3 not seen again).'
    """
    look = Look.of(width, theme, ax)
    shown = flow_of(flow, plan)
    with look.context():
        return _draw(shown, look)


@dataclass(frozen=True)
class _Box:
    """Lines of text in a frame: the first `n_bold` are bold and stand `indent` to the right, behind a marker."""

    lines: list[str]
    n_bold: int
    height: float
    indent: float = 0.0
    is_main: bool = False


@dataclass(frozen=True, eq=False)
class _Column:
    """One arm: for each step the box of those in it and of those not in it, side by side."""

    rows: list[tuple[_Box, _Box | None]]


def _draw(flow: Flow, look: Look) -> OutcomeFigure:
    margin = float(look.width.margin)
    indent = _RAIL if look.is_narrow else 0.0
    inner = look.width.pixels - 2 * margin - indent
    n_across = 1 if look.is_narrow else max(len(flow.steps), 1)
    width = (inner - _BETWEEN_ARMS * (n_across - 1)) / n_across
    columns = [
        _lay_out_column(arm_in_words(arm, flow.plan), steps, width, look) for arm, steps in flow.steps.items()
    ]
    bands = [columns[start : start + n_across] for start in range(0, len(columns), n_across)]
    heights = [_row_heights(band) for band in bands]
    head = lay_out_head(
        say("Flow of patients"), say("Boxes on the right: who is not in the step, and why."), look
    )
    trunk_width = _box_widths(width)[0] + 60
    trunk = _trunk(flow.total, trunk_width, look)
    first_band = head.bottom + 4 + trunk.height + _TRUNK
    height = (
        first_band
        + sum(sum(rows) + _BETWEEN_ROWS * (len(rows) + 1) for rows in heights)
        - 2 * _BETWEEN_ROWS
        + margin
    )
    figure = OutcomeFigure(look, height, data=flow.frame, alt_text=flow.alt_text, caption=flow.caption)
    draw_head(figure, head)
    trunk_left = margin if look.is_narrow else (look.width.pixels - trunk_width) / 2
    _draw_box(figure, trunk, (trunk_left, head.bottom + 4), trunk_width)
    top, roots = first_band, []
    for start, (band, rows) in enumerate(zip(bands, heights)):
        for across, column in enumerate(band):
            left = margin + indent + across * (width + _BETWEEN_ARMS)
            roots.append((left, top + (rows[0] - column.rows[0][0].height) / 2, column.rows[0][0].height))
            _draw_column(figure, column, (left, top), width, rows, start * n_across + across)
        top += sum(rows) + _BETWEEN_ROWS * (len(rows) + 1)
    _draw_branches(
        figure, (trunk_left, head.bottom + 4 + trunk.height), trunk_width, roots, _box_widths(width)[0]
    )
    return figure


def _draw_branches(
    figure: OutcomeFigure,
    trunk: tuple[float, float],
    trunk_width: float,
    roots: list[tuple[float, float, float]],
    root_width: float,
) -> None:
    """Branch from the file to the arms: from above on a page, from a rail at the side on a phone."""
    left, bottom = trunk
    if figure.look.is_narrow:
        rail = left + _RAIL / 2
        for root_left, root_top, root_height in roots:
            at = root_top + root_height / 2
            _draw_line(figure, [rail, rail], [bottom, at])
            _draw_arrow(figure, (rail, at), (root_left, at))
        return
    bar = bottom + _TRUNK / 2
    middles = [root_left + root_width / 2 for root_left, _, _ in roots]
    _draw_line(figure, [left + trunk_width / 2] * 2, [bottom, bar])
    _draw_line(
        figure, [min([*middles, left + trunk_width / 2]), max([*middles, left + trunk_width / 2])], [bar, bar]
    )
    for middle, (_, root_top, _) in zip(middles, roots):
        _draw_arrow(figure, (middle, bar), (middle, root_top))


def _trunk(total: str, width: float, look: Look) -> _Box:
    """Lay out the box from which the arms branch."""
    title = wrap_evenly(say("All patients in the file"), width - 2 * _PADDING, look.width.text, bold=True)
    return _Box([*title, total], len(title), _box_height(len(title) + 1, look), is_main=True)


def _lay_out_column(arm_words: str, steps: list[FlowStep], width: float, look: Look) -> _Column:
    main_width, side_width = _box_widths(width)
    first, *later = steps
    names = wrap_evenly(arm_words, main_width - 2 * _PADDING - _KEY, look.width.text, bold=True)
    lines = [*names, *wrap(first.inside, main_width - 2 * _PADDING, look.width.text)]
    root = _Box(lines, len(names), _box_height(len(lines), look), indent=_KEY, is_main=True)
    boxes = [root, *(_main_box(step, main_width, look) for step in later)]
    return _Column([(box, _side_box(step, side_width, look)) for box, step in zip(boxes, steps)])


def _box_widths(width: float) -> tuple[float, float]:
    main = _MAIN_SHARE * width
    return main, width - main - _BETWEEN_BOXES


def _main_box(step: FlowStep, width: float, look: Look) -> _Box:
    lines = wrap_evenly(step.inside, width - 2 * _PADDING, look.width.text)
    return _Box(lines, 0, _box_height(len(lines), look), is_main=True)


def _side_box(step: FlowStep, width: float, look: Look) -> _Box | None:
    if not step.leaving:
        return None
    leaving = step.leaving[:1].upper() + step.leaving[1:]
    lines = wrap(leaving, width - 2 * _PADDING, look.width.text)
    for reason in step.reasons:
        lines = [*lines, *wrap(reason, width - 2 * _PADDING, look.width.text)]
    return _Box(lines, 0, _box_height(len(lines), look))


def _box_height(n_lines: int, look: Look) -> float:
    return n_lines * look.width.text * LINE_SPACING + 2 * _PADDING - 3


def _row_heights(band: list[_Column]) -> list[float]:
    """Height of each row of boxes, so that steps stand level across the arms."""
    depth = max(len(column.rows) for column in band)
    rows = [
        [
            box.height
            for column in band
            if place < len(column.rows)
            for box in column.rows[place]
            if box is not None
        ]
        for place in range(depth)
    ]
    return [max(row) for row in rows]


def _draw_column(
    figure: OutcomeFigure,
    column: _Column,
    corner: tuple[float, float],
    width: float,
    heights: list[float],
    place: int,
) -> None:
    left, y = corner
    main_width, side_width = _box_widths(width)
    middle, before = left + main_width / 2, None
    for (main, side), height in zip(column.rows, heights):
        main_top, centre = y + (height - main.height) / 2, y + height / 2
        if before is None:
            draw_marker(
                figure,
                left + _PADDING + 4,
                main_top + _PADDING - 2 + figure.look.width.text * 0.6,
                figure.look.series(place),
            )
        else:
            _draw_arrow(figure, (middle, before), (middle, main_top))
        _draw_box(figure, main, (left, main_top), main_width)
        if side is not None:
            _draw_arrow(figure, (left + main_width, centre), (left + width - side_width, centre))
            _draw_box(figure, side, (left + width - side_width, centre - side.height / 2), side_width)
        y, before = y + height + _BETWEEN_ROWS, main_top + main.height


def _draw_box(figure: OutcomeFigure, box: _Box, corner: tuple[float, float], width: float) -> None:
    left, top = corner
    edge = figure.look.theme.ink if box.is_main else figure.look.theme.muted
    figure.add_artist(
        Rectangle(
            corner,
            width,
            box.height,
            transform=figure.pixels,
            facecolor="none",
            edgecolor=edge,
            linewidth=0.9,
        )
    )
    figure.write(left + _PADDING + box.indent, top + _PADDING - 2, box.lines[: box.n_bold], bold=True)
    below = top + _PADDING - 2 + box.n_bold * figure.look.width.text * LINE_SPACING
    figure.write(left + _PADDING, below, box.lines[box.n_bold :])


def _draw_line(figure: OutcomeFigure, x: list[float], y: list[float]) -> None:
    figure.add_artist(Line2D(x, y, color=figure.look.theme.muted, linewidth=0.9, transform=figure.pixels))


def _draw_arrow(figure: OutcomeFigure, start: tuple[float, float], end: tuple[float, float]) -> None:
    figure.add_artist(
        FancyArrowPatch(
            start,
            end,
            transform=figure.pixels,
            arrowstyle="-|>",
            mutation_scale=7,
            shrinkA=0,
            shrinkB=0,
            color=figure.look.theme.muted,
            linewidth=0.9,
        )
    )
