"""What other sections say of the panel's rows: their released numbers, and which of them are hidden."""

from dataclasses import replace

import pytest

from dnoutcomes.disclosure import State
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.said_elsewhere import said_elsewhere
from dnoutcomes.report.facts.unavailable import Unavailable


def test_each_row_has_the_numbers_of_its_own_place(clinic_report):
    results = clinic_report.results
    numbers = said_elsewhere(results).numbers
    assert set(numbers) == {"unadjusted", "ancova", "mmrm", "foretold", "responders", "non_responder"}
    answer, first, seen = results.answer, results.responders_all[0], results.responders[0]
    effects = {
        "unadjusted": answer.unadjusted,
        "mmrm": answer.effect,
        "foretold": first.concluded,
        "non_responder": first.adjusted,
        "responders": seen.adjusted,
    }
    assert len({effect.estimate for effect in effects.values()}) == 5
    for name, effect in effects.items():
        for column in ("estimate", "std_error", "conf_low", "conf_high"):
            assert numbers[name][column] == getattr(effect, column), (name, column)
        assert 0 < numbers[name]["p_value"] < 1
    assert numbers["responders"]["n_subjects"] == seen.n_patients < first.n_patients
    adjusted = results.comparisons.where(analysis="adjusted", population="all patients, main effect").frame
    assert numbers["ancova"]["estimate"] == adjusted["estimate"].item() != answer.effect.estimate


def test_what_has_no_number_isnt_said(clinic_report):
    nothing = Unavailable("no model")
    results = replace(clinic_report.results, model=nothing, comparisons=nothing)
    assert set(said_elsewhere(results).numbers) == {"foretold", "responders", "non_responder"}


def hidden_where(is_hidden, contrast):
    assert contrast.state is State.SHOWN
    return ResponderContrast.without(contrast.responder, State.HIDDEN) if is_hidden else contrast


@pytest.mark.parametrize(
    ("all_patients", "seen", "hidden"),
    [
        (True, False, {"foretold", "responders", "non_responder"}),
        (False, True, {"responders"}),
        (False, False, set()),
    ],
)
def test_responders_hidden_in_their_section_are_hidden(clinic_report, all_patients, seen, hidden):
    results = clinic_report.results
    first, *others = results.responders_all
    results = replace(
        results,
        responders_all=(hidden_where(all_patients, first), *others),
        responders=(hidden_where(seen, results.responders[0]), *results.responders[1:]),
    )
    assert said_elsewhere(results).hidden == hidden
