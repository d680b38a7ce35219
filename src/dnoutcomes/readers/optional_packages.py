"""Packages that only some formats need: whether they're there, and how they're installed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from dnoutcomes.readers.finding import refuse


def require_packages(packages: Sequence[str], what: str, name: str) -> None:
    """Refuse what can't be read without a package that isn't installed.

    Parameters
    ----------
    packages : sequence of str
        As they're imported. The extra `formats` installs them.
    what : str
        What is to be read: "an SPSS file".
    name : str
        The file.

    Raises
    ------
    DataError
        It names the command that installs what's missing.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        refuse(
            name,
            f"this is {what}, and {' and '.join(missing)}, which reads it, isn't installed",
            "Install it with: pip install 'dnoutcomes[formats]'. Or export the table as CSV.",
            check="file_format",
        )
