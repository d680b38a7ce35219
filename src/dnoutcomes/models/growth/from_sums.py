"""growth_from_sums: the fit that `growth` gives, from sums over patients whose times have the same sums."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.blocks import Behind, PatientRows
from dnoutcomes.models.growth.course_sums import CourseRows, CourseSums, course_rows
from dnoutcomes.models.growth.engine import GrowthEngine
from dnoutcomes.models.growth.growth import (
    growth_notes,
    random_structure,
    require_spare_rows,
    variance_components,
)
from dnoutcomes.models.growth.inference import UNCERTAINTY, growth_inference
from dnoutcomes.models.growth.parameters import GrowthParameters
from dnoutcomes.models.growth.random_columns import random_coding, require_repeated, scaled_random
from dnoutcomes.models.growth.residuals import independent
from dnoutcomes.models.growth.rows import GrowthRows, no_clusters, standardised_rows
from dnoutcomes.models.growth.state import GrowthModel
from dnoutcomes.models.growth.verdict import is_singular
from dnoutcomes.models.shared.coding import Coding
from dnoutcomes.models.shared.design import build_design
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.sums_only import SumsOnly, refuse_refit, refuse_rows


class SummedGrowthEngine(SumsOnly, GrowthEngine):
    """What a growth model answers that was fitted from sums."""

    def predict_sessions(self, frame: pd.DataFrame, *, patients: bool, new_session: bool) -> pd.DataFrame:
        """Predict the course of an arm; that of a patient is refused."""
        if patients:
            refuse_rows("the course of a patient (patients=True)")
        return super().predict_sessions(frame, patients=False, new_session=new_session)


def growth_from_sums(
    formula: str,
    sums: CourseSums,
    *,
    random: str = "1 + week",
    df: str = "satterthwaite",
    confidence_level: float = 0.95,
) -> MixedModelFit:
    """Fit a growth model with independent residuals from sums, by REML.

    Parameters
    ----------
    formula : str
        As for `growth`; linear in the columns of the course and in each of `sums.numbers`.
    sums : CourseSums
    random : str
        Formula of what varies between patients, linear in the columns of the course.
    df, confidence_level
        As for `growth`.

    Returns
    -------
    MixedModelFit
        What looks at single patients (residuals, influence, diagnostics, random effects, ...) is refused.

    Raises
    ------
    ModelError
        As `growth`; a formula that isn't linear in the course or in a number.
    """
    if df not in UNCERTAINTY:
        raise ModelError(f"df={df!r} isn't offered for growth models; known: {', '.join(UNCERTAINTY)}")
    design = build_design(
        formula, sums.frame, subject=sums.subject, columns=[*sums.course, "week", *sums.numbers]
    )
    coding = random_coding(random, design.frame, {})
    rows = course_rows(design, sums, coding)
    require_repeated(np.repeat(sums.n_scores, sums.n), rows.still, coding.columns, random)
    prepared = _prepared(rows, sums, coding)
    residuals = independent(prepared.rows, None)
    layout = GrowthParameters(len(prepared.z_back), True, 0, False)
    require_spare_rows(sums.n_rows - len(prepared.estimated), layout.n + 1)
    state = GrowthModel(prepared, residuals, layout, True).fit()
    return MixedModelFit(
        engine=SummedGrowthEngine(rows.design, growth_inference(rows.design, state, df), state),
        structure=random_structure(random, sums.subject, True, "iid", None),
        log_likelihood=state.log_likelihood,
        n_parameters=layout.n + 1,
        reml=True,
        converged=state.minimum.converged,
        path=(),
        notes=growth_notes(rows.design, state),
        confidence_level=confidence_level,
        refit=refuse_refit,
        details={
            "singular": is_singular(state),
            "variance_components": variance_components(state, sums.subject),
        },
    )


def _prepared(rows: CourseRows, sums: CourseSums, coding: Coding) -> GrowthRows:
    """Bring the rows to coordinates that compute well: those of all scores."""
    order = np.arange(len(rows.z))
    estimated, standardised = standardised_rows(rows.design, order, sums.deviation)
    z, z_back = scaled_random(rows.z, standardised, coding.columns, correlated=True)
    behind = Behind(sums.n_rows, rows.patients)
    patients = PatientRows(z, standardised.rows, no_clusters(len(z)), rows.starts, behind)
    return GrowthRows(patients, None, order, estimated, standardised, z_back, coding, None, 0)
