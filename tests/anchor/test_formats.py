"""The same numbers of the anchor clinic in each format, and none of a small group in what leaves the clinic."""

import json
import shutil
import subprocess
from io import BytesIO

import pandas as pd
import pytest
from clinic import ARMS
from reading import table, tiles

ROWS = {
    "In the file": ["26", "17"],
    "Compared (with a score at the start)": ["24", "16"],
    "Seen after 4 weeks": ["21", "15"],
    "Seen after 12 weeks": ["19", "12"],
}
FLOW_HEADS = ["Stage", "Needling plus standard care", "Standard care alone"]


def row_of(rows, label):
    (found,) = [cells for cells in rows if cells[0] == label]
    return found[1:]


def test_the_page_has_the_counts_under_their_heads(page):
    (found,) = [
        item for item in page.xpath("//table") if "to each visit" in "".join(item.xpath("./caption//text()"))
    ]
    rows = [[cell.text_content() for cell in row.xpath("th | td")] for row in found.xpath(".//tr")]
    assert rows[0] == FLOW_HEADS
    assert {label: row_of(rows, label) for label in ROWS} == ROWS


def test_the_document_has_the_counts_under_their_heads(document):
    grids = [[[cell.text for cell in row.cells] for row in item.rows] for item in document.tables]
    (rows,) = [grid for grid in grids if grid[0] == FLOW_HEADS]
    assert {label: row_of(rows, label) for label in ROWS} == ROWS


def test_the_workbook_has_the_counts_as_numbers_under_their_heads(book):
    rows = [[cell.value for cell in row] for row in book["people"].iter_rows()]
    head = next(place for place, row in enumerate(rows) if row[:3] == FLOW_HEADS)
    found = {label: [str(int(value)) for value in row_of(rows[head:], label)[:2]] for label in ROWS}
    assert found == ROWS


def test_limits_stand_under_their_heads_in_the_workbook(book, internal):
    rows = [[cell.value for cell in row] for row in book["course"].iter_rows()]
    heads = next(row for row in rows if row[0] == "After")
    values = dict(zip(heads, next(row for row in rows if row[0] == "12 weeks")))
    said = table(internal, "course", "Mean change from the start")["12 weeks"]["Difference"]
    estimate, low, high = (values[f"Difference{end}"] for end in ("", ": lower limit", ": upper limit"))
    assert low < estimate < high
    assert said == f"{estimate:.2f} ({low:.2f} to {high:.2f})".replace("-", "−")


def test_pictures_have_the_words_of_their_figures_in_the_document(document, internal):
    said = {shape._inline.docPr.get("descr") for shape in document.inline_shapes}
    words = {
        block.alt_text for item in internal.sections for block in item.blocks if hasattr(block, "alt_text")
    }
    assert said == words


def test_the_paper_has_the_tiles_and_notes(files, internal):
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed (make system installs it)")
    command = ["pdftotext", "-", "-"]
    ran = subprocess.run(command, input=files["report.pdf"], capture_output=True, check=True)
    text = " ".join(ran.stdout.decode().replace("\u2060", "").replace("\u200b", "").split())
    for label, (value, _) in tiles(internal).items():
        assert label in text
        assert value in text
    assert "negative numbers are in favour of needling plus standard care" in text


def test_notes_are_in_the_page_the_document_and_the_workbook(page, document, book):
    note = (
        "Difference: needling plus standard care minus standard care alone; negative numbers are in favour of"
    )
    assert note in page.text_content()
    assert any(note in paragraph.text for paragraph in document.paragraphs)
    assert any(note in str(cell.value) for row in book["course"].iter_rows() for cell in row)


def test_results_json_holds_what_results_csv_holds(files, results):
    told = pd.DataFrame(json.loads(files["results.json"])["results"])
    assert list(told.columns) == list(results.columns)
    assert len(told) == len(results)
    numbers = ["estimate", "std_error", "df", "p_value", "conf_low", "conf_high", "n_subjects"]
    pd.testing.assert_frame_equal(told[numbers].astype(float), results[numbers].astype(float), rtol=1e-11)
    labels = ["table", "cause", "arm", "visit", "contrast", "analysis"]
    assert told[labels].fillna("").equals(results[labels].fillna(""))


def test_what_leaves_the_clinic_shows_no_count_of_a_small_group(protected, clinic):
    """Four of standard care weren't seen: hidden, and so is who was, from which it would follow."""
    seen = table(protected, "people", "Patients from the file")
    for arm, head in zip(ARMS, FLOW_HEADS[1:]):
        left_out = len(clinic.in_file(arm)) - len(clinic.analysed(arm))
        assert 0 < left_out < 5
        assert seen["Left out: no score at baseline"][head] == "1 to 4"
        assert seen["In the file"][head] != str(len(clinic.in_file(arm)))
        assert seen["Compared (with a score at the start)"][head] == str(len(clinic.analysed(arm)))
    assert seen["Seen after 12 weeks"][FLOW_HEADS[1]] == "19"
    assert seen["Seen after 12 weeks"][FLOW_HEADS[2]] != "12"
    numbers = pd.read_json(
        BytesIO(json.dumps(protected.table.assign(n_shown="").to_dict("records"), default=str).encode())
    )
    hidden = numbers[(numbers["analysis"] == "not seen / W12") & (numbers["arm"] == "standard")]
    assert hidden["state"].item() == "hidden"
    assert hidden["n_subjects"].isna().all()
