import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

import pytest
from one_analysis import WORDED, assert_same_records

from dnoutcomes.errors import DataError
from dnoutcomes.readers import SiteMapping, open_document, read_raw

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content '
    + " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    + '><office:automatic-styles><style:style style:name="gone" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
TAIL = "</office:spreadsheet></office:body></office:document-content>"


def cell(shown, kind="string", value=None, more=""):
    attribute = {"date": "date-value", "boolean": "boolean-value"}.get(kind, "value")
    typed = f" office:{attribute}={quoteattr(str(value))}" if value is not None else ""
    content = f"<text:p>{escape(shown)}</text:p>" if shown else ""
    return f'<table:table-cell office:value-type="{kind}"{typed}{more}>{content}</table:table-cell>'


def row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def sheet(*rows, name="Sheet1", columns="", more=""):
    return f'<table:table table:name="{name}"{more}>{columns}{"".join(rows)}</table:table>'


def saved(path, *sheets, before=""):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", HEAD.format(before=before) + "".join(sheets) + TAIL, zipfile.ZIP_DEFLATED
        )
    path.write_bytes(packed.getvalue())
    return path


def cells_of(value):
    if value is None or value != value:
        return "<table:table-cell/>"
    if isinstance(value, float):
        return cell(f"{value:g}", "float", value)
    return cell(str(value)) if isinstance(value, str) else cell(f"{value:%d/%m/%y}", "date", value)


HEADER = row(cell("patient_id"), cell("shoe"), cell("pain"))
EMPTY = row(
    '<table:table-cell table:number-columns-repeated="9000"/>', more=' table:number-rows-repeated="1048000"'
)


def test_an_analysis_is_that_of_the_csv_file(tmp_path):
    rows = [row(*map(cells_of, record)) for record in WORDED.itertuples(index=False)]
    path = saved(tmp_path / "clinic", sheet(row(*map(cell, WORDED.columns)), *rows, EMPTY))
    assert_same_records(path, tmp_path)


def test_what_cells_show_is_read(tmp_path):
    path = saved(
        tmp_path / "a.ods",
        sheet(
            row(cell("id"), cell("share"), cell("yes"), cell("when"), cell("text")),
            row(
                cell("00012", "float", 12),
                cell("70 %", "percentage", 0.7),
                cell("WAHR", "boolean", "true"),
                cell("5. Jan", "date", "2026-01-05T14:30:00"),
                '<table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p>'
                '</office:annotation><text:p>two<text:s text:c="2"/><text:span>words</text:span></text:p>'
                "</table:table-cell>",
            ),
        ),
    )
    assert read_raw(path, SiteMapping()).frame.astype(str).values.tolist() == [
        ["00012", "70%", "True", "2026-01-05 14:30:00", "two  words"]
    ]


def test_cells_and_rows_that_repeat_are_each_read(tmp_path):
    same = cell("5", "float", 5, ' table:number-columns-repeated="2"')
    path = saved(
        tmp_path / "a.ods", sheet(HEADER, row(cell("1"), same, more=' table:number-rows-repeated="2"'))
    )
    raw = read_raw(path, SiteMapping())
    assert raw.frame.astype(str).values.tolist() == [["1", "5", "5"], ["1", "5", "5"]]
    assert raw.source_rows.tolist() == [2, 3]


def test_rows_are_counted_as_the_spreadsheet_shows_them_past_blank_ones_that_repeat(tmp_path):
    blank = row("<table:table-cell/>", more=' table:number-rows-repeated="3"')
    rows = [row(cell("1"), cell("a"), cell("7")), blank, row(cell("2"), cell("b"), cell("5"))]
    path = saved(tmp_path / "a.ods", sheet(HEADER, *rows))
    assert read_raw(path, SiteMapping()).source_rows.tolist() == [2, 6]


@pytest.mark.parametrize(
    ("pain", "said"),
    [
        (cell("7", "float", 7.4), "with fewer digits"),
        (cell("7", "float", 7000), "in thousands"),
        (cell("1/2", "float", 0.5), "as fractions"),
        (cell("", "float", 0.5), "without their number"),
    ],
)
def test_what_cells_show_otherwise_than_they_hold_is_said(pain, said, tmp_path):
    path = saved(tmp_path / "a.ods", sheet(HEADER, row(cell("1"), cell("40", "float", 40), pain)))
    assert [said in finding.message for finding in read_raw(path, SiteMapping()).findings] == [True]


def test_hidden_rows_and_columns_are_asked(tmp_path):
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    rows = [
        row(cell("1"), cell("a"), cell("7")),
        row(cell("2"), cell("b"), cell("5"), more=' table:visibility="filter"'),
    ]
    path = saved(tmp_path / "a.ods", sheet(HEADER, *rows, columns=columns))
    messages = [finding.message for finding in read_raw(path, SiteMapping()).findings]
    assert messages == ["1 rows of the sheet are hidden (filtered, perhaps)", "columns are hidden: 'pain'"]
    left = read_raw(path, SiteMapping(hidden_cells="leave_out"))
    assert left.frame.astype(str).values.tolist() == [["1", "a"]]


def test_several_sheets_are_asked_and_hidden_ones_named(tmp_path):
    one = sheet(HEADER, row(cell("1"), cell("a"), cell("7")))
    gone = sheet(HEADER, row(cell("2"), cell("b"), cell("6")), name="old", more=' table:style-name="gone"')
    path = saved(tmp_path / "a.ods", one, gone)
    with pytest.raises(DataError, match=r"2 sheets hold data: 'Sheet1', 'old' \(hidden\)"):
        read_raw(path, SiteMapping())
    assert read_raw(path, SiteMapping(member="old")).frame["pain"].tolist() == ["6"]


@pytest.mark.parametrize(
    "before", ['<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "file:///etc/hostname">', "<broken"]
)
def test_entities_and_broken_files_are_refused(before, tmp_path):
    path = saved(tmp_path / "a.ods", sheet(HEADER, row(cell("1"), cell("a"), cell("7"))), before=before)
    with pytest.raises(DataError, match="broken, or locked"):
        read_raw(path, SiteMapping())


def test_rows_without_end_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(open_document, "MOST_CELLS", 1000)
    many = row(cell("1"), cell("a"), cell("7"), more=' table:number-rows-repeated="1000000"')
    with pytest.raises(DataError, match="more than 1,000 cells"):
        read_raw(saved(tmp_path / "a.ods", sheet(HEADER, many)), SiteMapping())


def test_a_file_that_is_cut_short_is_refused(tmp_path):
    path = saved(tmp_path / "a.ods", sheet(HEADER, row(cell("1"), cell("a"), cell("7"))))
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(DataError, match="broken or cut short"):
        read_raw(path, SiteMapping())
