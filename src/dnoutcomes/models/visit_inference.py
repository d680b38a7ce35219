"""From the maximum of an MMRM to inference on linear functions of its coefficients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Inference
from dnoutcomes.models.df import DF_METHODS, EMPIRICAL
from dnoutcomes.models.engine import Engine
from dnoutcomes.models.kenward_roger import in_cholesky_parameters, kenward_roger_vcov
from dnoutcomes.models.maximise import Maximum
from dnoutcomes.models.rank import estimability, independent_columns
from dnoutcomes.models.sandwich import Sandwich, sandwich
from dnoutcomes.models.satterthwaite import combine_df
from dnoutcomes.models.uncertainty import Uncertainty, scaled_f

Array = NDArray[np.float64]


def visit_inference(engine: Engine, maximum: Maximum, *, df: str, vcov: str) -> tuple[Inference, Uncertainty]:
    """Build the inference of a fit.

    Parameters
    ----------
    engine : Engine
        The data.
    maximum : Maximum
        The fit, usable.
    df, vcov : str
        Names that `choose_vcov` has found to go together.

    Returns
    -------
    (Inference, Uncertainty)
        For all coefficients, and for those that aren't aliased.
    """
    if vcov == "kenward-roger-cholesky":
        maximum = in_cholesky_parameters(maximum)
    theta_vcov = np.asarray(2.0 * np.linalg.inv(maximum.hessian), dtype=float)
    robust = (
        sandwich(maximum.at, maximum.sigma, engine.standardised.rows, engine.patterns, vcov)
        if vcov in EMPIRICAL
        else None
    )
    known = _uncertainty(engine, maximum, theta_vcov, _working_vcov(maximum, theta_vcov, vcov, robust))
    single, joint, label = _methods(engine, known, df, vcov, robust)
    coefficients = engine.coefficients(maximum.at.coefficients)
    full = np.zeros((len(coefficients), len(coefficients)))
    full[np.ix_(engine.kept, engine.kept)] = known.vcov

    def joint_of(functions: Array) -> tuple[float, float, float]:
        rows = functions[:, engine.kept]
        rows = rows[independent_columns(rows.T)]
        if len(rows) == 0:
            raise ModelError(
                "a joint test of no function, or of functions that are zero for every coefficient"
            )
        return joint(rows, rows @ coefficients[engine.kept], known)

    inference = Inference(
        engine.design.terms,
        coefficients,
        full,
        lambda functions: single(functions[:, engine.kept], known),
        joint_of,
        label,
        estimability(engine.design.x, engine.kept),
    )
    return inference, known


def _working_vcov(maximum: Maximum, theta_vcov: Array, vcov: str, robust: Sandwich | None) -> Array:
    """Covariance of the coefficients by name, in the engine's coordinates."""
    if robust is not None:
        return robust.vcov
    if vcov == "model":
        return maximum.at.vcov
    return kenward_roger_vcov(maximum, theta_vcov, second_derivatives=vcov == "kenward-roger-cholesky")


def _uncertainty(engine: Engine, maximum: Maximum, theta_vcov: Array, vcov: Array) -> Uncertainty:
    model = maximum.at.vcov
    return Uncertainty(
        engine.to_data(model),
        engine.to_data(vcov),
        engine.to_data(-(model @ maximum.p_matrices @ model)),
        theta_vcov,
        engine.design.n_observations,
        engine.design.n_subjects,
        *_constant_columns(engine),
    )


def _constant_columns(engine: Engine) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the kept columns don't vary within any subject, and which don't vary at all."""
    codes = engine.design.subject_codes
    first = np.zeros(engine.design.n_subjects, dtype=np.intp)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    some = slice(0, 5000)
    between, constant = np.zeros(len(engine.kept), dtype=bool), np.zeros(len(engine.kept), dtype=bool)
    for position, column in enumerate(engine.kept):
        values = engine.design.x[:, column]
        # Most columns vary within one of the first subjects, which spares a pass over all rows.
        if (values[some] == values[first[codes[some]]]).all():
            between[position] = (values == values[first[codes]]).all()
            constant[position] = (values == values[0]).all()
    return between, constant


Single = Callable[[Array, Uncertainty], Array]
Joint = Callable[[Array, Array, Uncertainty], tuple[float, float, float]]


def _methods(
    engine: Engine, known: Uncertainty, df: str, vcov: str, robust: Sandwich | None
) -> tuple[Single, Joint, str]:
    """The df method by name; Satterthwaite's for an empirical covariance is that of the covariance itself."""
    method = DF_METHODS[df]
    if robust is None:
        return method.single, method.joint, method.label
    label = f"{method.label}, empirical covariance {vcov.upper()}"
    if df != "satterthwaite":
        return method.single, method.joint, label

    def single(functions: Array, known: Uncertainty) -> Array:
        return robust.df(engine.from_data(functions))

    def joint(functions: Array, estimates: Array, known: Uncertainty) -> tuple[float, float, float]:
        _, axes = np.linalg.eigh(functions @ known.vcov @ functions.T)
        each = single(axes.T @ functions, known)
        return scaled_f(functions, estimates, known.vcov), float(len(functions)), combine_df(each)

    return single, joint, label
