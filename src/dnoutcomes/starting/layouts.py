"""Layouts: how rows and columns stand for patients and encounters, each known by its names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dnoutcomes.errors import DataError
from dnoutcomes.readers.header_names import fold_name
from dnoutcomes.registry import OpenRegistry


@dataclass(frozen=True)
class Layout:
    """How rows and columns stand for patients and encounters.

    Attributes
    ----------
    name : str
    words : str
        What it is, for readers.
    recognises : callable
        Folded names of the columns to whether they are this layout's.
    what_to_do : str
        What has to be done before it can be read; empty where it's read as it stands.
    """

    name: str
    words: str
    recognises: Callable[[frozenset[str]], bool]
    what_to_do: str = ""


LAYOUTS: OpenRegistry[Layout] = OpenRegistry(
    "layout",
    Layout,
    (
        Layout(
            "redcap_repeating",
            "a REDCap export with repeating instruments",
            lambda names: "redcap_repeat_instrument" in names,
            "Its rows belong to different forms: export the form of the scores by itself, with the record id, arm and "
            "cause",
        ),
        Layout(
            "redcap_longitudinal",
            "a longitudinal REDCap export",
            lambda names: "redcap_event_name" in names,
            "What belongs to the patient stands in the rows of the first event alone, which is read; "
            "say which column is the day of each event",
        ),
        Layout(
            "adam_bds",
            "an ADaM data set of the basic data structure",
            lambda names: {"paramcd", "aval"} <= names,
            "Its rows are of several parameters: keep those of the one PARAMCD that is the outcome, as AVAL",
        ),
    ),
    error=DataError,
)


def layout_of(columns: list[str]) -> Layout | None:
    """Return the layout of a system that the names of the columns show, or None.

    Examples
    --------
    >>> layout_of(["USUBJID", "PARAMCD", "AVAL"]).name
    'adam_bds'
    """
    names = frozenset(fold_name(name) for name in columns)
    return next((layout for layout in LAYOUTS.values() if layout.recognises(names)), None)
