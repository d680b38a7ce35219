"""The estimand in one line, to stand under a table of estimates."""

from __future__ import annotations

from dnoutcomes.describe.estimand_table import estimand_statement
from dnoutcomes.plan import Plan


def estimand_note(plan: Plan, visit: str | None = None) -> str:
    """Say in one line what is estimated.

    Parameters
    ----------
    plan : Plan
    visit : str, optional
        The visit of the estimates. Default: the primary visit.

    Returns
    -------
    str

    Examples
    --------
    >>> print(estimand_note(Plan(), "W04"))
    Estimand. Population: ...; treatments: needling against standard (the reference); variable: change of ... from
    baseline to W04; a fall is an improvement; intercurrent events: none named: every score counts (treatment policy);
    summary: ...
    """
    asked = plan if visit is None else plan.model_copy(update={"primary_visit": visit})
    attributes = estimand_statement(asked).itertuples(index=False)
    said = "; ".join(f"{attribute}: {value}" for attribute, value in attributes)
    return f"Estimand. {said[0].upper()}{said[1:]}."
