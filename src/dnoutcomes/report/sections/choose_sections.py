"""Which sections a report has, and in what order: as the plan says, less what an audience can do without."""

from __future__ import annotations

from dnoutcomes.errors import PlanError
from dnoutcomes.plan import Plan
from dnoutcomes.registry import Registry, did_you_mean
from dnoutcomes.report.names.section_titles import SECTION_TITLES

FIRST = "summary"
# What was found and what it can't say belong together, whoever reads.
NEVER_LEFT_OUT = (FIRST, "limits")
# Without being asked for by name, the section on quarters belongs to a report of one only, and that on sites and
# therapists to plans that name them.
QUARTER, FUNNELS = "quarter", "funnels"

# What each kind of reader can do without.
AUDIENCES: Registry[tuple[str, ...]] = Registry(
    "audience",
    [
        ("clinic", ()),
        (
            "patients",
            (QUARTER, "activity", "quality", "delivered", "domains", "trends", FUNNELS, "sensitivity", "methods",
             "checklists", "provenance"),
        ),
        ("funder", ("domains", "methods", "checklists")),
        ("paper", ("activity", "trends", FUNNELS, "glossary")),
    ],
    error=PlanError,
)  # fmt: skip


def choose_sections(plan: Plan, *, audience: str = "clinic", quarter: str | None = None) -> tuple[str, ...]:
    """Name the sections of a report, the summary first.

    Parameters
    ----------
    plan : Plan
        Its `sections` choose and order.
    audience : str
        Of `AUDIENCES`.
    quarter : str, optional
        The quarter that the report is about.

    Raises
    ------
    PlanError
        A section or an audience that doesn't exist.

    Examples
    --------
    >>> choose_sections(Plan(sections=["safety", "methods"]), audience="patients")
    ('summary', 'safety', 'limits')
    """
    left_out = AUDIENCES[audience]
    for name in plan.sections:
        if name not in SECTION_TITLES:
            raise PlanError(
                f"plan: sections: no section {name!r}{did_you_mean(name, SECTION_TITLES)} There are: "
                f"{', '.join(SECTION_TITLES)}"
            )
    unasked = {*([QUARTER] if quarter is None else []), *([] if plan.funnels else [FUNNELS])}
    planned = plan.sections or tuple(name for name in SECTION_TITLES if name not in unasked)
    return tuple(dict.fromkeys([FIRST, *(name for name in planned if name not in left_out), *NEVER_LEFT_OUT]))
