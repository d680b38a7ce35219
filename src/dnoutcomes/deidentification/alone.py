"""Patients who are the only one of their kind: someone who knows them could find them."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.deidentification.written import Written

KIND = ("cause", "sex", "age")
BAND = 10


def patients_alone(written: Written) -> tuple[int, int]:
    """Count the patients, and those who are alone in their combination of cause, sex and ten-year band of age.

    Parameters
    ----------
    written : Written

    Returns
    -------
    n_patients, n_alone : int
        What isn't recorded counts as a kind of its own; a column that the table doesn't have tells nobody apart.
    """
    if "patient_id" not in written.frame.columns:
        return 0, 0
    kinds = pd.DataFrame({name: written.frame[name] for name in KIND if name in written.frame.columns})
    if "age" in kinds.columns:
        kinds["age"] = (written.numbers("age") // BAND).fillna(-1)
    n_patients = int(written.frame["patient_id"].nunique())
    if kinds.empty:
        return n_patients, 0
    patients = kinds.groupby(written.frame["patient_id"]).first()
    sizes = patients.groupby(list(patients.columns)).size()
    return n_patients, int((sizes == 1).sum())
