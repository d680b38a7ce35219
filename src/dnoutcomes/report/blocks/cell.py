"""Cell: what a table says in one place, as text for readers and as numbers for spreadsheets."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, Key, ProtectedCounts, ShownCount, State
from dnoutcomes.figures.number_text import LEAST_PERCENT, MINUS, decimals_of_limit, interval, number, percent
from dnoutcomes.language import say
from dnoutcomes.report.facts.effect import Effect


@dataclass(frozen=True)
class ShownNumber:
    """A number of a cell as it is printed.

    Attributes
    ----------
    value : float
        Rounded as it is printed, so that no file tells more than another.
    decimals : int
        Of what is printed: for a share, of its percentage.
    is_share : bool
        Whether it is printed in percent.
    unit : str
        What follows it.
    """

    value: float
    decimals: int
    is_share: bool = False
    unit: str = ""

    @property
    def format(self) -> str:
        """Number format in which a spreadsheet shows what is printed; written the English way whatever the language."""
        shown = "#,##0" if abs(self.value) >= 1000 else "0"
        shown += "." + "0" * self.decimals if self.decimals else ""
        shown += " %" if self.is_share else ""
        shown += f'" {self.unit}"' if self.unit else ""
        return f'{shown};"{MINUS}"{shown}'


#: What the numbers of a cell are: one; one and another in brackets; an estimate and its limits; a number of patients,
#: of how many, and the share.
Kind = Literal["number", "bracket", "interval", "part"]


class Cell(str):
    """The text of a cell, with the numbers that it says.

    Attributes
    ----------
    numbers : tuple of ShownNumber
        As many as the kind has. None where the cell is words, or its numbers aren't shown.
    kind : Kind
        What the numbers are.
    state : State
        Whether what the cell stands for is shown, and if not, why.
    pieces : tuple of str
        The text in parts that must not be torn apart.
    """

    numbers: tuple[ShownNumber, ...]
    kind: Kind
    state: State
    pieces: tuple[str, ...]

    def __new__(
        cls,
        *pieces: str,
        numbers: tuple[ShownNumber, ...] = (),
        kind: Kind = "number",
        state: State = State.SHOWN,
    ) -> Cell:
        cell = super().__new__(cls, " ".join(pieces))
        cell.numbers = numbers
        cell.kind = kind
        cell.state = state
        cell.pieces = pieces
        return cell


def hidden_cell(state: State = State.HIDDEN) -> Cell:
    """Return the cell of a number that isn't shown to protect a small group: its own, or one that it would give away.

    Examples
    --------
    >>> hidden_cell(), hidden_cell(State.WITHHELD)
    ('hidden', 'withheld')
    """
    return Cell(say("withheld") if state is State.WITHHELD else say("hidden"), state=state)


def no_cell(state: State = State.NOT_ESTIMABLE) -> Cell:
    """Return the cell of what there is no number for."""
    return Cell("–", state=state)


def number_cell(value: float, decimals: int, unit: str = "") -> Cell:
    """Write a number, or an en dash where there is none.

    Examples
    --------
    >>> number_cell(-1.204, 1), number_cell(-1.204, 1).numbers[0].value
    ('−1.2', -1.2)
    """
    if not math.isfinite(value):
        return no_cell()
    return Cell(_with_unit(number(value, decimals), unit), numbers=(_shown(value, decimals, unit),))


def spoken_cell(words: str, value: float, decimals: int, unit: str = "") -> Cell:
    """Keep the number that words say.

    Examples
    --------
    >>> cell = spoken_cell("0.9 points lower", -0.898, 1, "points")
    >>> cell, cell.numbers[0].value
    ('0.9 points lower', -0.9)
    """
    return Cell(words, numbers=(_shown(value, decimals, unit),))


def share_cell(share: float, unit: str = "") -> Cell:
    """Write a share in whole percent; one that percent can't tell from none or all is words.

    Examples
    --------
    >>> share_cell(0.453), share_cell(0.001), share_cell(0.001).numbers
    ('45 %', '<1 %', ())
    """
    return Cell(_with_unit(percent(share), unit), numbers=_shares(share, unit))


def mean_cell(mean: float, spread: float | None, decimals: int, unit: str = "") -> Cell:
    """Write a mean with its standard deviation, which may be hidden (None).

    Examples
    --------
    >>> mean_cell(61.24, 9.5, 1), mean_cell(61.24, None, 1)
    ('61.2 (9.5)', '61.2 (SD hidden)')
    """
    bracket = f"({say('SD hidden') if spread is None else number(spread, decimals)})"
    said = spread is not None and math.isfinite(spread) and math.isfinite(mean)
    numbers = (
        (_shown(mean, decimals, unit), _shown(spread, decimals, unit)) if said and spread is not None else ()
    )
    return Cell(number(mean, decimals), _with_unit(bracket, unit), numbers=numbers, kind="bracket")


def counted_share_cell(n: float, share: float) -> Cell:
    """Write a number of patients with the share that they are.

    Examples
    --------
    >>> counted_share_cell(1204, 0.381)
    '1,204 (38 %)'
    """
    shares = _shares(share)
    numbers = (_shown(n, 0), *shares) if shares else ()
    return Cell(number(n, 0), f"({percent(share)})", numbers=numbers, kind="bracket")


def interval_cell(estimate: float, low: float, high: float, decimals: int) -> Cell:
    """Write an estimate with its interval.

    Examples
    --------
    >>> cell = interval_cell(-0.85, -1.2, -0.0049, 2)
    >>> cell, [part.value for part in cell.numbers]
    ('−0.85 (−1.20 to −0.005)', [-0.85, -1.2, -0.005])
    """
    first = number(estimate, decimals)
    bounds = interval(estimate, low, high, decimals)[len(first) + 1 :]
    numbers = (
        _shown(estimate, decimals),
        _shown(low, decimals_of_limit(low, decimals)),
        _shown(high, decimals_of_limit(high, decimals)),
    )
    is_whole = all(map(math.isfinite, (estimate, low, high)))
    return Cell(first, bounds, numbers=numbers if is_whole else (), kind="interval")


def share_interval_cell(share: float, low: float, high: float) -> Cell:
    """Write a share with its interval, in whole percent.

    Examples
    --------
    >>> share_interval_cell(0.21, 0.15, 0.29), share_interval_cell(0.004, 0.0, 0.03).numbers
    ('21 % (15 % to 29 %)', ())
    """
    bounds = say("{low} to {high}", low=percent(low), high=percent(high))
    numbers = [_shares(part) for part in (share, low, high)]
    return Cell(
        percent(share), f"({bounds})", numbers=sum(numbers, ()) if all(numbers) else (), kind="interval"
    )


def count_cell(shown: ShownCount) -> Cell:
    """Write a number of patients as it may be shown: the number, or a range in words.

    Examples
    --------
    >>> count_cell(ShownCount.of(57)), count_cell(ShownCount(((11, 22), (31, 31)))).numbers
    ('57', ())
    """
    if shown.is_silent:
        return Cell(shown.words(), state=State.WITHHELD if shown.groups else State.HIDDEN)
    return Cell(shown.words(), numbers=() if shown.number is None else (_shown(shown.number, 0),))


def part_cell(counts: ProtectedCounts, part: Key, whole: Key) -> Cell:
    """Write how many of a number of patients, with the share where both may be shown.

    Parameters
    ----------
    counts : ProtectedCounts
    part, whole : Key
        Counts of which the first is part of the second.
    """
    n, of = counts.shown(part), counts.shown(whole)
    state = counts.state(part)
    if n.is_silent:
        return Cell(n.words(), state=state)
    if of.is_silent:
        return Cell(say("{n} (of a number withheld)", n=n.words()), state=state)
    if n.number is None or not of.number:
        return Cell(say("{n} (of {total})", n=n.words(), total=of.words()), state=state)
    share = n.number / of.number
    text = say("{n} of {total} ({share})", n=n.words(), total=of.words(), share=percent(share))
    shares = _shares(share)
    numbers = (_shown(n.number, 0), _shown(of.number, 0), *shares) if shares else ()
    return Cell(text, numbers=numbers, kind="part", state=state)


def notes_on_counts(shown: Iterable[ShownCount]) -> tuple[str, ...]:
    """Return what a reader of these numbers of patients has to be told; nothing where each is one exact number.

    Examples
    --------
    >>> notes_on_counts([ShownCount.of(57), ShownCount()])
    ()
    >>> len(notes_on_counts([ShownCount(((11, 22), (31, 31)))]))
    2
    """
    counts = list(shown)
    joined = say("Two numbers of patients joined by a plus sign are the two groups.")
    ranges = say("A range stands where the exact number would give a small group away.")
    return (
        *((joined,) if any(count.is_joined for count in counts) else ()),
        *((ranges,) if any(count.has_range for count in counts) else ()),
    )


def effect_cell(effect: Effect, decimals: int, factor: float = 1.0) -> Cell:
    """Write an effect with its interval; a dash where there is none.

    Parameters
    ----------
    effect : Effect
    decimals : int
    factor : float
        100 for shares in percentage points.
    """
    if effect.state in NOT_TO_BE_SHOWN:
        return hidden_cell(effect.state)
    if not effect.has_interval:
        return no_cell()
    return interval_cell(
        factor * effect.estimate, factor * effect.conf_low, factor * effect.conf_high, decimals
    )


def _shown(value: float, decimals: int, unit: str = "") -> ShownNumber:
    # A sum with 0 has no -0.0.
    return ShownNumber(round(float(value), decimals) + 0.0, decimals, unit=unit)


def _shares(share: float, unit: str = "") -> tuple[ShownNumber, ...]:
    if not math.isfinite(share) or 0 < share < LEAST_PERCENT or 1 - LEAST_PERCENT <= share < 1:
        return ()
    # The percentage is what is rounded: 0.475 is printed as 48 %.
    return (ShownNumber(round(100 * share) / 100, 0, is_share=True, unit=unit),)


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit else text
