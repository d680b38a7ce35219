"""Mixed model for repeated measures: correlated residuals over visits, fitted from moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.data import MmrmData, prepare_data
from dnoutcomes.models.mmrm.engine import MmrmEngine
from dnoutcomes.models.mmrm.inference import visit_inference
from dnoutcomes.models.mmrm.path import Covariance, follow_path
from dnoutcomes.models.mmrm.visits import read_visits
from dnoutcomes.models.shared.cluster_column import ClusterColumn, read_clusters, with_clusters
from dnoutcomes.models.shared.design import ModelDesign, build_design
from dnoutcomes.models.shared.df import choose_errors, settle_clustered, settle_df
from dnoutcomes.models.shared.expression import Function
from dnoutcomes.models.shared.fit import MixedModelFit

Array = NDArray[np.float64]

#: Column that weights given as numbers are put in.
GIVEN_WEIGHTS = "given weights"


def mmrm(
    formula: str,
    data: pd.DataFrame,
    *,
    subject: str,
    visit: str,
    covariance: Covariance | Sequence[Covariance] = "us",
    group: str | None = None,
    weights: str | pd.Series | Array | None = None,
    time: str | None = None,
    equal_at_first: str | None = None,
    cluster: str | None = None,
    reml: bool = True,
    df: str = "kenward-roger",
    errors: str | None = None,
    confidence_level: float = 0.95,
    functions: Mapping[str, Function] | None = None,
) -> MixedModelFit:
    """Fit a mixed model for repeated measures.

    Parameters
    ----------
    formula : str
        Outcome and fixed part, "change ~ baseline * visit + arm * visit". On the left + - * / and ^ are arithmetic, as
        in R: "pain - before ~ arm". Elsewhere arithmetic goes into I(). The page on formulas lists the functions that
        a formula may call; nothing else is evaluated.
    data : pandas.DataFrame
        One row per subject and visit. Rows without an outcome or with a gap in a covariate are left out and counted.
        Text columns are factors; the reference level is the first level of a categorical, else the first in sorted
        order.
    subject, visit : str
        Columns that say whose row it is and at which visit. Visits are in the order of a categorical, else sorted.
    covariance : str, CovarianceStructure or a sequence of them
        Structure of the residual covariance over visits: us, toep, toeph, ar1, ar1h, cs, csh, ad, adh, and sp_pow,
        sp_powh, sp_exp, sp_exph in real time; or one of your own, by itself or by the name under which it was
        registered. Several are tried in order until one gives a usable fit.
    group : str, optional
        Column, constant within subjects, with one covariance matrix per level.
    weights : str, or one number per row of data, optional
        Column of positive weights; residual variance is divided by them.
    time : str, optional
        Numeric column with the time of each visit, for the structures in real time. A numeric visit column is its
        own time.
    equal_at_first : str, optional
        Factor whose levels share one mean at the first visit: with the baseline among the outcomes and arms that were
        randomised after it, this is constrained longitudinal data analysis. Write "pain ~ visit + arm:visit", so that
        each arm by visit coefficient is an effect at that visit; the one at baseline is left out.
    cluster : str, optional
        Column of the therapist or clinic, constant within subjects. Errors then allow for subjects who share one: CR2
        (or `errors` cr0 or cr3) by cluster, with Satterthwaite's df, and joint tests are approximate Hotelling's T^2. A
        subject without one is a cluster alone.
    reml : bool
        Restricted maximum likelihood, else maximum likelihood.
    df : str
        kenward-roger, kenward-roger-cholesky, satterthwaite, between-within or residual. Where Kenward and Roger's are
        undefined (reml=False, or other errors) Satterthwaite's are used, and `notes` and `glance` say so.
    errors : str, optional
        Standard errors of the coefficients: model, kenward-roger, kenward-roger-cholesky, cr0, cr2 or cr3. The default
        is Kenward and Roger's for their df and the model's otherwise.
    confidence_level : float
        Coverage of intervals.
    functions : mapping, optional
        Functions of yours that the formula may call, by name: {"tertile": tertile}. Each takes columns and gives one
        value for each row; what a row gets may depend on that row only.

    Returns
    -------
    MixedModelFit

    Raises
    ------
    ModelError
        A formula or data that can't be fitted; the text says what to change.
    ConvergenceError
        No structure gave a usable fit.

    Notes
    -----
    y_i ~ N(X_i b, S_i), S_i the rows and columns of one covariance matrix S of the visits at which subject i was seen
    (times 1 / weight). The likelihood, its derivatives and the degrees of freedom come from sums of products of the
    rows of [X y] by visit pattern, so that a fit costs the same for any number of patients.

    "kenward-roger" is the first-order ("linear") form for every structure: second derivatives of S are dropped. For
    us they are zero in the entries of S, so that it is what PROC MIXED prints with DDFM=KR and what mmrm calls
    Kenward-Roger-Linear. "kenward-roger-cholesky" (us only) keeps them in mmrm's Cholesky parameters and reproduces
    mmrm's own "Kenward-Roger".

    References
    ----------
    Mallinckrodt CH, et al. Drug Inf J 2008;42:303-19. Kenward MG, Roger JH. Biometrics 1997;53:983-97.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"patient": np.repeat(np.arange(30), 2), "visit": ["W04", "W12"] * 30,
    ...                       "arm": np.repeat(["needling", "standard"], 30)})
    >>> frame["change"] = rng.normal(size=60) + np.repeat(rng.normal(size=30), 2) - (frame["arm"] == "needling")
    >>> fit = mmrm("change ~ arm * visit", frame, subject="patient", visit="visit")
    >>> fit.tidy()["term"].tolist()
    ['Intercept', 'arm[T.standard]', 'visit[T.W12]', 'arm[T.standard]:visit[T.W12]']
    >>> fit.glance()[["n_observations", "n_subjects", "covariance", "df_method", "converged"]].values.tolist()
    [[60, 30, 'us', 'Kenward-Roger (linear)', True]]
    """
    settings = {
        "subject": subject, "visit": visit, "covariance": covariance, "group": group, "time": time,
        "equal_at_first": equal_at_first, "cluster": cluster, "reml": reml, "df": df, "errors": errors,
        "confidence_level": confidence_level, "functions": functions,
    }  # fmt: skip
    if cluster is None:
        df, df_notes = settle_df(df, errors, reml=reml)
    else:
        df, errors, said = settle_clustered(df, errors, cluster)
        df_notes, data = (said,), with_clusters(data, cluster, subject)
    chosen = choose_errors(df, errors)
    _refuse_combinations(df, covariance, reml=reml)
    data, weight_column = _weight_column(data, weights)
    extra = [name for name in (visit, group, weight_column, time, cluster) if name is not None]
    equal = None if equal_at_first is None else (equal_at_first, visit)
    design = build_design(
        formula, data, subject=subject, columns=extra, equal_at_first=equal, functions=functions
    )
    rows = prepare_data(design, read_visits(design, visit, group=group, weights=weight_column, time=time))
    clusters = _read_clusters(design, cluster)
    if clusters is not None:
        df_notes = (f"{df_notes[0]} There are {clusters.note}.",)
    maximum, attempts, warnings = follow_path(rows, covariance, reml=reml)
    inference, uncertainty, robust = visit_inference(rows, maximum, df=df, errors=chosen, clusters=clusters)
    engine = MmrmEngine(design, inference, rows, maximum, uncertainty, reml, clusters, robust)
    return MixedModelFit(
        engine=engine,
        structure=maximum.parameters.structure.name,
        log_likelihood=rows.log_likelihood(maximum.at.value, reml=reml),
        n_parameters=maximum.parameters.n_params,
        reml=reml,
        converged=True,
        path=attempts,
        notes=(*_notes(rows), *df_notes, *warnings),
        confidence_level=confidence_level,
        refit=partial(_refit, formula, settings | {"weights": weight_column}),
        details={"errors": chosen, "covariance_structure": maximum.parameters.structure},
    )


def _refit(formula: str, settings: dict[str, Any], data: pd.DataFrame) -> MixedModelFit:
    return mmrm(formula, data, **settings)


def _weight_column(
    data: pd.DataFrame, weights: str | pd.Series | Array | None
) -> tuple[pd.DataFrame, str | None]:
    """Put weights given as numbers beside the data, so that refitting finds them."""
    if weights is None or isinstance(weights, str):
        return data, weights
    if len(weights) != len(data):
        raise ModelError(f"{len(weights)} weights were given for {len(data)} rows of data")
    return data.assign(**{GIVEN_WEIGHTS: np.asarray(weights, dtype=float)}), GIVEN_WEIGHTS


def _read_clusters(design: ModelDesign, cluster: str | None) -> ClusterColumn | None:
    if cluster is None:
        return None
    clusters = read_clusters(design.frame[cluster], design.subject_codes).require_named()
    if clusters.n_alone and cluster in {*design.factors, *design.numeric}:
        raise ModelError(
            f"{cluster!r} is a covariate as well and has gaps; leave out the {clusters.n_alone} subjects without one"
        )
    return clusters


def _refuse_combinations(df: str, covariance: Covariance | Sequence[Covariance], *, reml: bool) -> None:
    if df == "kenward-roger-cholesky" and not reml:
        raise ModelError(f"df={df!r} is defined for REML; with reml=False use df='satterthwaite'")
    if df == "kenward-roger-cholesky" and covariance not in ("us", ["us"], ("us",)):
        raise ModelError("df='kenward-roger-cholesky' is for covariance='us' only; use df='kenward-roger'")


def _notes(data: MmrmData) -> list[str]:
    notes = [note for note in (data.design.left_out_note, data.visits.order_note) if note is not None]
    if data.aliased:
        notes.append(f"Explained by earlier columns and left out: {', '.join(data.aliased)}.")
    if data.visits.visit in data.design.numeric:
        name = data.visits.visit
        notes.append(
            f"{name} is a number, so that the formula makes its effect a straight line; for a mean at each visit write "
            f"C({name}) or make it a categorical."
        )
    if data.design.baseline is not None:
        notes.append(data.design.baseline.note)
    if data.visits.group is not None:
        notes.append(f"One covariance matrix for each level of {data.visits.group}.")
    return notes
