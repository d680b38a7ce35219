import pandas as pd

from dnoutcomes.deidentification import deidentify
from dnoutcomes.deidentification.removed import COLUMNS_OF_CHANGES, told_together
from dnoutcomes.outcomes import read_outcomes


def test_every_column_of_the_file_leaves_or_is_named(file, export):
    assert list(export.removed.columns) == list(COLUMNS_OF_CHANGES)
    assert set(file.columns) <= set(export.frame.columns) | set(export.removed["column"])


def test_each_says_what_leaves_in_its_place_and_why(export):
    changes = export.removed.set_index("column")
    leaves_as = changes["leaves_as"]
    assert leaves_as["patient_id"] == "random pseudonym"
    assert (leaves_as["session_date"], leaves_as["index_date"]) == ("study_day", "index_year")
    assert (leaves_as["referral_date"], leaves_as["end_date"]) == ("referral_day", "end_day")
    assert (leaves_as["onset_date"], leaves_as["birth_year"]) == ("duration_months", "age")
    assert leaves_as["cause"] == "other"
    for name in ("note", "Name", "cause_detail", "favourite colour"):
        assert leaves_as[name] == ""
    assert "points to a person" in changes.loc["Name", "reason"]
    assert "doesn't know" in changes.loc["favourite colour", "reason"]
    assert (changes["reason"] != "").all()


def test_values_are_counted(export):
    counts = export.removed.set_index(["column", "leaves_as"])["n_values"]
    assert counts["cause", "other"] == 3
    assert counts["missing_reason", "other"] == 1
    assert counts["age", "90"] == 3
    assert counts["age", "whole years"] == 3


def test_rows_that_do_not_leave_are_counted(file):
    broken = file.copy()
    broken.loc[0, "session_date"] = "soon"
    broken.loc[broken["patient_id"] == "MRN-00420", "pain_nrs"] = "much"
    changes = deidentify(read_outcomes(broken)).removed
    rows = changes[changes["column"] == "(rows)"].set_index("reason")["n_values"]
    assert rows["set aside when the file was read"] == 4
    assert rows["patients of whom every row was set aside"] == 1


def test_rows_that_are_alike_without_their_notes_are_told(file):
    twice = pd.concat([file, file.iloc[[0]].assign(note="again")])
    changes = deidentify(read_outcomes(twice)).removed
    assert (changes["reason"] == "repeat another row now; a reader may keep one of each").sum() == 1


def test_a_name_of_a_column_can_do_no_harm_on_a_screen(file):
    changes = deidentify(read_outcomes(file.assign(**{"x\x1b[2J": "1"}))).removed
    assert r"x\x1b[2J" in set(changes["column"])


def test_columns_of_which_the_same_is_said_are_told_in_one_row_and_numbers_stay_apart():
    rows = [
        ("a", "", pd.NA, "x"),
        ("b", "", 3, "x"),
        ("c", "", pd.NA, "x"),
        ("d", "e", pd.NA, "x"),
        ("f", "", 3, "x"),
    ]
    removed = pd.DataFrame(rows, columns=list(COLUMNS_OF_CHANGES)).astype({"n_values": "Int64"})
    told = told_together(removed)
    assert told["column"].tolist() == ["a, c", "b", "d", "f"]
    assert told["n_values"].fillna(0).tolist() == [0, 3, 0, 3]
