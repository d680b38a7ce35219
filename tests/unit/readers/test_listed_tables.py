import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers.listed_tables import choose_table


def test_the_one_that_is_named_or_the_only_one():
    assert choose_table({"a": 1, "b": 2}, "b", "f") == choose_table({"b": 2}, "", "f") == "b"


@pytest.mark.parametrize(
    ("rows", "member", "said", "verdict"),
    [
        ({}, "", "no table", "reject"),
        ({"a": 1}, "b", r"no table 'b'. It holds 'a' \(1 row\)", "reject"),
        ({"a": 1, "b": 2000}, "", r"'a' \(1 row\), 'b' \(2,000 rows\). Say which with member=\"a\"", "ask"),
    ],
)
def test_refusals(rows, member, said, verdict):
    with pytest.raises(DataError, match=said) as caught:
        choose_table(rows, member, "f")
    assert caught.value.verdict == verdict
