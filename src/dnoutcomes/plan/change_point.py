"""Change points: months from which on control charts have limits of their own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dnoutcomes.plan.part import Level, Part


class ChangePoint(Part):
    """A month from which on control charts have limits of their own, because something was changed on purpose.

    A person names it, with the reason; no chart looks for one by itself.

    Attributes
    ----------
    month : str
        The first month with other limits: "2026-04".
    reason : str
        What was changed, as the chart says it.
    """

    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    reason: Level
