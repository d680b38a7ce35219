import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers import SiteMapping


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"colums": {}}, "did you mean 'columns'"),
        ({"columns": {"x": "shoe"}}, "is no known column"),
        ({"columns": {"x": "sesion_date"}}, "did you mean 'session_date'"),
        ({"decimal": ";"}, "decimal"),
        ({"decimal": ",", "thousands": ","}, "same mark"),
        ({"skip_rows": -1}, "skip_rows"),
        ({"units": {"age": {"times": 12}}}, "times"),
        ({"arm_switch": "latest"}, "arm_switch"),
        ({"date_format": "DD/MM/YYYY"}, 'write it like "%d/%m/%Y"'),
        ({"wide": [{"columns": {}, "study_day": 0, "study_week": 0}]}, "not both"),
    ],
)
def test_what_is_wrong_is_named(values, said):
    with pytest.raises(DataError, match=said):
        SiteMapping.build(values)


def test_toml(tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_text('decimal = ","\n[columns]\nPt = "patient_id"\n', encoding="utf-8")
    mapping = SiteMapping.read(path)
    assert (mapping.decimal, mapping.columns) == (",", {"Pt": "patient_id"})
    path.write_text("decimal = ", encoding="utf-8")
    with pytest.raises(DataError, match="not valid TOML"):
        SiteMapping.read(path)
    with pytest.raises(DataError, match="can't be read"):
        SiteMapping.read(tmp_path / "none.toml")


def test_an_option_stands_above_the_file():
    assert SiteMapping.read({"decimal": ","}, decimal=".").decimal == "."
    assert SiteMapping.read({"decimal": ","}, decimal=None).decimal == ","


def test_a_byte_order_mark_before_a_mapping_is_no_obstacle(tmp_path):
    path = tmp_path / "site.toml"
    path.write_text('[columns]\nPat = "patient_id"\n', encoding="utf-8-sig")
    assert dict(SiteMapping.read(path).columns) == {"Pat": "patient_id"}
