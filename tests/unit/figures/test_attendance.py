from functools import lru_cache

import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.describe.attendance import attendance_curve, attendance_of, needles_by_session
from dnoutcomes.figures.attendance import plot_attendance
from dnoutcomes.figures.layout import check_layout
from dnoutcomes.language import speaking
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.simulation import simulate


@lru_cache(maxsize=1)
def simulated_clinic():
    simulated = simulate("clinic", n=160, seed=3)
    return build_analysis(read_outcomes(simulated.frame, plan=simulated.plan), simulated.plan)


@pytest.fixture(scope="module")
def clinic():
    return simulated_clinic()


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("released", [False, True])
def test_no_text_is_clipped_covered_or_small(clinic, width, theme, released):
    figure = plot_attendance(attendance_of(clinic, released=released), width=width, theme=theme)
    assert check_layout(figure) == []


def test_curves_are_those_of_the_table(clinic, line_of):
    figure, curve = plot_attendance(clinic), attendance_curve(clinic)
    for arm in ("needling", "standard"):
        own = curve[curve["arm"] == arm]
        assert line_of(figure, arm) == pytest.approx(own[["sessions", "share"]].to_numpy(dtype=float))


def test_needles_are_those_of_the_table(clinic, line_of):
    table = needles_by_session(clinic)
    assert line_of(plot_attendance(clinic), "mean", axes=1) == pytest.approx(
        table[["session_no", "mean"]].to_numpy()
    )


def test_the_data_hold_both_panels_and_nothing_small(clinic):
    data = plot_attendance(attendance_of(clinic, released=True)).data
    assert set(data["panel"]) == {"attendance", "needles"}
    assert (data["n_patients"] >= 11).all()
    assert not data["n_at_least"].between(1, 10).any()


def test_sessions_without_needles_have_one_panel(clinic):
    from dataclasses import replace

    bare = clinic.outcomes.records.drop(columns="needles_n")
    figure = plot_attendance(replace(clinic, outcomes=replace(clinic.outcomes, records=bare)))
    assert len(figure.axes) == 1
    assert check_layout(figure) == []


def test_no_sessions_are_said(analysis):
    figure = plot_attendance(analysis)
    assert "No sessions can be shown." in figure.alt_text
    assert check_layout(figure) == []


def test_the_words_warn_of_reading_cause_into_attendance(clinic):
    assert "what was delivered, not why" in plot_attendance(clinic).caption


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_word_is_said(clinic, analysis, width, marked_language, unsaid):
    with speaking(marked_language):
        assert unsaid(plot_attendance(attendance_of(clinic, released=True), width=width)) == []
        assert unsaid(plot_attendance(analysis, width=width)) == []
