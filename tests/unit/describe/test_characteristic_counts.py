"""Table one of a file in a database is that of its rows, whatever was recorded of whom and when."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.describe import table_one
from dnoutcomes.describe.baseline_characteristics import MOST_LEVELS
from dnoutcomes.describe.characteristic_counts import characteristic_counts
from dnoutcomes.engines.characteristic_groups import count_characteristics

sys.path.insert(0, str(Path(__file__).parents[1] / "engines"))
from plain_clinic import clinic_with_gaps
from rows_and_sums import both

MAPPING = {"keep": ["bmi", "clinic_floor", "shelf_code"]}
CHANGES = {"covariates": ("site_id", "age"), "pool_causes_below": 5}


def described_clinic(n: int, seed: int) -> pd.DataFrame:
    """Facts that some lack, values that change up to time zero and after it, and columns of the file's own."""
    rng = np.random.default_rng(seed)
    frame = clinic_with_gaps(n, seed)
    place = frame["patient_id"].str[1:].astype(int)
    day = (pd.to_datetime(frame["session_date"]) - pd.to_datetime(frame["index_date"])).dt.days
    facts = pd.DataFrame({
        "sex": np.where(rng.random(n) < 0.4, "F", "M"), "duration_months": rng.integers(3, 40, n).astype("object"),
    })  # fmt: skip
    facts.loc[rng.random(n) < 0.2, "duration_months"] = pd.NA
    frame = frame.assign(**{name: facts[name].to_numpy()[place] for name in facts})
    diabetic = frame["cause"].eq("diabetic") & frame["encounter"].eq("assessment")
    frame["hba1c"] = np.where(diabetic, 6 + (place * 7 + day.clip(lower=0)) % 23 / 10, np.nan)
    frame["glucose"] = np.where(rng.random(len(frame)) < 0.5, 4 + place % 9, np.nan)
    frame["isi"] = pd.array(np.where(day < 40, 5 + (place + day) % 13, 0), dtype="Int64")
    frame["isi"] = frame["isi"].where(frame["encounter"].eq("assessment") & (rng.random(len(frame)) < 0.8))
    frame["bmi"] = np.where(place % 7 > 0, 20 + place % 11, np.nan)
    frame["clinic_floor"] = np.where(place % 3 > 0, "ground", "first")
    frame["shelf_code"] = "x" + (place % (MOST_LEVELS + 1)).astype(str)
    earlier = frame[day.eq(0) & frame["encounter"].eq("session") & (place % 3 > 0)]
    before = (pd.to_datetime(earlier["session_date"]) - pd.Timedelta(days=3)).dt.strftime("%Y-%m-%d")
    earlier = earlier.assign(session_date=before, encounter="assessment", glucose=20, clinic_floor="cellar")
    frame, place = pd.concat([frame, earlier], ignore_index=True), pd.concat([place, place[earlier.index]])
    place = place.reset_index(drop=True)
    return frame.assign(age=frame["age"].astype("Int64").mask(place % 9 == 4))


@pytest.fixture(scope="module")
def analyses(tmp_path_factory):
    path = tmp_path_factory.mktemp("described") / "clinic.csv"
    return both(described_clinic(60, 6), path, MAPPING, **CHANGES)


def test_table_one_is_that_of_the_rows(analyses):
    by_rows, by_sums = map(table_one, analyses)
    pd.testing.assert_frame_equal(by_sums, by_rows, check_exact=True)
    named = set(by_rows["characteristic"])
    assert {"baseline", "cause", "age", "sex", "duration_months", "site_id", "opioid"} <= named
    assert {"isi", "glucose", "bmi", "clinic_floor"} <= named


@pytest.mark.parametrize(("n", "seed"), [(25, 21), (41, 22), (90, 23)])
def test_table_one_of_random_files_is_that_of_the_rows(tmp_path, n, seed):
    frame = described_clinic(n, seed).sample(frac=1, random_state=seed)
    rng = np.random.default_rng(seed)
    changes = {"covariates": list(rng.permutation(["site_id", "age", "sex"]))[: int(rng.integers(0, 4))]}
    baseline = {"rule": str(rng.choice(["last", "first", "mean"])), "first": -7, "last": 0}
    by_rows, by_sums = map(table_one, both(frame, tmp_path / "c.csv", MAPPING, **changes, baseline=baseline))
    pd.testing.assert_frame_equal(by_sums, by_rows, check_exact=True)


def test_what_gives_a_cause_away_and_columns_of_many_texts_are_left_out(analyses):
    for analysis in analyses:
        assert not {"hba1c", "shelf_code", "pain_nrs"} & set(characteristic_counts(analysis))


def test_columns_of_many_texts_stay_in_the_database(analyses):
    sums = analyses[1]
    sources = {"shelf_code": "last value", "clinic_floor": "last value"}
    counts = count_characteristics(sums.outcomes.file, sums.plan, sources, MOST_LEVELS)
    assert list(counts) == ["clinic_floor"]


def test_each_patient_with_a_baseline_is_counted_once(analyses):
    n = len(analyses[0].patients)
    for analysis in analyses:
        assert {int(counts["n_patients"].sum()) for counts in characteristic_counts(analysis).values()} == {n}
