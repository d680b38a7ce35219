"""Which visits were expected by the data cut, in SQL; the rules are those of `describe.expected_visits`."""

from __future__ import annotations

from dnoutcomes.engines.typed_file import TypedFile
from dnoutcomes.plan import Visit


def patients_with_deaths(file: TypedFile) -> str:
    """Write a query of the patients with a baseline: `analysed`, and `died`; NULL for those who didn't die."""
    return f"select * from analysed left join ({deaths(file)}) using (patient) where baseline is not null"


def deaths(file: TypedFile) -> str:
    """Write a query of the patients who died: `patient, died`, the day since 1970-01-01.

    An episode that ended by death has `end_reason` "died" and `end_date`. All rows of a patient in a plain file say the
    same of it.
    """
    died = _rank_of_death(file)
    if died is None:
        return "select patient, null as died from persons where false"
    wanted = [
        ("patient", "patient_id", "rank"),
        ("ended", "end_date", "value"),
        ("because", "end_reason", "rank"),
    ]
    return (
        f"select patient, any_value(ended) as died from ({file.select(wanted)}) where because = {died} "
        "group by patient"
    )


def is_expected(visit: Visit, cut: int | None) -> str:
    """Write whether a visit was expected: its window had closed, and the patient was alive on its target day.

    Parameters
    ----------
    visit : Visit
    cut : int, optional
        Day of the data cut, since 1970-01-01; None where the data have no dates, and all visits are expected.
    """
    if cut is None:
        return "true"
    return f"(zero + {visit.last} <= {cut} and not coalesce(died < zero + {visit.day}, false))"


def _rank_of_death(file: TypedFile) -> int | None:
    if not {"end_date", "end_reason"} <= set(file.columns):
        return None
    reasons = list(file.columns["end_reason"].ranked.values)
    return reasons.index("died") if "died" in reasons else None
