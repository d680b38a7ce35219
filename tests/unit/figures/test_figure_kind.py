"""The registry of figures: whole, true to the functions and to the sections, and open to a script."""

import pytest

from dnoutcomes import figures
from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.figures import FIGURES, FigureKind
from dnoutcomes.figures.figure_kind import refuse_figure
from dnoutcomes.report.sections import SECTIONS


def plot_dots(data, *, width="wide", theme="light", ax=None):
    """Draw dots."""


def test_every_figure_is_an_entry_that_is_called_as_its_function():
    plotted = {name for name in figures.__all__ if name.startswith("plot_")}
    assert plotted == {f"plot_{name}" for name in FIGURES}
    assert all(kind.plot is getattr(figures, f"plot_{name}") for name, kind in FIGURES.items())


@pytest.mark.parametrize("name", list(FIGURES))
def test_entries_keep_to_what_is_asked_of_those_from_outside(name):
    refuse_figure(FIGURES[name])


def test_a_figure_is_for_those_for_whom_its_section_is():
    assert FIGURES["funnel"].audiences == SECTIONS["funnels"].audiences
    assert FIGURES["course"].audiences == SECTIONS["summary"].audiences
    assert FIGURES["funnel"].audiences != FIGURES["course"].audiences
    assert FIGURES["waterfall"].audiences == ()
    kind = FigureKind("dots", plot_dots, "dots", ("funnels", "people"))
    assert set(kind.audiences) == {*SECTIONS["funnels"].audiences, *SECTIONS["people"].audiences}


def test_a_script_can_add_a_figure_for_a_while():
    kind = FIGURES.register(FigureKind("dots", plot_dots, "dots"))
    assert FIGURES["dots"] is kind
    FIGURES.withdraw("dots")
    assert "dots" not in FIGURES


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (FigureKind("dots", plot_dots, " "), "'dots' doesn't say what it shows"),
        (FigureKind("dots", lambda data, width: None, "dots"), "doesn't take ax, theme"),
        (
            FigureKind("dots", plot_dots, "a dot per patient", ("people",), True),
            "can't be of section 'people'",
        ),
        (FigureKind("course", plot_dots, "dots"), "'course' is taken"),
    ],
)
def test_one_that_cannot_be_used_is_refused(kind, message):
    with pytest.raises(DnOutcomesError, match=message):
        FIGURES.register(kind)
