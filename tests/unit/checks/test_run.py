from importlib import import_module

import numpy as np

from dnoutcomes.checks import CELL_CHECKS, HEADER_CHECKS, RECORD_CHECKS
from dnoutcomes.outcomes import read_outcomes


def test_names_of_checks_are_their_own(encounters):
    names = [*HEADER_CHECKS, *CELL_CHECKS, *RECORD_CHECKS]
    assert len(names) == len(set(names))
    for checks in (HEADER_CHECKS, CELL_CHECKS, RECORD_CHECKS):
        for name, check in checks.items():
            assert getattr(import_module(f"dnoutcomes.checks.{name}"), name) is check.look


def test_a_row_is_judged_once(encounters, with_cells):
    """A row without an id, a date and a readable score is listed for the first of them only."""
    frame = with_cells(encounters, (0, "patient_id", ""), (0, "session_date", "x"), (0, "pain_nrs", "awful"))
    rejects = read_outcomes(frame).rejects
    assert rejects["source_row"].tolist() == [2]
    assert rejects["column"].tolist() == ["patient_id"]


def test_rows_add_up(encounters, with_cells):
    frame = with_cells(encounters, (0, "patient_id", ""), (4, "session_date", "x"), (5, "pain_nrs", "awful"))
    outcomes = read_outcomes(frame)
    lines = np.concatenate([outcomes.records["source_row"], outcomes.rejects["source_row"]])
    assert sorted(lines) == list(range(2, 14))
