"""DeidentifiedTable: a table for others, with what stays behind and why, before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from dnoutcomes.deidentification.check import DeidentificationCheck, check_table
from dnoutcomes.deidentification.original import original_of
from dnoutcomes.deidentification.written_table import written_frame

if TYPE_CHECKING:
    from dnoutcomes.deidentification.k_anonymous.anonymity import KAnonymity
    from dnoutcomes.outcomes import Outcomes
    from dnoutcomes.plan import Plan


@dataclass(frozen=True, eq=False)
class DeidentifiedTable:
    """A table of encounters for others, with what stays behind and why.

    `Deidentified`, which adds writing, describes its attributes.
    """

    frame: pd.DataFrame
    dictionary: pd.DataFrame
    removed: pd.DataFrame
    key: pd.DataFrame = field(repr=False)
    original: Outcomes = field(repr=False)
    plan: Plan | None = None
    anonymity: KAnonymity | None = None

    def check(
        self,
        file: str | Path | pd.DataFrame | None = None,
        mapping: str | Path | Mapping[str, Any] | None = None,
    ) -> DeidentificationCheck:
        """Look for anything in the table, as it's written, that points to a person.

        Parameters
        ----------
        file : str, Path or pandas.DataFrame, optional
            The file that the original was read from. With it, the values of columns that reached no record (names,
            notes) are looked for too.
        mapping : str, Path or dict, optional
            The mapping with which it was read.

        Returns
        -------
        DeidentificationCheck
        """
        text_table = written_frame(self.frame, self.plan)
        k = self.anonymity.k if self.anonymity else 1
        return check_table(
            text_table, original_of(self.original, text_table.columns, file, mapping, self.plan), k
        )

    @property
    def n_patients(self) -> int:
        """Patients of the table."""
        return int(self.frame["patient_id"].nunique())

    def __repr__(self) -> str:
        stays = int((self.removed["leaves_as"] == "").sum())
        alike = f", each alike with {self.anonymity.k - 1} others at least" if self.anonymity else ""
        return (
            f"Deidentified: {len(self.frame)} encounters of {self.n_patients} patients{alike}, "
            f"{self.frame.shape[1]} columns; {stays} columns or kinds of rows stay behind"
        )

    def _repr_html_(self) -> str:
        head = self.frame.head(10).to_html(index=False, border=0, na_rep="")
        changes = self.removed.to_html(index=False, border=0, na_rep="")
        return f"<p>{escape(repr(self))}</p>{head}<p>What doesn't leave as it was:</p>{changes}"
