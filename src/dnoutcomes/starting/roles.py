"""Roles: which column of a file is which of the schema, with the texts that it holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dnoutcomes.readers import RawTable, SiteMapping
from dnoutcomes.readers.value_labels import plain_code, read_labels
from dnoutcomes.schema import COLUMNS, Column
from dnoutcomes.starting.look import text_counts


@dataclass(frozen=True, eq=False)
class Roles:
    """Which column of a file is which of the schema.

    Attributes
    ----------
    raw : RawTable
        The file.
    columns : dict of str to str
        The file's name to the schema's; several columns of a wide file, one per visit, mean the same.
    of_visits : frozenset of str
        Names of the file's columns that hold one visit each.
    """

    raw: RawTable
    columns: dict[str, str] = field(default_factory=dict)
    of_visits: frozenset[str] = frozenset()

    @property
    def meant(self) -> tuple[str, ...]:
        """Columns of the schema that the file has, each once, in the order of the file."""
        return tuple(dict.fromkeys(self.columns.values()))

    def sites_of(self, column: str) -> list[str]:
        """Return the file's names of a column of the schema."""
        return [site for site, meant in self.columns.items() if meant == column]

    def texts_of(self, column: str) -> dict[str, int]:
        """Return the different texts of a column of the schema with their numbers of cells, without blanks.

        Parameters
        ----------
        column : str
            In the schema. Columns of visits count together, and codes that the file itself declares as missing don't.
        """
        counts: dict[str, int] = {}
        for site in self.sites_of(column):
            declared = self.raw.missing_reasons.get(site, {})
            for text, n in text_counts(self.raw, site).items():
                if text and plain_code(text) not in declared:
                    counts[text] = counts.get(text, 0) + n
        return counts

    def of_type(self, *types: str) -> list[Column]:
        """Return the columns of the schema of some types that the file has."""
        return [COLUMNS[name] for name in self.meant if name in COLUMNS and COLUMNS[name].type in types]

    def with_labels(self) -> Roles:
        """Return them with the labels that the file has for codes of levels, in the places of these codes.

        That is how such columns are read, so that the words of a label are told like any others.
        """
        levels = {column.name for column in self.of_type("level", "yes_no")}
        of_levels = {site: column for site, column in self.columns.items() if column in levels}
        frame, _ = read_labels(self.raw.frame, self.raw, of_levels, SiteMapping(), {})
        return replace(self, raw=replace(self.raw, frame=frame))
