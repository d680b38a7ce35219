"""Which parts of a sum must be hidden together, so that none of few patients follows from the sum and the others."""

from __future__ import annotations

from collections.abc import Mapping


def hidden_together(patients: Mapping[str, frozenset[str]], smallest_cell: int) -> tuple[str, ...]:
    """Name the parts to hide.

    Parameters
    ----------
    patients : mapping of str to frozenset of str
        The patients behind each part, such as those with each kind of adverse event.
    smallest_cell : int

    Returns
    -------
    tuple of str
        Parts with 1 to `smallest_cell - 1` patients, and as many of the next smallest as it takes for all of them
        together to have `smallest_cell` patients; all parts where even those are fewer.

    Notes
    -----
    What is hidden may be large or small, so that a reader who subtracts learns one number about `smallest_cell` or
    more patients and nothing about one part.

    Examples
    --------
    >>> few, some, many = (frozenset(map(str, range(n))) for n in (2, 12, 40))
    >>> hidden_together({"headache": few, "bruising": many, "nausea": some}, 11)
    ('headache', 'nausea')
    >>> hidden_together({"bruising": many}, 11)
    ()
    """
    order = sorted(
        (name for name in patients if patients[name]), key=lambda name: (len(patients[name]), name)
    )
    hidden = [name for name in order if len(patients[name]) < smallest_cell]
    left = [name for name in order if name not in hidden]
    while hidden and left and len(frozenset().union(*(patients[name] for name in hidden))) < smallest_cell:
        hidden.append(left.pop(0))
    return tuple(hidden)
