def test_a_level_over_two_lines_is_a_swallowed_row(encounters, issues_of, with_cells):
    (issue,) = issues_of("line_breaks", with_cells(encounters, (4, "cause", "diabetic\nS2,standard")))
    assert (issue.severity, issue.row) == ("reject", 6)


def test_a_note_may_have_lines(encounters, issues_of):
    assert not issues_of("line_breaks", encounters.assign(note="one\ntwo"))
