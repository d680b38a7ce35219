from dnoutcomes.deidentification.read_me import FIRST_WORDS, read_me


def test_the_page_says_what_a_reader_must_know(export):
    page = read_me(export)
    assert page.startswith(FIRST_WORDS)
    assert "4 patients, 12 encounters" in page
    assert "session_date: leaves as study_day" in page
    assert "note: stays behind" in page
    assert "164.514(b)(2)" in page
    assert "4 of 4 patients have fewer than 10 others like them" in " ".join(page.split())
    assert max(map(len, page.splitlines())) < 140


def test_names_of_columns_that_the_schema_does_not_know_are_only_counted(export):
    page = read_me(export)
    assert "favourite" not in page
    assert "Name" not in page
    assert "other columns that stay behind: 2" in page
