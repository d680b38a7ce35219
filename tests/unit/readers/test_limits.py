"""Files that declare or hold more than any export: each is read or refused at once."""

import io
import re
import time
import zipfile

import pytest

from dnoutcomes.outcomes import validate_file
from dnoutcomes.readers import sheet_rows

openpyxl = pytest.importorskip("openpyxl")
get_column_letter = openpyxl.utils.get_column_letter
HEADER = ["patient_id", "arm", "cause", "session_date", "pain_nrs"]
ROWS = [
    [
        f"P{place // 2}",
        "needling" if place % 3 else "standard",
        "diabetic",
        f"2025-03-{10 + place}",
        3 + place % 5,
    ]
    for place in range(12)
]
for place, row in enumerate(ROWS):
    row[1] = "needling" if place < 6 else "standard"


def book(*changes):
    made = openpyxl.Workbook()
    sheet = made.active
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    for change in changes:
        change(sheet)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def with_sheet(content, pattern, replacement):
    """The workbook with its sheet's XML changed, as other programs write it."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                text = re.sub(pattern, replacement, data.decode())
                assert text != data.decode()
                data = text.encode()
            new.writestr(part.filename, data)
    return changed.getvalue()


def far_cell(sheet):
    sheet["XFD1048576"].number_format = "0.0"


def far_row(sheet):
    sheet["XFD13"].number_format = "0.0"


def formatted_to_the_end_of_every_row():
    """Written as XML: openpyxl takes seconds to make so many cells."""
    letters = [get_column_letter(column) for column in range(7, 16_385)]
    plain = book(lambda sheet: setattr(sheet["F1"], "number_format", "0.0"))

    def filled(row):
        return row[0] + "".join(f'<c r="{letter}{row[1]}" s="1"/>' for letter in letters)

    return with_sheet(plain, r'<row r="(\d+)".*?(?=</row>)', filled)


def judged(tmp_path, content, name="book.xlsx"):
    path = tmp_path / name
    path.write_bytes(content)
    begun = time.process_time()
    report = validate_file(path)
    assert time.process_time() - begun < 10
    return report


# Made when its test runs: whoever collects tests shouldn't wait for every cell of thirteen rows.
EMPTY_EXPANSES = {
    "declared": lambda: with_sheet(book(), r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"'),
    "undeclared": lambda: with_sheet(book(), r"<dimension [^>]*/>", ""),
    "a far cell formatted": lambda: book(far_cell),
    "far in the last row": lambda: book(far_row),
    "all of every row": formatted_to_the_end_of_every_row,
}


@pytest.mark.parametrize("made", EMPTY_EXPANSES.values(), ids=EMPTY_EXPANSES)
def test_an_empty_expanse_costs_nothing(tmp_path, made):
    assert judged(tmp_path, made()).verdict == "ok"


def test_content_far_to_the_right_is_refused(tmp_path):
    report = judged(tmp_path, book(lambda sheet: sheet.__setitem__("XFD3", "x")))
    assert report.verdict == "reject"
    assert "column 16,384" in report.issues["message"].iloc[0]
    assert "5,000" in report.issues["message"].iloc[0]


def test_more_cells_than_the_limit_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_rows, "MOST_CELLS", 64)
    report = judged(tmp_path, book())
    assert "more than 64 cells" in report.issues["message"].iloc[0]
    monkeypatch.setattr(sheet_rows, "MOST_CELLS", 65)
    assert judged(tmp_path, book()).verdict == "ok"


@pytest.mark.parametrize("where", ["header", "row"])
def test_rows_of_many_columns_in_text(tmp_path, where):
    wide = ",".join(["x"] * 100_000)
    plain = [",".join(map(str, row)) for row in [HEADER, *ROWS]]
    lines = [line + "," + wide for line in plain] if where == "header" else [plain[0], wide, *plain[1:]]
    report = judged(tmp_path, "\n".join(lines).encode(), "wide.csv")
    assert report.verdict == "reject"
    assert re.search(r"has 100,\d{3} cells, and at most 5,000 columns", report.issues["message"].iloc[0])
