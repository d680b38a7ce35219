"""Sentences from results: each is made by a rule, and says no more than the interval allows."""
