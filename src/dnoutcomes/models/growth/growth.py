"""Growth models: each patient's own course over sessions on any day, around the course of the arm."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.engine import GrowthEngine
from dnoutcomes.models.growth.inference import UNCERTAINTY, growth_inference
from dnoutcomes.models.growth.parameters import GrowthParameters
from dnoutcomes.models.growth.random_columns import parse_random
from dnoutcomes.models.growth.residuals import RESIDUALS
from dnoutcomes.models.growth.rows import (
    OUTSIDE,
    Clusters,
    inside,
    only_time,
    prepare_rows,
    read_clusters,
)
from dnoutcomes.models.growth.state import GrowthModel, GrowthState
from dnoutcomes.models.growth.verdict import growth_verdict, is_singular
from dnoutcomes.models.shared.design import ModelDesign, build_design
from dnoutcomes.models.shared.expression import Function
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.formula import variables_of

Array = NDArray[np.float64]


def growth(
    formula: str,
    data: pd.DataFrame,
    *,
    subject: str,
    random: str = "1 + week",
    correlated: bool = True,
    residual: Literal["iid", "car1"] = "iid",
    time: str | None = None,
    cluster: str | None = None,
    cluster_within: Mapping[str, Any] | None = None,
    reml: bool = True,
    df: str = "satterthwaite",
    confidence_level: float = 0.95,
    functions: Mapping[str, Function] | None = None,
) -> MixedModelFit:
    """Fit a model with random coefficients by patient.

    Parameters
    ----------
    formula : str
        Outcome and fixed effects, "pain ~ baseline + arm * cause * week", as `mmrm` reads them.
    data : pandas.DataFrame
        One row per session. The reference level of a factor is the first level of a categorical, else the first
        in sorted order.
    subject : str
        Column that says whose session it is.
    random : str
        Formula of what varies between patients: "1", "1 + week", "1 + early + late" (piecewise: columns that hold
        min(week, 4) and max(week - 4, 0)), "1 + cr(week, df=3, constraints='center')" (natural spline). The intercept
        is there unless "0 +" takes it out, as in the fixed part.
    correlated : bool
        Whether the random coefficients of a patient may be correlated. When not, the fit depends on where time
        has its zero.
    residual : {"iid", "car1"}
        Independent residuals, or correlation phi^|t - s| between sessions at times t and s of a patient.
    time : str, optional
        Column of the time of each session, for "car1"; by default the one number of the model that changes within
        patients, and `notes` name it.
    cluster : str, optional
        Column of therapists or clinics, each with a random intercept. Patients may belong to one (nested) or be
        seen by several (crossed).
    cluster_within : dict, optional
        Column to value: only these rows belong to a cluster. {"arm": "needling"} is the partially nested design, in
        which the other arm has no therapists; the cluster column may be empty there.
    reml : bool
        Restricted likelihood, or the full one.
    df : {"satterthwaite", "kenward-roger", "between-within", "residual"}
        Denominator degrees of freedom; Kenward-Roger also adjusts the standard errors and asks for REML.
    confidence_level : float
        Coverage of the intervals.
    functions : mapping, optional
        Functions of yours that the formulas may call, by name: {"tertile": tertile}. Each takes columns and gives one
        value for each row; what a row gets may depend on that row only.

    Returns
    -------
    MixedModelFit
        `covariance` holds the covariance of the random coefficients. `details` holds `variance_components` (one row
        per variance, covariance and residual parameter) and `singular`.

    Raises
    ------
    ModelError
        A missing column, infinite values, a constant outcome, one row per patient, a time that doesn't vary within
        patients, or fewer rows than coefficients.

    Notes
    -----
    y_i = X_i b + Z_i u_i + c + e_i, u_i ~ N(0, D), c ~ N(0, t) by cluster, e_i ~ N(0, s2 R_i). A D without
    full rank is an ordinary result, and `notes` says so. AIC and BIC count covariance parameters (entries of
    D, t, phi and s2), with REML no coefficients; lme4 counts the coefficients too and uses the number of rows in BIC.

    References
    ----------
    Bates et al. (2015), Journal of Statistical Software 67(1); Kuznetsova et al. (2017), 82(13); Halekoh and
    Hojsgaard (2014), 59(9). Compared with lme4, lmerTest, pbkrtest and nlme.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> patient, week = np.repeat(np.arange(20), 6), np.tile(np.arange(6.0), 20)
    >>> arm = np.where(patient % 2, "needling", "standard")
    >>> slope = rng.normal(-0.3, 0.2, 20)[patient] - 0.4 * (arm == "needling")
    >>> sessions = pd.DataFrame({"patient": patient, "week": week, "arm": pd.Categorical(arm, ["standard", "needling"]),
    ...     "pain": 6 + rng.normal(0, 1, 20)[patient] + slope * week + rng.normal(0, 0.5, 120)})
    >>> fit = growth("pain ~ arm * week", sessions, subject="patient", random="1 + week", df="kenward-roger")
    >>> fit.tidy()[["term", "estimate", "std_error", "df"]].round(3)
                         term  estimate  std_error    df
    0               Intercept ...
    1         arm[T.needling] ...
    2                    week ...
    3    arm[T.needling]:week ...
    """
    settings = {
        "subject": subject, "random": random, "correlated": correlated, "residual": residual, "time": time,
        "cluster": cluster, "cluster_within": cluster_within, "reml": reml, "df": df,
        "confidence_level": confidence_level, "functions": functions,
    }  # fmt: skip
    residuals_of = RESIDUALS[residual]
    if df not in UNCERTAINTY:
        raise ModelError(f"df={df!r} isn't offered for growth models; known: {', '.join(UNCERTAINTY)}")
    within = dict(cluster_within or {})
    design = _design(
        formula,
        data,
        subject=subject,
        random=random,
        time=time,
        cluster=cluster,
        within=within,
        functions=functions,
    )
    clusters = None if cluster is None else read_clusters(design.frame, cluster, within)
    if residual == "car1" and time is None:
        time = settings["time"] = only_time(
            design, variables_of(parse_random(random, frozenset(functions or {})))
        )
    prepared = prepare_rows(design, random, correlated=correlated, time=time, clusters=clusters)
    residuals = residuals_of(prepared.rows, prepared.time)
    layout = GrowthParameters(len(prepared.z_back), correlated, len(residuals.start), clusters is not None)
    require_spare_rows(design.n_observations - len(prepared.estimated), layout.n + 1)
    state = GrowthModel(prepared, residuals, layout, reml).fit()
    return MixedModelFit(
        engine=GrowthEngine(design, growth_inference(design, state, df), state),
        structure=random_structure(random, subject, correlated, residual, clusters),
        log_likelihood=state.log_likelihood,
        n_parameters=layout.n + 1,
        reml=reml,
        converged=state.minimum.converged,
        path=(),
        notes=(
            *growth_notes(design, state),
            *([f"Residual correlation over {time}."] if residual == "car1" else []),
        ),
        confidence_level=confidence_level,
        refit=partial(_refit, formula, settings),
        details={
            "singular": is_singular(state),
            "variance_components": variance_components(state, subject),
        },
    )


def variance_components(state: GrowthState, subject: str) -> pd.DataFrame:
    """List what was estimated of the covariance.

    Returns
    -------
    pandas.DataFrame
        One row per parameter: group, term_1, term_2 (empty for a variance), estimate, and `deviation`: the standard
        deviation of a variance, the correlation of a covariance, empty for a residual correlation.
    """
    covariance = state.random_covariance
    deviations = np.sqrt(np.diag(covariance))
    rows: list[tuple[str, str, str | None, float, float]] = []
    for a, b in state.model.layout.entries:
        value = float(covariance.iloc[a, b])
        names = covariance.index
        if a == b:
            rows.append((subject, names[a], None, value, float(deviations[a])))
        else:
            product = deviations[a] * deviations[b]
            rows.append(
                (subject, names[b], names[a], value, value / product if product > 0 else float("nan"))
            )
    if state.model.prepared.clusters is not None:
        value = state.cluster_variance
        rows.append((state.model.prepared.clusters.name, "Intercept", None, value, float(np.sqrt(value))))
    rows += [("residual", name, None, value, float("nan")) for name, value in state.residual_facts.items()]
    rows.append(("residual", "variance", None, state.sigma2, float(np.sqrt(state.sigma2))))
    return pd.DataFrame(rows, columns=["group", "term_1", "term_2", "estimate", "deviation"])


def require_spare_rows(spare: int, n_parameters: int) -> None:
    """Refuse more covariance parameters than there are rows beyond the coefficients."""
    if n_parameters > spare:
        raise ModelError(
            f"more parameters than data: {n_parameters} variances and covariances, and {spare} rows beyond the "
            "coefficients; use fewer terms in the formula or in random="
        )


def _refit(formula: str, settings: dict[str, Any], data: pd.DataFrame) -> MixedModelFit:
    return growth(formula, data, **settings)


def _design(
    formula: str,
    data: pd.DataFrame,
    *,
    subject: str,
    random: str,
    time: str | None,
    cluster: str | None,
    within: dict[str, Any],
    functions: Mapping[str, Function] | None,
) -> ModelDesign:
    """Read the formula; a cluster column may be empty outside `within`."""
    if within and cluster is None:
        raise ModelError(f"cluster_within={within!r} needs cluster=, the column of therapists or clinics")
    parsed = parse_random(random, frozenset(functions or {}))
    columns = [*variables_of(parsed), *([time] if time else []), *within]
    if cluster is not None:
        columns.append(cluster)
    if within and {cluster, *within} <= set(data.columns):
        outside = ~inside(data, within) & data[cluster].isna().to_numpy()
        data = data.assign(**{str(cluster): data[cluster].astype(object).where(~outside, OUTSIDE)})
    return build_design(formula, data, subject=subject, columns=sorted(set(columns)), functions=functions)


def random_structure(
    random: str, subject: str, correlated: bool, residual: str, clusters: Clusters | None
) -> str:
    """Name random coefficients, clusters and residual correlation as a reader knows them."""
    bar = "|" if correlated else "||"
    words = f"({random} {bar} {subject})"
    if clusters is not None:
        only = " and ".join(f"{column} = {value}" for column, value in clusters.within.items())
        words += f" + (1 | {clusters.name}{' where ' + only if only else ''})"
    return f"{words}, residual {residual}"


def growth_notes(design: ModelDesign, state: GrowthState) -> tuple[str, ...]:
    """Say what a reader must know of a fit, none where there's nothing."""
    aliased = [
        name for position, name in enumerate(design.terms) if position not in state.model.prepared.estimated
    ]
    notes = list(growth_verdict(state))
    if aliased:
        notes.append(f"Aliased by earlier terms, and left out: {', '.join(aliased)}.")
    if design.left_out_note:
        notes.append(design.left_out_note)
    if state.model.prepared.n_repeated:
        notes.append(
            f"{state.model.prepared.n_repeated} rows have the patient and the time of another row, and all are used; "
            "drop what was entered twice."
        )
    return tuple(notes)
