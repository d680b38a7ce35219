"""Arms: the documented spellings are folded; anything else is an error, never a third arm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.level_findings import ask_for_codes, folded_levels, is_coded, listed
from dnoutcomes.readers.cells import MISSING_KINDS
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote

# A slip of the pen, such as "needlin". Less alike is another word: "treatment" isn't "treatment as usual".
_SLIP = 0.8


def arm_levels(context: Context) -> list[Finding]:
    """Set rows without an arm aside, fold spellings, and refuse a file with an unknown arm."""
    arm = context.columns["arm"]
    findings = context.findings("row", arm.rows_of(*MISSING_KINDS), "no arm", "arm", sets_aside="row")
    if is_coded(arm, context):
        return findings + ask_for_codes(arm, context)
    unknown = arm.rows_of("unknown", "misspelt") & context.live
    for text in arm.texts_in(unknown):
        rows = arm.rows_where(other == text for other in arm.texts) & context.live
        meant = meant_arm(text, context.arms, arm.column.synonyms)
        hint = f"; did you mean {meant!r}? Arms are" if meant else "; arms are"
        findings += context.findings(
            "reject",
            rows,
            f"unknown arm {quote(text)} in {listed(rows, context)}{hint} {', '.join(context.arms)}",
            "arm",
            remedy='Correct it, or say in a mapping what it means: [values.arm], then a line such as "B" = "standard".',
        )
    return findings + folded_levels(arm, context)


def meant_arm(text: str, arms: Sequence[str], synonyms: Mapping[str, str]) -> str:
    """Name the arm that a text is a slip of; nothing where spellings of both arms are near, or none is.

    Parameters
    ----------
    text : str
    arms : sequence of str
    synonyms : mapping of str to str
        Spelling to arm.

    Examples
    --------
    >>> spellings = {"usual care": "standard", "treatment as usual": "standard", "dn": "needling"}
    >>> meant_arm("Needlng", ("standard", "needling"), spellings)
    'needling'
    >>> meant_arm("usual car", ("standard", "needling"), spellings)
    'standard'
    >>> meant_arm("treatment", ("standard", "needling"), spellings)
    ''
    """
    arm_of = {spelling: arm for spelling, arm in synonyms.items() if arm in arms}
    arm_of |= {arm.lower(): arm for arm in arms}
    near = get_close_matches(text.strip().lower(), arm_of, n=len(arm_of), cutoff=_SLIP)
    meant = {arm_of[spelling] for spelling in near}
    return meant.pop() if len(meant) == 1 else ""
