"""Mutants: bugs that a reviewer would fear, planted one at a time, and the tests that must catch each."""
