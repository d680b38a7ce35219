import pytest

from dnoutcomes.starting.header_name import HeaderName, read_header_name


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Schmerz (0-10)", HeaderName("pain_nrs", scale="0-10")),
        ("Dolor 0 a 100", HeaderName("pain_nrs", scale="0-100")),
        ("Krankheitsdauer in Jahren", HeaderName("duration_months", unit="years")),
        ("Duración (meses)", HeaderName("duration_months", unit="months")),
        ("duration_months", HeaderName("duration_months", is_exact=True)),
        ("EVA (mm)", HeaderName(unit="mm", is_visual_analogue=True)),
        ("VAS", HeaderName(is_visual_analogue=True)),
        ("Größe [cm]", HeaderName("height_cm", unit="cm")),
        ("phq9", HeaderName("phq9", is_exact=True)),
        ("shoe size", HeaderName()),
        ("10-0 pain", HeaderName()),
    ],
)
def test_a_name_says_column_range_and_unit(name, read):
    assert read_header_name(name) == read
