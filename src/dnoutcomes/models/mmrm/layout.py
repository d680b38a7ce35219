"""How the data and the covariances are laid out for the likelihood, chosen by what a step of the search would cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.covariances.structure import CovarianceStructure
from dnoutcomes.models.mmrm.data import MmrmData
from dnoutcomes.models.mmrm.own_times import (
    depends_on_times_alone,
    for_own_times,
    own_slots,
    read_own_times,
)
from dnoutcomes.models.mmrm.parameters import CovarianceParameters
from dnoutcomes.models.mmrm.patient_sums import sums_by_patient
from dnoutcomes.models.mmrm.sums import Sums

Array = NDArray[np.float64]

#: Evaluations of the likelihood to each Newton step, about.
EVALUATIONS = 3.0
#: A call of a structure's function takes as long as so many multiplications.
CALL = 50_000.0
#: Times are looked at that many at most to see whether a structure depends on them alone.
TRIED_TIMES = 60


@dataclass(frozen=True, eq=False)
class Layout:
    """Sums over the data, and parameters whose covariances have the same visits.

    Attributes
    ----------
    sums : Sums
    parameters : CovarianceParameters
    """

    sums: Sums
    parameters: CovarianceParameters


def by_pattern(data: MmrmData, structure: CovarianceStructure) -> Layout:
    """Sum over the patients of each pattern of visits: any number of them costs the same."""
    return Layout(data.moments, CovarianceParameters(structure, data.visits.times, data.patterns.n_groups))


def by_patient(data: MmrmData, structure: CovarianceStructure) -> Layout:
    """Keep the rows of each patient, with one covariance of all visits."""
    visits = data.visits
    sums = sums_by_patient(
        data.standardised.rows, data.design.subject_codes, visits.codes, visits.subject_group
    )
    return Layout(sums, CovarianceParameters(structure, visits.times, data.patterns.n_groups))


def by_own_times(data: MmrmData, structure: CovarianceStructure) -> Layout:
    """Keep the rows of each patient, with a covariance of that patient's visits."""
    visits, subject = data.visits, data.design.subject_codes
    slots = own_slots(subject, visits.codes)
    patients = sums_by_patient(data.standardised.rows, subject, slots, visits.subject_group)
    own_times = read_own_times(patients.cells, visits.codes, visits.times, patients.group)
    written = for_own_times(structure, own_times.times.shape[1])
    parameters = CovarianceParameters(written, visits.times, data.patterns.n_groups, own_times)
    return Layout(patients.with_own_covariances(), parameters)


def choose_layout(data: MmrmData, structure: CovarianceStructure) -> Layout:
    """Lay out the data in the way that costs least.

    Notes
    -----
    Counted are the multiplications of a Newton step, for P patterns (or N patients) of up to m visits, q columns of
    [X y] and r parameters: inverses, products of the rows, and the sums by parameter. Which layout is taken changes
    the result by rounding only.
    """
    if not data.has_rows:
        return by_pattern(data, structure)
    costs = step_costs(data, structure)
    return min(costs, key=lambda layout: costs[layout])(data, structure)


def step_costs(
    data: MmrmData, structure: CovarianceStructure
) -> dict[Callable[[MmrmData, CovarianceStructure], Layout], float]:
    """Estimate what a step of the search costs in each layout that the structure allows."""
    seen = data.patterns.observed.sum(axis=1).astype(float)
    n_patterns, m = data.patterns.observed.shape
    n_patients, q = data.design.n_subjects, data.standardised.q
    r = structure.n_params(m)
    pairs, packed = float((seen * (seen + 1.0)).sum()) / 2.0, q * (q + 1) / 2.0
    traces: float = 3.0 * min(n_patterns * m**4.0, r * n_patterns * 2.0 * m**3) + 3.0 * r * m**4.0
    costs: dict[Callable[[MmrmData, CovarianceStructure], Layout], float] = {
        by_pattern: EVALUATIONS * (n_patterns * 3.0 * m**3 + 2.0 * pairs * packed)
        + r * (n_patterns * 2.0 * m**3 + pairs * packed)
        + traces,
        by_patient: EVALUATIONS * n_patients * (3.0 * m**3 + 2.0 * m * q * (m + q))
        + n_patients * m**2 * q**2.0 / 2.0
        + r * (m**2 / 2.0) * packed
        + traces * n_patients / n_patterns,
    }
    k = int(seen.max())
    if depends_on_times_alone(for_own_times(structure, k), data.visits.times[:TRIED_TIMES]):
        # Functions that take the times of all patients at once are called once for all.
        call = CALL / n_patients if structure.stacks else CALL
        of_a_patient = 3.0 * k**3 + 2.0 * k * q * (k + q) + call
        costs[by_own_times] = n_patients * (
            EVALUATIONS * of_a_patient + r * (6.0 * k**3 + k * q * (k + q) + 2.0 * call)
        )
    return costs
