from pathlib import Path

import pytest

from dnoutcomes.report.names.results_dictionary import COLUMN_MEANINGS
from dnoutcomes.settings_reference import SETTINGS, settings_page

PAGE = Path(__file__).parents[3] / "docs" / "plan-and-mapping.md"


@pytest.mark.skipif(not PAGE.exists(), reason="docs/ isn't there: this is an installed package")
def test_the_page_is_the_one_that_the_code_writes():
    assert PAGE.read_text(encoding="utf-8") == settings_page(), (
        "write it again: python -m dnoutcomes.settings_reference > docs/plan-and-mapping.md"
    )


def test_every_key_and_every_column_is_on_the_page():
    page = settings_page()
    assert all(f"# `{setting.key}`\n" in page for setting in SETTINGS)
    assert all(f"| `{name}` |" in page for name in COLUMN_MEANINGS)
