"""The figures of a report as files of their own: vectors, dots for print, and what each shows in words."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dnoutcomes.report.blocks.section import Section
from dnoutcomes.report.export import csv_bytes
from dnoutcomes.report.facts.figure_block import FigureBlock

DIRECTORY = "figures"


def figure_files(sections: tuple[Section, ...]) -> dict[str, bytes]:
    """Return every figure as SVG and as PNG of 300 dots per inch, both with their alt text inside, and their captions.

    Parameters
    ----------
    sections : tuple of Section

    Returns
    -------
    dict of str to bytes
        `figures/NAME.svg` and `figures/NAME.png`, and `figures/captions.csv` with one row per figure: `figure, section,
        caption, alt_text`.
    """
    files: dict[str, bytes] = {}
    rows = []
    for name, section, block in named_figures(sections):
        files[f"{DIRECTORY}/{name}.svg"] = block.svg
        files[f"{DIRECTORY}/{name}.png"] = block.png
        rows.append((name, section.title, block.caption, block.alt_text))
    captions = pd.DataFrame(rows, columns=["figure", "section", "caption", "alt_text"])
    return files | {f"{DIRECTORY}/captions.csv": csv_bytes(captions)}


def named_figures(sections: tuple[Section, ...]) -> Iterator[tuple[str, Section, FigureBlock]]:
    """Name every figure after its section, the second and later ones of a section with their place in it."""
    for section in sections:
        blocks = [block for block in section.blocks if isinstance(block, FigureBlock)]
        for place, block in enumerate(blocks, start=1):
            yield (section.id if place == 1 else f"{section.id}-{place}"), section, block
