"""The demo of `report`: a clinic is simulated where no file is named, so that the first command works anywhere."""

from __future__ import annotations

from pathlib import Path

from dnoutcomes.cli.screen import say_line
from dnoutcomes.errors import DnOutcomesError

DEMO = Path("demo")
_PRESET = "clinic"


def simulated_demo(plan: Path | None, mapping: Path | None) -> tuple[Path, Path]:
    """Simulate a clinic in the folder demo, and return its file and its plan.

    Parameters
    ----------
    plan, mapping : Path, optional
        As they were given: they belong to a file, which was then forgotten.

    Raises
    ------
    DnOutcomesError
        A plan or a mapping was given without a file.
    OutputError
        The folder holds files that no simulation wrote.
    """
    from dnoutcomes.simulation import simulate
    from dnoutcomes.simulation.destination import PLAN, refuse_destination

    if plan is not None or mapping is not None:
        raise DnOutcomesError(
            "no FILE is named, and a plan or a mapping belongs to one: dnoutcomes report FILE ..."
        )
    refuse_destination(DEMO, _PRESET)
    simulate(_PRESET).write(DEMO)
    say_line(f"No FILE is named: here is the report of a simulated clinic, {DEMO / _PRESET}.csv")
    return DEMO / f"{_PRESET}.csv", DEMO / PLAN
