"""What is said of therapists: how errors took their patients, and what can't be told for the sake of them."""

import pytest

from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.cluster_results import ArmClusters, ClusterResults
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.words.cluster_words import cluster_limits, cluster_paragraph, cluster_reservation

SETTING = Setting(Plan())
NOBODY = ArmClusters(0, None, None, True)
EIGHT = ArmClusters(8, 12, 31, False)


def clusters(taken="together", needling=EIGHT, standard=NOBODY, **facts):
    return ClusterResults(
        **{"column": "therapist_id", "n_clusters": 8, "apart": True, "taken": taken}
        | {"arms": {"needling": needling, "standard": standard}}
        | facts
    )


def test_methods_name_numbers_and_sizes():
    said = cluster_paragraph(clusters(design_effect=1.6), SETTING)
    assert "Patients of one therapist were taken to go together" in said
    assert (
        "Patients with needling plus standard care had 8 therapists. Each of them had 12 to 31 of these"
        in said
    )
    assert "No patient with standard care alone has a therapist recorded; each counts alone." in said
    assert (
        "design effect of the difference after 12 weeks is 1.60: these patients tell as much as 62 %" in said
    )


@pytest.mark.parametrize(
    ("arm", "words"),
    [
        (ArmClusters(None, None, None, None), "How many therapists the patients with needling"),
        (
            ArmClusters(1, 40, 40, False),
            "Patients with needling plus standard care had 1 therapist. No patient",
        ),
        (
            ArmClusters(3, None, 40, True),
            "None of them had more than 40 of these patients. Whoever of them has no",
        ),
        (ArmClusters(3, None, None, None), "How many of these patients each had is not shown. Whoever"),
    ],
)
def test_what_is_hidden_is_not_said(arm, words):
    assert words in cluster_paragraph(clusters(needling=arm), SETTING)


def test_a_design_effect_below_one_costs_nothing():
    said = cluster_paragraph(clusters(design_effect=0.83), SETTING)
    assert "is 0.83. Below 1, it is chance, or comes of therapists who treat both groups." in said


def test_independent_patients_are_said_to_be():
    shared = clusters("as independent", apart=False, n_clusters=7)
    for said in (cluster_paragraph(shared, SETTING), *cluster_limits(shared, SETTING)):
        assert "Patients of one therapist were taken as independent" in said
        assert "The file names 7 therapists of these patients." in said
        assert "intervals are too narrow" in said


def test_a_report_of_one_site_says_nothing_of_others():
    of_site = clusters("of one", column="site_id", apart=False)
    assert "All patients of this report are of one site" in cluster_paragraph(of_site, SETTING)
    assert len(cluster_limits(of_site, SETTING)) == 1


def test_needling_by_a_few_is_told_on_the_first_page():
    few = clusters(needling=ArmClusters(2, 20, 30, False))
    assert cluster_reservation(few, SETTING).startswith(
        "The file names 2 therapists for patients with needling plus standard care, and none of them for patients with "
        "standard care alone: the difference can't be told from one between therapists."
    )
    assert cluster_reservation(few, SETTING) in cluster_limits(few, SETTING)
    assert any("fewer than 6 therapists" in said for said in cluster_limits(few, SETTING))
    assert cluster_reservation(clusters(), SETTING) == ""
    assert cluster_reservation(None, SETTING) == ""
    treating_both = clusters(needling=ArmClusters(2, 20, 30, False), apart=False)
    assert cluster_reservation(treating_both, SETTING) == ""


def test_one_therapist_is_one_not_several():
    said = cluster_reservation(clusters(needling=ArmClusters(1, 30, 30, False)), SETTING)
    assert said.startswith(
        "The file names 1 therapist for patients with needling plus standard care, and not for"
    )


def test_a_rough_interval_is_called_so():
    assert any(
        "fewer than 4 degrees of freedom" in said
        for said in cluster_limits(clusters(interval="rough"), SETTING)
    )


def test_words_are_those_of_the_language(marked_language, unsaid):
    for taken in ("together", "of one", "not recorded", "as independent"):
        with speaking(marked_language):
            shared = clusters(
                taken, needling=ArmClusters(2, 20, 30, True), design_effect=2.0, interval="rough"
            )
            said = [cluster_paragraph(shared, SETTING), *cluster_limits(shared, SETTING)]
        assert unsaid(" ".join(said)) == []
