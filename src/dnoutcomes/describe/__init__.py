"""What the data hold before any model: flow of patients, case mix, missing data."""

from dnoutcomes.describe.patient_flow import patient_flow
from dnoutcomes.describe.table_one import table_one

__all__ = ["patient_flow", "table_one"]
