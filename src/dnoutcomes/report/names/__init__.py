"""What things are called: outcome, arms, visits, sites, sections and structures."""
