"""How far patients can be told apart: the sizes of the groups of patients whom nobody can tell from each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dnoutcomes.deidentification.quasi_identifiers import DAYS_OF_PATIENTS, QUASI_IDENTIFIERS
from dnoutcomes.deidentification.written_table import WrittenTable

BACKGROUND = "background"
DAYS = "days"
BOTH = "background and days"
KNOWLEDGE = (BACKGROUND, DAYS, BOTH)
# The least sizes of a group that are in use: 5 in many agencies, 11 (a risk of 0.09) at EMA, Health Canada and CMS.
SMALL, CUSTOMARY = 5, 11


@dataclass(frozen=True, eq=False)
class Risk:
    """How far the patients of a table can be told apart by what others may know of them.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per kind of knowledge ("background": the quasi-identifiers together; "days": all days of a patient's
        encounters; "background and days"): `knowledge, columns, n_patients, n_classes, smallest_class, n_alone,
        n_below_5, n_below_11, highest_risk, average_risk`. A class (equivalence class) is a group of patients with the
        same values.
    classes : pandas.DataFrame
        One row per patient, by pseudonym, and a column per kind of knowledge: the size of the patient's class.

    Notes
    -----
    The table is k-anonymous in a kind of knowledge where `smallest_class` is at least k (Samarati 2001, Sweeney 2002).
    With f_j the size of the j-th of J classes of n patients, the prosecutor's risk of a patient is 1 / f_j: somebody
    knows that the patient is in the table and guesses among the f_j. `highest_risk` is 1 / min f_j, and `average_risk`
    is J / n, which is also the share that a marketer who guesses at everybody gets right. The journalist's risk is
    1 / F_j, with F_j the size of the class in the population, and so isn't higher (El Emam and Dankar 2008); the
    population isn't known here.

    References
    ----------
    Samarati P. Protecting respondents' identities in microdata release. IEEE Trans Knowl Data Eng 2001;13:1010-1027.
    Sweeney L. k-anonymity: a model for protecting privacy. Int J Uncertain Fuzz 2002;10:557-570.
    El Emam K, Dankar FK. Protecting privacy using k-anonymity. J Am Med Inform Assoc 2008;15:627-637.
    European Medicines Agency. External guidance on the implementation of policy 0070: a risk of 0.09 at most.
    """

    frame: pd.DataFrame
    classes: pd.DataFrame

    @property
    def n_patients(self) -> int:
        """Patients of the table."""
        return len(self.classes)

    @property
    def smallest_class(self) -> int:
        """Size of the smallest class by background and days together; 0 without patients."""
        return int(self.classes[BOTH].min()) if len(self.classes) else 0

    def n_below(self, k: int) -> int:
        """Count the patients whose class by background and days together has fewer than k."""
        return int((self.classes[BOTH] < k).sum())

    @property
    def sentences(self) -> list[str]:
        """What it means, one sentence per kind of knowledge."""
        return [_sentence(row) for row in self.frame.to_dict("records")]


def risk_of(table: WrittenTable) -> Risk:
    """Count the patients of each class, by what others may know.

    Parameters
    ----------
    table : WrittenTable

    Returns
    -------
    Risk
        What isn't recorded counts as a value of its own; a column that the table doesn't have tells nobody apart.
    """
    frame = table.frame
    if "patient_id" not in frame.columns or frame.empty:
        return Risk(pd.DataFrame(columns=_COLUMNS), pd.DataFrame(columns=list(KNOWLEDGE), dtype="int64"))
    patients = frame.groupby("patient_id")
    names = [name for name in QUASI_IDENTIFIERS if name in frame.columns]
    background = patients[names].first().agg("\t".join, axis=1) if names else pd.Series("", patients.groups)
    days = courses(table)
    both = background + "\n" + days
    classes = pd.DataFrame(
        {
            knowledge: values.map(values.value_counts())
            for knowledge, values in zip(KNOWLEDGE, (background, days, both))
        }
    )
    return Risk(pd.DataFrame([_row(name, classes[name], names) for name in KNOWLEDGE]), classes)


def courses(table: WrittenTable) -> pd.Series:
    """Return the days of each patient in order, as text, by pseudonym."""
    frame = table.frame
    days = table.numbers("study_day")
    ordered = days.sort_values(kind="stable").map("{:g}".format).groupby(frame["patient_id"])
    course = ordered.agg(" ".join)
    for name in DAYS_OF_PATIENTS:
        if name in frame.columns:
            course = course + "; " + frame.groupby("patient_id")[name].first()
    return course


_COLUMNS = [
    "knowledge", "columns", "n_patients", "n_classes", "smallest_class", "n_alone", "n_below_5", "n_below_11",
    "highest_risk", "average_risk",
]  # fmt: skip


def _row(knowledge: str, sizes: pd.Series, names: list[str]) -> dict[str, Any]:
    told = {BACKGROUND: names, DAYS: ["study_day"], BOTH: [*names, "study_day"]}[knowledge]
    n_classes = round((1 / sizes).sum())
    return {
        "knowledge": knowledge,
        "columns": ", ".join(told),
        "n_patients": len(sizes),
        "n_classes": n_classes,
        "smallest_class": int(sizes.min()),
        "n_alone": int((sizes == 1).sum()),
        "n_below_5": int((sizes < SMALL).sum()),
        "n_below_11": int((sizes < CUSTOMARY).sum()),
        "highest_risk": 1 / float(sizes.min()),
        "average_risk": n_classes / len(sizes),
    }


def _sentence(row: dict[str, Any]) -> str:
    knows = {
        BACKGROUND: f"By {_labels(row['columns'])}",
        DAYS: "By the days on which they came",
        BOTH: "By both together",
    }[row["knowledge"]]
    few = f"{row['n_below_11']} of {row['n_patients']} patients have fewer than {CUSTOMARY - 1} others like them"
    if row["n_alone"]:
        return (
            f"{knows}, {row['n_alone']} of {row['n_patients']} patients are the only one of their kind; {few}"
        )
    alike = f"{knows}, every patient is one of at least {row['smallest_class']} who are alike"
    return f"{alike}; {few}" if row["n_below_11"] else alike


def _labels(columns: str) -> str:
    labels = [QUASI_IDENTIFIERS[name].label for name in columns.split(", ") if name in QUASI_IDENTIFIERS]
    if len(labels) < 2:
        return "".join(labels) or "nothing that the table holds"
    return f"{', '.join(labels[:-1])} and {labels[-1]}"
