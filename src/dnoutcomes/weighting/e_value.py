"""How strong an unmeasured confounder would have to be to explain an effect away."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, isnan, sqrt

from dnoutcomes.errors import ModelError
from dnoutcomes.language import say
from dnoutcomes.language.in_force import in_force
from dnoutcomes.registry import Registry


@dataclass(frozen=True)
class EValue:
    """E-values of an estimate and of the limit nearer to no effect.

    Attributes
    ----------
    estimate : float
        E-value of the estimate, at least 1.
    limit : float
        E-value of the limit; 1 when the interval holds no effect; NaN when no interval was given.
    risk_ratio : float
        The (approximate) risk ratio that stands behind `estimate`.
    measure : str
        What was given.
    """

    estimate: float
    limit: float
    risk_ratio: float
    measure: str

    @property
    def text(self) -> str:
        """One sentence for a reader."""
        sentence = say(
            "An unmeasured confounder tied to both treatment and outcome by a risk ratio of {ratio} each, beyond the "
            "measured covariates, could explain the estimate away; one that is weaker on both sides could do so "
            "in part.",
            ratio=_ratio_text(self.estimate),
        )
        if self.measure == "standardised mean difference":
            conversion = say(
                "A difference of d standard deviations is taken as a risk ratio of exp({factor} d), which is rough.",
                factor=in_force().numerals.localised("0.91"),
            )
            sentence = f"{sentence} {conversion}"
        if isnan(self.limit):
            return sentence
        if self.limit == 1:
            return f"{sentence} {say('The interval holds no effect already.')}"
        moving = say("{ratio} would move the interval to no effect.", ratio=_ratio_text(self.limit))
        return f"{sentence} {moving}"


def e_value(
    estimate: float,
    conf_low: float | None = None,
    conf_high: float | None = None,
    *,
    measure: str = "standardised mean difference",
) -> EValue:
    """Compute E-values.

    Parameters
    ----------
    estimate : float
        The effect: a mean difference per standard deviation of the outcome, or a risk ratio.
    conf_low, conf_high : float, optional
        Its interval, on the same scale.
    measure : {"standardised mean difference", "risk ratio"}
        What `estimate` is.

    Returns
    -------
    EValue

    Raises
    ------
    ModelError
        If a ratio isn't positive, one limit is given without the other, or the estimate is outside its limits.

    Notes
    -----
    RR + sqrt{RR (RR - 1)} for RR of at least 1, else of 1/RR. A standardised difference d stands for
    RR = exp(0.91 d) approximately, its limits likewise.

    References
    ----------
    VanderWeele TJ, Ding P. Ann Intern Med 2017;167:268-274.

    Examples
    --------
    >>> value = e_value(3.9, 1.8, 8.7, measure="risk ratio")
    >>> print(f"{value.estimate:.2f}, limit {value.limit:.2f}")
    7.26, limit 3.00
    """
    to_ratio = MEASURES[measure]
    if (conf_low is None) != (conf_high is None):
        raise ModelError("give both limits of the interval, or neither")
    ratio = to_ratio(estimate)
    if conf_low is None or conf_high is None:
        return EValue(_of_ratio(ratio), float("nan"), ratio, measure)
    if not conf_low <= estimate <= conf_high:
        raise ModelError(f"the estimate {estimate:g} is outside its interval, {conf_low:g} to {conf_high:g}")
    low, high = to_ratio(conf_low), to_ratio(conf_high)
    limit = 1.0 if low <= 1 <= high else _of_ratio(low if low > 1 else high)
    return EValue(_of_ratio(ratio), limit, ratio, measure)


def _ratio_text(ratio: float) -> str:
    return in_force().numerals.localised(f"{ratio:,.2f}")


def _of_ratio(ratio: float) -> float:
    if ratio == 0 or ratio == inf:
        return inf
    away = max(ratio, 1 / ratio)
    return away + sqrt(away * (away - 1))


def _from_difference(difference: float) -> float:
    return exp(0.91 * difference)


def _from_ratio(ratio: float) -> float:
    if not ratio >= 0:
        raise ModelError(f"a risk ratio is not negative, got {ratio!r}")
    return float(ratio)


MEASURES = Registry(
    "measure",
    [("standardised mean difference", _from_difference), ("risk ratio", _from_ratio)],
    error=ModelError,
)
