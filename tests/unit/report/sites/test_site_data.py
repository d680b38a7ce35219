"""A network's file taken apart: everybody at one site, and nothing of the others with them."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import Outcomes, read_outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.file_quality import file_quality
from dnoutcomes.report.sites.site_data import checked_anew, outcomes_of_site, sites_of_patients

sys.path.insert(0, str(Path(__file__).parents[2] / "engines"))
from plain_clinic import FRAMES, VALUES, clinic_with_gaps, write

PLAN = Plan(data_cutoff="2026-12-31")


def network(*patients):
    """Two patients in each arm at North and South, three encounters each; more patients as given."""
    rows = []
    for site in ("North", "South"):
        for arm in ("needling", "standard"):
            for number in (1, 2):
                days = ("2026-01-05", "2026-02-02", "2026-03-30")
                rows += [[f"{site[0]}{arm[0]}{number}", arm, "diabetic", day, str(7 - place), site]
                         for place, day in enumerate(days)]  # fmt: skip
    columns = ["patient_id", "arm", "cause", "session_date", "pain_nrs", "site_id"]
    return pd.DataFrame([*rows, *patients], columns=columns)


def read(frame, **options):
    return read_outcomes(frame, plan=PLAN, **options)


def part(frame, site, **options):
    outcomes = read(frame, **options)
    return outcomes_of_site(outcomes, sites_of_patients(outcomes), site)


def test_everybody_is_at_one_site_and_no_record_is_lost():
    outcomes = read(network())
    sites = sites_of_patients(outcomes)
    parts = [outcomes_of_site(outcomes, sites, name) for name in sites.names]
    assert sites.names == ["North", "South"]
    joined = pd.concat([item.records for item in parts])
    assert sorted(joined["source_row"]) == sorted(outcomes.records["source_row"])
    assert not set(parts[0].records["patient_id"]) & set(parts[1].records["patient_id"])
    assert sum(item.source.n_rows_read for item in parts) == outcomes.source.n_rows_read


def test_a_patient_who_moved_belongs_to_the_site_of_time_zero():
    moved = [
        ["M1", "needling", "diabetic", "2026-01-05", "7", "South"],
        ["M1", "needling", "diabetic", "2026-02-10", "6", "North"],
    ]
    sites = sites_of_patients(read(network(*moved)))
    assert sites.of_patients["M1"] == "South"
    assert (sites.n_moved, sites.n_without) == (1, 0)
    south = part(network(*moved), "South")
    assert set(south.records["site_id"]) == {"South"}
    assert (south.records["patient_id"] == "M1").sum() == 2


def test_time_zero_and_not_the_first_record_decides():
    frame = network(
        ["M1", "needling", "diabetic", "2026-01-05", "7", "South"],
        ["M1", "needling", "diabetic", "2026-01-20", "7", "North"],
        ["M1", "needling", "diabetic", "2026-03-20", "6", "South"],
    )
    frame["index_date"] = frame["session_date"].groupby(frame["patient_id"]).transform("min")
    frame.loc[frame["patient_id"] == "M1", "index_date"] = "2026-01-20"
    assert sites_of_patients(read(frame)).of_patients["M1"] == "North"


def test_a_site_that_only_a_later_or_a_refused_row_names_is_still_the_patients():
    frame = network(
        ["L1", "needling", "diabetic", "2026-01-05", "7", ""],
        ["L1", "needling", "diabetic", "2026-02-10", "6", "North"],
        ["R1", "needling", "diabetic", "2026-01-05", "7", ""],
        ["R1", "needling", "diabetic", "someday", "6", "South"],
    )
    of = sites_of_patients(read(frame)).of_patients
    assert (of["L1"], of["R1"]) == ("North", "South")


def test_patients_without_a_site_are_counted_and_at_none():
    frame = network(["X1", "needling", "diabetic", "2026-01-05", "7", ""])
    sites = sites_of_patients(read(frame))
    assert (sites.n_without, sites.names) == (1, ["North", "South"])
    assert part(frame, None).records["patient_id"].tolist() == ["X1"]


def test_rows_set_aside_go_with_their_patient_and_rows_without_one_with_their_site():
    frame = network(
        ["Nn1", "needling", "diabetic", "soon", "5", ""],
        ["", "needling", "diabetic", "2026-02-02", "5", "South"],
        ["", "needling", "diabetic", "2026-02-02", "5", ""],
    )
    rows = {site: part(frame, site).rejects["source_row"].tolist() for site in ("North", "South", None)}
    assert rows == {"North": [26], "South": [27], None: [28]}
    north = part(frame, "North")
    assert north.source.n_rows_read == north.source.n_records + north.n_rows_set_aside == 13


def test_patients_of_whom_every_row_was_set_aside_are_left_out_at_their_site():
    frame = network(["Z1", "needling", "diabetic", "soon", "5", "South"])
    assert part(frame, "South").without_records["patient_id"].tolist() == ["Z1"]
    assert part(frame, "North").without_records.empty


def test_repeated_rows_are_counted_where_they_are():
    frame = pd.concat([network(), network().iloc[[0, 0]]], ignore_index=True)
    assert [part(frame, site).source.n_duplicates for site in ("North", "South")] == [2, 0]
    reasons = set(part(frame, "North").rejects["reason"])
    assert reasons == {"repeats another row in every column: one of each is kept"}


def test_reasons_name_no_patient_of_another_site():
    switched = network()
    switched.loc[[1, 13], "arm"] = "standard"  # one patient of either site
    rejects = part(switched, "North", arm_switch="exclude").rejects
    assert len(rejects) == 3
    assert "Sn1" not in rejects.to_csv()
    assert "2 patients" not in rejects.to_csv()


def test_warnings_about_rows_of_another_site_are_not_passed_on():
    frame = network().assign(age="60")
    frame.loc[13, "age"] = "70"  # at South
    warned = {site: set(part(frame, site).issues["check"]) for site in ("North", "South")}
    assert "changing_values" in warned["South"]
    assert "changing_values" not in warned["North"]


def test_the_quality_of_a_part_is_counted_in_its_own_rows():
    frame = network(["Sn1", "needling", "diabetic", "soon", "5", "South"])
    north, south = (file_quality(part(frame, site)) for site in ("North", "South"))
    assert (north.n_rows, north.n_records, north.n_set_aside, len(north.set_aside)) == (12, 12, 0, 0)
    assert (south.n_rows, south.n_records, south.n_set_aside, len(south.set_aside)) == (13, 12, 1, 1)


def test_checks_of_all_records_together_are_made_anew():
    one_score = network()
    one_score.loc[one_score["site_id"] == "South", "pain_nrs"] = "5"
    north, south = (checked_anew(part(one_score, site), PLAN) for site in ("North", "South"))
    assert "constant_outcome" in set(south.issues["check"])
    assert "constant_outcome" not in set(north.issues["check"])


def test_a_site_with_one_arm_cannot_be_compared():
    frame = network()
    frame.loc[frame["site_id"] == "South", "arm"] = "needling"
    with pytest.raises(DataError, match="no record of the arm standard"):
        checked_anew(part(frame, "South"), PLAN)


def test_a_site_of_which_no_row_can_be_used_says_so():
    frame = network()
    frame.loc[frame["site_id"] == "South", "session_date"] = "soon"
    assert sites_of_patients(read(frame)).names == ["North", "South"]
    with pytest.raises(DataError, match="every row of this site was set aside"):
        checked_anew(part(frame, "South"), PLAN)


@pytest.mark.parametrize("frame", [network().drop(columns="site_id"), network().assign(site_id="")])
def test_a_file_without_sites_is_an_error_that_names_the_column(frame):
    with pytest.raises(DataError, match="site_id"):
        sites_of_patients(read(frame))


def stored_network(tmp_path):
    """A plain file of three sites and of patients at none, read by both engines."""
    frame = clinic_with_gaps(50, 5)
    place = frame["patient_id"].str[1:].astype(int)
    frame["site_id"] = np.array(["North", "south", "", "East"])[place % 4]
    path = write(frame.sample(frac=1, random_state=2), tmp_path / "clinic.csv")
    return [
        read_outcomes(path, plan=PLAN, engine=name, confirmed=["windows"]) for name in ("duckdb", "pandas")
    ]


def test_a_database_has_the_sites_of_its_rows_and_gives_out_one_at_a_time(tmp_path):
    stored, rows = stored_network(tmp_path)
    assert (stored.engine, rows.engine) == ("duckdb", "pandas")
    of_file, of_rows = map(sites_of_patients, (stored, rows))
    assert (of_file.names, of_file.n_without, of_file.n_moved) == (["East", "North", "south"], 12, 0)
    assert (of_rows.names, of_rows.n_without, of_rows.n_moved) == (["East", "North", "south"], 12, 0)
    for site in (*of_file.names, None):
        part, same = outcomes_of_site(stored, of_file, site), outcomes_of_site(rows, of_rows, site)
        for name in FRAMES:
            pd.testing.assert_frame_equal(getattr(part, name), getattr(same, name))
        for name in set(VALUES) - {"findings"}:
            assert getattr(part, name) == getattr(same, name)
        assert part.n_patients > 5
        assert type(part) is Outcomes
    assert not {"records", "rows"} & set(vars(stored))
