"""Degrees of freedom and covariances of the coefficients by name; a new method is a function and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.language import term
from dnoutcomes.models.shared.between_within import between_within_df, residual_df
from dnoutcomes.models.shared.kenward_roger import kenward_roger_joint
from dnoutcomes.models.shared.satterthwaite import satterthwaite_df, satterthwaite_joint
from dnoutcomes.models.shared.uncertainty import Uncertainty, scaled_f
from dnoutcomes.registry import Registry

Array = NDArray[np.float64]
Single = Callable[[Array, Uncertainty], Array]
Joint = Callable[[Array, Array, Uncertainty], tuple[float, float, float]]


@dataclass(frozen=True)
class DfMethod:
    """How denominator degrees of freedom are found.

    Attributes
    ----------
    label : str
        As printed.
    single : callable
        (functions, Uncertainty) to the df of each function.
    joint : callable
        (functions, estimates, Uncertainty) to F and both df.
    errors : tuple of str
        Covariances of the coefficients it goes with, the default first.
    """

    label: str
    single: Single
    joint: Joint
    errors: tuple[str, ...]


def smallest_df(single: Single) -> Joint:
    """Make a joint test whose denominator df is the smallest of its functions'."""

    def joint(functions: Array, estimates: Array, uncertainty: Uncertainty) -> tuple[float, float, float]:
        df = float(single(functions, uncertainty).min())
        return scaled_f(functions, estimates, uncertainty.vcov), float(len(functions)), df

    return joint


EMPIRICAL = ("cr0", "cr2", "cr3")

DF_METHODS: Registry[DfMethod] = Registry(
    "df method",
    [
        (
            "kenward-roger",
            DfMethod(
                term("Kenward-Roger (linear)"), satterthwaite_df, kenward_roger_joint, ("kenward-roger",)
            ),
        ),
        (
            "kenward-roger-cholesky",
            DfMethod(
                term("Kenward-Roger (Cholesky parameters)"),
                satterthwaite_df,
                kenward_roger_joint,
                ("kenward-roger-cholesky",),
            ),
        ),
        (
            "satterthwaite",
            DfMethod(term("Satterthwaite"), satterthwaite_df, satterthwaite_joint, ("model", *EMPIRICAL)),
        ),
        (
            "between-within",
            DfMethod(
                term("between-within"),
                between_within_df,
                smallest_df(between_within_df),
                ("model", *EMPIRICAL),
            ),
        ),
        (
            "residual",
            DfMethod(term("residual"), residual_df, smallest_df(residual_df), ("model", *EMPIRICAL)),
        ),
    ],
    error=ModelError,
)


def settle_df(df: str, errors: str | None, *, reml: bool) -> tuple[str, tuple[str, ...]]:
    """Use Satterthwaite's df where Kenward and Roger's are undefined, and say so.

    Returns
    -------
    (str, tuple of str)
        The method to use, and what a reader must know of the choice.

    Examples
    --------
    >>> settle_df("kenward-roger", None, reml=True)
    ('kenward-roger', ())
    >>> settle_df("kenward-roger", "cr2", reml=True)[0]
    'satterthwaite'
    """
    other_errors = errors is not None and errors in DF_METHODS["satterthwaite"].errors
    if df != "kenward-roger" or (reml and not other_errors):
        return df, ()
    why = f"errors={errors!r}" if other_errors else "maximum likelihood"
    return "satterthwaite", (
        f"Kenward-Roger df are defined for REML and its own covariance, not for {why}; Satterthwaite's df were used.",
    )


def choose_errors(df: str, errors: str | None) -> str:
    """Settle the covariance of the coefficients for a df method, or refuse a pair that doesn't go together.

    Examples
    --------
    >>> choose_errors("kenward-roger", None)
    'kenward-roger'
    """
    allowed = DF_METHODS[df].errors
    if errors is None:
        return allowed[0]
    if errors not in allowed:
        raise ModelError(f"errors={errors!r} doesn't go with df={df!r}, which takes {', '.join(allowed)}")
    return errors


def settle_clustered(df: str, errors: str | None, cluster: str) -> tuple[str, str, str]:
    """Settle df and covariance where subjects share clusters.

    Returns
    -------
    (str, str, str)
        The df method, the covariance, and what a reader must know of both.

    Raises
    ------
    ModelError
        One of them takes no account of clusters.

    Examples
    --------
    >>> settle_clustered("kenward-roger", None, "therapist")[:2]
    ('satterthwaite', 'cr2')
    """
    settled = errors or "cr2"
    if settled not in EMPIRICAL:
        raise ModelError(
            f"errors={errors!r} takes subjects for independent; with cluster={cluster!r} use {', '.join(EMPIRICAL)}"
        )
    if df not in ("kenward-roger", "satterthwaite"):
        raise ModelError(f"df={df!r} doesn't count clusters; with cluster={cluster!r} use df='satterthwaite'")
    return (
        "satterthwaite",
        settled,
        f"Errors allow for subjects who share {cluster}: {settled.upper()}, Satterthwaite.",
    )
