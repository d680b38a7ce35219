"""What is judged of all patients together: counted in each part of a file, added up, and judged once."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from dnoutcomes.checks import Context
from dnoutcomes.checks.mixed_scale import odd_groups
from dnoutcomes.checks.same_course import LEAST_SCORES, CourseCounts, improbable_lengths
from dnoutcomes.checks.same_day_scores import score_columns
from dnoutcomes.engines.database import Database, quoted
from dnoutcomes.engines.stored_file import NotPlainError
from dnoutcomes.engines.typed_file import TypedFile
from dnoutcomes.readers.cells import ParsedColumn
from dnoutcomes.schema import COLUMNS, Column

_NUMBERS = ["n", "small", "part", "large", "above"]


def count_scales(file: TypedFile, context: Context) -> pd.DataFrame:
    """Count the scores of each site, month and patient that could be on another scale.

    Returns
    -------
    pandas.DataFrame
        `score, what, one` (rank of the site, first day of the month; -1 for patients, of whom those with the same
        numbers share a row), scores `n`, those up to a tenth of the range, `small`, not whole ones, `part`, those from
        the end of the range to ten times of it, `large`, not whole ones above a tenth, `above`, and how many are
        `alike`. Of different patients the rows of all parts together say what those of the file do.
    """
    counts = [_no_scales()]
    for parsed in score_columns(context):
        high = parsed.column.maximum
        if parsed.column.minimum != 0 or not np.isfinite(high) or high < 10:
            continue
        small = high / 10
        for what, (column, group) in _groups(file, context, parsed).items():
            scores = file.select([column, ("score", parsed.name, "value")])
            of_group = (
                f"select {group} as one, count(*) as n, count(*) filter (score <= {small!r}) as small, "
                "count(*) filter (score % 1 <> 0) as part, "
                f"count(*) filter (score > {high!r} and score <= {10 * high!r}) as large, "
                f"count(*) filter (score % 1 <> 0 and score > {small!r}) as above "
                f"from ({scores}) where score is not null and of_group is not null group by one"
            )
            shown = "-1" if what == "patient" else "cast(one as bigint)"
            counted = file.database.frame(
                f"select {shown} as one, {', '.join(_NUMBERS)}, count(*) as alike from ({of_group}) group by all"
            )
            counts.append(counted.assign(score=parsed.name, what=what))
    return pd.concat(counts, ignore_index=True)


def _no_scales() -> pd.DataFrame:
    return pd.DataFrame({"score": pd.Series(dtype="object"), "what": pd.Series(dtype="object")}
                        | {name: pd.Series(dtype="int64") for name in ("one", *_NUMBERS, "alike")})  # fmt: skip


def _groups(
    file: TypedFile, context: Context, parsed: ParsedColumn
) -> dict[str, tuple[tuple[str, str, str], str]]:
    """Columns by which scores are grouped, and the expression of the group."""
    groups: dict[str, tuple[tuple[str, str, str], str]] = {}
    if "site_id" in context.columns:
        groups["site"] = (("of_group", "site_id", "rank"), "of_group")
    if file.time_column == "session_date":
        day = "date '1970-01-01' + cast(of_group as integer)"
        month = f"date_diff('day', date '1970-01-01', cast(date_trunc('month', {day}) as date))"
        groups["month"] = (("of_group", "session_date", "value"), month)
    values = parsed.ranked.values
    if ((values <= parsed.column.maximum / 10) & (values % 1 != 0)).any():
        groups["patient"] = (("of_group", "patient_id", "rank"), "of_group")
    return groups


def judge_scales(counts: pd.DataFrame) -> None:
    """Show that no site, month or patient has scores on another scale.

    Raises
    ------
    NotPlainError
    """
    for (score, what), rows in counts.groupby(["score", "what"], sort=False):
        if what != "patient":
            rows = rows.groupby("one", as_index=False)[_NUMBERS].sum().assign(alike=1)
        n, small, part, large, above, alike = (rows[name].to_numpy() for name in (*_NUMBERS, "alike"))
        if odd_groups(n, small, part, large, int((above * alike).sum()), str(what), alike).any():
            raise NotPlainError(f"{score} of a {what} seems to be on another scale")


def list_courses(file: TypedFile) -> str:
    """Write the query of courses with enough scores that aren't all the same: `length, times, scores`."""
    return (
        "select count(*) as length, list(time order by time, score_rank) as times, "
        f"list(score_rank order by time, score_rank) as scores {_from_judged(file)}"
    )


def may_have_twins(file: TypedFile) -> bool:
    """Whether two patients of a whole file can have the same course: the same courses have the same fingerprint.

    Most files have no two, and then no course needs to be put in order.
    """
    of_each = f"select count(*) as n, sum(time) as times, bit_xor(hash(time, score_rank)) as mixed {_from_judged(file)}"
    alike = f"select 1 from ({of_each}) group by n, times, mixed having count(*) > 1 limit 1"
    return bool(file.database.rows(alike))


def _from_judged(file: TypedFile) -> str:
    return (
        f"from {file.encounters()} where score is not null group by patient having count(*) >= {LEAST_SCORES} and "
        "min(score_rank) <> max(score_rank)"
    )


def count_courses(database: Database, courses: str) -> CourseCounts:
    """Count courses that are alike; all courses with the same times must be among them.

    Parameters
    ----------
    database : Database
    courses : str
        Query as from `list_courses`.
    """
    ((n_times, pairs, n_apart, twins),) = database.rows(
        "with alike as (select length, times, scores, count(*) as n "
        f"from ({courses}) group by all), of_times as (select sum(n) as n, count(*) filter (n = 1) as single, "
        "list(distinct length) filter (n > 1) as twins from alike group by times) "
        "select count(*), coalesce(sum(n * (n - 1) // 2), 0), coalesce(sum(single) filter (n > 1), 0), "
        "flatten(list(twins) filter (twins is not null)) from of_times"
    )
    return CourseCounts(int(n_times), int(pairs), int(n_apart), frozenset(map(int, twins or ())))


def judge_courses(counts: CourseCounts, *, by_date: bool) -> None:
    """Show that no two patients have the same course, unless chance gives some.

    Raises
    ------
    NotPlainError
    """
    if improbable_lengths(counts, by_date=by_date):
        raise NotPlainError("two patients have the same course")


def is_undeclared(column: Column) -> bool:
    """Whether nobody but the file says what a column is."""
    return column.name not in COLUMNS and column in (
        Column(column.name, column.type, level, "") for level in ("patient", "encounter")
    )


def count_undeclared(file: TypedFile, context: Context) -> pd.DataFrame:
    """Count the patients whose rows differ in a column that nobody declared.

    Returns
    -------
    pandas.DataFrame
        One row per column: `column`, patients with several values, `several`, and with one that not all of their rows
        have, `gaps`. Counts of different patients add up.
    """
    counts = []
    for parsed in context.columns.values():
        if not is_undeclared(parsed.column) or parsed.name == file.outcome:
            continue
        values = file.select([("patient", "patient_id", "rank"), ("stated", parsed.name, "rank")])
        ((several, gaps),) = file.database.rows(
            "select count(*) filter (low <> high), count(*) filter (low = high and stated < n) from (select "
            f"min(stated) as low, max(stated) as high, count(stated) as stated, count(*) as n from ({values}) "
            "group by patient)"
        )
        counts.append((parsed.name, int(several), int(gaps)))
    return pd.DataFrame(counts, columns=["column", "several", "gaps"])


def judge_undeclared(counts: pd.DataFrame, covariates: Collection[str] = ()) -> None:
    """Show that there's nothing to carry from row to row in columns that nobody declared.

    Parameters
    ----------
    counts : pandas.DataFrame
        From `count_undeclared`.
    covariates : collection of str
        Columns that the plan takes for the patient's.

    Raises
    ------
    NotPlainError

    Notes
    -----
    Such a column is the patient's where each patient has one value of it, and then gaps are filled.
    """
    summed = counts.groupby("column", sort=False)[["several", "gaps"]].sum()
    for name, several, gaps in summed.itertuples():
        if (name in covariates and several) or (gaps and (name in covariates or not several)):
            raise NotPlainError(f"rows of one patient differ in {quoted(str(name))}")
