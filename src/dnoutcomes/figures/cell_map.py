"""A table of shaded cells: numbers in rows and columns whose size the eye can compare."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.colors import to_hex, to_rgb

from dnoutcomes.figures.labels import text_width, wrap_evenly, wrap_lines
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Placed
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.language.in_force import in_force

# The deepest shade still leaves the text of a cell at a contrast of 4.5 to 1 in every theme.
_DEEPEST = 0.4
_CELL_HEIGHT = 26.0


@dataclass(frozen=True)
class Cell:
    """A number as printed and its shade: 0 is paper, 1 the arm's colour of `series`, as deep as text allows."""

    text: str
    shade: float = 0.0
    series: int = 1
    bold: bool = False


@dataclass(frozen=True, eq=False)
class CellMap:
    """Cells with the labels of their rows and columns and a title above, and sizes in pixels: a box."""

    rows: list[list[str]]
    columns: list[list[str]]
    cells: list[list[Cell]]
    left: float
    cell_width: float
    row_heights: list[float]
    head: float
    title: list[str]

    @property
    def height(self) -> float:
        """Height of labels and cells."""
        return self.head + sum(self.row_heights)

    def holds_its_numbers(self, look: Look) -> bool:
        """Whether all numbers are narrower than their cells."""
        texts = [text_width(cell.text, look.width.small, cell.bold) for row in self.cells for cell in row]
        return max(texts) + 4 <= self.cell_width

    def lay_out(self, look: Look) -> Placed:
        """Stand at the margin of a page."""
        return Placed(self.height, lambda figure, top: draw_cell_map(figure, self, look.width.margin, top))


def lay_out_cell_map(
    rows: list[str], columns: list[str], cells: list[list[Cell]], look: Look, width: float, title: str = ""
) -> CellMap:
    """Measure a map of cells of this width, with a title of its columns in the letters of labels."""
    size = look.width.small
    left = min(max(text_width(row, size) for row in rows) + 10, 0.3 * width)
    cell_width = (width - left) / len(columns)
    row_lines = [wrap_lines(row, left - 8, size, 2) for row in rows]
    column_lines = [wrap_lines(column, cell_width - 4, size, 2) for column in columns]
    line = size * LINE_SPACING
    # Rows of one height, as a map of shades has them.
    heights = [max(_CELL_HEIGHT, max(map(len, row_lines)) * line + 6)] * len(rows)
    titles = wrap_evenly(title, width - left, look.width.text) if title else []
    head = max(map(len, column_lines)) * line + 4 + len(titles) * look.line
    return CellMap(row_lines, column_lines, cells, left, cell_width, heights, head, titles)


def draw_cell_map(figure: OutcomeFigure, shown: CellMap, left: float, top: float) -> None:
    """Draw a map whose top left corner is here."""
    size, line = figure.look.width.small, figure.look.width.small * LINE_SPACING
    centre = left + shown.left + shown.cell_width * len(shown.columns) / 2
    figure.write(centre, top, shown.title, align="center")
    for place, lines in enumerate(shown.columns):
        middle = left + shown.left + (place + 0.5) * shown.cell_width
        figure.write(middle, top + shown.head - 4 - len(lines) * line, lines, align="center", small=True)
    _shade(figure, shown, left + shown.left, top + shown.head)
    y = top + shown.head
    for lines, height, cells in zip(shown.rows, shown.row_heights, shown.cells):
        figure.write(
            left + shown.left - 8, y + (height - len(lines) * line) / 2, lines, align="right", small=True
        )
        for place, cell in enumerate(cells):
            middle = left + shown.left + (place + 0.5) * shown.cell_width
            text_top = y + (height - size * 1.2) / 2
            figure.write(middle, text_top, cell.text, align="center", small=True, bold=cell.bold)
        y += height


def _shade(figure: OutcomeFigure, shown: CellMap, left: float, top: float) -> None:
    """Shade the cells behind their numbers, from one arm's colour over paper to the other's."""
    from seaborn import blend_palette, heatmap

    look, height = figure.look, shown.row_heights[0]
    axes = figure.panel(left, top, shown.cell_width * len(shown.columns), height * len(shown.rows))
    deepest = [shade_of(Cell("", 1.0, series), look) for series in (0, 1)]
    shades = [
        [(1 if cell.series else -1) * min(max(cell.shade, 0.0), 1.0) for cell in row] for row in shown.cells
    ]
    heatmap(
        shades, cmap=blend_palette([deepest[0], look.theme.paper, deepest[1]], as_cmap=True), vmin=-1, vmax=1,
        cbar=False, linewidths=1, linecolor=look.theme.paper, xticklabels=False, yticklabels=False, ax=axes,
    )  # fmt: skip
    axes.set_axis_off()


def correlation_text(correlation: float) -> str:
    """Write a correlation without the zero before the decimal mark, which narrow cells have no room for.

    Examples
    --------
    >>> correlation_text(0.5), correlation_text(-0.254), correlation_text(1.0), correlation_text(-0.001)
    ('.50', '−.25', '1.00', '.00')
    """
    mark = in_force().numerals.decimal
    return number(correlation, 2).replace(f"0{mark}", mark, 1)


def shade_of(cell: Cell, look: Look) -> str:
    """Colour behind the text of a cell."""
    depth = _DEEPEST * min(max(cell.shade, 0.0), 1.0)
    paper, colour = to_rgb(look.theme.paper), to_rgb(look.series(cell.series).colour)
    red, green, blue = ((1 - depth) * start + depth * end for start, end in zip(paper, colour))
    return str(to_hex((red, green, blue)))
