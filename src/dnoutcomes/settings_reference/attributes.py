"""What a class says of its attributes, read from the section of its docstring that is there for them."""

from __future__ import annotations

import inspect
import re

_HEAD = re.compile(r"^(?P<names>\w+(?:, \w+)*) : ")


def meanings(documented: type) -> dict[str, str]:
    """Return the meaning of each attribute that a class documents in numpydoc's form.

    Parameters
    ----------
    documented : type

    Returns
    -------
    dict of str to str
        Attribute to its meaning on one line; names that share an entry share the meaning. Empty where Python was told
        to leave docstrings out.

    Examples
    --------
    >>> from dnoutcomes.plan import Visit
    >>> meanings(Visit)["day"]
    'Target, in days after time zero.'
    """
    text = inspect.cleandoc(documented.__doc__ or "")
    _, _, section = text.partition("\nAttributes\n----------\n")
    lines: dict[str, list[str]] = {}
    names: list[str] = []
    for line, following in zip(section.splitlines(), [*section.splitlines()[1:], ""]):
        if following.startswith("---"):  # the head of the next section
            break
        head = _HEAD.match(line)
        if head:
            names = head["names"].split(", ")
        for name in names if line.startswith("    ") else ():
            lines.setdefault(name, []).append(line.strip())
        for name in names if head else ():
            lines[name] = []
    return {name: " ".join(parts) for name, parts in lines.items()}
