"""What every test shares."""

# Scripts that made reference numbers need other software; they are kept beside the numbers and not collected.
collect_ignore_glob = ["**/make_*.py", "reference/make_*.py"]
