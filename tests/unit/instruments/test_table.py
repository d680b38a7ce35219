"""The table of instruments: what its files may say, and how a slip in them is named."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import dnoutcomes
from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.instruments.instrument import Instrument, Threshold
from dnoutcomes.instruments.scoring import ItemScore
from dnoutcomes.instruments.scoring_rules import SCORING_RULES
from dnoutcomes.instruments.table import FAMILIES, InstrumentRow, read_family, shipped_instruments, sources

FOLDER = Path(dnoutcomes.__file__).parent / "instruments"
PINCH = """
[pinch]
label = "Pinch strength"
domain = "hand function"
range = [0, inf]
unit = "kg"
better = "higher"
scoring = "mean"
items = ["pinch_left", "pinch_right"]
answers = [0, 40.5]
least_answered = 1
missing_items = "mean of the hands tested"
aliases = ["key_pinch"]
licence = "free"

[[pinch.thresholds]]
value = 1.5
scale = "points"
kind = "MDC"
population = "adults"
method = "repeated tests"
source = "gait_review"
confidence = "provisional"
"""


def family(tmp_path, text):
    path = tmp_path / "pinches.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_entry_becomes_the_instrument_that_it_says(tmp_path):
    (found,) = read_family(family(tmp_path, PINCH))
    assert found == Instrument(
        code="pinch",
        label="Pinch strength",
        domain="hand function",
        minimum=0,
        maximum=float("inf"),
        unit="kg",
        direction="higher",
        scoring=ItemScore(("pinch_left", "pinch_right"), 0, 40.5, "mean", 1),
        missing_items="mean of the hands tested",
        aliases=("key_pinch",),
        licence="Free to use.",
        thresholds=(
            Threshold(
                1.5,
                "points",
                "MDC",
                "adults",
                "repeated tests",
                "Bohannon and Glenney. J Eval Clin Pract 2014;20:295-300",
                "provisional",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ('better = "higher"', 'better = "up"', r"better: .*'lower' or 'higher', got 'up'"),
        ("range = [0, inf]", "range = [9, 2]", r"minimum 9 must be below maximum 2"),
        ("range = [0, inf]", "range = [0]", r"range: .*at least 2"),
        ("value = 1.5", "value = -1.5", r"thresholds\.0\.value: .*greater than 0, got -1\.5"),
        ("value = 1.5", 'value = "1.5"', r"thresholds\.0\.value: .*valid number, got '1\.5'"),
        ('kind = "MDC"', 'kind = "MCD"', r"thresholds\.0\.kind: .*got 'MCD'"),
        ('unit = "kg"', 'units = "kg"', r"units: unknown key; did you mean 'unit'\?"),
        ('source = "gait_review"', 'source = "gait_reviews"', r"'gait_reviews'; did you mean 'gait_review'"),
        ('licence = "free"', 'licence = "fre"', r"unknown licence 'fre'; did you mean 'free'"),
        ("least_answered = 1", "least_answered = 3", r"scoring 'mean' needs items, .*1 to the number"),
        ('scoring = "mean"', 'scoring = "meen"', r"items, .* go with scoring 'sum' or 'mean', not 'meen'"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_file_and_its_entry(tmp_path, written, instead, message):
    assert written in PINCH
    path = family(tmp_path, PINCH.replace(written, instead))
    with pytest.raises(DnOutcomesError, match=rf"^pinches\.toml, pinch: .*{message}"):
        list(read_family(path))


def test_an_unknown_rule_names_the_nearest(tmp_path):
    entry = (
        PINCH[: PINCH.index("scoring")] + 'scoring = "painDETEC"\nmissing_items = "none"\nlicence = "free"\n'
    )
    with pytest.raises(
        DnOutcomesError, match=r"unknown scoring rule 'painDETEC'; did you mean 'painDETECT'\?"
    ):
        list(read_family(family(tmp_path, entry)))


def test_what_is_no_toml_is_named_by_its_file(tmp_path):
    with pytest.raises(DnOutcomesError, match=r"^pinches\.toml: not valid TOML"):
        list(read_family(family(tmp_path, "[pinch\n")))


def test_every_file_is_a_family_and_every_rule_and_source_is_in_use():
    assert {path.stem for path in (FOLDER / "families").iterdir()} == set(FAMILIES)
    rows = [
        row
        for path in (FOLDER / "families").glob("*.toml")
        for row in tomllib.loads(path.read_text("utf-8")).values()
    ]
    assert {row["scoring"] for row in rows if "scoring" in row} == {"sum", "mean", *SCORING_RULES}
    assert {row["licence"] for row in rows} == set(sources()["licence"])
    cited = {threshold["source"] for row in rows for threshold in row.get("thresholds", ())}
    assert cited == set(sources()["source"])


def test_keys_stand_in_the_order_of_the_schema():
    order = list(InstrumentRow.model_fields)
    for path in (FOLDER / "families").glob("*.toml"):
        for code, row in tomllib.loads(path.read_text("utf-8")).items():
            assert list(row) == sorted(row, key=order.index), f"{path.name}, {code}"


def test_the_registry_is_the_table():
    assert list(INSTRUMENTS.values()) == list(shipped_instruments())


def test_the_tables_of_the_package_are_in_the_wheel(tmp_path):
    root = FOLDER.parents[2]
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".toml")}
    assert packed == {
        path.relative_to(root / "src").as_posix() for path in (root / "src" / "dnoutcomes").rglob("*.toml")
    }
