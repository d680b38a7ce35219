"""Mixed model for repeated measures: fixed effects, and one covariance of a patient's visits."""
