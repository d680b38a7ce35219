"""What a sheet hides, and what its cells show otherwise than they hold it."""

from __future__ import annotations

from dnoutcomes.readers.cell_columns import Row
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.quote import quote
from dnoutcomes.readers.sheet_rows import SheetRows
from dnoutcomes.readers.source import Source

_SHOWN = 5
_AS = {
    "scaled": "in thousands or millions",
    "fraction": "as fractions, rounded to one",
    "hidden": "without their number",
}


def hidden_findings(sheet: SheetRows, header: Row, source: Source, mapping: SiteMapping) -> list[Finding]:
    """Ask whether hidden rows, and hidden columns that are known, belong to the data; or do what the mapping says."""
    lines = [line for line in sorted(sheet.rows) if line > source.header_row and line in sheet.hidden_rows]
    names = [
        name
        for number, name in enumerate(header, start=1)
        if number in sheet.hidden_columns and mapping.knows(name)
    ]
    listed = ", ".join(quote(name) for name in names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    what = [f"{len(lines)} rows of the sheet are hidden (filtered, perhaps)"] if lines else []
    what += [f"columns are hidden: {listed}"] if names else []
    done = {"read": "they're read", "leave_out": "they're left out"}.get(mapping.hidden_cells or "")
    return [
        Finding(
            "warn" if done else "ask",
            f"{message}: {done}" if done else message,
            remedy="" if done else 'Pass hidden_cells="read" if they belong to the data, "leave_out" if not.',
            source_rows=lines if lines and not number else (),
            check="hidden_cells",
        )
        for number, message in enumerate(what)
    ]


def shown_findings(sheet: SheetRows, header: Row, source: Source, mapping: SiteMapping) -> list[Finding]:
    """Ask where cells show something else than the number that they hold; warn where they only show fewer digits."""
    lines_of: dict[tuple[int, str], list[int]] = {}
    for line, cells in sheet.rows.items():
        if line > source.header_row and not (
            mapping.hidden_cells == "leave_out" and line in sheet.hidden_rows
        ):
            for column, cell in cells.items():
                if cell.differs:
                    lines_of.setdefault((column, cell.differs), []).append(line)
    findings = []
    for (column, differs), lines in sorted(lines_of.items()):
        name = header[column - 1].strip()
        cell = sheet.rows[lines[0]][column]
        if not mapping.knows(name):
            continue
        if differs == "fewer_digits":
            severity, how = "warn", "with fewer digits than they hold; what they hold is read"
        else:
            severity = "warn" if "shown_values" in mapping.confirmed else "ask"
            how = _AS[differs] + ("; what they hold is read" if severity == "warn" else "")
        findings.append(
            Finding(
                "warn" if severity == "warn" else "ask",
                f"{len(lines)} cells of {quote(name)} are shown {how} (number format {quote(cell.shown)})",
                column=name,
                remedy=""
                if severity == "warn"
                else "Give the column the number format General and look again, or pass "
                'confirmed=["shown_values"] to read what the cells hold.',
                source_rows=sorted(lines),
                check="shown_values",
            )
        )
    return findings
