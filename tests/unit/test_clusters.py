"""Who shares a therapist: most rows, the earliest of equals, and whoever has nobody stands alone."""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import derive_analysis
from dnoutcomes.clusters import Clusters, cluster_codes, named_clusters, read_clusters
from dnoutcomes.errors import PlanError
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.plan import Plan

PLAN = Plan(clusters="therapist_id")


def records_of(*rows):
    frame = pd.DataFrame(rows, columns=["patient_id", "day", "therapist_id"])
    return frame.assign(source_row=np.arange(2, len(frame) + 2))


class TestReading:
    def test_most_rows_decide_and_the_earliest_of_equals(self):
        clusters = read_clusters(
            records_of(
                ("B", 9, "T1"), ("B", 2, "T3"), ("A", 0, "T1"), ("A", 7, "T2"), ("A", 14, "T2"), ("C", 0, "T1"),
            ),
            PLAN,
        )  # fmt: skip
        named = {patient: clusters.names[code] for patient, code in clusters.codes.items()}
        assert named == {"A": "T2", "B": "T3", "C": "T1"}
        assert clusters.n_several == 2

    def test_patients_without_a_therapist_are_clusters_of_their_own(self):
        clusters = read_clusters(
            records_of(("A", 0, "T1"), ("B", 0, None), ("C", 0, "T2"), ("D", 0, None)), PLAN
        )
        assert clusters.codes.to_dict() == {"A": 0, "B": 2, "C": 1, "D": 3}
        assert clusters.alone.to_dict() == {"A": False, "B": True, "C": False, "D": True}

    def test_numbers_may_name_them(self):
        clusters = read_clusters(records_of(("A", 0, 7), ("B", 0, 12), ("C", 0, 7)), PLAN)
        assert clusters.names == ("12", "7")
        assert clusters.codes.to_dict() == {"A": 1, "B": 0, "C": 1}

    def test_no_plan_for_them_is_none(self):
        assert read_clusters(records_of(("A", 0, "T1")), Plan()) is None

    def test_one_alone_is_refused_but_in_a_part_of_a_file(self):
        rows = records_of(("A", 0, "T1"), ("B", 0, "T1"))
        with pytest.raises(PlanError, match=r"clusters = 'therapist_id' has 1 value in the data"):
            read_clusters(rows, PLAN)
        assert read_clusters(rows, PLAN, part=True) is None
        with pytest.raises(PlanError, match="has no values"):
            read_clusters(records_of(("A", 0, None)), PLAN)

    def test_a_column_that_is_not_there_is_named(self):
        with pytest.raises(PlanError, match=r"'therapist' isn't among the columns .*therapist_id"):
            read_clusters(records_of(("A", 0, "T1")), Plan(clusters="therapist"))


class TestPlan:
    @pytest.mark.parametrize("column", ["patient_id", "arm"])
    def test_what_makes_no_clusters_is_refused(self, column):
        with pytest.raises(PlanError, match=f"clusters: '{column}'"):
            Plan(clusters=column)

    def test_the_hash_of_a_plan_without_them_stays_and_with_them_changes(self):
        assert Plan().hash == Plan(clusters=None).hash
        assert len({Plan().hash, Plan(clusters="site_id").hash, Plan(clusters="therapist_id").hash}) == 3


@pytest.fixture(scope="module")
def analysis():
    """Three therapists, one for both arms; two of the reference arm have none."""
    people = [
        ("A", "needling", "T1"), ("B", "needling", "T1"), ("C", "needling", "T2"), ("D", "needling", "T1"),
        ("E", "standard", "T2"), ("F", "standard", "T3"), ("G", "standard", None), ("H", "standard", None),
        ("I", "standard", "T3"),
    ]  # fmt: skip
    rows = [
        (patient, arm, "diabetic", therapist, float(day), 7.0 - place / 3 - day / 84)
        for place, (patient, arm, therapist) in enumerate(people)
        for day in (0, 84)
    ]
    names = ["patient_id", "arm", "cause", "therapist_id", "study_day", "pain_nrs"]
    records = pd.DataFrame(rows, columns=names).assign(encounter="assessment")
    records["source_row"] = np.arange(2, len(records) + 2)
    outcomes = Outcomes(records, pd.DataFrame(), pd.DataFrame(), None, "pain_nrs", "study_day")
    return derive_analysis(
        outcomes, Plan(clusters="therapist_id", visits=[{"name": "W12", "day": 84}], pool_causes_below=0)
    )


class TestAnalysis:
    def test_patients_and_visits_carry_the_same_code(self, analysis):
        of_patient = analysis.patients.set_index("patient_id")["cluster"]
        assert of_patient.to_dict() == {
            "A": 0, "B": 0, "C": 1, "D": 0, "E": 1, "F": 2, "G": 3, "H": 4, "I": 2,
        }  # fmt: skip
        assert (analysis.visits["patient_id"].map(of_patient) == analysis.visits["cluster"]).all()

    def test_clusters_of_each_arm_are_counted(self, analysis):
        table = analysis.clusters.by_arm(analysis.patients)
        assert table.loc["needling"].to_dict() == {
            "n_patients": 4, "n_clusters": 2, "n_alone": 0, "smallest": 1, "largest": 3, "n_shared": 1,
        }  # fmt: skip
        assert table.loc["standard"].to_dict() == {
            "n_patients": 5, "n_clusters": 2, "n_alone": 2, "smallest": 1, "largest": 2, "n_shared": 1,
        }  # fmt: skip

    def test_notes_say_it(self, analysis):
        said = " ".join(analysis.notes)
        assert "share therapist_id are taken to go together: 2 of standard, 2 of needling" in said
        assert "No therapist_id was recorded for 2 of standard" in said

    def test_codes_of_some_rows_have_no_gaps(self, analysis):
        some = analysis.patients[analysis.patients["patient_id"].isin(["C", "F", "H"])]
        assert cluster_codes(some).tolist() == [0, 1, 2]
        assert cluster_codes(some.drop(columns="cluster")) is None


def test_results_name_the_column_of_the_plan():
    clusters = Clusters("therapist_id", ("T1", "T2"), pd.Series([0, 1, 2], index=["A", "B", "C"]))
    frame = pd.DataFrame({"cluster": [0, 1, 2], "site_id": ["x", "y", "z"]})
    named, name = named_clusters(frame, clusters)
    assert name == "therapist_id"
    # C had none recorded.
    assert named["therapist_id"].tolist()[:2] == [0, 1]
    assert named["therapist_id"].isna().tolist() == [False, False, True]
    assert named_clusters(frame, None) == (frame, None)


def test_a_column_that_is_used_otherwise_is_left_as_it_is():
    clusters = Clusters("site_id", ("x", "y"), pd.Series([0, 1], index=["A", "B"]))
    named, name = named_clusters(
        pd.DataFrame({"cluster": [0, 1], "site_id": ["x", "y"]}), clusters, ("site_id",)
    )
    assert name == "cluster"
    assert named["site_id"].tolist() == ["x", "y"]
