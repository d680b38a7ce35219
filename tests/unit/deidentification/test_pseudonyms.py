import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.deidentification import pseudonyms
from dnoutcomes.deidentification.pseudonyms import draw_pseudonyms, is_pseudonym
from dnoutcomes.readers.cells import Rules
from dnoutcomes.readers.cells.date_cells import date_reader


@given(st.sets(st.text(min_size=1), max_size=40))
def test_pseudonyms_are_one_to_one_and_have_their_form(originals):
    drawn = draw_pseudonyms(originals, "P")
    assert set(drawn) == originals
    assert len(set(drawn.values())) == len(originals)
    assert all(is_pseudonym(text, "P") for text in drawn.values())


def test_the_same_names_get_others_every_time():
    names = [str(number) for number in range(20)]
    assert not set(draw_pseudonyms(names, "P").values()) & set(draw_pseudonyms(names, "P").values())


def test_their_order_says_nothing_of_the_order_of_the_names():
    names = [f"{number:04d}" for number in range(2000)]
    drawn = pd.Series(draw_pseudonyms(names, "P"))
    # Of 2000 patients in random order the rank correlation has a standard error of 0.022.
    assert abs(drawn.rank().corr(pd.Series(range(2000), index=names))) < 0.12


def test_a_pseudonym_that_is_somebodys_name_is_drawn_again(monkeypatch):
    coming = iter(["P-BBBBBBBB", "P-BBBBBBBB", "P-CCCCCCCC", "P-DDDDDDDD"])
    monkeypatch.setattr(pseudonyms, "_draw", lambda letter: next(coming))
    drawn = draw_pseudonyms(["one", "two"], "P", taken={"P-CCCCCCCC"})
    assert drawn == {"one": "P-BBBBBBBB", "two": "P-DDDDDDDD"}


def test_no_program_takes_a_pseudonym_for_a_number_or_a_date():
    for text in draw_pseudonyms(map(str, range(200)), "E").values():
        assert not any(sign.isdigit() for sign in text)
        assert date_reader(Rules())(text).kind == "not_a_date"
