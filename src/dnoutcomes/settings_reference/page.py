"""The reference as a page."""

from __future__ import annotations

from dnoutcomes.report.names.results_dictionary import COLUMN_MEANINGS
from dnoutcomes.settings_reference.settings import NONE, REQUIRED, SETTINGS, Setting

_INTRO = """\
# Plan and mapping

Both are TOML files that a person writes. The **plan** says what is analysed, and is fixed before anybody looks at the
data: `dnoutcomes report clinic.csv --plan plan.toml`. The **mapping** says what a site's file means: its column names,
codes, units and layout: `--mapping mapping.toml`. Every key has a default or is optional; `dnoutcomes start clinic.csv`
drafts both files. `dnoutcomes explain KEY` prints what stands here of a key, or of a column of results.csv.
"""
_TITLES = {"plan": "## The plan", "mapping": "## The mapping"}


def settings_page() -> str:
    """Return the reference of plans and mappings as a Markdown page.

    Examples
    --------
    >>> settings_page().splitlines()[0]
    '# Plan and mapping'
    """
    parts = [_INTRO]
    for file, title in _TITLES.items():
        settings = [setting for setting in SETTINGS if setting.file == file]
        parts += [f"{title}\n", *(_entry(setting) for setting in settings)]
    return "\n".join([*parts, _results()])


def _results() -> str:
    rows = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in COLUMN_MEANINGS.items())
    return (
        "## The columns of results.csv\n\nOne row per estimate, test or count of a report; the sheet `results` of "
        f"tables.xlsx is the same table.\n\n| column | meaning |\n|---|---|\n{rows}"
    )


def _entry(setting: Setting) -> str:
    depth = "####" if "." in setting.key else "###"
    plain = setting.default in (NONE, REQUIRED)
    default = setting.default if plain else f"`{setting.default}`"
    return (
        f"{depth} `{setting.key}`\n\n{setting.meaning}\n\n"
        f"- Type: {setting.type}. Default: {default}.\n- Without it: {setting.without}\n\n"
        f"```toml\n{setting.example}\n```\n"
    )
