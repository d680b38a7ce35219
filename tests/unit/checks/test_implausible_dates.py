from datetime import date

from dnoutcomes.plan import Plan


def test_the_plans_cut_off_counts(encounters, issues_of):
    found = issues_of("implausible_dates", encounters, plan=Plan(data_cutoff=date(2025, 2, 28)))
    assert [issue.row for issue in found] == [4, 7, 10, 13]
    assert "2025-02-28" in found[0].message
    assert not issues_of("implausible_dates", encounters, plan=Plan(data_cutoff=date(2025, 3, 3)))


def test_birth(encounters, issues_of):
    assert not issues_of("implausible_dates", encounters.assign(birth_year="2025"))
    assert len(issues_of("implausible_dates", encounters.assign(birth_date="2025-02-03"))) == 4


def test_a_row_is_listed_for_one_reason(encounters, issues_of, with_cells):
    frame = with_cells(encounters, (0, "session_date", "1900-01-01"), (0, "birth_year", "1960"))
    assert len(issues_of("implausible_dates", frame)) == 1
