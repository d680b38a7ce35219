"""Scores that no visit uses are counted where enough patients have them."""

import pandas as pd
import pytest

from dnoutcomes.disclosure import protect
from dnoutcomes.report import build_report
from dnoutcomes.report.facts.off_window_results import OffWindowResults, off_window_results
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.sections.quality import off_window_sentences


def with_extra(make_records, make_analysis, n, day):
    records = make_records(n=60, missing=0.0)
    extra = records[records["study_day"] == 84].head(n).assign(study_day=day)
    records = pd.concat([records, extra], ignore_index=True)
    return make_analysis(records=records.assign(source_row=range(2, len(records) + 2)))


def found_in(analysis):
    return off_window_results(protect(patient_counts(analysis), 11))


@pytest.mark.parametrize(("n", "known"), [(0, 0), (1, None), (10, None), (11, 11), (25, 25)])
def test_days_outside_are_counted_from_eleven_patients_on(make_records, make_analysis, n, known):
    found = found_in(with_extra(make_records, make_analysis, n, 300))
    assert found.n_days == {"outside": known, "not nearest": 0}


def test_days_that_another_was_nearer_than_are_counted_apart(make_records, make_analysis):
    found = found_in(with_extra(make_records, make_analysis, 12, 88))
    assert found.n_days == {"outside": 0, "not nearest": 12}


def test_what_is_hidden_is_said_to_be(report):
    def said(**days):
        unused = OffWindowResults({"outside": 0, "not nearest": 0} | days)
        return off_window_sentences(unused, report.results.setting.outcome)

    assert said() == "No score of average pain lies outside the windows that the plan gives to visits."
    assert "is not shown" in said(outside=None)
    assert "few" not in said(outside=None, **{"not nearest": None})
    assert said(outside=31).startswith("31 scores of average pain lie outside")
    assert said(**{"not nearest": 12}).endswith("or the plan sets them aside after an event.")
    assert said(**{"not nearest": None}).count("is not shown") == 1


def test_the_table_of_results_has_them(make_records, make_analysis):
    table = build_report(with_extra(make_records, make_analysis, 4, 300)).table
    rows = table[table["table"] == "number of sessions, events or scores"].set_index("analysis")
    assert rows.loc["scores / outside", "state"] == "withheld"
    assert pd.isna(rows.loc["scores / outside", "estimate"])
    assert rows.loc["scores / not nearest", "estimate"] == 0
