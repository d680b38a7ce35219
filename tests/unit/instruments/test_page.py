from pathlib import Path

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.instruments.page import instruments_page

PAGE = Path(__file__).parents[3] / "docs" / "instruments.md"


def test_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == instruments_page(), (
        "renew it: python -m dnoutcomes.instruments.page > docs/instruments.md"
    )


def test_page_has_every_instrument_once_and_no_broken_table():
    page = instruments_page()
    for code in INSTRUMENTS:
        assert page.count(f"### `{code}`\n") == 1
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in rows} == {7}
