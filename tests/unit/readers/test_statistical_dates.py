import pytest

from dnoutcomes.readers.statistical_dates import clock, sas_moment, spss_moment, stata_moment


@pytest.mark.parametrize(
    ("write", "value", "format_", "text"),
    [
        (spss_moment, 13986999001.0, "ADATE10", "2026-01-05"),
        (spss_moment, 0.0, "DATE11", "1582-10-14"),
        (spss_moment, 86_400.0, "DTIME12.2", "24:00:00"),
        (spss_moment, 1e30, "DATETIME20", None),
        (spss_moment, 3.0, "WKDAY9", None),
        (sas_moment, 0.0, "YYMMDDN8", "1960-01-01"),
        (sas_moment, 24111.0, "E8601DA10", "2026-01-05"),
        (sas_moment, 2083239001.0, "E8601DT19", "2026-01-05T13:30:01"),
        (sas_moment, 2083239001.0, "DTDATE9", "2026-01-05"),
        (sas_moment, 45.0, "HHMM5", "00:00:45"),
        (sas_moment, float("inf"), "DATE9", None),
        (sas_moment, 2.0, "ARMFMT", None),
        (stata_moment, 24111.0, "%-tdCCYY-NN-DD", "2026-01-05"),
        (stata_moment, -1.0, "%tm", "1959m12"),
        (stata_moment, 264.0, "%tq", "2026q1"),
        (stata_moment, 2026.0, "%ty", "2026"),
        (stata_moment, 7.0, "%-9.2f", None),
    ],
)
def test_by_system_and_format(write, value, format_, text):
    assert write(value, format_) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "00:00:00"), (59.9999999, "00:01:00"), (3661.25, "01:01:01.25")]
)
def test_clocks(seconds, text):
    assert clock(seconds) == text
