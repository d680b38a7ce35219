import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers import SiteMapping
from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.readers.mapped_table import map_table


def mapped(frame, **mapping):
    return map_table(read_frame(pd.DataFrame(frame)), SiteMapping.build(mapping))


def test_names_are_found_in_any_case_and_a_mapping_goes_first():
    table = mapped(
        {"Pt No": ["1"], "ARM": ["a"], "pain": ["7"]}, columns={"pt no": "patient_id", "pain": "isi"}
    )
    assert list(table.frame.columns) == ["patient_id", "arm", "isi"]
    assert table.renamed == {"patient_id": "Pt No", "arm": "ARM", "isi": "pain"}


def test_codes_match_with_or_without_a_decimal_point():
    table = mapped({"arm": ["1.0", "0", "2"]}, values={"arm": {"1": "needling", "0": "standard"}})
    assert table.frame["arm"].tolist() == ["needling", "standard", "2"]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"columns": {"grop": "arm"}}, "did you mean 'group'"),
        ({"values": {"sex": {"1": "F"}}}, "no column 'sex'"),
        ({"columns": {"group": "cause"}}, "2 columns could be cause"),
    ],
)
def test_what_the_file_does_not_have_is_named(mapping, said):
    with pytest.raises(DataError, match=said):
        mapped({"id": ["1"], "group": ["x"], "cause": ["y"]}, **mapping)


def test_a_value_is_missing_where_its_ruler_is_blank():
    table = mapped({"pain": ["", "3"], "isi": ["0", "0"]}, missing_when_blank={"isi": "pain"})
    assert table.frame["isi"].tolist() == ["", "0"]


def test_a_column_of_the_callers_own_is_kept():
    assert "practice" in mapped({"Practice": ["1"]}, keep=["practice"]).frame.columns
    assert mapped({"Practice": ["1"]}).ignored == ("Practice",)


def test_identifiers_are_told_apart_from_unknown_columns():
    table = mapped({"e-mail": ["x"], "shoe": ["1"]})
    assert (table.identifiers, table.ignored) == (("e-mail",), ("shoe",))
