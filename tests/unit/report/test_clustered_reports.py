"""Reports by plans that take patients of one therapist together: none fails, and each says what it rests on."""

import numpy as np
import pytest

from dnoutcomes.language import speaking
from dnoutcomes.report import build_report
from dnoutcomes.report.blocks.section import BulletList, Definitions, Note, Paragraph, Table

SECTIONS = ("summary", "course", "causes", "limits", "methods", "glossary", "provenance")


def texts(report):
    said = []
    for block in (block for section in report.sections for block in section.blocks):
        if isinstance(block, Paragraph | Note):
            said.append(block.text)
        elif isinstance(block, BulletList):
            said += block.items
        elif isinstance(block, Table):
            said += block.notes
        elif isinstance(block, Definitions):
            said += [f"{name}: {meaning}" for name, meaning in block.rows]
    return said


@pytest.fixture(scope="module")
def report_of(make_records, make_analysis):
    from dnoutcomes.plan import Plan, Visit

    def build(therapist, *, clusters="therapist_id", visits=(28, 84), language=None, n=120, **options):
        """`therapist` names the therapist of a patient by number and arm."""
        records = make_records(n=n, missing=0.1, causes=["diabetic", "idiopathic"], shares=[0.6, 0.4])
        named = [
            therapist(int(patient[1:]), arm)
            for patient, arm in zip(records["patient_id"], records["arm"], strict=True)
        ]
        records = records[records["study_day"].isin([0, *visits])].assign(
            therapist_id=np.array(named, dtype=object)[records["study_day"].isin([0, *visits]).to_numpy()]
        )
        planned = [Visit(name=f"W{day // 7:02d}", day=day) for day in visits]
        plan = Plan(clusters=clusters, visits=planned, sections=SECTIONS, covariance=["us", "cs"], **options)
        return build_report(make_analysis(plan=plan, records=records), language=language)

    return build


@pytest.fixture(scope="module")
def crossed(report_of):
    return report_of(lambda number, arm: f"T{number % 8}")


def test_the_same_words_stand_beside_the_headline_and_the_tables(crossed):
    same = "Intervals allow for patients of one therapist going together."
    assert sum(same in said for said in texts(crossed)) == 3
    said = " ".join(texts(crossed))
    assert said.count("cluster-robust errors by therapist (CR2, Satterthwaite)") == 3
    assert "Cluster: patients who share a therapist" in said
    assert "Patients who go together: those of one therapist (therapist_id)" in said


def test_number_of_clusters_and_design_effect_are_results(crossed):
    rows = crossed.table[crossed.table["table"] == "clusters"].set_index(["analysis", "arm"])["estimate"]
    assert rows[("number of clusters, therapist_id", "needling")] == 8
    written = crossed.to_dict()["clusters"]
    assert (written["column"], written["taken"], written["number"]) == ("therapist_id", "together", 8)
    effect = crossed.results.model.design_effect
    assert written["design_effect"] == effect.estimate
    row = crossed.results.model.differences.where(visit="W12").frame.iloc[0]
    assert row["std_error"] == pytest.approx(effect.std_error, rel=0.02)
    assert f"is {effect.estimate:.2f}" in " ".join(texts(crossed))


def test_needling_by_three_and_standard_care_by_nobody(report_of):
    report = report_of(lambda number, arm: f"T{number % 3}" if arm == "needling" else None)
    clusters = report.results.clusters
    assert clusters.apart
    assert clusters.arms["standard"].n_clusters == 0
    first_page = " ".join(block.text for block in report.sections[0].blocks if isinstance(block, Note))
    assert "The file names 3 therapists for patients with needling plus standard care" in first_page
    assert "can't be told from one between therapists" in first_page


def test_two_therapists_of_one_group_each_leave_no_difference(report_of):
    report = report_of(lambda number, arm: arm[0])
    assert report.results.answer.verdict == "none"
    assert report.results.clusters.interval == "none"
    assert "nobody can say how sure it is" in report.results.answer.reason
    assert "The file names 1 therapist for" in " ".join(texts(report))


def test_a_plan_that_names_nobody_says_so(report_of):
    report = report_of(lambda number, arm: f"T{number % 8}", clusters=None)
    said = " ".join(texts(report))
    assert "The file names 8 therapists of these patients. Where results differ" in said
    assert "Intervals allow for" not in said
    assert "Cluster: " not in said
    assert report.table[report.table["table"] == "clusters"].empty
    assert report.to_dict()["clusters"]["taken"] == "as independent"


def test_one_visit_and_few_patients(report_of):
    report = report_of(lambda number, arm: f"T{number % 4}", visits=(84,), n=40)
    assert report.results.clusters.taken == "together"


def test_in_spanish(report_of):
    with speaking("es"):
        report = report_of(lambda number, arm: f"T{number % 8}", language="es")
    assert any(
        "Los intervalos tienen en cuenta que los pacientes de un mismo terapeuta" in said
        for said in texts(report)
    )
