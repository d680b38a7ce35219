"""Text that is drawn as wide as it was measured, in whatever figure it stands."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from matplotlib import rc_context, rcParams
from matplotlib.text import Text
from matplotlib.transforms import Bbox


class MeasuredText(Text):
    """Text without hinting.

    Hinting moves each letter to whole dots of the screen, which makes small ones up to a tenth wider than `text_width`
    says. A figure of our own asks for none in its settings, but in the figure of somebody else it is theirs that are in
    force, and by the time when that figure is drawn nobody asks us. So every line asks for itself.
    """

    def draw(self, renderer: Any) -> None:
        """Draw it."""
        with _unhinted():
            super().draw(renderer)

    def get_window_extent(self, renderer: Any = None, dpi: float | None = None) -> Bbox:
        """Return its place on the canvas, as it is drawn."""
        with _unhinted():
            return super().get_window_extent(renderer, dpi)


def _unhinted() -> AbstractContextManager[None]:
    # Settings are copied to be restored, which takes longer than a line of text takes to draw.
    return nullcontext() if rcParams["text.hinting"] == "none" else rc_context({"text.hinting": "none"})
