"""What CONTRIBUTING's table asks for, for each kind of change: files that are new, and what is put into others."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Change:
    """A change of the package, as somebody would make it who follows the table.

    Attributes
    ----------
    new : dict of str to str
        Files by their path inside the package, and what they hold.
    added : dict of str to list of tuple
        Files that are there: each a list of (the line or end after which something is put, what is put there). An empty
        place is the end of the file.
    """

    new: dict[str, str] = field(default_factory=dict)
    added: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


INSTRUMENT = """
[pinch]
label = "Pinch strength, better hand"
phrase = "pinch strength"
domain = "hand function"
range = [0, 40]
unit = "kg"
better = "higher"
scoring = "strongest trial"
missing_items = "best of three trials"
licence = "free"

[[pinch.thresholds]]
value = 1.5
scale = "points"
kind = "MCID"
population = "adults"
method = "anchor"
source = "general"
confidence = "provisional"
"""
CHECK = '''"""Nobody is treated on Sundays."""


def sundays(context):
    dates = context.columns.get("session_date")
    if dates is None:
        return []
    closed = (dates.values().dt.day_of_week == 6).to_numpy()
    return context.findings("warn", closed, "dated on a Sunday", "session_date", remedy="Correct the dates.")
'''
STRUCTURE = '''"""A correlation that falls with the square root of the visits between."""

import numpy as np

from dnoutcomes.language import term
from dnoutcomes.models.covariances.structure import Correlation


def _roots(times):
    order = np.arange(len(times))
    return np.sqrt(np.abs(order[:, None] - order[None, :]))


def _share(parameters):
    return 1 / (1 + np.exp(-parameters[0]))


SLOW = Correlation(
    "slow",
    term("slowly decaying"),
    term("heterogeneous slowly decaying"),
    lambda m: 1,
    lambda parameters, times: _share(parameters) ** _roots(times),
    lambda parameters, times: (
        (1 - _share(parameters)) * _roots(times) * _share(parameters) ** _roots(times)
    )[None],
    lambda correlation, times: np.array([0.5]),
)
'''
STRATEGY = '''

def halfway(assigned: Array, reference: Array, start: Codes) -> Array:
    """Go half the way to the reference arm."""
    return np.where(_after(assigned, start), (assigned + reference) / 2, assigned)
'''
EVENT = """
        (
            "set-aside-and-failed",
            EventStrategy(
                "scores from then on are set aside, and the patient is no responder",
                term("set aside, and no response"),
                sets_aside=True,
                fails=True,
            ),
        ),"""
READER = '''"""A record per line, as JSON."""

import io

import pandas as pd

from dnoutcomes.readers.data_frame import read_frame


def read_json_lines(data, source, mapping):
    return read_frame(pd.read_json(io.BytesIO(data), lines=True, dtype=False), source)


def is_json_lines(data, name):
    return name.endswith(".jsonl")
'''
FIGURE = '''"""A bar per arm."""

from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import Look


def plot_sizes(analysis, *, width="wide", theme="light", ax=None):
    """Draw how many patients each arm has."""
    sizes = analysis.patients["arm"].value_counts().sort_index()
    look = Look.of(width, theme, ax)
    with look.context():
        words = "; ".join(f"{arm}: {n}" for arm, n in sizes.items())
        figure = OutcomeFigure(look, 200.0, data=sizes.reset_index(), alt_text=words, caption="Patients")
        figure.panel(20, 20, look.width.pixels - 40, 160).bar(list(sizes.index), sizes)
    return figure
'''
FORMAT = '''"""A report as plain text: titles alone."""


def render_titles(cover, sections):
    return "\\n".join([cover.title, *(section.title for section in sections)]).encode("utf-8")
'''
SECTION = '''"""What to do with all this."""

from dnoutcomes.language import say, term
from dnoutcomes.report.blocks.section import Paragraph
from dnoutcomes.report.sections.report_section import ReportSection


def _blocks(results):
    return (Paragraph(say("Ask before you change anything.")),)


advice = ReportSection("advice", term("What to do"), _blocks)
'''

CHANGES = {
    "an instrument": Change(added={"instruments/families/hand.toml": [("", INSTRUMENT)]}),
    "a rule of scoring": Change(
        added={
            "instruments/scoring_rules.py": [
                (
                    '("NTSS-6", _NTSS),',
                    '\n        ("strongest trial", lambda answers: max(answers.values())),',
                )
            ]
        }
    ),
    "a check of the data": Change(
        {"checks/sundays.py": CHECK},
        {
            "checks/__init__.py": [
                (
                    "from dnoutcomes.checks.summary_rows import summary_rows\n",
                    "from dnoutcomes.checks.sundays import sundays\n",
                ),
                (
                    'Check("session_dates", term("session dates"), session_dates, of_texts=True),',
                    '\n        Check("sundays", term("records of Sundays"), sundays),',
                ),
            ]
        },
    ),
    "a covariance structure": Change(
        {"models/covariances/slow.py": STRUCTURE},
        {
            "models/covariances/__init__.py": [
                (
                    "from dnoutcomes.models.covariances.contract import require_contract\n",
                    "from dnoutcomes.models.covariances.slow import SLOW\n",
                ),
                ("CORRELATIONS = (\n", "    SLOW,\n"),
            ]
        },
    ),
    "a strategy of missing scores": Change(
        added={
            "missing/strategies.py": [
                ("    return np.where(_after(assigned, start), reference, assigned)\n", STRATEGY),
                (
                    '    "strategy",\n    MissingStrategy,\n    (',
                    '\n        MissingStrategy("HW", "halfway to reference", halfway),',
                ),
            ]
        }
    ),
    "a strategy for intercurrent events": Change(
        added={
            "plan/event_strategies.py": [
                (
                    'Registry(\n    "strategy for intercurrent events",\n    [',
                    EVENT,
                )
            ]
        }
    ),
    "a reader of files": Change(
        {"readers/json_lines.py": READER},
        {
            "readers/__init__.py": [
                (
                    "from dnoutcomes.readers.formats import PARQUET, sniff\n",
                    "from dnoutcomes.readers.json_lines import is_json_lines, read_json_lines\n",
                ),
                (
                    '        Reader("delimited", read_delimited),\n',
                    '        Reader("json lines", read_json_lines, is_json_lines),\n',
                ),
            ]
        },
    ),
    "a figure": Change(
        {"figures/sizes.py": FIGURE},
        {
            "figures/__init__.py": [
                (
                    "from dnoutcomes.figures.sensitivity_panel import plot_sensitivity\n",
                    "from dnoutcomes.figures.sizes import plot_sizes\n",
                ),
                ('    "plot_sensitivity",\n', '    "plot_sizes",\n'),
                (
                    '        FigureKind("flow", plot_flow, "patients from the file to each visit", ("people",)),\n',
                    '        FigureKind("sizes", plot_sizes, "patients of each arm", ("people",)),\n',
                ),
            ]
        },
    ),
    "a section of the report": Change(
        {"report/sections/advice.py": SECTION},
        {
            "report/sections/__init__.py": [
                (
                    "from dnoutcomes.report.sections.activity import activity\n",
                    "from dnoutcomes.report.sections.advice import advice\n",
                ),
                ("        activity,\n", "        advice,\n"),
            ],
        },
    ),
    "a format of the report": Change(
        {"report/render/titles.py": FORMAT},
        {
            "report/files/formats.py": [
                (
                    '    return {"results.json": json_bytes(report.to_dict())}\n',
                    "\n\ndef _titles(report: Written) -> dict[str, bytes]:\n"
                    "    from dnoutcomes.report.render.titles import render_titles\n\n"
                    '    return {"titles.txt": render_titles(report.cover, report.sections)}\n',
                ),
                ('("figures", Format(_figures)),', '\n        ("titles", Format(_titles, ("titles.txt",))),'),
            ]
        },
    ),
    "what an arm is called": Change(
        added={
            "figures/arm_words.py": [
                ("ARM_WORDS = {", '"sham": term("needling that only looks like it"), '),
                ("ARM_NAMES = {", '"sham": term("sham"), '),
            ]
        }
    ),
    "a unit of a funnel": Change(
        added={
            "monitoring/funnel_units.py": [
                (
                    'FunnelUnit("therapist", "therapist_id", term("therapist"), term("therapists"), most_sessions),',
                    '\n        FunnelUnit("ward", "home_ward", term("ward"), term("wards")),',
                )
            ]
        }
    ),
    # Its file is begun by the package itself, and filled.
    "a language": Change({"language/words/de.po": ""}),
}
