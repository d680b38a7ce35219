"""A numeric axis: its ends, its ticks and what is written at them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from dnoutcomes.figures.number_text import number


@dataclass(frozen=True)
class Scale:
    """Ends, ticks and tick labels of an axis."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


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
