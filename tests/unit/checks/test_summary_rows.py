import pandas as pd
import pytest


@pytest.mark.parametrize("word", ["Total", "SUM", "Summe:", "Gesamt", "Grand Total", "Mittelwert", "Moyenne"])
def test_words_of_sums(encounters, issues_of, word):
    last = encounters.iloc[[0]].assign(patient_id=word, pain_nrs="59", session_date="")
    (issue,) = issues_of("summary_rows", pd.concat([encounters, last]))
    assert (issue.severity, issue.row) == ("row", 14)


def test_the_header_once_more(encounters, issues_of):
    again = pd.DataFrame([list(encounters.columns)], columns=encounters.columns)
    (issue,) = issues_of("summary_rows", pd.concat([encounters, again]))
    assert "header" in issue.message
