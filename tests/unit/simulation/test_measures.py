import numpy as np
import pytest

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.simulation.measures import MEASURES, draw_measures
from dnoutcomes.simulation.parameters import PRESETS, PRIMARY, VISITS, Parameters
from dnoutcomes.simulation.population import both_courses, calibrate, draw_eligible

N = 20_000


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(6)
    _, chance, _ = draw_eligible(rng, Parameters(), N)
    needling, _ = both_courses(chance, Parameters(), calibrate(PRESETS["clinic"]))
    return needling.scores, draw_measures(rng, needling.scores)


def at(values, visit):
    return values.to_numpy().reshape(N, len(VISITS))[:, visit]


@pytest.mark.parametrize("measure", MEASURES, ids=lambda item: item.code)
def test_level_range_and_visits(drawn, measure):
    _, measured = drawn
    start = at(measured[measure.code], 0)
    # Bounds of the scale cut some tails.
    assert start.mean() == pytest.approx(measure.mean, abs=0.08 * measure.sd)
    assert start.std() == pytest.approx(measure.sd, rel=0.12)
    instrument = INSTRUMENTS[measure.code]
    values = measured[measure.code].dropna()
    assert values.between(instrument.minimum, instrument.maximum).all()
    seen = [
        name for place, name in enumerate(VISITS) if not np.isnan(at(measured[measure.code], place)).all()
    ]
    assert tuple(seen) == measure.visits


@pytest.mark.parametrize("measure", MEASURES, ids=lambda item: item.code)
def test_changes_go_with_pain_as_loosely_as_in_patients(drawn, measure):
    scores, measured = drawn
    change = at(measured[measure.code], PRIMARY) - at(measured[measure.code], 0)
    r = np.corrcoef(change, scores[:, PRIMARY] - scores[:, 0])[0, 1]
    assert 0.28 <= r * INSTRUMENTS[measure.code].better_sign * -1 <= 0.57


def test_global_impression_is_better_for_those_with_less_pain(drawn):
    scores, measured = drawn
    verdict, change = at(measured["pgic"], PRIMARY), scores[:, PRIMARY] - scores[:, 0]
    assert set(np.unique(verdict)) == {1, 2, 3, 4, 5, 6, 7}
    assert verdict[change <= -3].mean() < 3 < 4 < verdict[change >= 2].mean()
    assert np.isnan(at(measured["pgic"], 0)).all()
