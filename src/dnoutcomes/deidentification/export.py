"""deidentify: from accepted records to a table that points to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.deidentification.ages import age_at_time_zero, age_categories
from dnoutcomes.deidentification.allowed import OPEN_LEVELS, OTHER, PSEUDONYMS, exportable_columns
from dnoutcomes.deidentification.decimals import rounded_beyond_measuring
from dnoutcomes.deidentification.deidentified import Deidentified
from dnoutcomes.deidentification.dictionary import column_dictionary
from dnoutcomes.deidentification.k_anonymous import k_anonymous
from dnoutcomes.deidentification.pseudonyms import draw_pseudonyms
from dnoutcomes.deidentification.removed import what_changed
from dnoutcomes.deidentification.study_time import study_times
from dnoutcomes.derive import derive_day
from dnoutcomes.errors import DataError
from dnoutcomes.schema import COLUMNS, Column

if TYPE_CHECKING:
    from dnoutcomes.outcomes import Outcomes
    from dnoutcomes.plan import Plan

# Rows that a message names.
_SHOWN = 5


def deidentify(outcomes: Outcomes, plan: Plan | None = None, *, k: int = 1) -> Deidentified:
    """Make a table of encounters for others, by the Safe Harbor rule: nothing in it points to a person.

    Columns leave only where they are on an explicit list: levels, yes and no, and measurements of the schema. Dates
    become days since time zero, of the calendar only the year of time zero is left, ages are whole years with 90 for
    all who are older, and patients, sites, therapists and episodes get random pseudonyms. All else stays behind and is
    named in the result.

    Parameters
    ----------
    outcomes : Outcomes
        From `read_outcomes`, with the same plan.
    plan : Plan, optional
        Its arms, causes and events leave too, and the instruments that it declares with both ends of their range.
    k : int
        Least number of patients who are alike in all that others may know of them, their days among it. 1 leaves them
        as they are; 11 is customary for tables that are published. With more than 1 the table has one row per
        patient and planned visit, is written as coarsely as that needs and no more, and comes with its own plan:
        `Deidentified.anonymity` says what was done and what it costs.

    Returns
    -------
    Deidentified
        It holds the original and the key as well: give away what its `write` writes, not the object.

    Raises
    ------
    DataError
        The outcome may not leave, an arm isn't declared, an encounter lies ten years before its time zero, or there
        are too few patients for k.

    Notes
    -----
    Every call draws other pseudonyms, so two exports can't be joined by them. Rows are in the order of the
    pseudonyms and of time, so their order says nothing. A cause that neither the schema nor the plan lists becomes
    "other". Safe Harbor also asks that the sender knows of no way to identify a person by the file:
    `Deidentified.check` says how far patients can be told apart.

    References
    ----------
    45 CFR 164.514(b)(2), the Safe Harbor rule for protected health information.
    Sweeney L. k-anonymity: a model for protecting privacy. Int J Uncertain Fuzz 2002;10:557-570.

    Examples
    --------
    >>> from dnoutcomes.outcomes import read_outcomes
    >>> frame = pd.DataFrame({
    ...     "patient_id": ["Ann", "Ann", "Bob", "Bob"], "arm": ["standard", "standard", "needling", "needling"],
    ...     "cause": "diabetic", "session_date": ["2026-01-05", "2026-02-02", "2026-01-06", "2026-02-03"],
    ...     "age": [71, 71, 93, 93], "pain": [7, 6, 8, 5],
    ... })
    >>> safe = deidentify(read_outcomes(frame))
    >>> safe.frame.drop(columns="patient_id").sort_values("pain_nrs", ignore_index=True)
            arm     cause  index_year  age  study_day  pain_nrs
    0  needling  diabetic        2026   90         28       5.0
    1  standard  diabetic        2026   71         28       6.0
    2  standard  diabetic        2026   71          0       7.0
    3  needling  diabetic        2026   90          0       8.0
    >>> safe.check().passed
    True
    """
    if k < 1:
        raise DataError(f"k must be 1 or more, got {k}")
    columns = exportable_columns(plan)
    records = derive_day(outcomes.records)
    _check_declared(outcomes, columns)
    _check_days(records)
    replaced = _replacements(records)
    pseudonyms = _pseudonyms(records)
    values = {
        name: replaced[name] if name in replaced else _leaving(name, records[name], columns, pseudonyms)
        for name in columns
        if name in replaced or name in records.columns
    }
    values |= {
        name: rounded_beyond_measuring(values[name], columns[name])
        for name in values
        if columns[name].type == "number" and not columns[name].step
    }
    order = [values["patient_id"], values["study_day"], records["source_row"]]
    ordered = pd.concat(order, axis=1, keys=["patient", "day", "line"]).sort_values(
        ["patient", "day", "line"]
    )
    frame = pd.DataFrame(values).loc[ordered.index].reset_index(drop=True)
    key = pd.DataFrame(
        [
            (name, pseudonym, original)
            for name, drawn in pseudonyms.items()
            for original, pseudonym in sorted(drawn.items(), key=lambda pair: pair[1])
        ],
        columns=["column", "pseudonym", "original"],
    )
    export = Deidentified(
        frame, column_dictionary(frame, columns), what_changed(outcomes, frame, columns), key, outcomes, plan
    )
    return export if k == 1 else k_anonymous(export, k)


def _check_declared(outcomes: Outcomes, columns: Mapping[str, Column]) -> None:
    if outcomes.outcome not in columns:
        raise DataError(
            f"the outcome {outcomes.outcome!r} may not leave: the schema doesn't know it. Declare it in the plan under "
            "[instruments] with its minimum and maximum, and pass the plan"
        )
    unknown = sorted(set(outcomes.records["arm"]) - set(columns["arm"].levels))
    if unknown:
        raise DataError(
            f"the data have arms {unknown} that aren't those of the schema; pass the plan that names them"
        )


def _check_days(records: pd.DataFrame) -> None:
    day = COLUMNS["study_day"]
    outside = records.loc[~records["day"].between(day.minimum, day.maximum), "source_row"]
    if len(outside):
        rows = ", ".join(str(row) for row in sorted(outside)[:_SHOWN]) + (
            ", ..." if len(outside) > _SHOWN else ""
        )
        raise DataError(
            f"encounters lie more than {-day.minimum:.0f} days before their patient's time zero, or "
            f"{day.maximum:.0f} after it ({len(outside)} in all, rows {rows} of the file); correct their dates or the "
            "index_date"
        )


def _replacements(records: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what leaves in place of dates and ages, by column."""
    times = study_times(records)
    replaced = {str(name): times[name] for name in times.columns}
    age = age_at_time_zero(records, replaced.get("index_year"))
    if age is not None:
        days = times[[name for name in ("study_day", "end_day") if name in times.columns]].max(axis=1)
        last_day = days.astype("float64").groupby(records["patient_id"]).transform("max")
        replaced["age"] = age_categories(age, last_day)
    return replaced


def _pseudonyms(records: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Draw the pseudonyms of patients, sites, therapists and episodes, as far as the records have them."""
    originals_of = {name: records[name].dropna().unique() for name in PSEUDONYMS if name in records.columns}
    taken = {str(text) for originals in originals_of.values() for text in originals}
    return {
        name: draw_pseudonyms(originals, PSEUDONYMS[name], taken) for name, originals in originals_of.items()
    }


def _leaving(
    name: str, values: pd.Series, columns: Mapping[str, Column], pseudonyms: Mapping[str, dict[str, str]]
) -> pd.Series:
    if name in pseudonyms:
        return values.map(pseudonyms[name])
    if name in OPEN_LEVELS:
        return values.mask(values.notna() & ~values.isin(columns[name].levels), OTHER)
    return values
