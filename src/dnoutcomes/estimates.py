"""Estimates: a tidy frame and the linear functions that made it.

This is the one place that turns linear functions of coefficients into standard errors, t statistics,
p-values and intervals, whatever the model behind them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError

LABELS = ("outcome", "cause", "population", "arm", "visit", "contrast")
COLUMNS = (
    "estimate",
    "std_error",
    "df",
    "statistic",
    "p_value",
    "conf_low",
    "conf_high",
    "n_subjects",
)
#: What disclosure control adds: whether a row is shown, and what may be printed of its number of patients.
RELEASE_COLUMNS = ("state", "n_shown")

Array = NDArray[np.float64]


@dataclass(frozen=True)
class JointTest:
    """A test that several linear functions of the coefficients are all zero.

    Attributes
    ----------
    statistic : float
        The F statistic, scaled as `method` says (Kenward-Roger scales it by lambda).
    df_num, df_denom : float
        Numerator and denominator degrees of freedom.
    p_value : float
        Upper tail of F(df_num, df_denom).
    hypothesis : str
        What is tested, in the words of the formula, such as "arm:cause".
    method : str
        The degrees-of-freedom method.
    """

    statistic: float
    df_num: float
    df_denom: float
    p_value: float
    hypothesis: str
    method: str

    def __repr__(self) -> str:
        return (
            f"JointTest({self.hypothesis}: F({self.df_num:g}, {self.df_denom:.2f}) = {self.statistic:.3f}, "
            f"p = {self.p_value:.4g}, {self.method})"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row: term, df_num, df_denom, statistic, p_value, method."""
        return pd.DataFrame(
            [
                {
                    "term": self.hypothesis,
                    "df_num": self.df_num,
                    "df_denom": self.df_denom,
                    "statistic": self.statistic,
                    "p_value": self.p_value,
                    "method": self.method,
                }
            ]
        )


@dataclass(frozen=True, eq=False)
class Inference:
    """What a fitted model must offer so that any linear function of its coefficients can be judged.

    Attributes
    ----------
    terms : tuple of str
        Names of the p coefficients.
    coefficients : array of shape (p,)
        Estimates; NaN marks an aliased coefficient.
    vcov : array of shape (p, p)
        Covariance of the estimates that standard errors use; zero rows for aliased coefficients.
    degrees_of_freedom : callable
        Array of shape (k, p) of linear functions to array of shape (k,) of denominator df.
    joint : callable
        Array of shape (l, p) to (statistic, df_num, df_denom).
    method : str
        The degrees-of-freedom method, as printed: "Kenward-Roger (linear)".
    estimable : callable, optional
        Array of shape (k, p) to booleans of shape (k,); absent means that everything is estimable.
    remarks : callable, optional
        Functions, shape (k, p), and their df, NaN where not estimable, to sentences on how far to trust them.
    determined : callable, optional
        As `estimable`, but whether the data determine the functions, be there an error or not; absent means the same.
    """

    terms: tuple[str, ...]
    coefficients: Array
    vcov: Array
    degrees_of_freedom: Callable[[Array], Array]
    joint: Callable[[Array], tuple[float, float, float]]
    method: str
    estimable: Callable[[Array], NDArray[np.bool_]] | None = None
    remarks: Callable[[Array, Array], tuple[str, ...]] | None = None
    determined: Callable[[Array], NDArray[np.bool_]] | None = None


@dataclass(frozen=True, eq=False)
class Estimates:
    """A tidy table of estimates that remembers the linear functions behind it.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per estimate: label columns, then `estimate, std_error, df, statistic, p_value, conf_low,
        conf_high, n_subjects`. Unrounded. A function that the data can't estimate has NaN in all of them.
    functions : array of shape (rows, p), or None
        The linear functions of the coefficients; None where an estimate isn't one (a risk difference).
    inference : Inference or None
        The model's own inference, so that a contrast of estimates is exact.
    confidence_level : float
        Coverage of `conf_low` to `conf_high`.
    kind : str
        What a row is: "LS mean", "contrast of LS means", "adjusted difference".
    notes : tuple of str
        What a reader must know: weights, df method, covariance used, what isn't estimable.
    details : dict
        Machine-readable facts of the same kind, for results.json.
    """

    frame: pd.DataFrame
    functions: Array | None = None
    inference: Inference | None = None
    confidence_level: float = 0.95
    kind: str = "estimate"
    notes: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def label_columns(self) -> list[str]:
        """Names of the label columns, in order."""
        return [column for column in self.frame.columns if column not in (*COLUMNS, *RELEASE_COLUMNS)]

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences of the model on how far to trust these rows; `notes` have them too."""
        if self.functions is None or self.inference is None or self.inference.remarks is None:
            return ()
        return self.inference.remarks(self.functions, self.frame["df"].to_numpy(dtype=float))

    @property
    def determined(self) -> NDArray[np.bool_]:
        """Whether the data determine each row, shape (rows,), be there an error for it or not."""
        if self.functions is None or self.inference is None or self.inference.determined is None:
            return np.asarray(self.frame["estimate"].notna(), dtype=bool)
        return self.inference.determined(self.functions)

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        head = f"Estimates: {len(self)} x {self.kind}, {self.confidence_level:.0%} intervals"
        return "\n".join([head, self.frame.to_string(index=False, float_format="%.4g"), *self.notes])

    def _repr_html_(self) -> str:
        notes = "".join(f"<p><small>{_escape(note)}</small></p>" for note in self.notes)
        table = self.frame.to_html(index=False, float_format=lambda value: f"{value:.4g}", border=0)
        return f"<p><strong>{_escape(self.kind)}</strong>, {self.confidence_level:.0%} intervals</p>{table}{notes}"

    def where(self, **labels: Any) -> Estimates:
        """Keep the rows whose labels equal these values.

        Examples
        --------
        >>> frame = pd.DataFrame({"arm": ["a", "b"], "estimate": [1.0, 2.0]})
        >>> Estimates(frame).where(arm="b").frame["estimate"].tolist()
        [2.0]
        """
        keep = np.ones(len(self.frame), dtype=bool)
        for column, value in labels.items():
            if column not in self.frame.columns:
                raise ModelError(f"no label column {column!r}; there are {self.label_columns}")
            keep &= (self.frame[column] == value).to_numpy()
        functions = None if self.functions is None else self.functions[keep]
        return replace(self, frame=self.frame[keep].reset_index(drop=True), functions=functions)


def linear_estimates(
    functions: Array,
    inference: Inference,
    labels: pd.DataFrame,
    *,
    confidence_level: float = 0.95,
    n_subjects: Array | None = None,
    kind: str = "estimate",
    notes: tuple[str, ...] = (),
) -> Estimates:
    """Estimate linear functions of a model's coefficients, with t tests of zero and intervals.

    Parameters
    ----------
    functions : array of shape (k, p)
        One linear function per row.
    inference : Inference
        Coefficients, their covariance and the degrees of freedom.
    labels : pandas.DataFrame with k rows
        What each function is.
    confidence_level : float
        Coverage of the intervals.
    n_subjects : array of shape (k,), optional
        Patients behind each row.
    kind, notes
        Passed on to `Estimates`.

    Returns
    -------
    Estimates
        One row per function.

    Notes
    -----
    Estimate L b, standard error sqrt(L V L'), statistic their ratio, referred to t with the df that the model's
    method gives for L. Infinite df means the normal distribution.
    """
    from scipy import stats

    if not 0 < confidence_level < 1:
        raise ModelError(f"confidence_level must lie between 0 and 1, got {confidence_level!r}")
    functions = np.atleast_2d(np.asarray(functions, dtype=float))
    coefficients = np.where(np.isnan(inference.coefficients), 0.0, inference.coefficients)
    estimate = functions @ coefficients
    std_error = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", functions, inference.vcov, functions), 0.0))
    estimable = (
        np.ones(len(functions), dtype=bool) if inference.estimable is None else inference.estimable(functions)
    )
    df = np.full(len(functions), np.nan)
    if estimable.any():
        df[estimable] = inference.degrees_of_freedom(functions[estimable])
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / std_error
    half = stats.t.ppf(0.5 + confidence_level / 2, df) * std_error
    columns = {
        "estimate": estimate,
        "std_error": std_error,
        "df": df,
        "statistic": statistic,
        "p_value": 2 * stats.t.sf(np.abs(statistic), df),
        "conf_low": estimate - half,
        "conf_high": estimate + half,
    }
    numbers = pd.DataFrame({name: np.where(estimable, values, np.nan) for name, values in columns.items()})
    numbers["n_subjects"] = np.nan if n_subjects is None else np.asarray(n_subjects, dtype=float)
    frame = pd.concat([labels.reset_index(drop=True), numbers], axis=1)
    if not estimable.all():
        notes = (
            *notes,
            f"{int((~estimable).sum())} of {len(frame)} rows can't be estimated from these data.",
        )
    if inference.remarks is not None:
        notes = (*notes, *inference.remarks(functions, df))
    return Estimates(frame, functions, inference, confidence_level, kind, notes)


def _escape(text: str) -> str:
    from html import escape

    return escape(text)
