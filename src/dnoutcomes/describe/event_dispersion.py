"""How much more numbers of events vary between patients than independent events would."""

from __future__ import annotations

import math

import pandas as pd

# Upwards, so that the interval of a rate tells no more of single patients than this.
STEPS = 10


def event_dispersion(events: pd.Series, sessions: pd.Series) -> float:
    """Estimate the dispersion of events per patient, 1 at least.

    Parameters
    ----------
    events : pandas.Series
        Patient of each event.
    sessions : pandas.Series
        Patient of each session at which an event could have been.

    Returns
    -------
    float
        Variance of the number of events over that of independent events, rounded up to a tenth. 1 where there are no
        events, fewer than two patients, or no more variation than chance makes.

    Notes
    -----
    m / (m - 1) times the sum over the m patients of (e_i - r s_i)^2, over the sum of e_i, with e_i events at s_i
    sessions and r = sum e_i / sum s_i: the variance of r with patients as the units, over that of a Poisson rate.

    References
    ----------
    Fay MP, Feuer EJ. Stat Med 1997;16:791-801 (intervals of rates whose variance isn't that of one Poisson count).

    Examples
    --------
    >>> sessions = pd.Series(list("AAAABBBBCCCC"))
    >>> event_dispersion(pd.Series(list("AAAA")), sessions), event_dispersion(pd.Series(list("ABC")), sessions)
    (4.0, 1.0)
    """
    exposure = sessions.value_counts()
    if len(exposure) < 2 or events.empty:
        return 1.0
    happened = events.value_counts().reindex(exposure.index, fill_value=0)
    apart = happened - happened.sum() / exposure.sum() * exposure
    m = len(exposure)
    dispersion = m / (m - 1) * float((apart**2).sum()) / float(happened.sum())
    return max(1.0, math.ceil(round(STEPS * dispersion, 9)) / STEPS)
