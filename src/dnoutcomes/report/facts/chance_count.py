"""Of several comparisons, how many intervals exclude zero, and how many would by chance alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dnoutcomes.compare.populations import POPULATION
from dnoutcomes.report.facts.answer import effect_of
from dnoutcomes.report.facts.cause_results import CauseResults
from dnoutcomes.report.facts.domain_results import DomainResults
from dnoutcomes.report.facts.effect import Effect


@dataclass(frozen=True)
class ChanceCount:
    """How many of several intervals exclude zero.

    Attributes
    ----------
    n_compared : int
        Comparisons made, hidden ones among them.
    n_shown : int
        Those with an interval that may be shown: the others don't count.
    n_clear : int
        Of these, intervals that exclude zero.
    confidence_level : float
    """

    n_compared: int
    n_shown: int
    n_clear: int
    confidence_level: float

    @property
    def expected(self) -> float:
        """How many of those shown would exclude zero on average if there were no difference in any.

        It holds whether or not the comparisons depend on each other.
        """
        return self.n_shown * (1 - self.confidence_level)


def count_clear(effects: Iterable[Effect], confidence_level: float) -> ChanceCount:
    """Count the intervals that exclude zero.

    Parameters
    ----------
    effects : iterable of Effect
        One per comparison; unknown and hidden ones are counted as compared only.
    confidence_level : float

    Examples
    --------
    >>> count = count_clear([Effect(0.5, 0.2, 0.1, 0.9), Effect(0.1, 0.2, -0.3, 0.5)], 0.95)
    >>> count.n_clear, count.n_shown, round(count.expected, 2)
    (1, 2, 0.1)
    """
    every = list(effects)
    shown = [effect for effect in every if effect.has_interval]
    clear = [effect for effect in shown if effect.conf_low > 0 or effect.conf_high < 0]
    return ChanceCount(len(every), len(shown), len(clear), confidence_level)


def count_of_causes(causes: CauseResults) -> ChanceCount:
    """Count the single causes whose interval excludes zero; rows over all causes are no causes."""
    frame, level = causes.effects.frame, causes.effects.confidence_level
    single = frame[frame[POPULATION].isna()]
    return count_clear((effect_of(row, level) for _, row in single.iterrows()), level)


def count_of_exploratory(domains: DomainResults) -> ChanceCount:
    """Count the exploratory outcomes and ratings whose interval excludes zero; planned ones have their own error."""
    frame, level = domains.effects.frame, domains.effects.confidence_level
    outcomes = [effect_of(row, level) for _, row in frame[frame["role"] == "exploratory"].iterrows()]
    ratings = [rating.adjusted for rating in domains.ratings if rating.role == "exploratory"]
    return count_clear([*outcomes, *ratings], level)
