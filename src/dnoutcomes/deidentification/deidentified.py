"""Deidentified: a table for others that has passed its check when it's written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dnoutcomes.deidentification.table import DeidentifiedTable
from dnoutcomes.deidentification.write import write_export


@dataclass(frozen=True, eq=False, repr=False)
class Deidentified(DeidentifiedTable):
    """A table of encounters for others, with what stays behind and why.

    The object holds the original and the key too. Give away what `write` writes, never the object itself.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per encounter, in the order of the pseudonyms and of time: the columns of the schema that may leave.
        `read_outcomes` reads it.
    dictionary : pandas.DataFrame
        One row per column of `frame`: `column, type, level_of, values, unit, description`.
    removed : pandas.DataFrame
        One row per column, kind of value or kind of row that doesn't leave as it was: `column, leaves_as, n_values,
        reason`.
    key : pandas.DataFrame
        One row per pseudonym: `column, pseudonym, original`. Not written unless asked for.
    original : Outcomes
        What the table was made of.
    plan : Plan, optional
        The plan whose arms, causes, events and instruments leave too.
    anonymity : KAnonymity, optional
        How the table was made k-anonymous, where that was asked for.
    """

    def write(self, directory: str | Path, key: str | Path | None = None) -> list[Path]:
        """Write the table, its dictionary and what a reader must know, once the check has passed.

        Parameters
        ----------
        directory : str or Path
            New, empty, or the directory of an earlier export, which is replaced.
        key : str or Path, optional
            File for the key that leads back from pseudonyms to patients. It mustn't exist yet, nor lie in `directory`.

        Returns
        -------
        list of Path
            `outcomes.csv`, `data-dictionary.csv`, `README.txt`, the `plan.toml` of a k-anonymous table and, where asked
            for, the key.

        Raises
        ------
        DisclosureError
            The check failed, the directory holds other files, or the key would lie in it. Nothing is written then.
        OutputError
            The directory or the key can't be written.
        """
        return write_export(self, Path(directory), None if key is None else Path(key))
