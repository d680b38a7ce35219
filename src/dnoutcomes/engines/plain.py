"""Proof that no check of cells has anything to say of a stored file.

What looks at one text at a time is asked of the witness, which holds every different text. What looks at rows together
is asked in SQL, by conditions that hold wherever the check would find something. Where a proof fails, the file is read
by pandas, whose checks then say what is wrong.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dnoutcomes.checks import CELL_CHECKS, Context, run_cell_checks
from dnoutcomes.checks.mixed_scale import odd_groups
from dnoutcomes.checks.patient_facts import patient_columns
from dnoutcomes.checks.same_course import LEAST_SCORES, improbable_twins
from dnoutcomes.checks.same_day_scores import score_columns
from dnoutcomes.engines.database import quoted
from dnoutcomes.engines.stored_file import ROW, NotPlainError
from dnoutcomes.engines.typed_file import TypedFile
from dnoutcomes.readers.cells import ParsedColumn

# What of rows together is proven below. The last one looks at texts too.
PROVEN_OF_ROWS = (
    "duplicate_rows", "carried_values", "mixed_scale", "same_day_scores", "same_course", "arm_switch", "cause_change",
    "changing_values", "rounded_ids",
)  # fmt: skip


def prove_plain(file: TypedFile, context: Context) -> None:
    """Show that the checks of cells find nothing.

    Parameters
    ----------
    file : TypedFile
    context : Context
        Of its witness.

    Raises
    ------
    NotPlainError
        It can't be shown.
    """
    of_texts = [name for name, check in CELL_CHECKS.items() if check.of_texts]
    unproven = [name for name in CELL_CHECKS if name not in (*of_texts, *PROVEN_OF_ROWS)]
    if unproven:
        raise NotPlainError(f"the check {unproven[0]} looks at all rows")
    _prove_texts(context)
    _prove_patients(file, context)
    _prove_days(file, context)
    _prove_scales(file, context)
    _prove_courses(file, by_date=context.time_column == "session_date")


def _prove_texts(context: Context) -> None:
    if {"birth_date", "birth_year"} & {*context.columns}:
        raise NotPlainError("it has dates of birth, which are held against every row")
    of_texts = {name: check for name, check in CELL_CHECKS.items() if check.of_texts}
    ids = {name: context.columns[name] for name in ("patient_id", context.time_column)}
    findings = [
        *run_cell_checks(of_texts, context)[0],
        *run_cell_checks({"rounded_ids": CELL_CHECKS["rounded_ids"]}, replace(context, columns=ids))[0],
    ]
    if findings:
        raise NotPlainError(findings[0].message)


def _prove_patients(file: TypedFile, context: Context) -> None:
    """One text of each patient-level column in all rows of a patient: nothing to carry, nothing that changes."""
    if file.n_patients != len(context.columns["patient_id"].texts):
        raise NotPlainError("one patient id is written in several ways")
    names = ", ".join(file.cell(parsed.name) for parsed in patient_columns(context))
    n = file.database.value(
        f"select count(*) from (select distinct {file.cell('patient_id')}, {names} from cells)"
    )
    if n != file.n_patients:
        raise NotPlainError("rows of one patient differ in what is said of the patient")


def _prove_days(file: TypedFile, context: Context) -> None:
    """No row twice, and no two different scores of a patient, instrument and day."""
    database = file.database
    database.run(
        f"create table several as select row, patient, time from {file.encounters()} semi join (select patient, time "
        f"from {file.encounters()} group by all having count(*) > 1) as days using (patient, time)"
    )
    if not database.value("select count(*) from several"):
        return
    cells = ", ".join(f"cells.{quoted(name)}" for name in file.stored.names)
    those = f"cells semi join several on cells.{quoted(ROW)} = several.row"
    if database.rows(f"select {cells} from {those} group by all having count(*) > 1 limit 1"):
        raise NotPlainError("rows repeat another one in every column")
    scores = [parsed.name for parsed in score_columns(context)]
    wanted = [(f"s{place}", name, "rank") for place, name in enumerate(scores)]
    differ = " or ".join(f"min({alias}) <> max({alias})" for alias, *_ in wanted)
    where = f"semi join several on cells.{quoted(ROW)} = several.row"
    if database.rows(
        f"select 1 from several join ({file.select(wanted, where)}) as scores using (row) group by patient, time "
        f"having {differ} limit 1"
    ):
        raise NotPlainError("a patient has different scores on one day")


def _prove_scales(file: TypedFile, context: Context) -> None:
    """No site, month or patient whose scores are on another scale."""
    for parsed in score_columns(context):
        high = parsed.column.maximum
        if parsed.column.minimum != 0 or not np.isfinite(high) or high < 10:
            continue
        small = high / 10
        for what, (column, group) in _groups(file, context, parsed).items():
            scores = file.select([column, ("score", parsed.name, "value")])
            sums = file.database.columns(
                f"select {group} as one, count(*) as n, count(*) filter (score <= {small!r}) as small, "
                "count(*) filter (score % 1 <> 0) as part, "
                f"count(*) filter (score > {high!r} and score <= {10 * high!r}) as large, "
                f"count(*) filter (score % 1 <> 0 and score > {small!r}) as above "
                f"from ({scores}) where score is not null and of_group is not null group by one"
            )
            n, small_ones, part, large = (sums[name] for name in ("n", "small", "part", "large"))
            if odd_groups(n, small_ones, part, large, int(sums["above"].sum()), what).any():
                raise NotPlainError(f"{parsed.name} of a {what} seems to be on another scale")


def _groups(
    file: TypedFile, context: Context, parsed: ParsedColumn
) -> dict[str, tuple[tuple[str, str, str], str]]:
    """Columns by which scores are grouped, and the expression of the group."""
    groups: dict[str, tuple[tuple[str, str, str], str]] = {}
    if "site_id" in context.columns:
        groups["site"] = (("of_group", "site_id", "rank"), "of_group")
    if file.time_column == "session_date":
        month = "date_trunc('month', date '1970-01-01' + cast(of_group as integer))"
        groups["month"] = (("of_group", "session_date", "value"), month)
    values = parsed.ranked.values
    if ((values <= parsed.column.maximum / 10) & (values % 1 != 0)).any():
        groups["patient"] = (("of_group", "patient_id", "rank"), "of_group")
    return groups


def _prove_courses(file: TypedFile, *, by_date: bool) -> None:
    """No two patients with the same course, unless chance gives some."""
    file.database.run(
        "create table courses as select count(*) as length, list(time order by time, score_rank) as times, "
        f"list(score_rank order by time, score_rank) as scores from {file.encounters()} where score is not null "
        f"group by patient having count(*) >= {LEAST_SCORES} and min(score_rank) <> max(score_rank)"
    )
    if not file.database.rows("select 1 from courses group by times, scores having count(*) > 1 limit 1"):
        return
    courses = file.database.columns(
        "with t as (select times, row_number() over () - 1 as code from (select distinct times from courses)), "
        "s as (select scores, row_number() over () - 1 as code from (select distinct scores from courses)) "
        "select length, t.code as times, s.code as scores from courses join t using (times) join s using (scores)"
    )
    if improbable_twins(courses["length"], courses["times"], courses["scores"], by_date=by_date).any():
        raise NotPlainError("two patients have the same course")
