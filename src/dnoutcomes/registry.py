"""Named entries: a dict that refuses duplicates and, on a miss, lists the choices; some are open to users."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from operator import attrgetter
from typing import Any, Generic, TypeVar, cast
from weakref import ref

from dnoutcomes.errors import DnOutcomesError

V = TypeVar("V")
W = TypeVar("W")

# Every registry that a script can add to, for as long as somebody has it.
_OPEN: list[ref[OpenRegistry[Any]]] = []


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
            choices = self._see or f"Known: {', '.join(self._entries)}"
            raise self._error(
                f"unknown {self.kind} {name!r}{did_you_mean(name, [*self._entries, *self._aliases])} {choices}"
            )
        return self._entries[self._aliases.get(name, name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries or name in self._aliases


class OpenRegistry(Registry[V]):
    """Entries that know their own names, to which a user's script can add.

    Parameters
    ----------
    kind : str
        What an entry is, for messages.
    entry_type : type
        Class of the entries.
    entries : iterable
        Those that come with the package, in the order in which they are listed.
    name : str
        Attribute of an entry that holds its name. Where entries have `aliases`, they are found under these too.
    contract : callable, optional
        Raises an error where an entry that comes from outside can't be used. Those of the package are held to it by
        tests.
    error, see
        As in `Registry`.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Shape:
    ...     name: str
    ...     corners: int
    >>> shapes = OpenRegistry("shape", Shape, [Shape("square", 4)])
    >>> shapes.register(Shape("hexagon", 6))
    Shape(name='hexagon', corners=6)
    >>> list(shapes)
    ['square', 'hexagon']
    >>> shapes.withdraw("hexagon")
    >>> "hexagon" in shapes
    False
    """

    def __init__(
        self,
        kind: str,
        entry_type: type[V],
        entries: Iterable[V],
        name: str = "name",
        contract: Callable[[V], None] = lambda entry: None,
        error: type[DnOutcomesError] = DnOutcomesError,
        see: str = "",
    ) -> None:
        self._entry_type = entry_type
        self._name_of: Callable[[V], str] = attrgetter(name)
        self._contract = contract
        self._fed: list[tuple[OpenRegistry[Any], Callable[[V], Any]]] = []
        shipped = list(entries)
        super().__init__(
            kind,
            [(self._name_of(entry), entry) for entry in shipped],
            error,
            {alias: self._name_of(entry) for entry in shipped for alias in _aliases_of(entry)},
            see,
        )
        self._shipped = frozenset(self._entries)
        _OPEN.append(ref(self))

    def register(self, entry: V) -> V:
        """Add an entry for as long as Python runs; it is found under its name and aliases from now on.

        Raises
        ------
        DnOutcomesError
            It is of another kind, breaks the contract of its kind, or its name or one of its aliases is taken.
        """
        if not isinstance(entry, self._entry_type):
            raise self._error(f"a {self.kind} is a {self._entry_type.__name__}, got {entry!r}")
        fed = [(other, make(entry)) for other, make in self._fed]
        self._require_new(entry)
        for other, made in fed:
            other._require_new(made)
        self._add(entry)
        for other, made in fed:
            other._add(made)
        return entry

    def feed(self, other: OpenRegistry[W], make: Callable[[V], W]) -> None:
        """Let another registry have an entry for each of this one, those registered later among them.

        Parameters
        ----------
        other : OpenRegistry
            Of a later room.
        make : callable
            From an entry here to the one there, of the same name.
        """
        for entry in self.values():
            other._require_new(make(entry))
            other._add(make(entry))
        other._shipped |= self._shipped
        self._fed.append((other, make))

    def _require_new(self, entry: V) -> None:
        name = self._name_of(entry)
        for taken in (each for each in (name, *_aliases_of(entry)) if each in self):
            raise self._error(
                f"{self.kind} {name!r}: the name {taken!r} is taken by {self._aliases.get(taken, taken)!r}. "
                "Choose another, or withdraw() the one that was registered before"
            )
        self._contract(entry)

    def _add(self, entry: V) -> None:
        name = self._name_of(entry)
        self._entries[name] = entry
        self._aliases |= dict.fromkeys(_aliases_of(entry), name)

    def withdraw(self, name: str) -> None:
        """Take out an entry that was registered.

        Raises
        ------
        DnOutcomesError
            There is none of this name, or it comes with the package.
        """
        entry = self[name]
        name = self._name_of(entry)
        if name in self._shipped:
            raise self._error(f"{self.kind} {name!r} comes with the package and can't be withdrawn")
        del self._entries[name]
        self._aliases = {alias: of for alias, of in self._aliases.items() if of != name}
        for other, _ in self._fed:
            other.withdraw(name)

    def registered(self) -> tuple[V, ...]:
        """Return the entries that didn't come with the package."""
        return tuple(entry for name, entry in self.items() if name not in self._shipped)

    def entry_of(self, given: str | V) -> V:
        """Return an entry that is given by itself or by its name."""
        if not isinstance(given, self._entry_type):
            return self[cast(str, given)]
        if self._entries.get(self._name_of(given)) is not given:
            self._contract(given)
        return given


def _aliases_of(entry: object) -> tuple[str, ...]:
    return tuple(getattr(entry, "aliases", ()))


def registered_names() -> tuple[str, ...]:
    """Name everything that was registered in this process and didn't come with the package, in alphabetical order.

    Another process knows nothing of it.
    """
    alive = [registry for reference in _OPEN if (registry := reference()) is not None]
    return tuple(sorted({registry._name_of(entry) for registry in alive for entry in registry.registered()}))


def registry_at(place: str) -> Registry[Any]:
    """Return a registry of a room further down, which its room imports only when somebody asks.

    Plans name what later rooms hold: this lets a plan be checked against the entries themselves, those registered by
    a user among them, without a second list of their names.

    Parameters
    ----------
    place : str
        Module and name.

    Examples
    --------
    >>> "ar1h" in registry_at("dnoutcomes.models.covariances:STRUCTURES")
    True
    """
    module, name = place.split(":")
    return cast("Registry[Any]", getattr(import_module(module), name))


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
    spelled = {str(choice).lower(): choice for choice in choices}
    near = get_close_matches(str(name).lower(), list(spelled), n=1, cutoff=0.6)
    return f"; did you mean {spelled[near[0]]!r}?" if near else "."
