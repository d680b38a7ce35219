from pathlib import Path

import pytest

from dnoutcomes.schema import COLUMNS, data_dictionary, schema_frame

PAGE = Path(__file__).parents[3] / "docs" / "data-dictionary.md"


@pytest.mark.skipif(not PAGE.exists(), reason="docs/ isn't there: this is an installed package")
def test_the_page_is_the_one_that_the_schema_writes():
    assert PAGE.read_text(encoding="utf-8") == data_dictionary(), (
        "write it again: python -m dnoutcomes.schema > docs/data-dictionary.md"
    )


def test_every_column_is_on_the_page_and_in_the_frame():
    page = data_dictionary()
    assert all(f"| `{name}`" in page for name in COLUMNS)
    assert schema_frame()["name"].tolist() == list(COLUMNS)


def test_no_row_of_the_page_breaks_its_table():
    rows = [line for line in data_dictionary().splitlines() if line.startswith("| `")]
    assert {line.count("|") for line in rows} == {8}
