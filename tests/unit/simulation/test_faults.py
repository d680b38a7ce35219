"""Every planted fault is where the list says, and nothing else differs from the clean file."""

import numpy as np
import pytest

import dnoutcomes as dn
from dnoutcomes.simulation.faults import plant_faults
from dnoutcomes.simulation.simulated import to_text


@pytest.fixture(scope="module")
def clean():
    return to_text(dn.simulate().frame)


@pytest.fixture(scope="module")
def messy():
    return dn.simulate("messy")


def test_the_list_explains_every_difference(clean, messy):
    mended = messy.frame.iloc[: len(clean)].copy()
    for fault in messy.truth.faults.to_dict(orient="records"):
        if fault["fault"] == "duplicate row":
            continue
        rows = slice(fault["line"] - 2, fault["last_line"] - 1)
        place = mended.columns.get_loc(fault["column"])
        assert (mended.iloc[rows, place] == fault["written"]).all()
        mended.iloc[rows, place] = fault["true_value"]
    assert mended.equals(clean)


def test_duplicates_stand_at_the_end(clean, messy):
    listed = messy.truth.faults[messy.truth.faults["fault"] == "duplicate row"]
    assert len(messy.frame) - len(clean) == len(listed) == 12
    for fault in listed.to_dict(orient="records"):
        original = int(fault["written"].removeprefix("copy of line "))
        assert messy.frame.iloc[fault["line"] - 2].equals(
            messy.frame.iloc[original - 2].rename(fault["line"] - 2)
        )


def test_every_kind_of_fault_is_there(messy):
    assert messy.truth.faults["fault"].value_counts().to_dict() | {"wrong direction": 0, "spelling": 0} == {
        "visit off its schedule": messy.truth.faults["fault"].eq("visit off its schedule").sum(),
        "0 to 100 scale": 10,
        "not a number": 3,
        "out of range": 2,
        "date before time zero": 8,
        "no such day": 3,
        "age above 89": 5,
        "duplicate row": 12,
        "wrong direction": 0,
        "spelling": 0,
    }
    assert messy.truth.faults["fault"].isin(["wrong direction", "spelling"]).sum() > 100


def test_half_of_the_later_visits_are_off_schedule(clean, messy):
    later = (clean["encounter"] == "assessment") & (clean["session_date"] > clean["index_date"])
    off = messy.truth.faults["fault"].eq("visit off its schedule").sum()
    assert off == later.sum() // 2
    assert (messy.frame["session_date"] <= "2026-06-30").all()


def test_planting_leaves_the_clean_file_alone(clean):
    before = clean.copy()
    plant_faults(np.random.default_rng(1), clean)
    assert clean.equals(before)
