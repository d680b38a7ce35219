"""What checks of records find in a file is what they find in counts of its parts, added up."""

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.checks import RECORD_CHECKS, RecordContext
from dnoutcomes.checks.of_counts import OfCounts
from dnoutcomes.disclosure import SmallGroups


def records(n=60, seed=5, **columns):
    """Encounters of which every check of records finds something, save those that refuse the file."""
    rng = np.random.default_rng(seed)
    patient = np.repeat([f"P{k:02d}" for k in range(n)], 3)[: 3 * n - 2]
    by_patient = pd.Series(patient).str[1:].astype(int)
    frame = pd.DataFrame(
        {
            "patient_id": patient,
            "arm": np.where(by_patient % 3 == 0, "standard", "needling"),
            "cause": np.where(by_patient == 7, "rare", np.where(by_patient % 2 == 0, "diabetic", "idiopathic")),
            "session_date": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 5, len(patient)), "D"),
            "pain_nrs": rng.choice([0.0, 1.0, 9.0, 10.0, np.nan], len(patient)),
            "therapist_id": "T" + (by_patient % 7).astype(str),
            "site_id": "S" + (by_patient % 7 % 4).astype(str),
            "needles_n": rng.integers(0, 2, len(patient)).astype(float),
            "ltr_n": rng.integers(0, 3, len(patient)).astype(float),
            "source_row": rng.permutation(len(patient)) + 2,
        }
    )  # fmt: skip
    return frame.assign(**columns).sort_values(
        ["patient_id", "session_date", "source_row"], ignore_index=True
    )


def context_of(frame):
    return RecordContext(frame, "pain_nrs", "session_date", ("needling", "standard"), ("diabetic", "rare"),
                         date(2026, 1, 4), SmallGroups())  # fmt: skip


def told(findings):
    return [(f.severity, f.message, f.column, f.remedy, [*f.source_rows]) for f in findings]


@pytest.mark.parametrize("name", list(RECORD_CHECKS))
@pytest.mark.parametrize(
    "frame",
    [records(), records(pain_nrs=3.0), records(pain_nrs=np.nan), records(arm="standard"), records(n=4)],
    ids=["some", "constant", "without scores", "one arm", "few"],
)
def test_counts_of_parts_add_up_to_the_findings_of_the_whole(name, frame):
    look = RECORD_CHECKS[name].look
    assert isinstance(look, OfCounts)
    whole = context_of(frame)
    for n_parts in (1, 2, 5):
        part = frame["patient_id"].str[1:].astype(int) % n_parts
        counts = sum(
            (look.count(replace(whole, records=frame[part == k])) for k in range(n_parts)), Counter()
        )
        assert told(look.judge(counts, replace(whole, records=frame.iloc[:0]))) == told(look(whole))


def test_each_check_finds_something_in_what_is_added_up_here():
    quiet = {"one_arm", "constant_outcome"}
    found = {name for name, check in RECORD_CHECKS.items() if check.look(context_of(records()))}
    assert found == {*RECORD_CHECKS} - quiet
