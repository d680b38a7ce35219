"""What the columns of the table of results mean."""

from __future__ import annotations

from dnoutcomes.language import term

COLUMN_MEANINGS: dict[str, str] = {
    "table": term(
        "What kind of row it is: a mean, a difference, a test, a number of patients or of clusters."
    ),
    "outcome": term("Code of the outcome in the instrument registry, or the name that the plan gives it."),
    "cause": term("Cause of the neuropathy. Empty where the row isn't about the patients of one cause."),
    "population": term(
        "Whom a row that compares all patients stands for: how causes were taken together. Empty elsewhere."
    ),
    "arm": term("Group of patients. Empty where the row compares groups."),
    "visit": term("Planned visit."),
    "contrast": term("What is subtracted from what: the group first named minus the other."),
    "analysis": term("Method, or what is counted."),
    "estimate": term(
        "The number itself, unrounded, in the unit of the outcome; shares between 0 and 1. A change is the "
        "later score minus the earlier one."
    ),
    "std_error": term("Standard error of the estimate."),
    "df": term("Degrees of freedom; empty where the method uses none."),
    "statistic": term("Test statistic: t, or F where `df` are those of its denominator."),
    "p_value": term("P-value, two-sided."),
    "conf_low": term("Lower limit of the interval, at the confidence level of the plan."),
    "conf_high": term("Upper limit of the interval."),
    "n_subjects": term("Number of patients behind the row; empty where it is hidden or given as a range."),
    "adjusted_p_value": term(
        "P-value of a planned outcome, adjusted for the others that were planned; empty for all other rows."
    ),
    "n_shown": term('Number of patients as it is printed: a number, a range, "hidden" or "withheld".'),
    "state": term(
        'Whether the number is shown, and if not, why: "shown", "zero" (nobody was counted), "hidden" (a small group), '
        '"withheld" (would give one away), "not estimable".'
    ),
    "release": term('Either "protected", or "internal: holds small groups, not for release".'),
}
