"""A column that the package knows: what it holds, where it may stand, what counts as a valid value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ColumnType = Literal["text", "level", "number", "integer", "date", "yes_no"]
LevelOf = Literal["patient", "encounter"]


@dataclass(frozen=True)
class Column:
    """A column of the input.

    Attributes
    ----------
    name : str
        Canonical name, the one of `Outcomes.records`.
    type : {"text", "level", "number", "integer", "date", "yes_no"}
        What the text of a cell is converted to. A level is one of `levels`.
    level_of : {"patient", "encounter"}
        Whether the value belongs to the patient, and is then the same in all of the patient's rows, or to the
        encounter.
    description : str
        One sentence for the data dictionary.
    required : bool
        A file without it isn't read.
    levels : tuple of str
        The vocabulary of a level.
    synonyms : mapping of str to str
        Documented other spellings of a level, in lower case, and the level that they mean.
    minimum, maximum : float
        Range of a number, both ends valid; infinite where there is none.
    step : float
        Smallest difference between two scores of an instrument; 0 for other numbers and continuous scores.
    decimals : int
        Decimals with which a number without a step is measured at most.
    unit : str
        Unit of a number.
    aliases : tuple of str
        Other column names under which it is found.
    cdisc : str
        The variable of CDISC's models with the same meaning, where there is one.
    identifies : bool
        Whether the value points to a person. It's used for checks, then left out of the records, and never shown.
    kept : bool
        False for what never reaches the records: direct identifiers and free notes.
    label : str
        What readers call it: "state of the nerve". Empty where its name, with spaces, does.
    level_words : mapping of str to str
        What readers call its levels, marked with `term` in the context of the column's name. A level that isn't among
        them is called by its name.
    """

    name: str
    type: ColumnType
    level_of: LevelOf
    description: str
    required: bool = False
    levels: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    minimum: float = -math.inf
    maximum: float = math.inf
    step: float = 0.0
    decimals: int = 2
    unit: str = ""
    aliases: tuple[str, ...] = ()
    cdisc: str = ""
    identifies: bool = False
    kept: bool = True
    label: str = ""
    level_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        """Whether a cell is converted to a number."""
        return self.type in ("number", "integer")

    @property
    def range_label(self) -> str:
        """The range for readers: "0 to 10", "0 and above", empty where any value goes.

        Examples
        --------
        >>> Column("age", "number", "patient", "Age.", minimum=18, maximum=110).range_label
        '18 to 110'
        """
        if math.isinf(self.minimum) and math.isinf(self.maximum):
            return ""
        if math.isinf(self.maximum):
            return f"{self.minimum:g} and above"
        if math.isinf(self.minimum):
            return f"up to {self.maximum:g}"
        return f"{self.minimum:g} to {self.maximum:g}"

    def holds(self, value: float) -> bool:
        """Whether a number lies in the range.

        Examples
        --------
        >>> Column("age", "number", "patient", "Age.", minimum=18, maximum=110).holds(17)
        False
        """
        return self.minimum <= value <= self.maximum


def level_column(
    name: str, level_of: LevelOf, levels: Mapping[str, str] | tuple[str, ...], **more: Any
) -> Column:
    """Return a column of levels, given by their names or with what readers call each.

    Examples
    --------
    >>> severity = level_column("severity", "patient", {"mild": "hardly any"}, description="Severity.")
    >>> severity.levels, severity.level_words["mild"]
    (('mild',), 'hardly any')
    """
    words = dict(levels) if isinstance(levels, Mapping) else {}
    return Column(name, "level", level_of, levels=tuple(levels), level_words=words, **more)
