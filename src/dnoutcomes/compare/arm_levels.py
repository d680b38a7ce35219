"""The levels of a treatment column, and whether it says which one is the reference."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dnoutcomes.errors import ModelError


def arm_levels(treatment: pd.Series) -> list[Any]:
    """List the levels present: a Categorical's in its order, others in sorted order.

    Raises
    ------
    ModelError
        Levels of several types.

    Examples
    --------
    >>> arm_levels(pd.Series(pd.Categorical(["standard", "needling"], ["standard", "needling", "sham"])))
    ['standard', 'needling']
    >>> arm_levels(pd.Series([True, None, False]))
    [False, True]
    """
    if isinstance(treatment.dtype, pd.CategoricalDtype):
        present = set(treatment.dropna())
        return [level for level in treatment.cat.categories if level in present]
    levels = treatment.dropna().unique().tolist()
    if len({type(level) for level in levels}) > 1:
        raise ModelError(f"treatment {treatment.name!r} mixes types: {levels}; write its levels in one way")
    return sorted(levels)


def require_reference(treatment: pd.Series, levels: list[Any]) -> None:
    """Refuse a treatment that doesn't say which of its levels is the reference.

    A Categorical says so by its first category; 0 and 1, False and True by what they mean. Text doesn't: the alphabet
    would make "needling" the reference of "standard" and turn the sign of the effect round. Nor do other numbers.

    Parameters
    ----------
    treatment : pandas.Series
    levels : list
        As `arm_levels` returns them.

    Raises
    ------
    ModelError
        For text, and for numbers other than 0 and 1.

    Examples
    --------
    >>> arm = pd.Series(["standard", "needling"], name="arm")
    >>> require_reference(arm, arm_levels(arm))
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.ModelError: treatment 'arm' has the levels 'needling', 'standard', which don't say which is the
    reference; put it first: data['arm'] = pd.Categorical(data['arm'], ['standard', 'needling']) if 'standard' is the
    reference, pd.Categorical(data['arm'], ['needling', 'standard']) if 'needling' is
    """
    if isinstance(treatment.dtype, pd.CategoricalDtype) or set(levels) <= {0, 1}:
        return
    name = treatment.name
    first, last = ([end, *(level for level in levels if level != end)] for end in (levels[0], levels[-1]))
    raise ModelError(
        f"treatment {name!r} has the levels {', '.join(map(repr, levels))}, which don't say which is the reference; "
        f"put it first: data[{name!r}] = pd.Categorical(data[{name!r}], {last}) if {last[0]!r} is the reference, "
        f"pd.Categorical(data[{name!r}], {first}) if {first[0]!r} is"
    )
