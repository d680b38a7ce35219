"""Covariance structures in words: which one a model stands on, and why others were left."""

from __future__ import annotations

from dnoutcomes.language import say, say_term
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
    """Say what became of a covariance structure, and the gravest cause, without numbers that may have to be hidden.

    Examples
    --------
    >>> attempt_words(Attempt("us", True, "converged"))
    'Unstructured: used.'
    >>> from dnoutcomes.models import LeavingCause
    >>> cause = LeavingCause("more parameters than data", detail=": 10, and 3 rows; use fewer")
    >>> attempt_words(Attempt("us", False, str(cause), causes=(cause,)))
    'Unstructured: tried and left, more parameters than data.'
    """
    name = sentence(structure_words(tried.covariance))
    if tried.used:
        return say("{structure}: used.", structure=name)
    cause = tried.causes[0]
    parts = {part: plain_text(text) for part, text in cause.parts.items()}
    return say(
        "{structure}: tried and left, {cause}.", structure=name, cause=say_term(cause.sentence, **parts)
    )
