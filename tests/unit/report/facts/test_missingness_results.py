"""What the figure of missingness may draw is made of released counts, with reasons joined where one is rare."""

import numpy as np
import pandas as pd

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.figures import plot_missingness
from dnoutcomes.report.facts.missingness_results import REASONS_HIDDEN, missingness_results


def test_reasons_are_joined_where_one_is_hidden_and_their_total_is_not(clinic_report):
    results = clinic_report.results
    frame = missingness_results(results.flow, results.counts)
    own = frame[(frame["arm"] == "needling") & (frame["visit"] == "W02")]
    assert own["reason"].tolist() == ["", REASONS_HIDDEN]
    counts = results.counts.linked.counts
    assert own["n_patients"].tolist() == [
        counts["seen", "W02", "needling"].value, counts["not seen", "W02", "needling"].value
    ]  # fmt: skip
    late = frame[(frame["arm"] == "needling") & (frame["visit"] == "W12")]
    assert late["reason"].tolist() == ["", "not seen again"]


def test_nothing_is_drawn_that_the_counts_do_not_show(clinic_report):
    results = clinic_report.results
    frame = missingness_results(results.flow, results.counts)
    for row in frame[frame["state"].isin(["shown", "zero"])].itertuples():
        middle = (row.reason,) if row.reason and row.reason != REASONS_HIDDEN else ()
        assert results.counts.value((row.stage, row.visit, *middle, row.arm)) == row.n_patients


def test_a_visit_whose_total_is_hidden_stays_hidden(make_analysis):
    from dnoutcomes.disclosure import protect
    from dnoutcomes.report.facts.patient_counts import patient_counts
    from dnoutcomes.report.facts.released_frames import released_flow

    analysis = make_analysis(n=40, missing=0.1)
    counts = protect(patient_counts(analysis), 11)
    frame = missingness_results(released_flow(analysis, counts), counts)
    small = frame[(frame["stage"] == "not seen") & frame["state"].isin(NOT_TO_BE_SHOWN)]
    assert len(small)
    assert small["n_patients"].isna().all()
    drawn = plot_missingness(frame).data
    hidden = drawn[drawn["state"].isin(NOT_TO_BE_SHOWN)]
    assert hidden[["n_patients", "share"]].isna().all(axis=None)
    assert {(row.arm, row.visit) for row in small.itertuples()} <= set(zip(hidden["arm"], hidden["visit"]))


def test_an_empty_flow_gives_no_rows(clinic_report):
    flow = clinic_report.results.flow
    frame = missingness_results(flow[flow["stage"] == "analysed"], clinic_report.results.counts)
    assert frame.empty
    assert isinstance(frame, pd.DataFrame)
    assert frame["n_patients"].dtype == np.float64
