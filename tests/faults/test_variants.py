"""Other files with the kinds of fault of the manifest: other columns, values, places, delimiters and languages."""

import gzip
import io
import pickle
import zipfile

import pandas as pd
import pytest

from dnoutcomes.outcomes import read_outcomes, validate_file

HEADER = ["patient_id", "arm", "cause", "session_date", "pain_nrs", "age"]
ROWS = [
    ["A1", "standard", "diabetic", "2025-03-15", "7", "61"],
    ["A1", "standard", "diabetic", "2025-04-12", "6", "61"],
    ["A2", "standard", "diabetic", "2025-03-17", "4", "48"],
    ["A2", "standard", "diabetic", "2025-04-14", "4", "48"],
    ["B1", "needling", "diabetic", "2025-03-16", "8", "55"],
    ["B1", "needling", "diabetic", "2025-04-13", "5", "55"],
    ["B2", "needling", "diabetic", "2025-03-18", "6", "70"],
    ["B2", "needling", "diabetic", "2025-04-15", "2", "70"],
]


def table(*changes, header=HEADER, rows=ROWS, extra=(), delimiter=","):
    """The clean table with (row, column, value) changes, row 0 being the first of the data, and rows added."""
    cells = [list(row) for row in rows]
    for row, column, value in changes:
        cells[row][header.index(column)] = value
    lines = [header, *cells, *extra]
    return "\n".join(delimiter.join(line) for line in lines) + "\n"


def column(name, *values):
    """Changes that put values into the first rows of a column."""
    return [(row, name, value) for row, value in enumerate(values)]


def with_column(name, *values):
    """The clean table with one more column."""
    filled = [*values, *([""] * (len(ROWS) - len(values)))]
    return table(header=[*HEADER, name], rows=[[*row, value] for row, value in zip(ROWS, filled)])


def judge(tmp_path, content, name="file.csv", **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return validate_file(path, **options)


CLEAN = table()

OK = {
    "clean": CLEAN,
    "columns in another order": table(header=HEADER[::-1], rows=[row[::-1] for row in ROWS]),
    "an unknown column": with_column("shoe size", "42", "41"),
    "integers with a decimal point": table(*column("pain_nrs", "7.0", "6.50")),
    "quoted cells with delimiters and line breaks": with_column("note", '"one, two"', '"line\nbreak"', '"a ""quote"""'),
    "trailing blank lines": CLEAN + "\n\n   \n",
    "rows of delimiters only": CLEAN + ",,,,,\n,,,,,\n",
    "a delimiter at the end of every line": "\n".join(line + "," for line in CLEAN.splitlines()),
    "a delimiter at the end of every row but not of the header": "\n".join(
        [CLEAN.splitlines()[0], *(line + "," for line in CLEAN.splitlines()[1:])]
    ),
    "names in other case": table(header=["Patient ID", "ARM", "Cause", "Session Date", "Pain NRS", "Age"]),
    "tab": table(delimiter="\t"),
    "every cell in quotes": "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in CLEAN.splitlines()),
    "ids of two parts": table(*column("patient_id", "1-12", "1-12", "11-2", "11-2")),
    "the same number for day and month": table(*column("session_date", "03/03/2025", "04/04/2025")),
    "no line end at the end": CLEAN.rstrip("\n"),
    "blank lines before the header": "\n\n" + CLEAN,
    "UTF-16 with a byte order mark": CLEAN.encode("utf-16"),
    "documented synonyms": table(*[(row, "arm", "dn+sc" if row > 3 else "usual care") for row in range(8)]),
    "causes by their other names": table(*[(row, "cause", "diabetes") for row in range(8)]),
    "dates with dots are day first": table(*column("session_date", "15.03.2025", "12.04.2025", "03.04.2025")),
    "English months": table(*column("session_date", "15 Mar 2025", '"April 12, 2025"', "17-Mar-2025")),
    "one date proves the order": table(
        *column("session_date", "15/03/2025", "12/04/2025", "03/04/2025", "05/05/2025", "16/03/2025", "01/04/2025",
                "18/03/2025", "02/04/2025")
    ),
    "times of day": table(*column("session_date", "2025-03-15 14:30", "2025-04-12T09:00:00")),
    "no score at a visit": table((1, "pain_nrs", "")),
    "a formula in a note": with_column("note", "@SUM(A1)", "+1"),
    "a template in an unknown column": with_column("remark", "{{ 7*7 }}", "${x}"),
    "a path as a site": with_column("site_id", *["../../etc"] * 8),
    "markup as a name": with_column("<b onclick=x>", "1"),
    "a cause of the clinic's own": table(*[(row, "cause", "$x_{1}$ & co") for row in range(8)]),
    "a study day in place of a date": table(
        header=["patient_id", "arm", "cause", "study_day", "pain_nrs", "age"],
        rows=[[*row[:3], str(28 * (place % 2)), *row[4:]] for place, row in enumerate(ROWS)],
    ),
    "an archive of one file": None,
}  # fmt: skip

WARN = {
    "case and spaces of an arm": table((0, "arm", "STANDARD"), (5, "arm", " Needling")),
    "case of a cause": table((3, "cause", "Diabetic ")),
    "case of a sex": with_column("sex", *["Female"] * 8),
    "a word for no cause": table(*column("cause", "NULL", "NULL")),
    "no cause at all for a patient": table(*column("cause", "", "")),
    "a word for no score": table((2, "pain_nrs", "N/A")),
    "a reason for no score": table((5, "pain_nrs", "UNK"), (6, "pain_nrs", "NI")),
    "a word for no age": table((0, "age", "unk"), (1, "age", "unk")),
    "full-width digits": table((4, "pain_nrs", "８")),
    "Arabic digits in an age": table(*column("age", "٦١", "٦١")),
    "ids as floats": table(*[(row, "patient_id", f"{1 + row // 2}.0") for row in range(8)]),
    "ids that differ by case": table((1, "patient_id", "a1")),
    "ids with a Cyrillic letter": table((1, "patient_id", "А1")),
    "an e-mail address as id": table(*[(row, "patient_id", "ann@example.org") for row in range(2)]),
    "a name as id": table(*[(row, "patient_id", "Ann Smith") for row in range(2)]),
    "exact duplicates": CLEAN + CLEAN.splitlines()[3] + "\n" + CLEAN.splitlines()[3] + "\n",
    "a zone": table((6, "session_date", "2025-03-18T01:15:00+09:00")),
    "Zulu time": table((6, "session_date", "2025-03-18T01:15:00Z")),
    "constant scores": table(*[(row, "pain_nrs", "3") for row in range(8)]),
    "a single patient with another cause": table(*[(row, "cause", "hereditary") for row in (0, 1)]),
    "one visit each": table(rows=ROWS[::2]),
    "an escape in an unknown column": with_column("remark", "\x1b]0;title\x07"),
    "text that runs the other way": with_column("note", "\u202eabc"),
    "an optional column of another kind": with_column("education", *["college"] * 8),
    "an age that jumps": table((0, "age", "31")),
    "more twitches than needles": None,
    **{f"identifier {name}": with_column(name, "secret") for name in (
        "name", "First Name", "patient_name", "email", "E-mail", "phone", "mobile_no", "home_address", "ssn",
        "nhs_number", "dob", "Date of Birth", "MRN", "postcode", "zip", "passport", "Nachname", "Geburtsdatum",
        "insurance_id",
    )},
}  # fmt: skip
WARN["more twitches than needles"] = table(
    header=[*HEADER, "needles_n", "ltr_n"], rows=[[*row, "0", "3"] for row in ROWS]
)
for name in ("dob", "Date of Birth"):
    WARN[f"identifier {name}"] = with_column(name, *["1960-01-01"] * 8)

# The patient's other rows state the arm.
WARN["no arm in a row"] = table((3, "arm", ""))

ROW = {
    "sum row": table(extra=[["Sum", "", "", "", "42", ""]]),
    "German sum row": table(extra=[["Summe", "", "", "", "4200", "408"]]),
    "sum row with a date": table(extra=[["GESAMT:", "standard", "", "2025-04-15", "42", ""]]),
    "sum row without a label": table(extra=[["", "", "", "", "42", "408"]]),
    "mean row": table(extra=[["Average", "", "", "", "5.25", "51"]]),
    "no id": table((4, "patient_id", "")),
    "a word for no id": table((4, "patient_id", "N/A")),
    "spaces for an id": table((4, "patient_id", "  ")),
    "no such day": table((5, "session_date", "2025-04-31")),
    "no such month": table((5, "session_date", "2025-13-01")),
    "zeros for a date": table((5, "session_date", "0000-00-00")),
    "no such day either way": table((5, "session_date", "31/02/2025")),
    "a word for a date": table((5, "session_date", "yesterday")),
    "no date": table((5, "session_date", "")),
    "a word for no date": table((5, "session_date", "NA")),
    "a date to come": table((7, "session_date", "2099-01-01")),
    "the last day of all": table((7, "session_date", "9999-12-31")),
    "a placeholder date": table((0, "session_date", "1900-01-01")),
    "before the year of birth": with_column("birth_year", *["1960"] * 7, "2026"),
    "before the day of birth": with_column("dob", *["1960-05-05"] * 7, "2025-06-01"),
    "a word for a score": table((2, "pain_nrs", "severe")),
    "a score with its unit": table((2, "pain_nrs", "7 points")),
    "a score below the range": table((2, "pain_nrs", "-1")),
    "a score above the range": table((2, "pain_nrs", "11")),
    "one score of another scale": table((2, "pain_nrs", "70")),
    "a fraction": table((2, "pain_nrs", "6 / 10")),
    "out of": table((2, "pain_nrs", "6 out of 10")),
    "more than": table((2, "pain_nrs", ">9")),
    "at least": table((2, "pain_nrs", "≥8")),
    "plus": table((2, "pain_nrs", "9+")),
    "a range": table((2, "pain_nrs", "6-7")),
    "a range with a dash": table((2, "pain_nrs", "6–7")),
    "one or the other": table((2, "pain_nrs", "7 or 8")),
    "a percentage": table((2, "pain_nrs", "70%")),
    "infinity": table((2, "pain_nrs", "inf")),
    "hexadecimal": table((2, "pain_nrs", "0x7")),
    "an underscore": table((2, "pain_nrs", "1_0")),
    "a superscript": table((2, "pain_nrs", "7²")),
    "an error of a spreadsheet": table((2, "pain_nrs", "#DIV/0!")),
    "the header once more": CLEAN + ",".join(HEADER) + "\nC1,standard,diabetic,2025-04-01,4,60\n",
    "a row cut short": CLEAN + "B2,needling,diabetic\n",
    "an age out of range": table((0, "age", "210"), (1, "age", "210")),
    "an age in words": table((0, "age", "sixty")),
    "an unknown sex among known ones": with_column("sex", *["F"] * 7, "banana"),
    "an unknown yes or no": with_column("opioid", *["yes"] * 7, "perhaps"),
    "half a needle": with_column("needles_n", *["5"] * 7, "4.5"),
}

ASK = {
    "ids in scientific notation": table(*[(row, "patient_id", "1.2E+11") for row in range(2)]),
    "ids that differ by zeros": table(*[(row, "patient_id", ["7", "007"][row % 2]) for row in range(2)]),
    "two scores on a day": table((1, "session_date", "2025-03-15")),
    "not UTF-8, latin-1": with_column("note", "naïve").encode("latin-1"),
    "not UTF-8, German": with_column("note", "Fußweh über Nacht").encode("cp1252"),
    "UTF-16 without a mark": CLEAN.encode("utf-16-le"),
    "decimal comma": table((2, "pain_nrs", "7,5"), delimiter=";"),
    "decimal comma behind a tab": table((2, "pain_nrs", "4,25"), delimiter="\t"),
    "decimal comma in quotes": table((2, "pain_nrs", '"7,5"')),
    "decimal comma in an age": table((2, "age", "61,5"), delimiter=";"),
    "thousands marks": with_column("b12", '"1,200"'),
    "an apostrophe for thousands": with_column("b12", "1'200"),
    "a title above the header": "Export of the clinic\n" + CLEAN,
    "five lines above the header": "Clinic A\nPrinted 2025-05-01\n\n\nFilter: none\n" + CLEAN,
    "a title above a header of semicolons": "Clinic; export\n" + table(delimiter=";"),
    "every date both ways": table(*[(row, "session_date", f"0{1 + row}/04/2025") for row in range(8)]),
    "dashes both ways": table(*[(row, "session_date", f"0{1 + row}-04-2025") for row in range(8)]),
    "dates prove both orders": table((0, "session_date", "15/03/2025"), (1, "session_date", "04/16/2025")),
    "one ambiguous date among ISO dates": table((1, "session_date", "04/05/2025")),
    "a year of two digits at the end": table((4, "session_date", "16/03/25")),
    "a year of two digits in front": table((4, "session_date", "25-03-16")),
    "a year of two digits behind a month": table((4, "session_date", '"Mar 16, 25"')),
    "a German month": table((4, "session_date", "16. Mai 2025"), (5, "session_date", "13. Dezember 2025")),
    "a French month": table((4, "session_date", "16 février 2025")),
    "a Spanish month": table((4, "session_date", "16 de enero de 2025")),
    "day numbers": table(*[(row, "session_date", str(45731 + row)) for row in range(8)]),
    "visual analogue scores": table(*column("pain_nrs", "70", "65", "43", "40", "81", "52", "60", "20")),
    "heights in metres": with_column("height_cm", *["1.71", "1.65"] * 4),
    "a patient on another scale": table(*column("pain_nrs", "70", "65")),
    "missing code -9": table((2, "pain_nrs", "-9")),
    "missing code 99": table((2, "pain_nrs", "99")),
    "missing codes 777 and 888": table((2, "pain_nrs", "777"), (3, "pain_nrs", "888")),
    "missing code 9999": table((2, "pain_nrs", "9999")),
    "missing code -99.0": table((2, "pain_nrs", "-99.0")),
    "missing code in an age": table((0, "age", "999"), (1, "age", "999")),
    "missing code in another score": with_column("isi", "-88", "12"),
    "a patient in both arms": table((5, "arm", "standard")),
    "a cause that changes": table((5, "cause", "idiopathic")),
    "codes of a sex": with_column("sex", *["1", "2"] * 4),
    "two columns for the score": with_column("pain", *["7"] * 8),
}

REJECT = {
    "white space": "  \n\n ",
    "a header only": ",".join(HEADER) + "\n",
    "a byte of another encoding": with_column("note", "é").encode()
    + b"A1,standard,diabetic,2025-05-10,4,61,\xe9\n",
    "a NUL byte": CLEAN.replace("B1", "B\0", 1),
    "too many cells": CLEAN + "B2,needling,diabetic,2025-05-15,2,70,extra\n",
    "one more empty cell in one row": CLEAN + "B2,,needling,diabetic,2025-05-15,2,70\n",
    "a quote that never closes": CLEAN.replace("A2", '"A2', 1),
    "a quote that closes in another row": table((2, "cause", '"diabetic'), (4, "cause", 'diabetic"')),
    "no arm column": table(header=["patient_id", "group", *HEADER[2:]]),
    "no id column": table(header=["id_no", *HEADER[1:]]),
    "no time column": table(header=[*HEADER[:3], "when", *HEADER[4:]]),
    "no header": "\n".join(CLEAN.splitlines()[1:]),
    "two columns of one name": with_column("age", "61"),
    "two columns of one name in another case": with_column("Cause", "diabetic"),
    "an unknown arm": table((2, "arm", "sham"), (3, "arm", "sham")),
    "a misspelt arm": table((2, "arm", "standrad"), (3, "arm", "standrad")),
    "a control arm that may be anything": table(*[(row, "arm", "control") for row in range(4)]),
    "a misspelt cause": table(*column("cause", "diabetc", "diabetc")),
    "one arm": table(rows=ROWS[4:]),
    "the other arm only": table(rows=ROWS[:4]),
    "no score": table(*[(row, "pain_nrs", "") for row in range(8)]),
    "no usable row": table(*[(row, "session_date", "") for row in range(8)]),
    "a web page": "<!DOCTYPE html><html><body>patient_id</body></html>",
    "a PDF": b"%PDF-1.7 patient_id",
    "JSON": '[{"patient_id": "A1"}]',
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "a pickle under another name": pickle.dumps({"patient_id": ["A1"]}),
}


@pytest.mark.parametrize(
    ("verdict", "what"),
    [(verdict, what) for verdict, files in (("ok", OK), ("warn", WARN), ("row", ROW), ("ask", ASK), ("reject", REJECT))
     for what, content in files.items() if content is not None],
)  # fmt: skip
def test_variant(tmp_path, verdict, what):
    files = {"ok": OK, "warn": WARN, "row": ROW, "ask": ASK, "reject": REJECT}[verdict]
    report = judge(tmp_path, files[what])
    assert report.verdict == verdict, repr(report)


@pytest.mark.parametrize("name", [what for what in WARN if what.startswith("identifier")])
def test_identifiers_reach_nothing(tmp_path, name):
    path = tmp_path / "file.csv"
    path.write_text(WARN[name], encoding="utf-8")
    shown = repr(validate_file(path)) + read_outcomes(path).records.to_csv()
    assert "secret" not in shown
    assert "1960-01-01" not in shown


def test_a_single_row_of_another_scale_is_not_a_reason_to_stop(tmp_path):
    report = judge(tmp_path, ROW["one score of another scale"])
    assert report.issues.iloc[0]["row"] == 4


def test_a_sum_row_does_not_make_the_column_look_like_another_scale(tmp_path):
    report = judge(tmp_path, ROW["German sum row"])
    assert report.issues.iloc[0]["check"] == "summary_rows"


def test_archives(tmp_path):
    assert judge(tmp_path, gzip.compress(CLEAN.encode()), "file.csv.gz").verdict == "ok"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("data/file.csv", CLEAN)
        archive.writestr("__MACOSX/._file.csv", "junk")
    assert judge(tmp_path, packed.getvalue(), "file.zip").verdict == "ok"
    assert judge(tmp_path, gzip.compress(CLEAN.encode())[:60], "cut.csv.gz").verdict == "reject"
    assert judge(tmp_path, gzip.compress(packed.getvalue()), "nested.zip.gz").verdict == "reject"
    assert judge(tmp_path, gzip.compress(bytes(20_000_000)), "bomb.csv.gz").verdict == "reject"


def test_workbooks(tmp_path):
    pytest.importorskip("openpyxl")
    frame = pd.DataFrame(ROWS, columns=HEADER).assign(pain_nrs=lambda f: f["pain_nrs"].astype(float))
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    frame.to_excel(one, index=False)
    with pd.ExcelWriter(two) as book:
        frame.to_excel(book, sheet_name="clinic", index=False)
        frame.to_excel(book, sheet_name="other", index=False)
    columns = ["patient_id", "arm", "session_date", "pain_nrs"]
    csv = tmp_path / "file.csv"
    csv.write_text(CLEAN, encoding="utf-8")
    assert read_outcomes(one).records[columns].equals(read_outcomes(csv).records[columns])
    assert validate_file(two).verdict == "ask"
    assert validate_file(two, member="clinic").verdict == "ok"
    (tmp_path / "cut.xlsx").write_bytes(one.read_bytes()[:3000])
    assert validate_file(tmp_path / "cut.xlsx").verdict == "reject"
    (tmp_path / "text.xlsx").write_text(CLEAN, encoding="utf-8")
    assert validate_file(tmp_path / "text.xlsx").verdict == "reject"


def test_a_file_that_is_not_there():
    assert validate_file("nowhere.csv").verdict == "reject"


def test_an_optional_value_is_set_aside_and_its_row_kept(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text(ROW["an age out of range"], encoding="utf-8")
    outcomes = read_outcomes(path)
    assert outcomes.rejects["set_aside"].tolist() == ["value", "value"]
    assert len(outcomes.records) == 8
    assert outcomes.records.loc[outcomes.records["patient_id"] == "A1", "age"].isna().all()
