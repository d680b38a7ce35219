"""Part of an analysis, chosen by what was known at time zero and by nothing that happened after it."""

from __future__ import annotations

import ast
from dataclasses import replace

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.modelled_causes import shares_of
from dnoutcomes.plan_against_data import AFTER_TIME_ZERO
from dnoutcomes.registry import did_you_mean

#: What a condition may be made of: comparisons of columns with constants, joined by and, or and not.
_ALLOWED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Compare, ast.Name, ast.Load,
    ast.Constant, ast.List, ast.Tuple, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn,
)  # fmt: skip


def restrict(analysis: AnalysisData, condition: str) -> AnalysisData:
    """Keep the patients who meet a condition that was known at time zero.

    Parameters
    ----------
    analysis : AnalysisData
    condition : str
        Comparisons of patient-level columns, such as "severity == 'severe' and age < 70" or
        "cause in ['diabetic', 'chemotherapy']". A missing value meets no comparison.

    Returns
    -------
    AnalysisData
        Its plan's population and its notes name the condition; those left out are among `excluded`.

    Raises
    ------
    ModelError
        The condition uses what happened after time zero, an unknown column, or more than comparisons.
    DataError
        An arm has nobody who meets it.

    Notes
    -----
    Patients who came to twelve sessions are those who could stay for twelve: until then nobody among them could leave
    (immortal time), and those who got worse and stopped are missing. Causes stay pooled as in the whole analysis,
    and overall effects are for the mix of causes of those who are kept, who are a population of their own.

    Examples
    --------
    >>> import dnoutcomes as dn
    >>> from dnoutcomes.analysis import build_analysis
    >>> trial = dn.simulate("trial", n=60, seed=1)
    >>> analysis = build_analysis(dn.read_outcomes(trial.frame, plan=trial.plan), trial.plan)
    >>> restrict(analysis, "n_sessions >= 12")
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.ModelError: the condition uses 'n_sessions', which is known only after time zero...
    """
    inside = _meets(analysis, condition)
    patients = analysis.patients[inside].reset_index(drop=True)
    for arm in analysis.plan.arms:
        if not (patients["arm"] == arm).any():
            raise DataError(f"no patient of arm {arm!r} meets {condition!r}, so the arms can't be compared")
    patients["cause_modelled"] = patients["cause_modelled"].cat.remove_unused_categories()
    remaining = patients["patient_id"]
    left_out = analysis.patients.loc[~inside, ["patient_id", "arm", "cause"]]
    visits = analysis.visits[analysis.visits["patient_id"].isin(remaining)].reset_index(drop=True)
    visits["cause_modelled"] = visits["cause_modelled"].cat.remove_unused_categories()
    estimand = analysis.plan.estimand
    narrower = estimand.model_copy(update={"population": f"{estimand.population}, only {condition}"})
    return replace(
        analysis,
        plan=analysis.plan.model_copy(update={"estimand": narrower}),
        patients=patients,
        visits=visits,
        modelled_causes=shares_of(analysis.modelled_causes, patients["cause_modelled"]),
        excluded=pd.concat(
            [analysis.excluded, left_out.assign(reason=f"not {condition}")], ignore_index=True
        ),
        events=analysis.events[analysis.events["patient_id"].isin(remaining)].reset_index(drop=True),
        notes=(*analysis.notes, f"Only patients with {condition}: {len(remaining)} of {len(inside)}."),
        gaps=analysis.gaps[inside.to_numpy()].reset_index(drop=True),
    )


def refuse_after_time_zero(analysis: AnalysisData, names: set[str], what: str) -> None:
    """Refuse columns that tell what happened after time zero.

    Parameters
    ----------
    analysis : AnalysisData
    names : set of str
    what : str
        What uses them, for the message: "the condition".

    Raises
    ------
    ModelError
        A column is known only after time zero, or isn't a patient-level column at all.
    """
    columns = [str(name) for name in analysis.patients.columns]
    recorded = set(analysis.outcomes.records.columns) | set(analysis.visits.columns)
    for name in sorted(names):
        if name in AFTER_TIME_ZERO or (name in recorded and name not in columns):
            raise ModelError(
                f"{what} uses {name!r}, which is known only after time zero: who has it depends on how long a patient "
                "stayed and on how it went, so that the arms would be compared in patients chosen by their course "
                "(immortal time). Choose by what was known at time zero; for the number of sessions ask "
                "landmark(analysis, day=...) or clone_censor_weight(analysis, ...)"
            )
        if name not in columns:
            raise ModelError(
                f"{what} uses {name!r}, which is no patient-level column{did_you_mean(name, columns)}"
            )


def _meets(analysis: AnalysisData, condition: str) -> pd.Series:
    try:
        tree = ast.parse(condition, mode="eval")
    except SyntaxError as error:
        raise ModelError(f"the condition {condition!r} can't be read: {error.msg}") from None
    strange = [type(node).__name__ for node in ast.walk(tree) if not isinstance(node, _ALLOWED)]
    if strange:
        raise ModelError(
            f"the condition {condition!r} holds {strange[0]}; only comparisons of columns with values, joined by "
            "and, or and not, can choose patients"
        )
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if not names:
        raise ModelError(f"the condition {condition!r} names no column")
    refuse_after_time_zero(analysis, names, "the condition")
    columns = {name: _comparable(analysis.patients[name]) for name in names}
    answer = pd.DataFrame(columns, index=analysis.patients.index).eval(condition, engine="python")
    if not pd.api.types.is_bool_dtype(answer):
        raise ModelError(f"the condition {condition!r} isn't true or false; write a comparison")
    return answer.fillna(False).astype(bool)


def _comparable(column: pd.Series) -> pd.Series:
    """Compare levels as they are written; an ordered factor would refuse a level it doesn't have."""
    return column.astype(object) if isinstance(column.dtype, pd.CategoricalDtype) else column
