from math import exp, inf, isnan

import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.e_value import e_value

SMD = "standardised mean difference"


def test_published_risk_ratios():
    # VanderWeele and Ding 2017: 3.9 (1.8 to 8.7) has E-values 7.26 and 3.0.
    value = e_value(3.9, 1.8, 8.7, measure="risk ratio")
    assert (round(value.estimate, 2), round(value.limit, 1)) == (7.26, 3.0)


def test_a_protective_ratio_is_its_inverse():
    value, mirrored = (
        e_value(1 / 3.9, 1 / 8.7, 1 / 1.8, measure="risk ratio"), e_value(3.9, 1.8, 8.7, measure="risk ratio"),
    )  # fmt: skip
    assert (value.estimate, value.limit) == pytest.approx((mirrored.estimate, mirrored.limit))


def test_the_formula_solves_the_bounding_factor():
    # At the E-value both associations together can just explain the ratio: E^2 / (2 E - 1).
    for ratio in (1.0, 1.2, 4.0):
        found = e_value(ratio, measure="risk ratio").estimate
        assert found**2 / (2 * found - 1) == pytest.approx(ratio)


def test_a_standardised_difference_as_r_has_it():
    # R's EValue, evalues.MD(0.5, se = 0.2); it writes the limits' 0.91 x 1.96 as 1.78.
    reach = 1.78 / 0.91 * 0.2
    value = e_value(0.5, 0.5 - reach, 0.5 + reach)
    assert (value.estimate, value.limit) == pytest.approx((2.52914198186127, 1.44302956344269), rel=1e-12)


def test_a_standardised_difference_goes_through_its_ratio():
    value = e_value(-0.42, -0.69, -0.15)
    assert value.risk_ratio == pytest.approx(exp(-0.91 * 0.42))
    assert value.measure == SMD
    assert value.estimate == pytest.approx(e_value(exp(0.91 * 0.42), measure="risk ratio").estimate)
    assert value.limit == pytest.approx(e_value(exp(0.91 * 0.15), measure="risk ratio").estimate)


def test_an_interval_that_holds_no_effect_needs_no_confounder():
    assert e_value(-0.2, -0.5, 0.1).limit == 1
    assert e_value(0.0, -0.5, 0.1).estimate == 1
    assert "holds no effect already" in e_value(-0.2, -0.5, 0.1).text


def test_without_an_interval_the_limit_is_not_a_number():
    value = e_value(0.4)
    assert isnan(value.limit)
    assert "could do so in part. A difference of d standard deviations is taken" in value.text


def test_infinite_ratios():
    assert e_value(inf, 2.0, inf, measure="risk ratio").estimate == inf
    assert e_value(0.0, 0.0, 0.5, measure="risk ratio").limit == pytest.approx(2 + 2**0.5)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((2.0, 1.0), {}, "both limits of the interval, or neither"),
        ((2.0, 2.5, 3.0), {}, "the estimate 2 is outside its interval, 2.5 to 3"),
        ((-2.0,), {"measure": "risk ratio"}, "a risk ratio is not negative, got -2.0"),
        ((2.0,), {"measure": "ratio"}, "unknown measure 'ratio'"),
    ],
)
def test_what_has_no_e_value_is_refused(arguments, options, message):
    with pytest.raises(ModelError, match=message):
        e_value(*arguments, **options)
