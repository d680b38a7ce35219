"""Names of sites as directories and in sentences: a name is data, and may be anything."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from dnoutcomes.report.names.plain_text import plain_text

# What Windows takes for a device, whatever the case and whatever follows a dot.
_DEVICES = re.compile(r"CON|PRN|AUX|NUL|CLOCK|(COM|LPT)[0-9]")
# Two such names never differ by case only, and none holds the two hyphens that precede a hash.
_PLAIN = re.compile(r"[A-Z0-9]+([-_][A-Z0-9]+)*")
_LONGEST = 40
_LONGEST_START = 24
_DIGITS = 16
_LONGEST_SPOKEN = 60


def site_directory(site: str) -> str:
    r"""Name the directory of a site.

    Parameters
    ----------
    site : str
        As the data name it.

    Returns
    -------
    str
        The name itself where it's plain: capital letters, digits, and single hyphens or underscores between them, at
        most 40 signs. Any other name becomes what can be read of it, two hyphens and the start of its SHA-256.

    Notes
    -----
    The directory follows from the name alone. So it stays the same whichever other sites a file holds, and two names
    that a file system would take for one (`north` and `North`, é in one code point or two) have two directories.

    Examples
    --------
    >>> site_directory("S01"), site_directory("North clinic"), site_directory("../../root")
    ('S01', 'north-clinic--54e389d45b5a80ff', 'root--5f223e330a2a23ad')
    """
    if len(site) <= _LONGEST and _PLAIN.fullmatch(site) and not _DEVICES.fullmatch(site):
        return site
    latin = unicodedata.normalize("NFKD", site).encode("ascii", "ignore").decode("ascii").lower()
    start = "-".join(re.findall("[a-z0-9]+", latin))[:_LONGEST_START].strip("-") or "site"
    # A lone surrogate is no text that could be encoded, and may still stand in a file read with errors passed on.
    return f"{start}--{hashlib.sha256(site.encode('utf-8', 'surrogatepass')).hexdigest()[:_DIGITS]}"


def is_site_directory(name: str) -> bool:
    """Say whether a text could come from `site_directory`.

    Examples
    --------
    >>> is_site_directory("S01"), is_site_directory("root--5f223e330a2a23ad"), is_site_directory("../S01")
    (True, True, False)
    """
    plain = bool(_PLAIN.fullmatch(name)) and not _DEVICES.fullmatch(name)
    return plain or bool(re.fullmatch(rf"[a-z0-9]+(-[a-z0-9]+)*--[0-9a-f]{{{_DIGITS}}}", name))


def spoken_site(site: str) -> str:
    """Return a site's name as sentences have it: harmless, and cut where it's very long.

    Examples
    --------
    >>> spoken_site("North clinic")
    'North clinic'
    """
    text = plain_text(site)
    return text if len(text) <= _LONGEST_SPOKEN else f"{text[: _LONGEST_SPOKEN - 1]}…"
