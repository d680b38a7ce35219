"""A pre-specified order of covariance structures: the first that gives a usable fit is used."""

from __future__ import annotations

from collections.abc import Sequence

from dnoutcomes.errors import ConvergenceError, ModelError
from dnoutcomes.language import term
from dnoutcomes.models.covariances import STRUCTURES
from dnoutcomes.models.covariances.structure import CovarianceStructure
from dnoutcomes.models.mmrm.convergence import Verdict, judge, left_for
from dnoutcomes.models.mmrm.data import MmrmData
from dnoutcomes.models.mmrm.layout import choose_layout
from dnoutcomes.models.mmrm.maximise import Maximum, maximise
from dnoutcomes.models.shared.fit import Attempt, LeavingCause

#: A structure by its name or by itself.
Covariance = str | CovarianceStructure


def follow_path(
    data: MmrmData, covariance: Covariance | Sequence[Covariance], *, reml: bool
) -> tuple[Maximum, tuple[Attempt, ...], tuple[str, ...]]:
    """Fit the structures in order until one is usable.

    Parameters
    ----------
    data : MmrmData
        The data.
    covariance : str, CovarianceStructure or a sequence of them
        Structures by name or by themselves, in the order in which they may be used.
    reml : bool
        Restricted or full likelihood.

    Returns
    -------
    (Maximum, attempts, warnings)
        The fit of the structure used, every structure tried with the reason why it was left or used, and what
        to look at although the fit is usable.

    Raises
    ------
    ConvergenceError
        No structure gave a usable fit.
    """
    given = [covariance] if isinstance(covariance, str | CovarianceStructure) else list(covariance)
    if not given:
        raise ModelError(
            "covariance is empty; name one structure or several in order, such as ('us', 'toeph')"
        )
    structures = [_checked(each, data) for each in given]
    attempts: list[Attempt] = []
    for structure in structures:
        maximum, verdict = _fit_structure(data, structure, reml=reml)
        value = float("nan") if maximum is None else data.log_likelihood(maximum.at.value, reml=reml)
        if maximum is not None and verdict.usable:
            attempts.append(Attempt(structure.name, True, _why_used(maximum), value))
            return maximum, tuple(attempts), verdict.warnings
        reason = "; ".join(map(str, verdict.causes))
        attempts.append(Attempt(structure.name, False, reason, value, verdict.causes))
    reasons = " | ".join(f"{tried.covariance}: {tried.reason}" for tried in attempts)
    raise ConvergenceError(f"no covariance structure of the declared order gave a usable fit. {reasons}")


def _checked(given: Covariance, data: MmrmData) -> CovarianceStructure:
    structure = STRUCTURES.entry_of(given)
    if structure.uses_time and not data.visits.timed:
        raise ModelError(
            f"covariance {structure.name!r} needs the time of each visit: pass time= with a numeric column, or a "
            "numeric visit column"
        )
    return structure


def _fit_structure(
    data: MmrmData, structure: CovarianceStructure, *, reml: bool
) -> tuple[Maximum | None, Verdict]:
    n_params = data.patterns.n_groups * structure.n_params(len(data.visits.levels))
    spare = data.design.n_observations - len(data.estimated)
    if n_params > spare:
        detail = f": {n_params} covariance parameters, and {spare} rows beyond the coefficients"
        return None, left_for(LeavingCause(term("more parameters than data"), detail=detail))
    if data.patterns.observed.sum(axis=1).max() < 2:
        return None, left_for(
            LeavingCause(
                term("no subject was seen at two visits, so that nothing is known of their covariance")
            )
        )
    layout = choose_layout(data, structure)
    start = layout.parameters.first_guess(layout.sums)
    maximum = maximise(layout.sums, layout.parameters, start, reml=reml)
    visits, groups = (
        [str(level) for level in levels] for levels in (data.visits.levels, data.visits.group_levels)
    )
    return maximum, judge(maximum, visits, groups)


def _why_used(maximum: Maximum) -> str:
    return (
        f"converged after {maximum.evaluations} evaluations: the gradient vanishes (promised gain in "
        f"-2 logL {max(maximum.decrement, 0.0) / 2:.1g}) and the Hessian is positive definite"
    )
