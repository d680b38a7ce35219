import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.starting.draft import Draft, merged, paths_of
from dnoutcomes.starting.question import one_of

QUESTION = one_of("q", "Which?", ("a", "the first", {"keep": ["x"]}), ("b", "the second", {"keep": ["y"]}))


def test_settings_are_put_together_and_none_is_changed_in_place():
    first = {"values": {"arm": {"0": "standard"}}, "keep": ["a"], "decimal": "."}
    more = {"values": {"arm": {"1": "needling"}}, "keep": ["a", "b"], "decimal": ","}
    together = {"values": {"arm": {"0": "standard", "1": "needling"}}, "keep": ["a", "b"], "decimal": ","}
    assert merged(first, more) == together
    assert first == {"values": {"arm": {"0": "standard"}}, "keep": ["a"], "decimal": "."}


def test_reasons_go_by_path_and_those_of_a_list_add_up():
    draft = (
        Draft().decide({"keep": ["a"]}, "One.").decide({"keep": ["b"], "values": {"sex": {"w": "F"}}}, "Two.")
    )
    assert draft.reasons == {("keep",): "One. Two.", ("values", "sex", "w"): "Two."}
    assert paths_of(draft.settings) == [("keep",), ("values", "sex", "w")]


def test_a_question_is_open_until_it_is_answered():
    assert Draft().ask(QUESTION, {}).questions == (QUESTION,)
    for given in ("b", 2, "2"):
        draft = Draft().ask(QUESTION, {"q": given})
        assert (draft.settings, draft.questions, draft.answered) == ({"keep": ["y"]}, (), ("q",))


def test_an_answer_that_isnt_one_is_refused():
    for given in ("c", 3, 0, ""):
        with pytest.raises(DataError, match="question q: no answer"):
            Draft().ask(QUESTION, {"q": given})
