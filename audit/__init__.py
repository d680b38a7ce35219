"""The audit: every number that a report prints, held against the truth of simulated clinics.

    python -m audit --help

The clinics come from tests/simulation, which must be on the path; `make audit` puts it there.
"""
