"""Growth models: lines or curves over time, which vary between patients and clusters."""
