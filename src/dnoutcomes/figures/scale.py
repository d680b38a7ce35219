"""A numeric axis: its ends, its ticks and what is written at them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from dnoutcomes.figures.labels import text_width
from dnoutcomes.figures.number_text import number, percent

_TICK_GAP = 22


@dataclass(frozen=True)
class Scale:
    """Ends, ticks and tick labels of an axis."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]

    def above_zero(self) -> Scale:
        """Return the same axis from 0 upwards, for what has no negative numbers."""
        named = [(tick, label) for tick, label in zip(self.ticks, self.labels) if tick >= 0]
        return Scale(0.0, self.high, tuple(tick for tick, _ in named), tuple(label for _, label in named))

    def shifts(self, n: int, apart: float, pixels: float) -> list[float]:
        """How far marks of one place go to either side of it, so that their intervals can be told apart.

        Parameters
        ----------
        n : int
            How many marks.
        apart : float
            Between two neighbours, in pixels.
        pixels : float
            Length of the axis.

        Examples
        --------
        >>> Scale(0.0, 12.0, (), ()).shifts(3, apart=5, pixels=600)
        [-0.1, 0.0, 0.1]
        """
        return [(place - (n - 1) / 2) * apart * (self.high - self.low) / pixels for place in range(n)]


def scale_over(values: ArrayLike, n_ticks: int = 6, padding: float = 0.05) -> Scale:
    """Choose an axis that holds these values, with round ticks inside it.

    Parameters
    ----------
    values : array of float
        NaN and infinite values are left out; without any value the axis runs from 0 to 1.
    n_ticks : int
        At most one more than this.
    padding : float
        Room beyond the outermost values as a share of their distance.

    Examples
    --------
    >>> scale_over([-2.1, 0.0]).labels
    ('−2.0', '−1.5', '−1.0', '−0.5', '0.0')
    """
    flat = np.asarray(values, dtype=float).ravel()
    flat = flat[np.isfinite(flat)]
    low, high = (float(flat.min()), float(flat.max())) if len(flat) else (0.0, 1.0)
    room = padding * (high - low) or 1.0
    low, high = low - room, high + room
    ticks = np.asarray(MaxNLocator(n_ticks, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high), dtype=float)
    ticks = ticks[(ticks >= low) & (ticks <= high)]
    step = float(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
    decimals = next((count for count in range(12) if abs(step - round(step, count)) < 1e-6 * step), 12)
    return Scale(low, high, tuple(ticks.tolist()), tuple(number(tick, decimals) for tick in ticks))


def scale_that_fits(
    values: ArrayLike, pixels: float, size: float, overhang: float, padding: float = 0.05
) -> Scale:
    """Choose a horizontal axis of this width with as many ticks as their labels leave room for.

    Parameters
    ----------
    values : array of float
        As in `scale_over`.
    pixels, size : float
        Width of the axis and height of its labels.
    overhang : float
        How far a label may reach beyond the ends of the axis.
    padding : float
        As in `scale_over`.
    """
    for n_ticks in (11, 8, 6, 5, 4, 3, 2):
        scale = _within(scale_over(values, n_ticks, padding), pixels, size, overhang)
        widest = max((text_width(label, size) for label in scale.labels), default=0.0)
        if (widest + _TICK_GAP) * len(scale.ticks) <= pixels:
            break
    return scale


def share_scale(high: float = 1.0) -> Scale:
    """An axis of shares from 0 upwards, with every quarter named.

    Examples
    --------
    >>> share_scale().labels
    ('0 %', '25 %', '50 %', '75 %', '100 %')
    """
    quarters = (0.0, 0.25, 0.5, 0.75, 1.0)
    return Scale(0.0, high, quarters, tuple(percent(share) for share in quarters))


def counting_scale(most: int, n_ticks: int) -> Scale:
    """An axis of whole numbers from 1 to `most`, of which about so many are named.

    Examples
    --------
    >>> counting_scale(13, 4).labels
    ('1', '4', '7', '10', '13')
    """
    ticks = range(1, most + 1, max(1, round(most / n_ticks)))
    return Scale(0.5, most + 0.5, tuple(map(float, ticks)), tuple(number(tick, 0) for tick in ticks))


def _within(scale: Scale, pixels: float, size: float, overhang: float) -> Scale:
    """Leave out the ticks whose labels would reach too far beyond the ends."""
    kept = []
    for tick, label in zip(scale.ticks, scale.labels):
        at, half = pixels * (tick - scale.low) / (scale.high - scale.low), text_width(label, size) / 2
        if -overhang <= at - half and at + half <= pixels + overhang:
            kept.append((tick, label))
    return replace(scale, ticks=tuple(tick for tick, _ in kept), labels=tuple(label for _, label in kept))
