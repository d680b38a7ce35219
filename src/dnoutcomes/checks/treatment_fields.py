"""Fields of a session that contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import chain

import pandas as pd

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally, rows_in
from dnoutcomes.readers.finding import Finding

Rule = Callable[[pd.DataFrame], pd.Series]

_ESTIM = ("estim_hz", "estim_us", "estim_ma", "estim_min")


def _true(records: pd.DataFrame, column: str) -> pd.Series:
    return records[column].fillna(False).astype(bool)


def _false(records: pd.DataFrame, column: str) -> pd.Series:
    return ~records[column].fillna(True).astype(bool)


def _no_estim(records: pd.DataFrame) -> pd.Series:
    given = [column for column in _ESTIM if column in records.columns]
    return _false(records, "estim") & records[given].gt(0).any(axis=1)


# Columns that a rule needs, what it finds, and the rule.
RULES: tuple[tuple[tuple[str, ...], str, Rule], ...] = (
    (("ltr_n", "needles_n"), "more twitch responses than needles", lambda r: (r["ltr_n"] > 0) & (r["needles_n"] == 0)),
    (("needled", "needles_n"), "needles in a session without needling",
     lambda r: _false(r, "needled") & (r["needles_n"] > 0)),
    (("estim",), "settings of electrical stimulation without stimulation", _no_estim),
    (("ae_any", "ae_term"), "an adverse event is named where there was none",
     lambda r: _false(r, "ae_any") & r["ae_term"].notna()),
    (("pain_pre", "status"), "pain before a session that was missed or cancelled",
     lambda r: r["status"].isin(["missed", "cancelled"]) & r["pain_pre"].notna()),
    (("needled", "on_chemo"), "needling while chemotherapy was running",
     lambda r: _true(r, "needled") & _true(r, "on_chemo")),
)  # fmt: skip


#: All columns that a rule looks at.
FIELDS = tuple(dict.fromkeys([*chain.from_iterable(columns for columns, _, _ in RULES), *_ESTIM]))


def _count(context: RecordContext) -> Tally:
    """Count the rows that each rule minds: `(what it finds, row)`."""
    counts: Tally = Counter()
    for columns, what, rule in RULES:
        if set(columns) <= set(context.records.columns):
            settings = [name for name in _ESTIM if columns == ("estim",) and name in context.records.columns]
            lines = context.counts.lines_where([*columns, *settings], rule)
            counts.update((what, line) for line in lines.tolist())
    return counts


def _judge(counts: Tally, context: RecordContext) -> list[Finding]:
    """Warn of fields of one encounter that can't all be right, or that a clinician should look at."""
    rows_of: dict[str, Tally] = {}
    for (what, row), n in counts.items():
        rows_of.setdefault(what, Counter())[row] += n
    return [
        Finding(
            "warn",
            f"{what} ({rows_of[what].total()} rows)",
            column=columns[0],
            source_rows=rows_in(rows_of[what]),
        )
        for columns, what, _ in RULES
        if what in rows_of
    ]


treatment_fields = OfCounts(_count, _judge)
