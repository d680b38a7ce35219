"""Covariance structures in words: which one a model stands on, and why others were left."""

from __future__ import annotations

import re

from dnoutcomes.language import say, say_term, term
from dnoutcomes.models.covariances import STRUCTURES
from dnoutcomes.models.shared.fit import Attempt
from dnoutcomes.report.names.plain_text import plain_text, sentence


def covariance_words(name: str) -> str:
    """Name a covariance structure with its code.

    Examples
    --------
    >>> covariance_words("us"), covariance_words("my_own")
    ('unstructured (us)', 'my_own')
    """
    if name not in STRUCTURES:
        return name
    return say("{structure} ({code})", structure=structure_words(name), code=name)


def structure_words(name: str) -> str:
    """Name a covariance structure: "heterogeneous Toeplitz"."""
    # A fit may stand on a structure that was passed and not registered.
    return say_term(STRUCTURES[name].label) if name in STRUCTURES else name


def attempt_words(tried: Attempt) -> str:
    """Say what became of a covariance structure, and why.

    Examples
    --------
    >>> attempt_words(Attempt("us", True, "converged"))
    'Unstructured: used.'
    >>> attempt_words(Attempt("us", False, "more parameters than data: 10, and 3 rows; use fewer"))
    'Unstructured: tried and left, more parameters than data.'
    """
    name = sentence(structure_words(tried.covariance))
    if tried.used:
        return say("{structure}: used.", structure=name)
    return say("{structure}: tried and left, {cause}.", structure=name, cause=_cause_in_words(tried.reason))


def _cause_in_words(reason: str) -> str:
    """Say why a structure was left; the model's own reason is English and names visits and numbers."""
    # What follows the cause is advice, or numbers of rows that may be too small to show.
    cause = plain_text(re.split("[:;]", reason)[0])
    unseen = re.fullmatch(
        "nobody was seen at both (.+) and (.+), so that their covariance can't be estimated", cause
    )
    if unseen:
        return say(
            "nobody was seen at both {one} and {other}, so that their covariance can't be estimated",
            one=unseen[1],
            other=unseen[2],
        )
    stopped = re.fullmatch("the search stopped while -2 logL would still fall by about (.+)", cause)
    if stopped:
        return say("the search stopped while -2 logL would still fall by about {gain}", gain=stopped[1])
    return say_term(cause)


# Causes without a name or a number in them.
CAUSES = (
    term("more parameters than data"),
    term("the likelihood can't be evaluated at the starting value"),
    term("the Hessian isn't positive definite"),
)
