"""Influence of single patients on a fit of either kind."""

from __future__ import annotations

from dnoutcomes.estimates import Estimates
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.influence import Influence


def influence(fit: MixedModelFit, effect: Estimates | None = None) -> Influence:
    """Measure how much each patient moves the fit.

    Parameters
    ----------
    fit : MixedModelFit
        From `mmrm` or `growth`.
    effect : Estimates, optional
        One row, the effect of interest: `contrast(...).where(...)`.

    Returns
    -------
    Influence

    Raises
    ------
    ModelError
        An effect of more than one row.

    Notes
    -----
    With the covariance V held, leaving out patient i moves b by F X_i'(V_i - X_i F X_i')^-1 r_i exactly. Cook's
    distance is the move in the metric of F, over p. To estimate the covariance again as well, use `leave_one_out`.
    `growth_influence` says how patients that share a therapist are left out.

    References
    ----------
    Christensen R, Pearson LM, Johnson W. Case-deletion diagnostics for mixed models. Technometrics 1992;34:38-45.
    """
    return fit.engine.influence(effect)
