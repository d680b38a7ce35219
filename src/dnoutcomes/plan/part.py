"""What all pieces of a plan have in common: frozen, and no names that nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dnoutcomes.registry import Registry, registry_at

Level = Annotated[str, Field(min_length=1, pattern=r"^[^\s].*$")]


class Part(BaseModel):
    """A frozen piece of a plan that refuses names it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True)
class NameOfEntry:
    """What checks that a text names an entry of a registry.

    Attributes
    ----------
    registry : str or Registry
        The registry, or the place of one of a later room; see `registry_at`.
    """

    registry: str | Registry[Any]

    @property
    def entries(self) -> Registry[Any]:
        """The registry, its room imported now."""
        return registry_at(self.registry) if isinstance(self.registry, str) else self.registry

    def __call__(self, name: str) -> str:
        """Return the name; a miss is the registry's own error, with the nearest name."""
        self.entries[name]
        return name


def named_in(registry: str | Registry[Any]) -> AfterValidator:
    """Say of a text that it names an entry of a registry, or of one of a later room by its place."""
    return AfterValidator(NameOfEntry(registry))
