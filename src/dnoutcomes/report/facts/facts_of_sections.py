"""FactsOfSections: what sections computed, each seen only by those that named it as a need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dnoutcomes.disclosure import State
from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.language import say_term, term
from dnoutcomes.report.facts.unavailable import Unavailable

NOT_CHOSEN = term("The report was asked for without the section that this belongs to.")


class FactsOfSections:
    """What sections computed, as far as a reader may see it.

    Parameters
    ----------
    facts : mapping of str to object
        By name of the section.
    reader : str
        The section that reads them; empty where everything may be seen.
    visible : iterable of str
        The sections whose facts it may see.
    """

    def __init__(
        self, facts: Mapping[str, object] | None = None, reader: str = "", visible: Iterable[str] = ()
    ) -> None:
        self._facts = dict(facts or {})
        self._reader = reader
        self._visible = frozenset(visible)

    def __getitem__(self, name: str) -> object:
        if self._reader and name not in self._visible:
            raise DnOutcomesError(
                f"section {self._reader!r} reads what section {name!r} computed; name it: needs=({name!r},)"
            )
        return (
            self._facts[name] if name in self._facts else Unavailable(say_term(NOT_CHOSEN), State.NOT_ASKED)
        )

    @property
    def by_section(self) -> dict[str, object]:
        """All facts, by name of the section."""
        return dict(self._facts)

    def seen_by(self, reader: str, needs: Iterable[str]) -> FactsOfSections:
        """The facts as one section may see them: its own and what it needs."""
        return FactsOfSections(self._facts, reader, {reader, *needs})
