import pytest

from dnoutcomes.outcomes import read_outcomes


@pytest.mark.parametrize("word", ["NA", "n/a", "None", "null", "NaN", ".", "-", "#N/A"])
def test_a_word_for_nothing_is_told(encounters, issues_of, with_cells, word):
    (issue,) = issues_of("missing_words", with_cells(encounters, (2, "pain_nrs", word)))
    assert (issue.severity, issue.row) == ("warn", 4)
    assert f"'{word}'" in issue.message


def test_the_reason_is_kept_beside_those_that_the_file_gives(encounters, with_cells):
    frame = with_cells(encounters, (2, "pain_nrs", "NASK"), (3, "missing_reason", "ill"), (3, "pain_nrs", ""))
    records = read_outcomes(frame).records.set_index("source_row")
    assert records.loc[[4, 5], "missing_reason"].tolist() == ["not asked", "ill"]


def test_none_is_a_level_where_the_vocabulary_has_it(encounters, issues_of):
    assert not issues_of("missing_words", encounters.assign(manipulation="none"))
