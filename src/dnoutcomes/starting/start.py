"""start: look at a file, draft its mapping and plan, and say what was understood and what has to be asked."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dnoutcomes.destination import refuse_directory
from dnoutcomes.errors import DataError, OutputError
from dnoutcomes.outcomes import Outcomes, read_outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.readers.data_frame import FRAME_NAME
from dnoutcomes.registry import did_you_mean
from dnoutcomes.starting.asked_in_reading import ask_what_reading_asks
from dnoutcomes.starting.display import start_html, start_text
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.mapping_draft import draft_mapping
from dnoutcomes.starting.plan_draft import draft_plan
from dnoutcomes.starting.question import Question
from dnoutcomes.starting.toml_text import draft_text
from dnoutcomes.starting.understood import Understood, understand
from dnoutcomes.writing import write_file

MAPPING_FILE = "mapping.toml"
PLAN_FILE = "plan.toml"
_MAPPING_HEAD = (
    "What the columns, codes and marks of {name} mean. Drafted from its content: each line says why it stands there. "
    "Read it before you use it."
)
_PLAN_HEAD = "The plan of the analysis of {name}. Drafted: what is to be compared is for people to decide."


@dataclass(frozen=True, eq=False)
class Start:
    """The drafts of a file's mapping and plan, what was understood of it, and what has to be asked.

    Attributes
    ----------
    name : str
        The file, without its directory.
    mapping_draft, plan_draft : Draft
        Settings, reasons and questions; the plan's is empty as long as the file can't be read.
    outcomes : Outcomes or None
        The file, read with the drafted mapping; None while a question of it is open.
    understood : Understood or None
        The file as the package sees it.
    """

    name: str
    mapping_draft: Draft
    plan_draft: Draft
    outcomes: Outcomes | None = None
    understood: Understood | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """Open questions; answers to some may raise others."""
        return (*self.mapping_draft.questions, *self.plan_draft.questions)

    @property
    def mapping(self) -> dict[str, Any]:
        """The mapping, for `read_outcomes`; nothing is read with it while a question of it is open."""
        return _with_questions(self.mapping_draft)

    @property
    def plan(self) -> Plan | None:
        """The plan, where no question of it is open."""
        if self.outcomes is None or self.plan_draft.questions:
            return None
        return Plan(**self.plan_draft.settings)

    @property
    def mapping_text(self) -> str:
        """The mapping as a TOML file with reasons and questions as comments."""
        return draft_text(self.mapping_draft, _MAPPING_HEAD.format(name=self.name))

    @property
    def plan_text(self) -> str:
        """The plan as a TOML file with reasons and questions as comments."""
        return draft_text(self.plan_draft, _PLAN_HEAD.format(name=self.name))

    def write(self, folder: str | Path = ".", *, replace: bool = False) -> tuple[Path, ...]:
        """Write mapping.toml and, where the file could be read, plan.toml.

        Parameters
        ----------
        folder : str or Path
            Made if it isn't there.
        replace : bool
            Whether files of these names may be replaced.

        Returns
        -------
        tuple of Path

        Raises
        ------
        OutputError
            A file of one of these names is there, or the folder can't be written to.
        """
        folder = Path(folder)
        texts = {MAPPING_FILE: self.mapping_text}
        if self.outcomes is not None:
            texts[PLAN_FILE] = self.plan_text
        refuse_drafts(folder, replace=replace)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_file(folder / name, text.encode())
        return tuple(folder / name for name in texts)

    def __repr__(self) -> str:
        return start_text(self.name, self.questions, self.understood)

    def _repr_html_(self) -> str:
        return start_html(self.name, self.questions, self.understood, self.mapping_text)


def refuse_drafts(folder: Path, *, replace: bool) -> None:
    """Refuse a folder that can't be written to, or that has a mapping or a plan already.

    Raises
    ------
    OutputError
    """
    refuse_directory(folder)
    there = [name for name in (MAPPING_FILE, PLAN_FILE) if (folder / name).exists()]
    if there and not replace:
        raise OutputError(
            f"{folder} has {' and '.join(there)} already, and drafts don't replace what somebody may have written. "
            "Choose another folder (--out), or say that they may be replaced (--replace, or replace=True)."
        )


def next_command(path: Path, folder: Path, *, is_open: bool) -> str:
    """Return the command to run next: the drafts again once questions are answered, else the check of the file."""
    mapping, plan = folder / MAPPING_FILE, folder / PLAN_FILE
    command = ["dnoutcomes", "check", str(path), "--mapping", str(mapping)]
    return shlex.join(command if is_open else [*command, "--plan", str(plan)])


def start(path: str | Path | pd.DataFrame, *, answers: Mapping[str, str | int] | None = None) -> Start:
    """Look at a file that nobody has described, and draft its mapping and plan.

    What the content proves is decided, with the reason beside it: a day above 12 proves the order of the date. All else
    is asked. No guess is silent, and nothing is read with a draft that has an open question.

    Parameters
    ----------
    path : str, Path or pandas.DataFrame
        One row per encounter, or a row per patient with columns per visit; column names in English, German, Spanish or
        French, or the schema's.
    answers : mapping of str to str, optional
        Answers to `questions` by their names: the name of the answer, or its number counted from 1.

    Returns
    -------
    Start
        Shows what was understood; `mapping` and `plan` are for `read_outcomes` and `build_analysis`, and `write` keeps
        both as files.

    Raises
    ------
    DataError
        The file can't be read whatever is said of it, or an answer is none.

    Examples
    --------
    >>> visits = pd.DataFrame({
    ...     "Patienten-Nr.": ["001", "001", "002", "002"],
    ...     "Gruppe": ["0", "0", "1", "1"],
    ...     "Ursache": "Diabetes",
    ...     "Datum": ["05.01.2026", "02.02.2026", "06.01.2026", "03.02.2026"],
    ...     "Schmerz (0-10)": ["7", "6,5", "8", "5"],
    ... })
    >>> [question.asks for question in start(visits).questions]
    ["arm is '0' or '1'. Which is which?"]
    >>> drafted = start(visits, answers={"values_arm": "standard_0"})
    >>> drafted.mapping["decimal"], drafted.mapping["values"]
    (',', {'arm': {'0': 'standard', '1': 'needling'}})
    >>> read_outcomes(visits, drafted.mapping).records["pain_nrs"].tolist()
    [7.0, 6.5, 8.0, 5.0]
    """
    given = dict(answers or {})
    name = FRAME_NAME if isinstance(path, pd.DataFrame) else Path(path).name
    mapping = draft_mapping(path, given)
    outcomes = None
    if not mapping.questions:
        try:
            outcomes = read_outcomes(path, mapping.settings)
        except DataError as error:
            mapping = ask_what_reading_asks(error, mapping, given)
            if not mapping.questions:
                outcomes = read_outcomes(path, mapping.settings)
    if outcomes is None:
        return Start(name, mapping, Draft())
    plan = draft_plan(outcomes, given)
    _refuse_unasked(given, mapping, plan)
    planned = Plan(**plan.settings)
    return Start(name, mapping, plan, outcomes, understand(outcomes, planned))


def _refuse_unasked(answers: Mapping[str, str | int], *drafts: Draft) -> None:
    """Refuse an answer to what was never asked, once everything has been: its name may be misspelt."""
    names = [name for draft in drafts for name in draft.answered]
    names += [question.name for draft in drafts for question in draft.questions]
    for name in answers:
        if name not in names:
            raise DataError(f"the file raises no question {name!r}{did_you_mean(name, names)}")


def _with_questions(draft: Draft) -> dict[str, Any]:
    names = [question.name for question in draft.questions]
    return {**draft.settings, **({"questions": names} if names else {})}
