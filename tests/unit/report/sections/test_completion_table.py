"""The table of completion says how many of those expected have a score, or what may be said of it."""

from dnoutcomes.report import build_report
from dnoutcomes.report.sections.completion_table import completion_table, is_complete


def test_completion_is_of_those_expected(report, analysis):
    cells = {row[0]: row[1:] for row in completion_table(report.results).rows}
    rows = analysis.visits[(analysis.visits["visit"] == "W12") & (analysis.visits["arm"] == "needling")]
    seen, n = int(rows["value"].notna().sum()), len(rows)
    assert cells["Average pain, 0 to 10 numeric rating: at the start"][0] == f"{n} of {n} (100 %)"
    text = f"{seen} of {n} ({100 * seen / n:.0f} %)"
    assert cells["Average pain, 0 to 10 numeric rating: after 12 weeks"][0] == text


def test_what_is_shown_is_three_numbers(report):
    cells = [cell for row in completion_table(report.results).rows for cell in row[1:] if "%" in cell]
    assert cells
    for cell in cells:
        n, of, share = (part.value for part in cell.numbers)
        assert f"{n:.0f} of {of:.0f} ({100 * share:.0f} %)" == cell


def test_measures_stand_in_order_with_their_times_in_order(clinic_report):
    names = [row[0] for row in completion_table(clinic_report.results).rows]
    assert names[:3] == [
        "Average pain, 0 to 10 numeric rating: at the start",
        "Average pain, 0 to 10 numeric rating: after 2 weeks",
        "Average pain, 0 to 10 numeric rating: after 4 weeks",
    ]
    own = [name for name in names if name.startswith("Insomnia")]
    assert [name.split(": ")[1] for name in own] == ["at the start", "after 12 weeks", "after 24 weeks"]


def test_what_is_withheld_is_a_range_without_a_share(clinic_report):
    cells = {row[0]: row[1:] for row in completion_table(clinic_report.results).rows}
    assert not is_complete(clinic_report.results)
    for cell in cells["Average pain, 0 to 10 numeric rating: after 24 weeks"]:
        assert "%" not in cell
        assert "(of " in cell or cell == "withheld"


def test_a_visit_that_nobody_reached_has_no_row(make_records, make_analysis):
    records = make_records(n=80)
    results = build_report(make_analysis(records=records[records["study_day"] != 84])).results
    names = [row[0] for row in completion_table(results).rows]
    assert not any("12 weeks" in name for name in names)
    assert any("4 weeks" in name for name in names)
