"""What stands in the files of a written report, as text: tables of the page and the workbook, rows of results."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl

NOTHING = re.compile(r"\s+")


class _Page(HTMLParser):
    """Tables with their captions, and all text; drawings give the words in them and their alternative text."""

    def __init__(self):
        super().__init__()
        self.tables, self.text, self.spoken, self._row, self._cell, self._caption = (
            [],
            [],
            [],
            None,
            None,
            None,
        )
        self._skip = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.spoken += [given[name] for name in ("alt", "aria-label", "title") if given.get(name)]
        if tag in ("style", "script"):
            self._skip += 1
        elif tag == "table":
            self.tables.append(["", []])
        elif tag == "caption":
            self._caption = []
        elif tag == "tr" and self.tables:
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            self._cell = []

    def handle_endtag(self, tag):
        if tag in ("style", "script"):
            self._skip -= 1
        elif tag == "caption" and self._caption is not None:
            self.tables[-1][0], self._caption = _plain("".join(self._caption)), None
        elif tag in ("td", "th") and self._cell is not None:
            self._row.append(_plain("".join(self._cell)))
            self._cell = None
        elif tag == "tr" and self._row is not None:
            self.tables[-1][1].append(self._row)
            self._row = None

    def handle_data(self, data):
        if self._skip:
            return
        for place in (self._caption, self._cell):
            if place is not None:
                place.append(data)
        if data.strip():
            self.text.append(_plain(data))


def _plain(text):
    return NOTHING.sub(" ", text.replace("−", "-").replace("\u00ad", "")).strip()


def page_of(html):
    """Return (tables as caption and rows, lines of text, alternative texts)."""
    page = _Page()
    page.feed(html)
    return page.tables, page.text, page.spoken


def workbook_tables(path):
    """Tables of a workbook: the title is the first cell, columns follow until an empty row."""
    tables = []
    for sheet in openpyxl.load_workbook(path):
        rows = [
            ["" if cell is None else _plain(str(cell)) for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]
        if rows and sheet.title not in ("contents", "results", "dictionary"):
            tables.append([rows[0][0], rows[1:]])
    return tables


def result_rows(directory):
    """Rows of results.csv and results.json with the same columns of text."""
    rows = []
    if (Path(directory) / "results.csv").exists():
        with (Path(directory) / "results.csv").open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file))
    if (Path(directory) / "results.json").exists():
        content = json.loads((Path(directory) / "results.json").read_text(encoding="utf-8"))
        rows += [{name: "" if value is None else str(value) for name, value in row.items()}
                 for row in content["results"]]  # fmt: skip
    return rows
