"""The data dictionary: the schema as a frame, and as a page."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.schema.column import Column
from dnoutcomes.schema.columns import COLUMNS
from dnoutcomes.schema.encounter_columns import TIME_COLUMNS
from dnoutcomes.schema.vocabulary import MISSING_REASONS

_INTRO = """\
# Data dictionary

One file holds one row per dated encounter, of both arms: a row for every assessment and every session. CSV with a
header is the plain case; spreadsheets, files of SPSS, SAS and Stata, Parquet and databases are read too.

Required: `patient_id`, `arm`, `cause`, `session_date` (or `study_day`, or `study_week`), and the outcome, which is
`pain_nrs` unless the plan names another. Everything else is optional. Column names may differ in case, spaces and
punctuation. A [mapping](#a-sites-own-names-and-codes) brings other names, codes, units and layouts to these.

Columns of the patient, arm and cause too, must be the same in all of the patient's rows, or blank in some, which are
then filled from the others; a row may hold them alone, without a date. Columns of the encounter belong to its row.
Dates are read as 2026-01-05; other forms are read where they can mean one day only. Yes and no may be written yes/no,
y/n, true/false or 1/0. A blank cell is a missing value. Free notes and direct identifiers are never kept.
"""

_MAPPING = """\
## A site's own names and codes

A TOML file, passed as `mapping`:

```toml
date_format = "%d/%m/%Y"
missing_codes = [-99, 999]

[columns]                  # the site's name = ours
Pt = "patient_id"
Group = "arm"

[values.arm]               # the site's code = our level
1 = "needling"
0 = "standard"

[units.duration_months]    # the file has years
multiply = 12

[scale]                    # the file has a 0-100 scale
pain_nrs = "0-100"
```

`dnoutcomes explain KEY` explains each of its keys, and `dnoutcomes start FILE` drafts a whole one.
"""


def schema_frame() -> pd.DataFrame:
    """Return the schema as a frame.

    Returns
    -------
    pandas.DataFrame
        One row per column: `name, type, level_of, required, values, unit, aliases, cdisc, description`.

    Examples
    --------
    >>> schema_frame().set_index("name").loc["age", ["type", "values", "unit"]].tolist()
    ['number', '18 to 110', 'years']
    """
    return pd.DataFrame(
        [
            {
                "name": column.name,
                "type": column.type,
                "level_of": column.level_of,
                "required": column.required,
                "values": ", ".join(column.levels) or column.range_label,
                "unit": column.unit,
                "aliases": ", ".join(column.aliases),
                "cdisc": column.cdisc,
                "description": column.description,
            }
            for column in COLUMNS.values()
        ]
    )


def data_dictionary() -> str:
    """Return the data dictionary as a Markdown page.

    Examples
    --------
    >>> data_dictionary().splitlines()[0]
    '# Data dictionary'
    """
    times = {column.name for column in TIME_COLUMNS}
    groups = {
        "The patient": [c for c in COLUMNS.values() if c.level_of == "patient"],
        "When": list(TIME_COLUMNS),
        "The encounter": [
            c
            for c in COLUMNS.values()
            if c.level_of == "encounter" and c.name not in times and c.name not in INSTRUMENTS
        ],
        "Outcome instruments": [c for c in COLUMNS.values() if c.name in INSTRUMENTS],
    }
    tables = [f"## {title}\n\n{_table(columns)}" for title, columns in groups.items()]
    return "\n".join([_INTRO, *tables, _spellings(), _reasons(), _MAPPING])


def _table(columns: list[Column]) -> str:
    head = (
        "| column | type | values | unit | also read as | CDISC | meaning |\n|---|---|---|---|---|---|---|\n"
    )
    rows = [
        (
            f"`{column.name}`" + (" (required)" if column.required else ""),
            column.type.replace("_", "/"),
            ", ".join(column.levels) or column.range_label,
            column.unit,
            ", ".join(column.aliases),
            column.cdisc,
            column.description,
        )
        for column in columns
    ]
    return head + "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in rows)


def _spellings() -> str:
    lines = ["## Spellings of levels", ""]
    lines += [
        "Read and reported; another case, other spaces or other punctuation are read with a warning.",
        "",
    ]
    for column in COLUMNS.values():
        for level in column.levels:
            spellings = [spelling for spelling, meant in column.synonyms.items() if meant == level]
            if spellings:
                lines.append(f"- `{column.name}` {level}: {', '.join(spellings)}")
    return "\n".join([*lines, ""])


def _reasons() -> str:
    codes = ", ".join(f"{code} ({reason})" for code, reason in MISSING_REASONS.items())
    return f"## Codes for a missing value\n\nRead as missing, with the reason kept in `missing_reason`: {codes}.\n"
