"""The files of a report, what they hold for programs, and how they are verified."""
