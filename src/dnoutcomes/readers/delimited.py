"""Read delimited text: find the delimiter and the header, and refuse rows whose cells can't be told apart."""

from __future__ import annotations

import codecs
from dataclasses import replace

from dnoutcomes.readers.cell_columns import read_cells
from dnoutcomes.readers.encodings import decode
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.layout import DELIMITERS, check_layout, find_layout
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.quote import quote
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.table_of_cells import table_of_cells


def read_delimited(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read delimited text.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : Source
        Name and hash.
    mapping : SiteMapping
        What the caller says of encoding, delimiter and rows to skip, and the site's column names.

    Returns
    -------
    RawTable

    Raises
    ------
    DataError
        The text can't be decoded, a row has too many cells, a quote is never closed, or the header isn't in its place.
    """
    text, encoding, findings = decode(data, source.name, mapping.encoding)
    layout = find_layout(text, mapping)
    check_layout(layout, text, mapping, source.name)
    findings = (*findings, *delimiter_findings(layout.delimiter))
    source = replace(source, encoding=encoding, delimiter=layout.delimiter, header_row=layout.header_row)
    as_it_is = encoding == "utf-8" and not data.startswith(codecs.BOM_UTF8)
    utf8 = data if as_it_is else text.encode(errors="surrogatepass")
    del text
    return table_of_cells(read_cells(utf8, layout, source.name), source, findings)


def delimiter_findings(delimiter: str) -> tuple[Finding, ...]:
    """Name a delimiter that isn't the comma.

    Examples
    --------
    >>> [finding.message for finding in delimiter_findings(";")]
    ['the delimiter is a semicolon']
    """
    if delimiter in ("", ","):
        return ()
    named = DELIMITERS.get(delimiter, quote(delimiter))
    return (Finding("info", f"the delimiter is a {named}", check="delimiter"),)
