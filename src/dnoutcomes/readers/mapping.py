"""SiteMapping: what a site's names, codes, units and layout mean, from TOML, a dict or keyword arguments."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from dnoutcomes.errors import DataError
from dnoutcomes.readers.cells.date_cells import EPOCH, EXCEL
from dnoutcomes.readers.header_names import canonical_name, fold_name
from dnoutcomes.readers.quote import quote
from dnoutcomes.registry import did_you_mean, registry_at
from dnoutcomes.schema import COLUMNS
from dnoutcomes.settings_file import in_words, open_questions, read_settings

Code = str | int | float
# What asks whether something unlikely is so and is no check of cells.
ASKED_ELSEWHERE = ("shown_values", "losses", "windows")


def _confirmable(name: str) -> str:
    checks = registry_at("dnoutcomes.checks:CELL_CHECKS")
    asking = [*ASKED_ELSEWHERE, *(check.name for check in checks.values() if check.confirmable)]
    if name not in asking:
        raise ValueError(
            f"no question {name!r} to confirm{did_you_mean(name, asking)} There are: {', '.join(asking)}"
        )
    return name


Confirmable = Annotated[str, AfterValidator(_confirmable)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(_Part):
    """How a site's number becomes ours: multiplied, then added to.

    Attributes
    ----------
    multiply : float
        What the site's number is multiplied by: 12 for years that are to be months.
    add : float
        What is added then.
    """

    multiply: float = 1.0
    add: float = 0.0


class DeclaredRange(_Part):
    """An outcome that the instrument registry doesn't have: its range and how it's named.

    Attributes
    ----------
    label : str
        Name for readers.
    unit : str
        Unit of a score.
    minimum, maximum : float
        Range of a valid score. Default: without bounds.
    """

    label: str = ""
    unit: str = ""
    minimum: float = float("-inf")
    maximum: float = float("inf")


class WideVisit(_Part):
    """One visit of a wide layout: when it was, and which columns hold its values.

    Attributes
    ----------
    columns : dict of str to str
        The site's columns of this visit, each with ours: {"NRS_w4": "pain_nrs"}.
    study_day : int, optional
        The day after time zero on which it was planned, where no column holds its date.
    study_week : float, optional
        The week, in place of the day.
    """

    columns: dict[str, str]
    study_day: int | None = None
    study_week: float | None = None


class DatabaseSource(_Part):
    """What is read of a database: a table, or what a query gives.

    Attributes
    ----------
    table : str
        Name of the table, with its schema before a dot where it has one.
    query : str
        One statement that only reads.
    """

    table: str = ""
    query: str = ""


class SiteMapping(_Part):
    """What a site's file means.

    Attributes
    ----------
    outcome : str
        Code of the outcome; "pain_nrs" unless said otherwise.
    causes : tuple of str
        Causes that may occur, in place of the standard list.
    columns : dict of str to str
        Site's column name to ours.
    values : dict of str to dict of str to str
        Per column of ours: the site's code to our level or value.
    units : dict of str to Unit
        Per column of ours: `multiply` and `add`.
    scale : dict of str to str
        Per column of ours: the range in which the site's scores run, such as "0-100"; they're brought to the column's
        own range.
    instruments : dict of str to DeclaredRange
        Outcomes that the registry doesn't have.
    wide : tuple of WideVisit
        A row holds several visits: one entry per visit. All other columns are carried to each.
    missing_when_blank : dict of str to str
        Site's column to site's column: the first is missing where the second is blank, whatever it says.
    keep : tuple of str
        Columns to keep that the schema doesn't know, such as covariates of the site's own.
    ignore : tuple of str
        Columns that aren't taken, whatever their names mean to the schema.
    questions : tuple of str
        Names of questions of a drafted mapping that nobody has answered. Nothing is read while there are any.
    date_format : str, optional
        As in `datetime.strptime`, such as "%d/%m/%Y"; "excel" for day numbers of a spreadsheet,
        "epoch" for seconds or milliseconds since 1970 (the day in UTC).
    decimal, thousands : str
        Marks in numbers.
    missing_codes : tuple, or dict of column to tuple
        Values that mean missing.
    delimiter, encoding : str, optional
        Found where not given.
    skip_rows : int
        Lines before the header.
    member : str
        Member of a zip archive, sheet of a workbook, table of a database in a file, or data set of a SAS transport
        file.
    source : DatabaseSource
        Of a database: `table`, or `query`, one statement that only reads.
    arm_switch : {"first", "censor", "exclude"}, optional
        A patient in two arms: stays in the first one, is followed until the switch, or is left out.
    cause_change : {"first", "last", "exclude"}, optional
        A patient with two causes: the first or the last one counts, or the patient is left out.
    same_day : {"mean", "last", "exclude"}, optional
        Different scores of a patient, instrument and day: their mean counts, the one furthest down the file, or none.
    hidden_cells : {"read", "leave_out"}, optional
        Hidden rows and columns of a workbook.
    confirmed : tuple of str
        Checks whose question is answered with yes, it is as it stands: "shown_values", "mixed_scale", "same_course",
        "rounded_ids", "placeholder_dates", "year_day_month", "losses", "windows".
    normalise_ids : bool
        Read ids such as 1.0 as 1.
    day_zero : {"day_0", "day_1"}, optional
        Which study day is time zero. "day_1": there is no day 0, as in ADaM's ADY, and the day before is -1.

    Examples
    --------
    >>> SiteMapping.build({"columns": {"Pt": "patient_id"}}).columns
    {'Pt': 'patient_id'}
    >>> SiteMapping.build({"colums": {}})
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.DataError: mapping: colums: unknown key; did you mean 'columns'?
    """

    outcome: str = ""
    causes: tuple[str, ...] = ()
    columns: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    units: dict[str, Unit] = Field(default_factory=dict)
    scale: dict[str, str] = Field(default_factory=dict)
    instruments: dict[str, DeclaredRange] = Field(default_factory=dict)
    wide: tuple[WideVisit, ...] = ()
    missing_when_blank: dict[str, str] = Field(default_factory=dict)
    keep: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    date_format: str | None = None
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""
    missing_codes: dict[str, tuple[Code, ...]] = Field(default_factory=dict)
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    encoding: str | None = None
    skip_rows: int = Field(default=0, ge=0)
    member: str = ""
    source: DatabaseSource = DatabaseSource()
    arm_switch: Literal["first", "censor", "exclude"] | None = None
    cause_change: Literal["first", "last", "exclude"] | None = None
    same_day: Literal["mean", "last", "exclude"] | None = None
    hidden_cells: Literal["read", "leave_out"] | None = None
    confirmed: tuple[Confirmable, ...] = ()
    normalise_ids: bool = False
    day_zero: Literal["day_0", "day_1"] | None = None

    @field_validator("missing_codes", mode="before")
    @classmethod
    def _for_every_column(cls, given: Any) -> Any:
        return {"": given} if isinstance(given, list | tuple) else given

    @classmethod
    def build(cls, values: Mapping[str, Any]) -> SiteMapping:
        """Make a mapping of plain values; a DataError names what is wrong and the nearest known key."""
        try:
            mapping = cls.model_validate(dict(values))
        except ValidationError as error:
            raise DataError(in_words(error, "mapping", _keys())) from None
        if mapping.questions:
            raise DataError(f"mapping: {open_questions(mapping.questions)}", verdict="ask")
        for problem in mapping.contradictions():
            raise DataError(f"mapping: {problem}")
        return mapping

    @classmethod
    def read(
        cls, mapping: str | Path | Mapping[str, Any] | SiteMapping | None, **options: Any
    ) -> SiteMapping:
        """Read a mapping from a TOML file or a dict; options that are given stand above it."""
        given = {name: value for name, value in options.items() if value is not None}
        if isinstance(mapping, SiteMapping):
            mapping = mapping.model_dump(exclude_unset=True)
        values = (
            read_settings(Path(mapping), "mapping", DataError)
            if isinstance(mapping, str | Path)
            else dict(mapping or {})
        )
        return cls.build(values | given)

    def knows(self, name: str) -> bool:
        """Whether a column of the file has a meaning, by the schema or by this mapping."""
        return bool(canonical_name(name)) or fold_name(name) in self.known_names

    @property
    def known_names(self) -> frozenset[str]:
        """Folded names of the site's columns that this mapping speaks of, and of the outcomes that it declares."""
        names = [*self.columns, *self.keep, *self.instruments, *(self.outcome and [self.outcome])]
        names += [name for visit in self.wide for name in visit.columns]
        return frozenset(fold_name(name) for name in names)

    def contradictions(self) -> list[str]:
        """Say what in the mapping doesn't agree with itself."""
        named = {*self.instruments, *self.keep, self.outcome}
        used_twice = [
            f"columns: {quote(target)} is no known column{did_you_mean(target, list(COLUMNS))}"
            for columns in (self.columns, *(visit.columns for visit in self.wide))
            for target in columns.values()
            if not canonical_name(target) and target not in named
        ]
        if (
            self.date_format is not None
            and self.date_format not in (EXCEL, EPOCH)
            and "%" not in self.date_format
        ):
            used_twice.append(
                f'date_format: {quote(self.date_format)} has no % code; write it like "%d/%m/%Y", "excel" or "epoch"'
            )
        if self.decimal == self.thousands:
            used_twice.append(f"decimal and thousands are the same mark {self.decimal!r}")
        if self.source.table and self.source.query:
            used_twice.append("source: it has a table or a query, not both")
        return used_twice + [
            "wide: a visit has a study_day or a study_week, not both"
            for visit in self.wide
            if visit.study_day is not None and visit.study_week is not None
        ]


def _keys() -> list[str]:
    return [
        *SiteMapping.model_fields,
        *WideVisit.model_fields,
        *Unit.model_fields,
        *DeclaredRange.model_fields,
        *DatabaseSource.model_fields,
    ]
