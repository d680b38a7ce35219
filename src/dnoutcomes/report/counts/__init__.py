"""Every number of patients that a report could show, in one ledger."""
