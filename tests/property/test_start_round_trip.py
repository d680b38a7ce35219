"""An analysis written as clinics write it is drafted, read and the same, or a question's right answer makes it so.

Column names, words, codes, dates, decimal marks, delimiters, encodings and layouts are drawn at random. Each way of
writing knows the right answers to the questions that it raises.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dnoutcomes import read_outcomes
from dnoutcomes.errors import DataError
from dnoutcomes.starting import start

ASKED_FEW = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
WEEKS = (0, 4, 12)
NAMES = {
    "patient_id": ["patient_id", "Patienten-Nr.", "NHC", "Identifiant", "Patient no."],
    "arm": ["arm", "Gruppe", "Grupo", "Groupe de traitement"],
    "cause": ["cause", "Ursache", "Etiología", "Étiologie"],
    "age": ["age", "Alter", "Edad"],
    "sex": ["sex", "Geschlecht", "Sexo", "Sexe"],
    "session_date": ["session_date", "Datum", "Fecha de sesión", "Date de visite"],
    "pain_nrs": ["pain", "Schmerz NRS", "Dolor", "Douleur", "EVA", "x7"],
    "opioid": ["opioid", "Opioide", "Uso de opioides"],
    "duration_months": ["duration_months", "Dauer (Jahre)", "Duración (meses)", "Durée"],
    "visit": ["", "", "Visite", "Zeitpunkt"],
}
WORDS = {
    "arm": {
        "needling": ["needling", "Trockennadelung", "Punción seca", "1", "2"],
        "standard": ["Usual care", "Standardtherapie", "Tratamiento habitual", "0", "1"],
    },
    "cause": {
        "diabetic": ["diabetic", "Diabetes", "Diabética", "1"],
        "chemotherapy": ["CIPN", "Chemotherapie", "Quimioterapia", "3"],
        "traumatic": ["traumatic", "Traumatisch", "Traumática", "7"],
    },
    "opioid": {"yes": ["yes", "ja", "Sí", "1", "1"], "no": ["no", "nein", "No", "0", "2"]},
    "sex": {"F": ["F", "w", "Mujer", "M", "0"], "M": ["M", "m", "Hombre", "H", "1"]},
}
DATES = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%d-%b-%Y", "excel"]
ORDERS = {"%d": "day_first", "%m": "month_first", "%Y": "year_first"}


@dataclass(frozen=True)
class Style:
    """A way of writing the analysis."""

    names: dict[str, str]
    words: dict[str, int]
    dates: str
    decimal: str
    delimiter: str
    encoding: str
    missing: str
    hundred: bool
    says_scale: bool
    preamble: int
    wide: str
    workbook: bool
    person: bool
    decoy: bool
    right: dict[str, str] = field(default_factory=dict)

    def word(self, column: str, level: str) -> str:
        return WORDS[column][level][self.words[column]]

    def number(self, value: float) -> str:
        if np.isnan(value):
            return self.missing
        return f"{value * (10 if self.hundred else 1):g}".replace(".", self.decimal)

    def day(self, day: pd.Timestamp) -> str:
        if self.dates == "excel":
            return str((day.date() - date(1899, 12, 30)).days)
        return day.strftime(self.dates)


@st.composite
def styles(draw: st.DrawFn) -> Style:
    decimal = draw(st.sampled_from([".", ","]))
    wide = draw(st.sampled_from(["", "", "w", "Woche ", "_", "dated"]))
    names = {column: draw(st.sampled_from(names)) for column, names in NAMES.items()}
    if names["visit"] and names["pain_nrs"] == "x7":
        names["pain_nrs"] = "pain"
    if wide and names["pain_nrs"] == "x7":
        # Nothing tells columns of visits whose names nobody knows from others.
        names["pain_nrs"] = "Dolor"
    return Style(
        names=names,
        words={
            column: draw(st.integers(0, len(next(iter(levels.values()))) - 1))
            for column, levels in WORDS.items()
        },
        dates=draw(st.sampled_from(DATES)),
        decimal=decimal,
        delimiter=draw(st.sampled_from([";", "\t", "|"] if decimal == "," else [",", ";", "\t"])),
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252"])),
        missing=draw(st.sampled_from(["", "", "k.A.", "-99", "999", "NA", "99"])),
        hundred=draw(st.booleans()),
        says_scale=draw(st.booleans()),
        preamble=draw(st.sampled_from([0, 0, 3])),
        wide=wide,
        workbook=draw(st.sampled_from([False, False, True])),
        person=draw(st.booleans()),
        decoy=draw(st.booleans()),
    )


@st.composite
def analyses(draw: st.DrawFn) -> pd.DataFrame:
    """Records of some patients at three visits, a few of them without a score."""
    n = draw(st.integers(4, 14))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    rows = []
    for place in range(n):
        start_day = pd.Timestamp(date(2025, 1, 1) + timedelta(days=int(rng.integers(0, 400))))
        patient = {
            "patient_id": f"{place * 7 + 3:03d}",
            "arm": ("needling", "standard")[place % 2],
            "cause": ("diabetic", "chemotherapy", "traumatic")[int(rng.integers(0, 3))],
            "age": float(rng.integers(30, 85)),
            "sex": ("F", "M")[int(rng.integers(0, 2))],
            "opioid": bool(place % 3),
            "duration_months": 6.0 * (1 + place),
        }
        for week in WEEKS:
            # The scores of the first patient run over the range, as those of a clinic do.
            score = float(rng.integers(4, 20)) / 2 if place else (8.5, 6.5, 5.5)[WEEKS.index(week)]
            gone = week and place > 1 and rng.random() < 0.25
            day = start_day + pd.Timedelta(days=7 * week)
            rows.append({**patient, "week": week, "session_date": day, "pain_nrs": np.nan if gone else score})
    return pd.DataFrame(rows)


def name_of_pain(style: Style) -> str:
    return style.names["pain_nrs"] + (
        (" (0-100)" if style.hundred else " (0-10)") if style.says_scale else ""
    )


OF_PATIENT = ["patient_id", "arm", "cause", "age", "sex", "opioid", "duration_months"]


def as_written(truth: pd.DataFrame, style: Style) -> pd.DataFrame:
    """The analysis in a style, as text."""
    in_years = style.names["duration_months"] in ("Dauer (Jahre)", "Durée")
    text = pd.DataFrame(
        {
            "patient_id": truth["patient_id"],
            **{
                column: [style.word(column, level) for level in truth[column]]
                for column in ("arm", "cause", "sex")
            },
            "opioid": [style.word("opioid", "yes" if takes else "no") for takes in truth["opioid"]],
            "age": truth["age"].map("{:g}".format),
            "duration_months": [
                f"{value / (12 if in_years else 1):g}".replace(".", style.decimal)
                for value in truth["duration_months"]
            ],
            "session_date": truth["session_date"].map(style.day),
            "pain_nrs": truth["pain_nrs"].map(style.number),
        }
    )
    if style.decoy:
        text["worst"] = ["10" if style.hundred else "9"] * len(text)
    names = {**style.names, "pain_nrs": name_of_pain(style), "worst": "Schmerz maximal"}
    if style.wide:
        table = widened(text.assign(week=truth["week"]), names, style)
    elif names["visit"]:
        labels = truth["week"].map({0: "Baseline", 4: "Woche 4", 12: "W12"})
        table = text.drop(columns="session_date").rename(columns=names).assign(**{names["visit"]: labels})
    else:
        table = text.rename(columns=names)
    return table.assign(Nachname="Müller") if style.person else table


def widened(text: pd.DataFrame, names: dict[str, str], style: Style) -> pd.DataFrame:
    table = text.drop_duplicates("patient_id")[OF_PATIENT].reset_index(drop=True)
    for place, week in enumerate(WEEKS):
        own = text[text["week"] == week].set_index("patient_id")
        number = place + 1 if style.wide in ("_", "dated") else week
        mark = (
            "_" if style.wide == "dated" else style.wide if style.wide.startswith("_") else f" {style.wide}"
        )
        table[f"{style.names['pain_nrs']}{mark}{number}"] = (
            own["pain_nrs"].reindex(table["patient_id"]).to_numpy()
        )
        if style.wide == "dated":
            table[f"{style.names['session_date']}{mark}{number}"] = (
                own["session_date"].reindex(table["patient_id"]).to_numpy()
            )
    return table.rename(columns={name: names[name] for name in OF_PATIENT})


def write(table: pd.DataFrame, style: Style, folder: Path) -> Path:
    if style.workbook:
        path = folder / "export.xlsx"
        table.to_excel(path, index=False)
        return path
    path = folder / "export.csv"
    content = io.StringIO()
    content.write("Export of the clinic\n" * (style.preamble > 0) + "\n" * max(style.preamble - 1, 0))
    table.to_csv(content, index=False, sep=style.delimiter)
    path.write_bytes(content.getvalue().encode(style.encoding))
    return path


def right_answer(question, style: Style) -> str:
    """Return the right answer to a question; a question without one fails the test."""
    name = question.name
    offered = {answer.name: answer for answer in question.answers}
    if name == "encoding":
        return style.encoding
    if name == "date_format":
        return "excel" if style.dates == "excel" else ORDERS[style.dates[:2]]
    if name == "decimal_mark":
        return "comma" if style.decimal == "," else "point"
    if name == "visits":
        return ",".join(str(7 * week) for week in WEEKS)
    if name.startswith("scale_"):
        return "0-100" if style.hundred else "0-10"
    if name.startswith("unit_"):
        return "years"
    if name.startswith("missing_"):
        return "missing"
    if name.startswith("pain_"):
        return "nrs"
    if name.startswith("column_"):
        column = name.removeprefix("column_").replace("outcome", "pain_nrs")
        return {**style.names, "pain_nrs": name_of_pain(style)}[column]
    if name.startswith("values_"):
        column = name.split("_")[1]
        meant = {style.word(column, level): level for level in WORDS[column]}
        for answer in offered.values():
            values = answer.settings.get("values", {}).get(column, {})
            if values and all(meant[text] == level for text, level in values.items()):
                return answer.name
    raise AssertionError(f"no right answer to {name}: {question.asks}")


def answered(path: Path, style: Style):
    """Draft, and answer round by round."""
    answers: dict[str, str] = {}
    drafted = start(path)
    for _ in range(8):
        if not drafted.mapping_draft.questions:
            return drafted, answers
        answers |= {
            question.name: right_answer(question, style) for question in drafted.mapping_draft.questions
        }
        drafted = start(path, answers=answers)
    raise AssertionError([question.asks for question in drafted.questions])


def comparable(records: pd.DataFrame) -> pd.DataFrame:
    """Records by patient and time since the patient's first day, without what the file's layout decides."""
    if "session_date" in records:
        first = records.groupby("patient_id")["session_date"].transform("min")
        day = (records["session_date"] - first).dt.days.astype(float)
    else:
        day = records["study_day"].astype(float)
    return records[[*OF_PATIENT, "pain_nrs"]].assign(day=day)


def expected_of(truth: pd.DataFrame, style: Style) -> pd.DataFrame:
    table = truth.assign(session_date=truth["session_date"].dt.strftime("%Y-%m-%d")).drop(columns="week")
    records = comparable(read_outcomes(table).records)
    if style.wide and style.wide != "dated" and style.missing in ("",):
        # A visit of a wide file at which nothing stands is none.
        records = records[records["pain_nrs"].notna()]
    return records.sort_values(["patient_id", "day"], ignore_index=True)


@ASKED_FEW
@given(truth=analyses(), style=styles())
def test_what_is_read_with_the_draft_is_the_analysis(truth, style, tmp_path_factory):
    folder = tmp_path_factory.mktemp("start")
    path = write(as_written(truth, style), style, folder)
    drafted, _ = answered(path, style)
    read = comparable(read_outcomes(path, drafted.mapping).records)
    read = read.sort_values(["patient_id", "day"], ignore_index=True)
    pd.testing.assert_frame_equal(read, expected_of(truth, style), check_dtype=False)
    # The files read as they are written say the same, and hold nothing of anybody.
    drafted.write(folder / "drafts")
    again = read_outcomes(path, folder / "drafts" / "mapping.toml").records
    pd.testing.assert_frame_equal(comparable(again), comparable(drafted.outcomes.records))
    text = drafted.mapping_text + drafted.plan_text
    assert not [patient for patient in truth["patient_id"] if f'"{patient}"' in text]
    assert "Müller" not in text


@ASKED_FEW
@given(truth=analyses(), style=styles())
def test_nothing_is_read_with_an_open_question(truth, style, tmp_path_factory):
    path = write(as_written(truth, style), style, tmp_path_factory.mktemp("start"))
    drafted = start(path)
    if drafted.mapping_draft.questions:
        with pytest.raises(DataError, match="of the draft"):
            read_outcomes(path, drafted.mapping)
