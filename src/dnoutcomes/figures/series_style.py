"""How one arm and the pieces of bars of one kind are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

LineStyle = Literal["solid"] | tuple[float, tuple[float, ...]]


@dataclass(frozen=True)
class SeriesStyle:
    """How one arm is drawn. Marker, fill and line differ too, so that no meaning hangs on colour."""

    colour: str
    marker: str
    fill: str
    line: LineStyle


@dataclass(frozen=True)
class AreaStyle:
    """How the pieces of bars of one kind are drawn."""

    colour: str
    fill: str
    hatch: str = ""

    @property
    def patch(self) -> dict[str, Any]:
        """The looks of a piece as matplotlib has them."""
        return {"edgecolor": self.colour, "facecolor": self.fill, "hatch": self.hatch, "linewidth": 0.8}
