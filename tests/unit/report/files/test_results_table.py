"""One tidy table of every number: its columns, its kinds of rows, and that they are the released ones."""

from dataclasses import replace

import pandas as pd
import pytest

from dnoutcomes.disclosure import State
from dnoutcomes.report.facts.cluster_results import ArmClusters, ClusterResults
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.files.results_table import TABLE_COLUMNS, results_table


def test_columns_are_fixed(report):
    assert tuple(results_table(report.results).columns) == TABLE_COLUMNS


def test_every_kind_of_result_is_there(report):
    assert set(results_table(report.results)["table"]) == {
        "mean change", "difference", "difference at the primary visit", "difference by cause",
        "test of a dependence on cause", "difference in responders", "number of patients",
        "number of sessions, events or scores",
    }  # fmt: skip


def test_other_outcomes_and_adverse_events_are_there_where_the_file_has_them(clinic_report):
    kinds = set(results_table(clinic_report.results)["table"])
    assert {
        "difference in another outcome",
        "difference in another outcome, in SD at the start",
        "share of responders on a rating",
        "difference in responders on a rating",
        "events per 100 sessions",
        "share of patients with an event",
    } <= kinds


def test_numbers_are_unrounded_where_the_number_of_patients_is_shown(report):
    table = results_table(report.results)
    differences = table[(table["table"] == "difference") & table["n_subjects"].notna()]
    assert len(differences)
    assert (differences["estimate"].round(6) != differences["estimate"]).all()


def test_a_difference_in_responders_is_that_of_the_arms_of_its_contrast(report):
    table = results_table(report.results)
    assert set(table["contrast"].dropna()) == {"needling - standard"}
    counted = table[table["analysis"].eq("at least 30 %, no score counts as no response, as counted")]
    n = {
        (row.analysis, row.arm): row.n_subjects
        for row in table.itertuples()
        if row.table == "number of patients"
    }
    treated, reference = (
        n["responders / 30 %", arm] / n["analysed", arm] for arm in ("needling", "standard")
    )
    assert counted["estimate"].item() == pytest.approx(treated - reference)
    assert counted["conf_low"].item() < counted["estimate"].item() < counted["conf_high"].item()
    assert treated > reference


@pytest.mark.parametrize(("state", "n_shown"), [(State.NOT_ESTIMABLE, None), (State.HIDDEN, "hidden")])
def test_shares_that_cannot_be_told_are_never_of_nobody(report, state, n_shown):
    thirty = report.results.setting.plan.responders[0]
    results = replace(report.results, responders_all=(ResponderContrast.without(thirty, state),))
    table = results_table(results)
    rows = table[table["analysis"].str.contains("no score counts as no response", na=False)]
    assert set(rows["state"]) == {str(state)}
    assert rows["n_subjects"].isna().all()
    assert {None if pd.isna(n) else n for n in rows["n_shown"]} == {n_shown}


def test_every_printed_count_is_in_it_once(report):
    table = results_table(report.results)
    counts = table[table["table"].isin(["number of patients", "number of sessions, events or scores"])]
    printed = [status for status in report.results.counts.statuses.values() if status != "unprinted"]
    assert len(counts) == len(printed)
    assert not counts.duplicated(["analysis", "arm"]).any()


def test_every_row_says_whether_its_number_is_shown(clinic_report):
    table = results_table(clinic_report.results)
    assert set(table["state"]) <= {"shown", "zero", "hidden", "withheld", "not estimable"}
    assert {"shown", "hidden", "withheld"} <= set(table["state"])
    silent = table["state"].isin(["hidden", "withheld", "not estimable"])
    assert table.loc[silent, ["estimate", "n_subjects"]].isna().all(axis=None)
    counts = table["table"] == "number of patients"
    assert (table.loc[counts & (table["state"] == "zero"), "n_shown"] == "0").all()
    assert "hidden" not in table.columns, "the state says it"


def test_a_number_of_clusters_that_is_not_told_is_withheld_and_none_is_zero(report):
    arms = {"needling": ArmClusters(7, 11, 30, False), "standard": ArmClusters(0, None, None, None)}
    clusters = ClusterResults("therapist_id", "together", arms, 7, True)
    told = clusters_of(report, clusters)
    assert told["state"].to_dict() == {"needling": "shown", "standard": "zero"}
    assert told["estimate"].to_dict() == {"needling": 7, "standard": 0}
    arms = {**arms, "needling": ArmClusters(None, None, None, None)}
    told = clusters_of(report, replace(clusters, arms=arms, n_clusters=None))
    assert told["state"].to_dict() == {"needling": "withheld", "standard": "zero"}
    assert told["estimate"].isna().to_dict() == {"needling": True, "standard": False}


def clusters_of(report, clusters):
    table = results_table(replace(report.results, clusters=clusters))
    return table[table["table"] == "clusters"].set_index("arm")
