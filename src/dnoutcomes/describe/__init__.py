"""What the data hold before any model: flow of patients, case mix, the estimand and its events."""

from dnoutcomes.describe.estimand_table import estimand_statement, estimand_table
from dnoutcomes.describe.patient_flow import patient_flow
from dnoutcomes.describe.table_one import table_one

__all__ = ["estimand_statement", "estimand_table", "patient_flow", "table_one"]
