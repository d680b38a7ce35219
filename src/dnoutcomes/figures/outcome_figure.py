"""OutcomeFigure: a matplotlib figure that carries its data, its alt text and its caption.

It is made without pyplot: no backend is chosen, nothing global is changed, nothing needs to be closed.
"""

from __future__ import annotations

import base64
import re
from html import escape
from io import BytesIO
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Transform

from dnoutcomes.figures.labels import literal, wrap
from dnoutcomes.figures.mark import mark_in_force
from dnoutcomes.figures.style import LINE_SPACING, PIXELS_PER_INCH, POINTS_PER_PIXEL, Look

# Height of the font above its baseline as a share of its size.
ASCENT = 0.93


class OutcomeFigure(Figure):
    """A figure with what stands behind it.

    Positions are pixels from the top left corner at the width at which the figure is shown, 96 to an inch.

    Parameters
    ----------
    look : Look
        Width and theme.
    height : float
        In pixels. Under it comes the mark in force, where there is one.
    data : pandas.DataFrame
        What is drawn, unrounded; what is hidden is hidden here too.
    alt_text : str
        What a reader who can't see the figure needs, with the numbers.
    caption : str
        What the figure shows: estimand, n, what the intervals are.
    """

    def __init__(self, look: Look, height: float, *, data: pd.DataFrame, alt_text: str, caption: str) -> None:
        mark, size = mark_in_force(), look.width
        lines = wrap(mark, size.pixels - 2 * size.margin, size.small, bold=True) if mark else []
        strip = size.small * LINE_SPACING * len(lines) + (size.margin if lines else 0)
        super().__init__(
            figsize=(size.pixels / PIXELS_PER_INCH, (height + strip) / PIXELS_PER_INCH), dpi=PIXELS_PER_INCH
        )
        self.look = look
        self.data = data
        self.alt_text = f"{alt_text} {mark}." if mark else alt_text
        self.caption = caption
        if lines:
            self.write(size.margin, height, lines, small=True, bold=True)

    @property
    def height_pixels(self) -> float:
        """Height at which the figure is shown."""
        return float(self.get_figheight() * PIXELS_PER_INCH)

    @property
    def pixels(self) -> Transform:
        """Transform from pixels right of and below the top left corner to the display."""
        scale = Affine2D().scale(1 / self.look.width.pixels, -1 / self.height_pixels).translate(0, 1)
        return scale + self.transFigure

    def panel(self, left: float, top: float, width: float, height: float) -> Axes:
        """Add axes in this rectangle."""
        whole = (self.look.width.pixels, self.height_pixels)
        bottom = self.height_pixels - top - height
        return self.add_axes((left / whole[0], bottom / whole[1], width / whole[0], height / whole[1]))

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
            self.text(
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
            )

    def to_svg(self) -> bytes:
        """Return the figure as SVG with its alt text inside: the same bytes each time, no date, no maker."""
        drawn = self._written("svg", {"Date": None, "Creator": None, "Format": None, "Type": None}).decode()
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
        return self._written("png", {"Software": None, "Description": literal(self.alt_text)}, dpi=dpi)

    def _written(self, format_: str, metadata: dict[str, Any], **options: Any) -> bytes:
        buffer = BytesIO()
        with self.look.context():
            self.savefig(buffer, format=format_, metadata=metadata, **options)
        return buffer.getvalue()

    def _repr_png_(self) -> bytes:
        return self.to_png()

    def _repr_html_(self) -> str:
        source = base64.b64encode(self.to_svg()).decode()
        return (
            f'<figure style="margin:0;max-width:{self.look.width.pixels}px">'
            f'<img alt="{escape(self.alt_text)}" src="data:image/svg+xml;base64,{source}" style="width:100%">'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>"
        )
