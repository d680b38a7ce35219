"""What all pieces of a plan have in common: frozen, and no names that nobody knows."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dnoutcomes.registry import Registry, registry_at

Level = Annotated[str, Field(min_length=1, pattern=r"^[^\s].*$")]


class Part(BaseModel):
    """A frozen piece of a plan that refuses names it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def named_in(registry: str | Registry[Any]) -> AfterValidator:
    """Say of a text that it names an entry of a registry, or of one of a later room by its place; see `registry_at`.

    A miss is the registry's own error, with the nearest name.
    """

    def name_of_entry(name: str) -> str:
        (registry_at(registry) if isinstance(registry, str) else registry)[name]
        return name

    return AfterValidator(name_of_entry)
