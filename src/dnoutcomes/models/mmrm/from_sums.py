"""mmrm_from_sums: the fit that `mmrm` gives, from sums over groups of patients."""

from __future__ import annotations

from collections.abc import Sequence

from dnoutcomes.models.mmrm.engine import MmrmEngine
from dnoutcomes.models.mmrm.group_sums import (
    GroupSums,
    prepare_sums,
    summed_design,
)
from dnoutcomes.models.mmrm.inference import visit_inference
from dnoutcomes.models.mmrm.path import Covariance, follow_path
from dnoutcomes.models.mmrm.visits import read_visits
from dnoutcomes.models.shared.design import build_design
from dnoutcomes.models.shared.df import EMPIRICAL, choose_errors, settle_df
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.sums_only import SumsOnly, refuse_refit, refuse_rows


class SummedEngine(SumsOnly, MmrmEngine):
    """What an MMRM answers that was fitted from sums."""


def mmrm_from_sums(
    formula: str,
    sums: GroupSums,
    *,
    covariance: Covariance | Sequence[Covariance] = "us",
    df: str = "kenward-roger",
    errors: str | None = None,
    confidence_level: float = 0.95,
) -> MixedModelFit:
    """Fit a mixed model for repeated measures from sums, by REML.

    Parameters
    ----------
    formula : str
        As for `mmrm`; linear in each of `sums.numbers`.
    sums : GroupSums
    covariance, df, errors, confidence_level
        As for `mmrm`.

    Returns
    -------
    MixedModelFit
        What looks at single patients (residuals, influence, diagnostics, resampling, ...) is refused.

    Raises
    ------
    ModelError
        As `mmrm`; an empirical covariance, or a formula that isn't linear in a number.
    """
    df, df_notes = settle_df(df, errors, reml=True)
    chosen = choose_errors(df, errors)
    if chosen in EMPIRICAL:
        refuse_rows(f"errors={chosen!r}")
    design = build_design(formula, sums.frame, subject="subject", columns=[sums.visit])
    visits = read_visits(design, sums.visit)
    summed, subject, visit = summed_design(design, sums)
    rows = prepare_sums(summed, sums, visits, subject, visit)
    maximum, attempts, warnings = follow_path(rows, covariance, reml=True)
    inference, known, _ = visit_inference(rows, maximum, df=df, errors=chosen)
    notes = [note for note in (summed.left_out_note, visits.order_note) if note is not None]
    if rows.aliased:
        notes.append(f"Explained by earlier columns and left out: {', '.join(rows.aliased)}.")
    return MixedModelFit(
        engine=SummedEngine(summed, inference, rows, maximum, known, True, None, None),
        structure=maximum.parameters.structure.name,
        log_likelihood=rows.log_likelihood(maximum.at.value, reml=True),
        n_parameters=maximum.parameters.n_params,
        reml=True,
        converged=True,
        path=attempts,
        notes=(*notes, *df_notes, *warnings),
        confidence_level=confidence_level,
        refit=refuse_refit,
        details={"errors": chosen, "covariance_structure": maximum.parameters.structure},
    )
