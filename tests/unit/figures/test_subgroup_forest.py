from dataclasses import replace

import pytest

from dnoutcomes.compare.subgroups import compare_subgroups
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures import check_layout, plot_subgroups
from dnoutcomes.language import speaking


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_level_has_a_row_and_every_modifier_a_test(clinic, width):
    effects = compare_subgroups(clinic)
    figure = plot_subgroups(effects, plan=clinic.plan, width=width)
    assert len(figure.data) == len(effects.frame)
    assert figure.data["group"].iloc[0] == "cause: diabetic"
    assert figure.data["is_overall"].tolist() == [False] * (len(figure.data) - 1) + [True]
    assert "One test for each of 4 modifiers" in figure.alt_text
    assert check_layout(figure) == []


def test_small_groups_are_hidden(clinic, hide):
    effects = compare_subgroups(clinic, by=["cause"])
    size = int(effects.frame["n_subjects"].min())
    figure = plot_subgroups(hide(effects, size + 1), plan=clinic.plan)
    assert (figure.data["state"] == "hidden").sum() == 1
    assert (figure.data["text"] == "hidden (small group)").sum() == 1


def test_other_estimates_are_refused(clinic, effects_of):
    with pytest.raises(ModelError, match="needs the result of compare_subgroups"):
        plot_subgroups(Estimates(effects_of().frame), plan=clinic.plan)


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("smallest_cell", [0, 60])
def test_every_word_is_said(clinic, marked_language, unsaid, width, smallest_cell, hide):
    effects = compare_subgroups(clinic)
    with speaking(marked_language):
        figure = plot_subgroups(hide(effects, smallest_cell), plan=clinic.plan, width=width)
    assert unsaid(figure) == []


def test_modifiers_and_levels_are_in_the_words_of_readers(clinic):
    patients = clinic.patients.assign(nerve_status="structural", sex="F")
    patients.loc[::2, ["nerve_status", "sex"]] = ["compressed_irritated", "M"]
    recorded = replace(clinic, patients=patients)
    figure = plot_subgroups(compare_subgroups(recorded, by=["nerve_status", "sex"]), plan=clinic.plan)
    assert set(figure.data["group"]) == {
        "state of the nerve: compressed or irritated", "state of the nerve: structural", "sex: female", "sex: male",
        "all patients, main effect",
    }  # fmt: skip
    assert "state of the nerve p = " in figure.alt_text
