import pytest

from dnoutcomes.describe.published_events import published_events


def test_boyce_counts_one_major_event_in_1024_sessions():
    row = published_events().query("source.str.startswith('Boyce') and kind == 'major'").iloc[0]
    assert 100 / row["per_100"] == pytest.approx(1023.2, abs=0.1)
    assert row["low"] < row["per_100"] < row["high"]


def test_brady_counts_none_and_its_upper_end_is_small():
    row = published_events().query("source.str.startswith('Brady') and kind == 'major'").iloc[0]
    assert (row["per_100"], row["low"]) == (0, 0)
    assert row["high"] == pytest.approx(0.0484, abs=1e-4)  # 3.689 / 7629


def test_no_single_term_is_more_frequent_than_all_together():
    for _, rows in published_events().query("kind == 'minor'").groupby("source"):
        whole = rows.loc[rows["term"] == "all minor events", "per_100"].iloc[0]
        assert (rows["per_100"] <= whole).all()
