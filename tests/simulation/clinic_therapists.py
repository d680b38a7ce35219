"""Therapists of clinics of known truth: whom they treat, and what that does to the scores."""

from __future__ import annotations

import numpy as np
from clinic_law import Law


def assign_therapists(rng: np.random.Generator, n: int, law: Law) -> tuple[np.ndarray, np.ndarray]:
    """Draw who treats each patient in either arm, and what that does to the scores; -1 is nobody.

    Returns
    -------
    integer array of shape (n, 2)
        The therapist: reference arm, needled arm.
    array of shape (n, 2, 2)
        By arm, points on every score and further points at the last visit.
    """
    count = law.therapists
    if not law.therapists_differ:
        code = np.repeat(rng.integers(count, size=n)[:, None], 2, axis=1)
        rng.normal(size=count)
        return code, np.zeros((n, 2, 2))
    load = np.linspace(1.0, law.case_load, count)
    code = np.repeat(rng.choice(count, size=n, p=load / load.sum())[:, None], 2, axis=1)
    if law.therapist_design == "nested":
        code = np.column_stack([code[:, 0] // 2 * 2, code[:, 1] // 2 * 2 + 1])
    made = np.array([law.therapist_sd, law.response_sd]) * rng.normal(size=(count, 2))[code]
    made[:, 0, 1] = 0.0
    if law.therapist_design == "partial":
        code[:, 0] = -1
        made[:, 0, 0] = law.therapist_sd * rng.normal(size=n)
    return code, made
