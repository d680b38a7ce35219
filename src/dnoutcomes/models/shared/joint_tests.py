"""Joint tests of terms of the formula, type II and III, independent of how factors are coded."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import JointTest
from dnoutcomes.models.shared.coding import Part, model_matrix
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.formula import factor_variables, ordered_terms, written_name
from dnoutcomes.models.shared.grid import as_list, factor_names
from dnoutcomes.registry import Registry, did_you_mean

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


def joint_test(fit: MixedModelFit, terms: str | Iterable[str], *, type: int = 3) -> JointTest:
    """Test that all coefficients of one or more terms are zero.

    Parameters
    ----------
    fit : MixedModelFit
        From `mmrm` or `growth`.
    terms : str or list of str
        Terms of the formula, "arm:cause", in any order of their factors; "arm" and "C(arm)" mean the same.
    type : {3, 2}
        3: the term's effects averaged over the levels of the factors it is crossed with, all levels alike, and with
        numbers at 0; 2: the term after all terms that don't contain it.

    Returns
    -------
    JointTest
        F, both df and p by the df method of the fit.

    Raises
    ------
    ModelError
        The formula has no such term, or nothing of it can be estimated.

    Notes
    -----
    Type III: with sum-to-zero coding of every factor, X b = X_s b_s; the term's coefficients in b_s are L b, whatever
    coding the fit used. Type II: L b = b_T + A_TT^-1 A_TC b_C, with A the information on the term's coefficients T and
    those of the terms that contain it, C, after all other terms: the inverse of their covariance in the fit, adjusted
    where the errors are (Kenward and Roger, robust). These are the functions that don't correlate with b_C, as car's
    Anova has them; lmerTest's type II are contrasts of the counts of rows and answer another question. Where cells are
    empty, the part of the hypothesis that can be estimated is tested and the printed hypothesis says so.

    References
    ----------
    Searle SR. Linear Models for Unbalanced Data. Wiley 1987. Fox J. Applied Regression Analysis, ch. 8.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from dnoutcomes.models import joint_test, mmrm
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"patient": np.repeat(np.arange(30), 2), "visit": ["W04", "W12"] * 30,
    ...                       "arm": np.repeat(["standard", "needling"], 30)})
    >>> frame["arm"] = pd.Categorical(frame["arm"], ["standard", "needling"])
    >>> frame["change"] = rng.normal(size=60) - 2.0 * (frame["arm"] == "needling")
    >>> fit = mmrm("change ~ arm * visit", frame, subject="patient", visit="visit")
    >>> test = joint_test(fit, "arm")
    >>> test.hypothesis, test.df_num, test.p_value < 0.001
    ('arm', 1.0, True)
    """
    wanted = [_find_term(fit.design, term) for term in as_list(terms)]
    if not wanted:
        raise ModelError("name at least one term to test")
    functions = HYPOTHESES[str(type)](fit, wanted)
    estimable = _estimable_part(fit, functions)
    name = ", ".join(wanted)
    if len(estimable) < len(functions):
        name += f" (the part that can be estimated: {len(estimable)} of {len(functions)} df)"
    if len(estimable) == 0:
        raise ModelError(f"nothing of {name!r} can be estimated from these data: whole cells are empty")
    statistic, df_num, df_denom = fit.inference.joint(estimable)
    return JointTest(
        statistic, df_num, df_denom, _upper_tail(statistic, df_num, df_denom), name, fit.inference.method
    )


def _upper_tail(statistic: float, df_num: float, df_denom: float) -> float:
    from scipy import stats

    if not np.isfinite(df_denom):
        return float(stats.chi2.sf(statistic * df_num, df_num))
    return float(stats.f.sf(statistic, df_num, df_denom))


def _find_term(design: ModelDesign, term: str) -> str:
    wanted = [part.strip() for part in term.split(":")]
    for named in (list[str], partial(factor_names, design)):  # as it is written, else whatever C() it is in
        for candidate in design.coding.terms:
            if frozenset(named(candidate.split(":"))) == frozenset(named(wanted)):
                return candidate
    names = [name for name in design.coding.terms if name != "1"]
    raise ModelError(f"the formula has no term {term!r}{did_you_mean(term, names)} Terms: {', '.join(names)}")


def _columns(design: ModelDesign, terms: Iterable[str]) -> Codes:
    positions = [design.coding.terms[term] for term in terms]
    return np.concatenate(positions) if positions else np.zeros(0, dtype=np.intp)


def type_three(fit: MixedModelFit, terms: list[str]) -> Array:
    """Functions that are zero when the terms' sum-to-zero coefficients are."""
    design = fit.design
    if design.coding.products is not None:
        ours, summed = _plain_pair(design)
    else:
        ours, summed = design.x, _summed_rows(design)
    solution, _, rank, _ = np.linalg.lstsq(summed, ours, rcond=1e-10)
    if rank < summed.shape[1]:
        raise ModelError(
            "a type III test of a formula with functions of its columns needs data without empty cells; "
            "use type=2, or write the functions as columns first"
        )
    functions = solution[_columns(design, terms)]
    return np.asarray(np.where(np.abs(functions) < 1e-9, 0.0, functions))


def _plain_pair(design: ModelDesign) -> tuple[Array, Array]:
    """The same rows in the coding of the fit and with sum-to-zero coding: every cell, several numbers in each."""
    products = design.coding.products or ()
    numbers = {tuple(name for name, level, _ in parts if level is None) for _, parts in products}
    rng = np.random.default_rng(0)
    cells = list(product(*design.factors.values()))
    rows = [cell for cell in cells for _ in range(len(numbers) + 1)]
    frame = (
        pd.DataFrame(rows, columns=list(design.factors))
        if rows
        else pd.DataFrame(index=range(len(numbers) + 1))
    )
    for name in design.numeric:
        frame[name] = rng.uniform(1.0, 2.0, len(frame))
    summed = np.column_stack([_summed_column(frame, scale, parts) for scale, parts in products])
    return design.matrix(frame), summed


def _summed_column(frame: pd.DataFrame, scale: float, parts: tuple[Part, ...]) -> Array:
    """A column of the fit's coding with 1 for a level, -1 for the level that is left out beside it."""
    column = np.full(len(frame), scale)
    for name, level, base in parts:
        values = frame[name].to_numpy()
        if level is None:
            column = column * values.astype(float)
        else:
            column = column * ((values == level) - 1.0 * (base is not None and values == base))
    return column


def _summed_rows(design: ModelDesign) -> Array:
    """Code the rows used again with sum-to-zero contrasts, through formulaic."""
    terms = [
        ":".join(_summed_factor(factor, design) for factor in term.factors)
        for term in design.coding.spec.terms
    ]
    parsed = ordered_terms(terms, frozenset(design.coding.functions))
    return np.asarray(model_matrix(parsed, design.frame, design.coding.functions), dtype=float)


def _summed_factor(factor: Any, design: ModelDesign) -> str:
    inside = sorted(factor_variables(factor) & set(design.factors))
    plain = factor.expr in design.factors and isinstance(design.frame[factor.expr].dtype, pd.CategoricalDtype)
    if inside and (plain or factor.expr.startswith("C(")):
        return f"C({written_name(inside[0])}, contr.sum)"
    return written_name(factor.expr) if factor.eval_method.value == "lookup" else str(factor.expr)


def type_two(fit: MixedModelFit, terms: list[str]) -> Array:
    """Functions that are zero when the terms add nothing to those that don't contain them."""
    design = fit.design
    estimated = np.flatnonzero(np.isfinite(fit.inference.coefficients))
    parts = [frozenset(term.split(":")) for term in terms]
    containing = [
        other
        for other in design.coding.terms
        if other not in terms and any(part < frozenset(other.split(":")) for part in parts)
    ]
    mine = np.intersect1d(_columns(design, terms), estimated)
    theirs = np.intersect1d(_columns(design, containing), estimated)
    if len(mine) == 0:
        raise ModelError(f"nothing of {', '.join(terms)} can be estimated: earlier terms explain it")
    # The covariance of b_T and b_C is the inverse of their information after the others. Few clusters give a covariance
    # of less than full rank: there the model's says what is tested, and the clusters' how sure it is.
    inside = np.concatenate([mine, theirs])
    vcov = fit.inference.vcov if fit.engine.clusters is None else fit.model_vcov
    information = np.linalg.inv(vcov[np.ix_(inside, inside)])
    functions = np.zeros((len(mine), len(design.terms)))
    functions[np.arange(len(mine)), mine] = 1.0
    size = len(mine)
    # b_T + I_TT^-1 I_TC b_C: the terms' coefficients in the model without those that contain them.
    functions[:, theirs] = np.linalg.solve(information[:size, :size], information[:size, size:])
    return functions


HYPOTHESES = Registry("type of test", [("3", type_three), ("2", type_two)], error=ModelError)


def _estimable_part(fit: MixedModelFit, functions: Array) -> Array:
    """Combinations of the functions that the data determine."""
    check = fit.inference.estimable
    if check is None or check(functions).all():
        return functions
    aliased = np.isnan(fit.inference.coefficients)
    estimated = np.flatnonzero(~aliased)
    explain, *_ = np.linalg.lstsq(fit.design.x[:, estimated], fit.design.x[:, aliased], rcond=None)
    gap = functions[:, aliased] - functions[:, estimated] @ explain
    left, sizes, _ = np.linalg.svd(gap)
    rank = int((sizes > 1e-8 * max(1.0, float(sizes.max(initial=0.0)))).sum())
    return np.asarray(left[:, rank:].T @ functions)
