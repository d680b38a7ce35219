"""A comparison needs two arms."""

from __future__ import annotations

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.readers.finding import Finding


def one_arm(context: RecordContext) -> list[Finding]:
    """Refuse records of one arm only."""
    present = set(context.records["arm"].unique())
    absent = [arm for arm in context.arms if arm not in present]
    return [
        Finding(
            "reject",
            f"no record of the arm {arm}: nothing can be compared",
            column="arm",
            remedy="The file must hold the encounters of both arms, "
            + " and ".join(context.arms)
            + "; change before and after says nothing of an effect.",
        )
        for arm in absent
    ]
