"""Which parts of a sum must be hidden together, so that none of few patients follows from the sum and the others."""

from __future__ import annotations

from collections.abc import Mapping

from dnoutcomes.disclosure.small_groups import SmallGroups, with_complements


def hidden_together(patients: Mapping[str, frozenset[str]], small: SmallGroups) -> tuple[str, ...]:
    """Name the parts to hide.

    Parameters
    ----------
    patients : mapping of str to frozenset of str
        The patients behind each part, such as those with each kind of adverse event.
    small : SmallGroups

    Returns
    -------
    tuple of str
        Parts with too few patients, and as many of the next smallest as it takes for all of them together to have
        enough; all parts where even those are fewer.

    Notes
    -----
    What is hidden may be large or small, so that a reader who subtracts learns one number about enough
    patients and nothing about one part.

    Examples
    --------
    >>> few, some, many = (frozenset(map(str, range(n))) for n in (2, 12, 40))
    >>> hidden_together({"headache": few, "bruising": many, "nausea": some}, SmallGroups(11))
    ('headache', 'nausea')
    >>> hidden_together({"bruising": many}, SmallGroups(11))
    ()
    """
    order = sorted(
        (name for name in patients if patients[name]), key=lambda name: (len(patients[name]), name)
    )
    few = [name for name in order if small.holds(len(patients[name]))]
    others = [name for name in order if name not in few]

    def gives_away(names: list[str]) -> bool:
        return small.holds(len(frozenset().union(*(patients[name] for name in names))))

    return tuple(with_complements(few, others, gives_away))
