"""Sample data for examples, documentation and a first look."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.simulation import simulate

if TYPE_CHECKING:
    from dnoutcomes.outcomes import Outcomes


def load_sample(name: str = "clinic") -> Outcomes:
    """Read simulated encounters, the same as those in data/sample.

    The file is simulated and read as any other, so nothing has to be shipped or found. Its plan and truth come from
    `simulate(name)`.

    Parameters
    ----------
    name : {"clinic", "trial", "null", "messy"}
        A preset of `simulate`.

    Returns
    -------
    Outcomes
        As `read_outcomes` returns them.

    Raises
    ------
    DnOutcomesError
        An unknown name; the message lists the known ones.

    Examples
    --------
    >>> load_sample().n_patients
    480
    """
    simulated = simulate(name)
    with TemporaryDirectory() as directory:
        simulated.write(directory)
        return read_outcomes(Path(directory) / f"{name}.csv", plan=simulated.plan)
