"""CONTRIBUTING's table is true: each kind of change is made in a copy of the package, where it says, and works."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from contributed import CHANGES

from dnoutcomes.report.sections import SECTIONS

ROOT = Path(__file__).parents[2]


def rows():
    """The table: what is added, and the patterns of the files that it takes."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| to add |")[2].partition("\n\n")[0]
    found = {}
    for line in table.splitlines()[2:]:
        kind, *places = (cell.strip() for cell in line.strip("|").split("|"))
        files = re.findall(r"`([\w/<>]+\.\w+)`", " ".join(places))
        found[kind] = [re.compile(re.sub(r"<\w+>", "[^/]+", re.escape(name))) for name in files]
    return found


TABLE = rows()


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What a package with all the changes says, in a process of its own."""
    place = tmp_path_factory.mktemp("contributed")
    package = place / "source" / "dnoutcomes"
    shutil.copytree(ROOT / "src" / "dnoutcomes", package, ignore=shutil.ignore_patterns("__pycache__"))
    for change in CHANGES.values():
        for name, content in change.new.items():
            assert not (package / name).exists(), name
            (package / name).write_text(content, encoding="utf-8")
        for name, additions in change.added.items():
            text = (package / name).read_text(encoding="utf-8")
            for after, put in additions:
                assert not after or text.count(after) == 1, (name, after)
                text = text.replace(after, after + put) if after else text + put
            (package / name).write_text(text, encoding="utf-8")
    (package / "language" / "words" / "de.po").unlink()
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("use_contributed.py")), str(place)],
        env=os.environ | {"PYTHONPATH": str(place / "source"), "MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_kind_of_the_table_is_tried_and_no_other():
    assert list(CHANGES) == list(TABLE)


@pytest.mark.parametrize("kind", CHANGES)
def test_the_table_names_every_file_that_a_change_takes(kind):
    for name in [*CHANGES[kind].new, *CHANGES[kind].added]:
        assert any(pattern.fullmatch(name) for pattern in TABLE[kind]), name


def test_an_instrument_brings_its_responder_and_is_read(said):
    label, largest = said["an instrument"]
    assert label == "1.5 points"
    assert 20 < largest <= 28


def test_a_rule_scores_the_instrument_that_names_it(said):
    assert said["a rule of scoring"] == 14.5


def test_a_check_warns(said):
    label, checks = said["a check of the data"]
    assert label == "records of Sundays"
    assert "sundays" in checks


def test_a_structure_is_planned_and_fitted_and_has_its_heterogeneous_twin(said):
    structure, behind = said["a covariance structure"]
    assert structure == "slowh"
    # Of two visits, a correlation and two variances are all that there is to say.
    assert behind == pytest.approx(0.0, abs=1e-6)


def test_a_strategy_of_missing_scores_imputes(said):
    own, halfway, reference = said["a strategy of missing scores"]
    assert halfway == pytest.approx((own + reference) / 2, abs=1e-8)
    assert own != pytest.approx(reference, abs=1e-3)


def test_a_strategy_for_events_sets_scores_aside(said):
    rows, missing, failed, newly_missing = said["a strategy for intercurrent events"]
    assert rows == missing == failed
    assert newly_missing > 4


def test_a_reader_takes_its_files(said):
    name, n_read, n_written = said["a reader of files"]
    assert name == "clinic.jsonl"
    assert n_read == n_written > 100


def test_a_figure_is_drawn(said):
    shows, audiences, words, sizes = said["a figure"]
    assert (shows, audiences) == ("patients of each arm", list(SECTIONS["people"].audiences))
    assert set(words.split("; ")) == {f"{arm}: {n}" for arm, n in sizes.items()}
    assert sizes["needling"] != sizes["standard"]


def test_a_section_stands_in_the_report_where_the_plan_has_it(said):
    sections = said["a section of the report"]
    assert sections.index("advice") == sections.index("people") + 1


def test_a_format_is_written(said):
    assert "Was tun" in said["a format of the report"]
    assert len(said["a format of the report"]) == len(said["a section of the report"])


def test_a_language_says_what_it_has_words_for(said):
    assert said["a language"] == ["Wer gesehen wurde", "Was tun"]


def test_a_unit_has_its_funnel_in_the_report(said):
    title, drawn, n_north, n = said["a unit of a funnel"]
    assert title.endswith("by ward")
    assert drawn == [n_north, n - n_north]
    assert n_north < n - n_north


def test_an_arm_has_its_words(said):
    assert said["what an arm is called"] == ["needling that only looks like it", "sham"]
