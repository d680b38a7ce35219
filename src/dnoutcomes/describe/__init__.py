"""What the data hold before any model: flow of patients, case mix, the estimand and its events."""

from dnoutcomes.describe.activity import activity, waiting_times
from dnoutcomes.describe.completion import completion
from dnoutcomes.describe.estimand_table import estimand_statement, estimand_table
from dnoutcomes.describe.missing_data import missing_patterns, missing_reasons, seen_before_leaving
from dnoutcomes.describe.observed_changes import observed_changes
from dnoutcomes.describe.observed_means import observed_means
from dnoutcomes.describe.off_window import off_window
from dnoutcomes.describe.patient_flow import patient_flow
from dnoutcomes.describe.published_events import published_events
from dnoutcomes.describe.quarters import quarter_of, restrict_to_quarter
from dnoutcomes.describe.safety import safety
from dnoutcomes.describe.stricta import stricta_status
from dnoutcomes.describe.table_one import table_one
from dnoutcomes.describe.treatment_delivered import treatment_delivered

__all__ = [
    "activity",
    "completion",
    "estimand_statement",
    "estimand_table",
    "missing_patterns",
    "missing_reasons",
    "observed_changes",
    "observed_means",
    "off_window",
    "patient_flow",
    "published_events",
    "quarter_of",
    "restrict_to_quarter",
    "safety",
    "seen_before_leaving",
    "stricta_status",
    "table_one",
    "treatment_delivered",
    "waiting_times",
]
