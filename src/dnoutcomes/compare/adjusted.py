"""Adjusted differences between the arms at one visit: within each group, and overall in two ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.compare.ancova import AncovaFit, ancova
from dnoutcomes.compare.interaction import interaction_test
from dnoutcomes.compare.populations import MAIN_EFFECT, POPULATION, population_labels, standardised_to
from dnoutcomes.compare.treatment_effects import standardised_effect, treatment_effects
from dnoutcomes.compare.unadjusted import empty_row
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, JointTest
from dnoutcomes.models.shared.confounded import refuse_confounded

ADJUSTED = "adjusted"


@dataclass(frozen=True, eq=False)
class AdjustedEffects:
    """What the analyses of covariance of one visit say.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per group and overall effect: the column of the group, `population`, `analysis`, the columns of
        Estimates.
    interaction : JointTest or None
        None when fewer than two groups have an effect.
    mix : dict of str to float
        Weights of the standardised effect; they sum to 1.
    notes : tuple of str
    groups : Estimates or None
        The effects of the groups with the linear functions behind them; None without groups.
    group_notes : tuple of str
        Those of the notes that are about the groups' own rows and their errors.
    """

    frame: pd.DataFrame
    interaction: JointTest | None
    mix: dict[str, float]
    notes: tuple[str, ...]
    groups: Estimates | None = None
    group_notes: tuple[str, ...] = ()


def adjusted_effects(
    rows: pd.DataFrame,
    by: str | None,
    *,
    covariates: tuple[str, ...] = (),
    shares: Mapping[str, float] | None = None,
    errors: str = "HC3",
    cluster: str | None = None,
    confidence_level: float = 0.95,
) -> AdjustedEffects:
    """Estimate the adjusted difference in mean change, in each group and overall.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row per patient with a baseline, scored at the visit or not: `arm` (categorical, the reference first),
        `cause`, `change`, `baseline`, the covariates and `by`.
    by : str or None
        Categorical column of the group; None estimates the main effect only.
    covariates : tuple of str
        Adjusted for besides cause and baseline.
    shares : dict of str to float, optional
        Weight of each group in the standardised effect. Default: its share of `rows`, scored or not.
    errors : {"HC3", "classical"}
        Ignored with `cluster`, by which errors are then CR2.
    cluster : str, optional
        Column of the therapist or clinic. Where it is `by`, effects within each are those of its own patients, who
        don't vary between clusters: there `errors` counts.
    confidence_level : float

    Returns
    -------
    AdjustedEffects

    Raises
    ------
    ModelError
        Covariates tell the arm, or there are not more patients than coefficients.

    Notes
    -----
    Main effect: change ~ arm + by + cause + baseline + covariates. Groups: the same with arm x by. Standardised:
    sum_k w_k (difference in group k) from the second model, w_k the share of group k, scaled up where a group
    has no difference.
    """
    scored = rows[rows["change"].notna()]
    refuse_confounded(scored, "arm", covariates)
    settings: dict[str, Any] = {
        "outcome": "change", "treatment": "arm", "errors": "CR2" if cluster else errors, "cluster": cluster,
        "confidence_level": confidence_level,
        "covariates": dict.fromkeys([by or "cause", "cause", "baseline", *covariates]),
    }  # fmt: skip
    main = treatment_effects(ancova(scored, **settings))
    overall = main.frame.assign(**population_labels(by, MAIN_EFFECT))
    if overall["estimate"].isna().all() and _arm_is_told(scored, settings):
        raise ModelError(
            f"the covariates {', '.join(settings['covariates'])} together tell the arm, so that the difference can't "
            "be adjusted for them; use fewer"
        )
    if by is None:
        return AdjustedEffects(overall.assign(analysis=ADJUSTED), None, {}, main.notes)
    if cluster == by:
        settings |= {"errors": errors, "cluster": None}
    fit = ancova(scored, by=by, **settings)
    effects = treatment_effects(fit)
    estimated = set(effects.frame.loc[effects.determined, by])
    mix = _mix(rows[by].value_counts().to_dict() if shares is None else shares, effects.frame[by], estimated)
    frames = [_every_group(effects, by, rows[by]), overall, _standardised(effects, by, mix)]
    interaction, untested = _interaction(fit) if len(estimated) > 1 else (None, ())
    frame = pd.concat(frames, ignore_index=True).assign(analysis=ADJUSTED)
    empty = _empty_note(rows[by], estimated)
    notes = dict.fromkeys(
        [*main.notes, *effects.notes, _mix_note(by), *empty, *_test_note(by, interaction), *untested]
    )
    group_notes = dict.fromkeys([*effects.notes, *empty, *untested])
    return AdjustedEffects(frame, interaction, mix, tuple(notes), effects, tuple(group_notes))


def _arm_is_told(scored: pd.DataFrame, settings: dict[str, Any]) -> bool:
    """Whether there is no difference even with errors that every coefficient has."""
    plain = ancova(scored, **settings | {"errors": "classical", "cluster": None})
    return bool(treatment_effects(plain).frame["estimate"].isna().all())


def _interaction(fit: AncovaFit) -> tuple[JointTest | None, tuple[str, ...]]:
    """Test the interaction, or say why it can't be."""
    try:
        return interaction_test(fit), ()
    except ModelError as error:
        return None, (f"Whether the effect differs by {fit.by} isn't tested: {error}.",)


def _mix(shares: Mapping[str, float], groups: pd.Series, estimated: set[str]) -> dict[str, float]:
    weights = {group: shares.get(group, 0.0) for group in groups if group in estimated}
    total = sum(weights.values())
    return {group: float(weight / total) for group, weight in weights.items() if weight}


def _every_group(effects: Estimates, by: str, groups: pd.Series) -> pd.DataFrame:
    """Add the groups that the model never saw, because none of their patients has a score."""
    seen = {row[by]: row for row in effects.frame.to_dict("records")}
    rows = [seen.get(level, {by: level} | empty_row(0)) for level in groups.cat.categories]
    return pd.DataFrame(rows).assign(**{POPULATION: None})


def _standardised(effects: Estimates, by: str, mix: dict[str, float]) -> pd.DataFrame:
    labels = population_labels(by, standardised_to(by))
    if not mix:
        return pd.DataFrame([labels | empty_row(0)])
    weights = np.array([mix.get(level, 0.0) for level in effects.frame[by]])
    return standardised_effect(effects, weights).frame.assign(**labels)


def _mix_note(by: str) -> str:
    return (
        f"The effect standardised to the mix of {by} weights each {by} with its share of all patients with a baseline; "
        "the shares are taken as fixed."
    )


def _empty_note(groups: pd.Series, estimated: set[str]) -> tuple[str, ...]:
    empty = [str(level) for level in groups.cat.categories if level not in estimated]
    if not empty:
        return ()
    return (f"No adjusted difference for {', '.join(empty)}: too few patients with a score in both arms.",)


def _test_note(by: str, interaction: JointTest | None) -> tuple[str, ...]:
    if interaction is None:
        return ()
    return (
        f"Whether the effect differs by {by} has one test, F({interaction.df_num:g}, {interaction.df_denom:g}) = "
        f"{interaction.statistic:.2f}, p = {interaction.p_value:.3g}; the p-values of single rows don't answer it.",
    )
