import numpy as np
import pandas as pd
import pytest

from dnoutcomes import Plan, read_outcomes
from dnoutcomes.starting.plan_draft import draft_plan


def outcomes(days=(0, 28, 84), n=12, **more):
    rows = pd.DataFrame(
        [
            {"patient_id": f"{patient}", "arm": ("sc", "dn")[patient % 2], "cause": "diabetic",
             "age": f"{50 + patient}",
             "session_date": (pd.Timestamp("2026-01-05") + pd.Timedelta(days=day + patient % 3 * bool(day))).date()}
            for patient in range(n) for day in days
        ]
    )  # fmt: skip
    scores = np.arange(len(rows)) % 8
    columns = more or {"pain": scores}
    return read_outcomes(
        rows.assign(**columns).astype(str), {"outcome": next(iter(columns))} if more else None
    )


def test_outcome_and_visits_are_told_and_the_rest_is_left_to_people():
    draft = draft_plan(outcomes(), {})
    assert draft.settings == {
        "outcome": "pain_nrs",
        "visits": [{"name": "W04", "day": 28}, {"name": "W12", "day": 84}],
    }
    assert Plan(**draft.settings).design == "observational"
    assert any('covariates = ["age"]' in note for note in draft.notes)


def test_days_that_gather_nowhere_are_a_note():
    draft = draft_plan(outcomes(days=range(0, 90, 3)), {})
    assert "visits" not in draft.settings
    assert any("so many different days" in note for note in draft.notes)


@pytest.mark.parametrize("answer", ["isi", "phq9"])
def test_of_several_outcomes_the_primary_one_is_asked(answer):
    read = outcomes(isi=np.arange(36) % 20, phq9=np.arange(36) % 9)
    (question,) = draft_plan(read, {}).questions
    assert [offered.name for offered in question.answers] == ["isi", "phq9"]
    assert draft_plan(read, {"outcome": answer}).settings["outcome"] == answer


def test_average_pain_is_the_outcome_where_it_is_there():
    read = outcomes(isi=np.arange(36) % 20, pain=np.arange(36) % 9)
    draft = draft_plan(read, {})
    assert (draft.settings["outcome"], draft.questions) == ("pain_nrs", ())
    assert "Also measured: isi." in draft.reasons["outcome",]
