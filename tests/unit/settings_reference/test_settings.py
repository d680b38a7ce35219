import tomllib
from importlib.resources import files

import pandas as pd
import pytest

from dnoutcomes.errors import DataError, DnOutcomesError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.readers import SiteMapping
from dnoutcomes.settings_reference import SETTINGS, column_of_results, settings_called
from dnoutcomes.settings_reference.settings import NONE, REQUIRED

NAMES = [f"{setting.file}.{setting.key}" for setting in SETTINGS]


def values_at(settings, key):
    """Return every value at a dotted key, whatever name a table of named tables has."""
    first, _, rest = key.partition(".")
    if isinstance(settings, list):
        return [value for entry in settings for value in values_at(entry, key)]
    if not isinstance(settings, dict):
        return []
    if first in settings:
        return values_at(settings[first], rest) if rest else [settings[first]]
    return [value for entry in settings.values() for value in values_at(entry, key)]


def test_every_key_of_both_models_is_explained_and_no_other():
    named = {file: {s.key for s in SETTINGS if s.file == file} for file in ("plan", "mapping")}
    text = files("dnoutcomes.settings_reference").joinpath("keys.toml").read_text(encoding="utf-8")
    assert {file: set(keys) for file, keys in tomllib.loads(text).items()} == named
    assert {key for key in named["plan"] if "." not in key} == set(Plan.model_fields)
    assert {key for key in named["mapping"] if "." not in key} == set(SiteMapping.model_fields)
    assert {"estimand.intercurrent_events.strategy", "visits.day", "responders.scale"} <= named["plan"]


@pytest.mark.parametrize("setting", SETTINGS, ids=NAMES)
def test_the_example_is_read_and_holds_the_key(setting):
    example = tomllib.loads(setting.example)
    read = Plan(**example) if setting.file == "plan" else SiteMapping.build(example)
    assert values_at(example, setting.key), "the example doesn't show its key"
    assert getattr(read, setting.key.partition(".")[0]) is not None


@pytest.mark.parametrize("setting", SETTINGS, ids=NAMES)
def test_nothing_is_left_unsaid(setting):
    assert setting.meaning.endswith((".", ":"))
    assert setting.without.endswith(".")
    assert setting.type


@pytest.mark.parametrize("setting", [s for s in SETTINGS if s.default == REQUIRED], ids=lambda s: s.key)
def test_what_must_be_given_is_refused_without_it(setting):
    example = tomllib.loads(setting.example)

    def without(settings, key):
        first, _, rest = key.partition(".")
        if isinstance(settings, list):
            return [without(entry, key) for entry in settings]
        if first not in settings:
            return {
                name: without(entry, key) if isinstance(entry, dict) else entry
                for name, entry in settings.items()
            }
        if rest:
            return settings | {first: without(settings[first], rest)}
        return {name: entry for name, entry in settings.items() if name != first}

    with pytest.raises(DnOutcomesError, match=setting.key.rpartition(".")[2]):
        Plan(**without(example, setting.key)) if setting.file == "plan" else SiteMapping.build(
            without(example, setting.key)
        )


def test_defaults_are_those_of_the_model():
    default = {f"{s.file}.{s.key}": s.default for s in SETTINGS}
    assert default["plan.confidence_level"] == "0.95"
    assert default["plan.smallest_cell"] == str(Plan().smallest_cell)
    assert tomllib.loads(f"x = {default['plan.covariance']}")["x"] == list(Plan().covariance)
    assert default["plan.visits.day"] == REQUIRED
    assert default["mapping.date_format"] == NONE
    assert default["plan.baseline.first"] == "-90"


@pytest.fixture
def encounters():
    """Two patients of a cause that isn't on the standard list, and one of one that is."""
    return pd.DataFrame(
        {
            "patient_id": ["a", "a", "b", "b", "c", "c"],
            "arm": ["needling", "needling", "standard", "standard", "standard", "standard"],
            "cause": ["vasculitic", "vasculitic", "vasculitic", "vasculitic", "diabetic", "diabetic"],
            "session_date": ["2026-01-05", "2026-03-30"] * 3,
            "pain_nrs": [7, 4, 6, 6, 8, 5],
        }
    )


def test_what_is_said_of_causes_is_so(encounters):
    (without,) = [s.without for s in SETTINGS if (s.file, s.key) == ("plan", "causes")]
    assert "kept as it is written" in without
    assert read_outcomes(encounters).records["cause"].value_counts()["vasculitic"] == 4
    assert "With a list it's refused" in without
    with pytest.raises(DataError, match="unknown cause 'vasculitic'"):
        read_outcomes(encounters, plan=Plan(causes=["diabetic"]))


def test_what_is_said_of_codes_and_of_a_column_per_visit_is_so(encounters):
    without = {s.key: s.without for s in SETTINGS if s.file == "mapping"}
    assert "of an arm, the file is refused" in without["values"]
    with pytest.raises(DataError, match="unknown arm 'N'"):
        read_outcomes(encounters.replace({"arm": {"needling": "N"}}))
    assert "is refused because it has no column with the date" in without["wide"]
    with pytest.raises(DataError, match="missing column session_date"):
        read_outcomes(encounters.drop(columns="session_date"))


def test_a_key_is_called_by_its_name_its_path_or_its_file():
    assert [s.key for s in settings_called("intercurrent_events")] == [
        "estimand.intercurrent_events",
        "estimand.intercurrent_events.event",
        "estimand.intercurrent_events.strategy",
    ]
    assert [(s.file, s.key) for s in settings_called("mapping.same_day")] == [("mapping", "same_day")]
    assert {s.file for s in settings_called("instruments")} == {"plan", "mapping"}


def test_a_wrong_key_is_answered_with_the_nearest():
    with pytest.raises(DnOutcomesError, match=r"no key 'vists'.*did you mean 'visits'"):
        settings_called("vists")


def test_a_column_of_results_is_explained_too():
    assert column_of_results("conf_low").startswith("Lower")
    assert column_of_results("visits") == ""
