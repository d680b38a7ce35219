"""A dict of variants that refuses duplicates and, on a miss, lists the choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Generic, TypeVar

from dnoutcomes.errors import DnOutcomesError

V = TypeVar("V")


class Registry(Mapping[str, V], Generic[V]):
    """Named variants of one kind.

    Parameters
    ----------
    kind : str
        What an entry is, for messages: "covariance structure", "instrument".
    entries : iterable of (name, value)
        The entries, in the order in which they are listed. A name given twice is an error.
    error : type of DnOutcomesError
        What a miss raises.
    aliases : mapping of str to str, optional
        Other names of entries. They are found but not listed or counted.
    see : str, optional
        What a miss points to instead of listing every name, for registries too long to list.

    Examples
    --------
    >>> shapes = Registry("shape", [("circle", 1), ("square", 4)])
    >>> shapes["circle"]
    1
    >>> shapes["sqare"]
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.DnOutcomesError: unknown shape 'sqare'; did you mean 'square'? Known: circle, square

    >>> named = Registry("shape", [("square", 4)], aliases={"box": "square"})
    >>> named["box"], "box" in named, list(named)
    (4, True, ['square'])
    """

    def __init__(
        self,
        kind: str,
        entries: Iterator[tuple[str, V]] | list[tuple[str, V]],
        error: type[DnOutcomesError] = DnOutcomesError,
        aliases: Mapping[str, str] | None = None,
        see: str = "",
    ) -> None:
        self.kind = kind
        self._error = error
        self._see = see
        self._entries: dict[str, V] = {}
        for name, value in entries:
            if name in self._entries:
                raise DnOutcomesError(f"{kind} {name!r} is registered twice")
            self._entries[name] = value
        self._aliases = dict(aliases or {})
        for alias, name in self._aliases.items():
            if alias in self._entries or name not in self._entries:
                raise DnOutcomesError(
                    f"{kind} alias {alias!r} of {name!r}: the alias must be new and the entry known"
                )

    def __getitem__(self, name: str) -> V:
        if name not in self:
            known = self._see or f"Known: {', '.join(self._entries)}"
            raise self._error(
                f"unknown {self.kind} {name!r}{did_you_mean(name, [*self._entries, *self._aliases])} {known}"
            )
        return self._entries[self._aliases.get(name, name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries or name in self._aliases


def did_you_mean(name: object, choices: Mapping[str, object] | list[str] | tuple[str, ...]) -> str:
    """End a message with the nearest known name, in whatever case it was given, or with a full stop.

    Examples
    --------
    >>> did_you_mean("diabetc", ["diabetic", "traumatic"])
    "; did you mean 'diabetic'?"
    >>> did_you_mean("lcmf", ["MAR", "LMCF"])
    "; did you mean 'LMCF'?"
    >>> did_you_mean("xyz", ["diabetic"])
    '.'
    """
    spelled = {choice.lower(): choice for choice in choices}
    near = get_close_matches(str(name).lower(), list(spelled), n=1, cutoff=0.6)
    return f"; did you mean {spelled[near[0]]!r}?" if near else "."
