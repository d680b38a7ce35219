"""OutcomeFigure: a drawing with its data, its alt text and its caption, alone or in the place of an Axes.

It is made without pyplot's own figures: no backend is chosen, nothing global is changed, nothing needs to be closed.
"""

from __future__ import annotations

import base64
import re
from html import escape
from io import BytesIO
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.transforms import Affine2D, Transform
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.figures.labels import literal, wrap
from dnoutcomes.figures.mark import mark_in_force
from dnoutcomes.figures.measured_text import MeasuredText
from dnoutcomes.figures.style import LINE_SPACING, PIXELS_PER_INCH, POINTS_PER_PIXEL, Look

# Without the layer of transparency a drawing is a fifth smaller than with it, and more pressing takes twice the time
# for a twentieth.
_COMPRESSION = 3
# Height of the font above its baseline as a share of its size.
ASCENT = 0.93


class OutcomeFigure:
    """A drawing with what stands behind it.

    Positions are pixels from the top left corner of the drawing, 96 to an inch.

    Parameters
    ----------
    look : Look
        Width and theme. Where it has an Axes, the drawing takes that Axes' place in its figure: the first plot is drawn
        in the Axes itself, and titles, keys and numbers stand around it, inside the place that it had.
    height : float
        In pixels. Under it comes the mark in force, where there is one.
    data : pandas.DataFrame
        What is drawn, unrounded; what is hidden is hidden here too.
    alt_text : str
        What a reader who can't see the figure needs, with the numbers.
    caption : str
        What the figure shows: estimand, n, what the intervals are.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        What it is drawn in: its own, or the one of the Axes that was given.
    axes : list of matplotlib.axes.Axes
        Its plots in the order in which they were drawn, to be added to.

    Raises
    ------
    DnOutcomesError
        The Axes that was given is too low for it.
    """

    def __init__(self, look: Look, height: float, *, data: pd.DataFrame, alt_text: str, caption: str) -> None:
        mark, size = mark_in_force(), look.width
        lines = wrap(mark, size.pixels - 2 * size.margin, size.small, bold=True) if mark else []
        strip = size.small * LINE_SPACING * len(lines) + (size.margin if lines else 0)
        self.look = look
        self.height_pixels = height + strip
        self.data = data
        self.alt_text = f"{alt_text} {mark}." if mark else alt_text
        self.caption = caption
        self.axes: list[Axes] = []
        self._host: Figure | SubFigure
        if look.ax is None:
            inches = (size.pixels / PIXELS_PER_INCH, self.height_pixels / PIXELS_PER_INCH)
            self._host = Figure(figsize=inches, dpi=PIXELS_PER_INCH)
            corner = (0.0, self.height_pixels / PIXELS_PER_INCH)
        else:
            self._host, corner = look.ax.figure, self._take_place(look.ax)
        scale = Affine2D().scale(1 / PIXELS_PER_INCH, -1 / PIXELS_PER_INCH).translate(*corner)
        #: Transform from pixels right of and below the top left corner to the display.
        self.pixels: Transform = scale + self._host.dpi_scale_trans
        if lines:
            self.write(size.margin, height, lines, small=True, bold=True)

    def _take_place(self, ax: Axes) -> tuple[float, float]:
        """The top left corner of an Axes in inches of its figure; the Axes waits there, unseen, for the first plot."""
        place = ax.get_window_extent().transformed(ax.figure.dpi_scale_trans.inverted())
        if place.height * PIXELS_PER_INCH < self.height_pixels - 1:
            raise DnOutcomesError(
                f"this figure is {self.height_pixels / PIXELS_PER_INCH:.1f} inches high at a width of "
                f"{place.width:.1f}, and the Axes is {place.height:.1f}; give it a place of that height"
            )
        ax.set_axis_off()
        return float(place.x0), float(place.y1)

    @property
    def figure(self) -> Figure:
        """The whole matplotlib figure that it is in."""
        return self._host.figure

    @property
    def is_part(self) -> bool:
        """Whether it is a part of somebody else's figure."""
        return self.look.ax is not None

    def panel(self, left: float, top: float, width: float, height: float) -> Axes:
        """Add a plot in this rectangle."""
        corners = self.pixels.transform([(left, top + height), (left + width, top)])
        (x0, y0), (x1, y1) = self._host.transSubfigure.inverted().transform(corners)
        rectangle = (x0, y0, x1 - x0, y1 - y0)
        if self.look.ax is None or self.axes:
            self.axes.append(self._host.add_axes(rectangle))
        else:
            self.look.ax.set_axis_on()
            self.look.ax.set_position(rectangle)
            self.axes.append(self.look.ax)
        self.look.dress(self.axes[-1])
        return self.axes[-1]

    def add_artist(self, artist: Artist) -> None:
        """Add a line, a rectangle or an arrow, whose transform is `pixels`."""
        self._host.add_artist(artist)

    def write(
        self,
        x: float,
        y: float,
        text: object,
        *,
        align: str = "left",
        small: bool = False,
        colour: str | None = None,
        bold: bool = False,
    ) -> None:
        """Write text whose first line starts at this height, exactly as it reads: nothing in it is interpreted.

        Parameters
        ----------
        x, y : float
            Pixels from the top left corner to the top of the first line and, as `align` says, its start, middle or end.
        text : object
            One line, or a list of lines.
        """
        size = self.look.width.small if small else self.look.width.text
        for place, line in enumerate(text if isinstance(text, list) else [text]):
            # Lines hang on their baseline, so that neighbours stand level whatever their letters.
            baseline = y + place * size * LINE_SPACING + ASCENT * size
            written = MeasuredText(
                x,
                baseline,
                literal(line),
                transform=self.pixels,
                ha=align,
                va="baseline",
                size=size * POINTS_PER_PIXEL,
                weight="bold" if bold else "normal",
                color=colour or self.look.theme.ink,
                parse_math=False,
                **self.look.lettering,
            )
            written.set_figure(self._host)
            self._host.texts.append(written)

    def to_svg(self) -> bytes:
        """Return the figure as SVG with its alt text inside: the same bytes each time, no date, no maker."""
        drawn = self._written("svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))).decode()
        # The labels as comments would repeat what the alt text says, and no viewer shows them.
        drawn = re.sub(r"<!--.*?-->\n?", "", drawn, flags=re.DOTALL)
        start = drawn.index("<svg ")
        end = drawn.index(">", start)
        words = escape(literal(self.alt_text))
        return (
            f'{drawn[:start]}<svg role="img" {drawn[start + 5 : end]}>\n <title>{words}</title>{drawn[end + 1 :]}'
        ).encode()

    def to_png(self, dpi: float = 2 * PIXELS_PER_INCH) -> bytes:
        """Return the figure as PNG with its alt text inside: the same bytes each time, no date, no maker.

        Parameters
        ----------
        dpi : float
            96 gives one dot per pixel of the shown width, 300 is enough for print.
        """
        dots = self._written("rgba", dpi=dpi)
        width = int(self.figure.get_figwidth() * dpi)
        opaque = Image.frombytes("RGBA", (width, len(dots) // (4 * width)), dots).convert("RGB")
        words = PngInfo()
        words.add_text("Description", literal(self.alt_text))
        buffer = BytesIO()
        opaque.save(buffer, "png", pnginfo=words, dpi=(dpi, dpi), compress_level=_COMPRESSION)
        return buffer.getvalue()

    def savefig(self, target: Any, **options: Any) -> None:
        """Write the whole figure that it is in, as matplotlib does."""
        if self.is_part:
            self.figure.savefig(target, **options)
            return
        with self.look.context():
            self.figure.savefig(target, **options)

    def _written(self, format_: str, **options: Any) -> bytes:
        if self.is_part:
            raise DnOutcomesError(
                "this is a part of another figure, whose words it doesn't know; write that one with its savefig"
            )
        buffer = BytesIO()
        self.savefig(buffer, format=format_, **options)
        return buffer.getvalue()

    def _repr_png_(self) -> bytes | None:
        return None if self.is_part else self.to_png()

    def _repr_html_(self) -> str | None:
        if self.is_part:
            return None
        source = base64.b64encode(self.to_svg()).decode()
        return (
            f'<figure style="margin:0;max-width:{self.look.width.pixels}px">'
            f'<img alt="{escape(self.alt_text)}" src="data:image/svg+xml;base64,{source}" style="width:100%">'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>"
        )

    def __repr__(self) -> str:
        """Say what it is, as a notebook prints the last line of a cell."""
        return f"<OutcomeFigure: {self.caption.partition('.')[0]}>"
