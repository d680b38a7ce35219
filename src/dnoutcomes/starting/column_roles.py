"""Which column is which: by names in several languages, and asked where names don't tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.readers import RawTable
from dnoutcomes.readers.header_names import fold_name
from dnoutcomes.readers.quote import quote
from dnoutcomes.schema import COLUMNS, DEFAULT_OUTCOME
from dnoutcomes.schema.identifiers import is_identifier
from dnoutcomes.starting.column_candidates import candidates_for
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.header_name import HeaderName, read_header_name
from dnoutcomes.starting.look import text_counts
from dnoutcomes.starting.question import Answer, Question, one_of
from dnoutcomes.starting.roles import Roles
from dnoutcomes.starting.wide_visits import WideColumns

Answers = Mapping[str, str | int]
# In fewer rows than these all patients may well be seen once.
_FEW_ROWS = 4
TIMES = ("session_date", "study_day", "study_week")
WHAT = {
    "patient_id": "the patient's pseudonym",
    "arm": "the arm (needling plus standard care, or standard care alone)",
    "cause": "the cause of the neuropathy",
    "session_date": "the day of the encounter",
    "outcome": "the pain score, or another outcome",
}


def assign_columns(raw: RawTable, wide: WideColumns, draft: Draft, answers: Answers) -> tuple[Roles, Draft]:
    """Say which column is which.

    Parameters
    ----------
    raw : RawTable
    wide : WideColumns
        Columns that hold one visit each.
    draft : Draft
    answers : mapping of str to str

    Returns
    -------
    roles : Roles
    draft : Draft
        With the names that differ from those of the schema under `columns`.
    """
    names = {name: _read_name(name, raw) for name in raw.frame.columns if name not in wide.columns}
    named = {name: read for name, read in names.items() if read.column and not _is_person(name, read)}
    named = _without_second_times(named, wide)
    draft, named = _one_each(named, draft, answers)
    draft = draft.decide({"columns": _renamed(named)}, "Known by their names.")
    draft = _ask_visual_analogue(names, raw, draft, answers)
    roles = _roles_of(raw, named, wide, draft)
    draft = _ask_whether_rows_are_patients(roles, names, draft, answers) if not wide.visits else draft
    roles = _roles_of(raw, named, wide, draft)
    for column in WHAT:
        if not _has(column, roles, wide):
            draft = _ask_for(column, roles, names, draft, answers)
            roles = _roles_of(raw, named, wide, draft)
    draft = _name_outcome(roles, names, draft, answers)
    roles = _roles_of(raw, named, wide, draft)
    return roles, draft.note(*_notes(raw, roles, draft))


def _read_name(name: str, raw: RawTable) -> HeaderName:
    """Read the name of a column, or the label that the file has for it where the name says nothing."""
    read = read_header_name(name)
    if read.column or read.is_visual_analogue or name not in raw.column_labels:
        return read
    return replace(read_header_name(raw.column_labels[name]), is_exact=False)


def _roles_of(raw: RawTable, named: Mapping[str, HeaderName], wide: WideColumns, draft: Draft) -> Roles:
    """Put together what is known by name, by the draft and by visit."""
    chosen = {fold_name(site): meant for site, meant in draft.settings.get("columns", {}).items()}
    ignored = {fold_name(site) for site in draft.settings.get("ignore", ())}
    columns = {}
    for name in raw.frame.columns:
        meant = (
            wide.columns.get(name) or chosen.get(fold_name(name)) or (name in named and named[name].column)
        )
        if meant and fold_name(name) not in ignored:
            columns[name] = meant
    return Roles(raw, columns, frozenset(wide.columns))


def _is_person(name: str, read: HeaderName) -> bool:
    return is_identifier(fold_name(name)) and not read.is_exact


def _renamed(named: Mapping[str, HeaderName]) -> dict[str, str]:
    return {name: read.column for name, read in named.items() if not read.is_exact}


def _without_second_times(named: dict[str, HeaderName], wide: WideColumns) -> dict[str, HeaderName]:
    """Leave out days and weeks by a foreign name where dates say when an encounter was."""
    if "session_date" not in {read.column for read in named.values()} | set(wide.columns.values()):
        return named
    return {
        name: read
        for name, read in named.items()
        if read.column not in ("study_day", "study_week") or read.is_exact
    }


def _one_each(
    named: dict[str, HeaderName], draft: Draft, answers: Answers
) -> tuple[Draft, dict[str, HeaderName]]:
    """Ask which of several columns that could be the same is meant."""
    sites: dict[str, list[str]] = {}
    for name, read in named.items():
        sites.setdefault(read.column, []).append(name)
    for column, names in sites.items():
        if len(names) < 2:
            continue
        question = one_of(
            f"column_{column}",
            f"{len(names)} columns could be {column} ({COLUMNS[column].description.rstrip('.')}): "
            f"{', '.join(map(quote, names))}. Which one is it?",
            *(
                (
                    name,
                    f"{quote(name)}; the others aren't taken",
                    {"columns": {name: column}, "ignore": [other for other in names if other != name]},
                )
                for name in names
            ),
        )
        draft = draft.ask(question, answers)
        named = {name: read for name, read in named.items() if name not in names}
    return draft, named


def _ask_visual_analogue(
    names: Mapping[str, HeaderName], raw: RawTable, draft: Draft, answers: Answers
) -> Draft:
    """Ask whether pain was marked on a line or asked for in numbers, where the name says neither."""
    for name in (name for name, read in names.items() if read.is_visual_analogue):
        draft = draft.ask(
            visual_analogue_question(name, read_header_name(name), Roles(raw, {name: "vas_pain"})), answers
        )
    return draft


def visual_analogue_question(name: str, read: HeaderName, roles: Roles) -> Question:
    """Return the question what a column called VAS, EVA or the like holds."""
    numbers = [float(text.replace(",", ".")) for text in roles.texts_of("vas_pain") if _is_number(text)]
    past_ten = read.scale == "0-100" or read.unit == "mm" or any(10 < number <= 100 for number in numbers)
    as_line: dict[str, object] = {"columns": {name: "vas_pain"}, "outcome": "vas_pain"}
    as_rating: dict[str, object] = {"columns": {name: DEFAULT_OUTCOME}}
    if past_ten:
        as_rating["scale"] = {DEFAULT_OUTCOME: "0-100"}
    else:
        as_line["scale"] = {"vas_pain": "0-10"}
    return one_of(
        f"pain_{fold_name(name)}",
        f"{quote(name)} may be a mark on a line of 100 mm or a number that was asked for. Which was it?",
        ("nrs", "average pain, a number from 0 to 10", as_rating),
        ("line", "a mark on a line, read as 0 to 100 mm", as_line),
    )


def _is_number(text: str) -> bool:
    return text.replace(",", "", 1).replace(".", "", 1).isdecimal()


def _ask_whether_rows_are_patients(
    roles: Roles, names: Mapping[str, HeaderName], draft: Draft, answers: Answers
) -> Draft:
    """Ask for the patient where what is called so differs in every row: it may be the number of the row."""
    sites = roles.sites_of("patient_id")
    if len(sites) != 1 or read_header_name(sites[0]).is_exact or len(roles.raw.frame) < _FEW_ROWS:
        return draft
    if max(roles.texts_of("patient_id").values(), default=0) > 1:
        return draft
    free = [name for name in names if name not in roles.columns and not _is_person(name, names[name])]
    repeating = [
        name
        for name in candidates_for("patient_id", roles.raw, free, ())
        if max(text_counts(roles.raw, name).values()) > 1
    ]
    if not repeating:
        return draft
    question = one_of(
        "column_patient_id",
        f"{quote(sites[0])} differs in every row. Is it the patient, seen once each, or is the patient another column?",
        (sites[0], f"{quote(sites[0])}: every patient has one row", {"columns": {sites[0]: "patient_id"}}),
        *(
            (name, f"{quote(name)} is the patient", {"columns": {name: "patient_id"}, "ignore": [sites[0]]})
            for name in repeating
        ),
    )
    return draft.ask(question, answers)


def _has(column: str, roles: Roles, wide: WideColumns) -> bool:
    if column == "session_date":
        # Columns of visits say by their names when they were.
        return bool(wide.visits) or any(time in roles.meant for time in TIMES)
    if column == "outcome":
        return any(name in INSTRUMENTS and INSTRUMENTS[name].is_outcome for name in roles.meant)
    return column in roles.meant


def _ask_for(
    column: str, roles: Roles, names: Mapping[str, HeaderName], draft: Draft, answers: Answers
) -> Draft:
    """Ask which column is one that every file has, among those whose content could be it."""
    asked = {question.name for question in draft.questions}
    outcomes = ("pain_", *(f"column_{code}" for code in INSTRUMENTS))
    others = {"session_date": ("visits", "column_study"), "outcome": outcomes}.get(column, ())
    if f"column_{column}" in asked or any(name.startswith(others) for name in asked):
        return draft
    target = DEFAULT_OUTCOME if column == "outcome" else column
    free = [name for name in names if name not in roles.columns and not _is_person(name, names[name])]
    fitting = candidates_for(column, roles.raw, free, roles.sites_of("patient_id"))
    return draft.ask(
        Question(
            f"column_{column}",
            f"No column is known by its name as {WHAT[column]}. Which one is it?"
            if fitting
            else f"No column could be {WHAT[column]}: it has to be in the file.",
            tuple(Answer(name, quote(name), {"columns": {name: target}}) for name in fitting),
        ),
        answers,
    )


def _name_outcome(roles: Roles, names: Mapping[str, HeaderName], draft: Draft, answers: Answers) -> Draft:
    """Name the outcome where it isn't average pain; ask where a column that nobody knows could be that."""
    outcomes = [name for name in roles.meant if name in INSTRUMENTS and INSTRUMENTS[name].is_outcome]
    is_asked = any(question.name.startswith(("pain_", "column_pain")) for question in draft.questions)
    if DEFAULT_OUTCOME in outcomes or len(outcomes) != 1 or "outcome" in draft.settings or is_asked:
        return draft
    free = [name for name in names if name not in roles.columns and not _is_person(name, names[name])]
    unknown = candidates_for("outcome", roles.raw, free, roles.sites_of("patient_id"))
    known = {"outcome": outcomes[0]}
    if not unknown:
        return draft.decide(known, "The only outcome of the file.")
    question = one_of(
        "column_outcome",
        f"{outcomes[0]} ({INSTRUMENTS[outcomes[0]].label}) is the only known outcome, and other columns could be "
        "scores. Which one is the outcome?",
        (outcomes[0], f"{outcomes[0]}; the others aren't taken", known),
        *(
            (name, f"{quote(name)}, as average pain", {"columns": {name: DEFAULT_OUTCOME}})
            for name in unknown
        ),
    )
    return draft.ask(question, answers)


def _notes(raw: RawTable, roles: Roles, draft: Draft) -> list[str]:
    """Say which columns aren't taken; what points to a person is named by its column alone."""
    left = [name for name in raw.frame.columns if name not in roles.columns]
    persons = [name for name in left if is_identifier(fold_name(name))]
    unknown = [name for name in left if name not in persons]
    notes = []
    if persons:
        notes.append(f"Left out, because they point to a person: {', '.join(map(quote, persons))}.")
    if unknown:
        notes.append(
            f"Not taken, because nothing is known of them: {', '.join(map(quote, unknown))}. "
            "A line under [columns] takes one as a column of the data dictionary; keep = [...] keeps one as it is."
        )
    return notes
