"""The draft of a mapping: what a file's names, codes, marks, dates, scales and layout mean."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from dnoutcomes.readers import RawTable
from dnoutcomes.starting.column_roles import assign_columns
from dnoutcomes.starting.date_formats import decide_date_format
from dnoutcomes.starting.decimal_marks import decide_decimal_mark
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.layouts import layout_of
from dnoutcomes.starting.levels import decide_levels
from dnoutcomes.starting.look import look_at
from dnoutcomes.starting.question import Question
from dnoutcomes.starting.scales_and_units import decide_scales, decide_units
from dnoutcomes.starting.score_numbers import decide_missing_numbers
from dnoutcomes.starting.visit_labels import decide_visit_labels
from dnoutcomes.starting.wide_visits import ask_visual_analogue, decide_visits, find_wide_columns

Answers = Mapping[str, str | int]


def draft_mapping(path: str | Path | pd.DataFrame, answers: Answers) -> Draft:
    """Draft the mapping of a file.

    Parameters
    ----------
    path : str, Path or pandas.DataFrame
    answers : mapping of str to str
        Answers to questions, by their names.

    Returns
    -------
    Draft
        Questions that hang on the answers to others come up once these are answered.

    Raises
    ------
    DataError
        The file can't be read whatever is said of it.
    """
    raw, draft = look_at(path, Draft(), answers)
    return draft if raw is None else draft_of_table(raw, draft, answers)


def draft_of_table(raw: RawTable, draft: Draft, answers: Answers) -> Draft:
    """Draft the mapping of a table of text, after what reading it needed."""
    layout = layout_of(list(raw.frame.columns))
    if layout is not None and layout.what_to_do:
        return draft.ask(Question("layout", f"This is {layout.words}. {layout.what_to_do}"), answers)
    wide, draft = ask_visual_analogue(find_wide_columns(raw), draft, answers)
    if draft.questions:
        # What the scores are decides what else there is to ask of them.
        return draft
    if not wide.visits:
        draft = decide_visit_labels(raw, draft, answers)
    roles, draft = assign_columns(raw, wide, draft, answers)
    draft = decide_visits(wide, draft, answers)
    roles = roles.with_labels()
    for decide in (
        decide_decimal_mark, decide_date_format, decide_missing_numbers, decide_levels, decide_units, decide_scales,
    ):  # fmt: skip
        draft = decide(roles, draft, answers)
    return draft
