"""Proof that no check of cells has anything to say of a stored file.

What looks at one text at a time is asked of the witness, which holds every different text. What looks at rows together
is asked in SQL, by conditions that hold wherever the check would find something. Where a proof fails, the file is read
by pandas, whose checks then say what is wrong.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from dnoutcomes.checks import CELL_CHECKS, Context, run_cell_checks
from dnoutcomes.checks.patient_facts import patient_columns
from dnoutcomes.checks.same_day_scores import score_columns
from dnoutcomes.engines.across_patients import (
    count_courses,
    count_scales,
    count_undeclared,
    is_undeclared,
    judge_courses,
    judge_scales,
    judge_undeclared,
    list_courses,
    may_have_twins,
)
from dnoutcomes.engines.database import quoted
from dnoutcomes.engines.stored_file import ROW, NotPlainError
from dnoutcomes.engines.typed_file import TypedFile

# What of rows together is proven below. The last one looks at texts too.
PROVEN_OF_ROWS = (
    "duplicate_rows", "carried_values", "mixed_scale", "same_day_scores", "same_course", "arm_switch", "cause_change",
    "changing_values", "rounded_ids",
)  # fmt: skip


def prove_plain(file: TypedFile, context: Context, covariates: Collection[str] = ()) -> None:
    """Show that the checks of cells find nothing.

    Parameters
    ----------
    file : TypedFile
    context : Context
        Of its witness.
    covariates : collection of str
        Those of the plan.

    Raises
    ------
    NotPlainError
        It can't be shown.
    """
    require_proofs()
    prove_texts(context)
    prove_rows(file, context)
    judge_scales(count_scales(file, context))
    judge_undeclared(count_undeclared(file, context), covariates)
    if may_have_twins(file):
        courses = count_courses(file.database, list_courses(file))
        judge_courses(courses, by_date=context.time_column == "session_date")


def require_proofs() -> None:
    """Require that each check of cells is proven here.

    Raises
    ------
    NotPlainError
        A script has registered one.
    """
    of_texts = [name for name, check in CELL_CHECKS.items() if check.of_texts]
    unproven = [name for name in CELL_CHECKS if name not in (*of_texts, *PROVEN_OF_ROWS)]
    if unproven:
        raise NotPlainError(f"the check {unproven[0]} looks at all rows")


def prove_rows(file: TypedFile, context: Context) -> None:
    """Show of patients, all of whose rows are there, that nothing contradicts itself and nothing is there twice.

    Raises
    ------
    NotPlainError
    """
    _prove_patients(file, context)
    _prove_days(file, context)


def prove_texts(context: Context) -> None:
    """Show that what judges one text at a time finds nothing in a witness.

    Raises
    ------
    NotPlainError
    """
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
    declared = [parsed for parsed in patient_columns(context) if not is_undeclared(parsed.column)]
    names = ", ".join(file.cell(name) for name in ("patient_id", *(parsed.name for parsed in declared)))
    n = file.database.value(f"select count(*) from (select distinct {names} from cells)")
    if n != file.n_patients:
        raise NotPlainError("rows of one patient differ in what is said of the patient")


def _prove_days(file: TypedFile, context: Context) -> None:
    """No row twice, and no two different scores of a patient, instrument and day."""
    database, encounters = file.database, file.encounters()
    database.run(
        f"create table several as select row, patient, time, score_rank from {encounters} semi join (select patient, "
        f"time from {encounters} group by all having count(*) > 1) using (patient, time)"
    )
    if not database.value("select count(*) from several"):
        return
    _prove_no_row_twice(file)
    scores = [parsed.name for parsed in score_columns(context)]
    wanted = [(f"s{place}", name, "rank") for place, name in enumerate(scores)]
    differ = " or ".join(f"min({alias}) <> max({alias})" for alias, *_ in wanted)
    where = f"semi join several on cells.{quoted(ROW)} = several.row"
    if database.rows(
        f"select 1 from several join ({file.select(wanted, where)}) as scores using (row) group by patient, time "
        f"having {differ} limit 1"
    ):
        raise NotPlainError("a patient has different scores on one day")


def _prove_no_row_twice(file: TypedFile) -> None:
    """Look at all cells only of rows that share patient, day and score with another one."""
    database = file.database
    database.run(
        "create table alike as select row from several semi join (select patient, time, score_rank from several "
        "group by all having count(*) > 1) as twins on several.patient = twins.patient and several.time = twins.time "
        "and several.score_rank is not distinct from twins.score_rank"
    )
    if not database.value("select count(*) from alike"):
        return
    cells = ", ".join(f"cells.{quoted(name)}" for name in file.stored.names)
    those = f"cells semi join alike on cells.{quoted(ROW)} = alike.row"
    if database.rows(f"select {cells} from {those} group by all having count(*) > 1 limit 1"):
        raise NotPlainError("rows repeat another one in every column")
