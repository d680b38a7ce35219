"""A number of patients in words."""

from __future__ import annotations

from math import isfinite

from dnoutcomes.figures.number_text import number
from dnoutcomes.language import say, say_count


def patients(n: float) -> str:
    """Say how many patients stand behind a number.

    Examples
    --------
    >>> patients(1.0), patients(1200), patients(float("nan"))
    ('1 patient', '1,200 patients', '– patients')
    """
    if not isfinite(n):
        return say("{unknown} patients", unknown=number(n, 0))
    return say_count("{n} patient", "{n} patients", round(n))
