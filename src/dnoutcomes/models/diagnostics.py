"""Diagnostics of a fit of either kind."""

from __future__ import annotations

from dnoutcomes.models.shared.diagnostics import Diagnostics
from dnoutcomes.models.shared.fit import MixedModelFit


def diagnose(fit: MixedModelFit, *, time: str | None = None) -> Diagnostics:
    """Summarise the residuals of a fit.

    Parameters
    ----------
    fit : MixedModelFit
        From `mmrm` or `growth`.
    time : str, optional
        For a growth model, the column of the time of each session; `diagnose_growth` says when it is known without.

    Returns
    -------
    Diagnostics

    Raises
    ------
    ModelError
        A growth model without a time, or a time for an MMRM, which knows its visits.

    Notes
    -----
    Residuals have less spread than the errors they estimate, by a share of about the number of coefficients over that
    of rows; empirical covariances are not corrected for it. Rows with a weight w count as residual times sqrt(w).

    References
    ----------
    Diggle PJ, Heagerty P, Liang KY, Zeger SL. Analysis of Longitudinal Data. Oxford 2002, ch. 3 and 5.
    """
    return fit.engine.diagnose(time)
