import pytest

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.schema import CAUSES as KNOWN_CAUSES
from dnoutcomes.simulation.parameters import CAUSES, PRESETS, Parameters, choose


def test_causes_are_the_published_mix_and_known_to_the_schema():
    assert sum(item.share for item in CAUSES) == pytest.approx(1)
    assert {item.name for item in CAUSES} <= set(KNOWN_CAUSES)
    assert sum(item.share * item.effect for item in CAUSES) == pytest.approx(-0.886)


def test_presets_are_as_they_are_described():
    assert (PRESETS["clinic"].n, PRESETS["clinic"].design) == (480, "observational")
    assert (PRESETS["trial"].n, PRESETS["trial"].smallest_baseline) == (160, 4)
    assert PRESETS["messy"] == PRESETS["clinic"]
    null = PRESETS["null"]
    assert null.effect_scale == null.individual_sd == null.therapist_sd == 0
    assert len(set(null.missing_share)) == len(set(null.rescue_share)) == 1


def test_options_change_one_parameter():
    assert choose("trial", None, {"mnar_delta": 1.0}).mnar_delta == 1.0
    assert choose("clinic", 50, {}).n == 50


def test_unknown_option_names_the_nearest():
    with pytest.raises(
        DnOutcomesError, match=r"unknown parameter 'therapist_ds'.*did you mean 'therapist_sd'"
    ):
        choose("clinic", None, {"therapist_ds": 1})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 0}, "at least one patient"),
        ({"therapist_sd": -1.0}, "therapist_sd: a spread can't be negative, got -1"),
        ({"propensity_share": 1.2}, "propensity_share: a share lies in 0 to 1, got 1.2"),
    ],
)
def test_impossible_values_are_refused(options, message):
    with pytest.raises(DnOutcomesError, match=message):
        Parameters(**options)
