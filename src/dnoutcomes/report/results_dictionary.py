"""What the columns of the table of results mean."""

from __future__ import annotations

COLUMN_MEANINGS: dict[str, str] = {
    "table": "What kind of row it is: a mean, a difference, a test, a number of patients.",
    "outcome": "Code of the outcome in the instrument registry, or the name that the plan gives it.",
    "cause": "Cause of the neuropathy, or what the row sums up over causes. Empty where causes play no part.",
    "arm": "Group of patients. Empty where the row compares groups.",
    "visit": "Planned visit.",
    "contrast": "What is subtracted from what: the group first named less the other.",
    "analysis": "Method, or what is counted.",
    "estimate": "The number itself, unrounded, in the unit of the outcome; shares between 0 and 1. A change is the "
    "later score less the earlier one.",
    "std_error": "Standard error of the estimate.",
    "df": "Degrees of freedom; empty where the method uses none.",
    "statistic": "Test statistic: t, or F where `df` are those of its denominator.",
    "p_value": "P-value, two-sided.",
    "conf_low": "Lower limit of the interval, at the confidence level of the plan.",
    "conf_high": "Upper limit of the interval.",
    "n_subjects": "Number of patients behind the row; empty where it is hidden or given as a range.",
    "n_shown": 'Number of patients as it is printed: a number, a range, "hidden" or "withheld".',
    "hidden": "Whether something of the row is hidden because it would show a small group.",
}
