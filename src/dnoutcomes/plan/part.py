"""What all pieces of a plan have in common: frozen, and no names that nobody knows."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Level = Annotated[str, Field(min_length=1, pattern=r"^[^\s].*$")]


class Part(BaseModel):
    """A frozen piece of a plan that refuses names it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
