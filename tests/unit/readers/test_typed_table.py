from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.typed_table import table_of_texts, text_of, texts_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (True, "True"),
        (7.25, "7.25"),
        (0.1 + 0.2, "0.3"),
        (np.float32(7.3), "7.3"),
        (np.float32("nan"), ""),
        (Decimal("1200"), "1200"),
        (Decimal("6.50"), "6.5"),
        (Decimal("NaN"), ""),
        (pd.NaT, ""),
        (pd.NA, ""),
        (date(1499, 1, 2), "1499-01-02"),
        (datetime(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5, 14, 30), "2026-01-05T14:30:00"),
        (datetime(2026, 1, 5, tzinfo=UTC), "2026-01-05T00:00:00+00:00"),
        (pd.Timestamp("2026-01-05 00:00"), "2026-01-05"),
    ],
)
def test_texts_of_values(value, text):
    assert text_of(value) == text


def test_blank_rows_are_left_out_and_lines_counted_as_in_a_file():
    table = table_of_texts(["a", "b"], [["x", "", "y"], texts_of([1.0, None, None])], Source("f", "hash"))
    assert table.frame.astype(str).values.tolist() == [["x", "1"], ["y", ""]]
    assert (table.source_rows.tolist(), table.source.n_blank_rows, table.source.sha256) == ([2, 4], 1, "hash")


@pytest.mark.parametrize(("header", "columns"), [([], []), (["a"], [[]])])
def test_a_table_without_rows_is_refused(header, columns):
    with pytest.raises(DataError, match="no rows"):
        table_of_texts(header, columns, Source("f", ""))
