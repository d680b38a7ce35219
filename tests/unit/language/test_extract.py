"""The language files hold exactly what the code says, with words for all of it."""

from pathlib import Path

import pytest

import dnoutcomes
from dnoutcomes.errors import LanguageError
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.language.catalogue import read_catalogue
from dnoutcomes.language.extract import (
    language_file,
    po_bytes,
    spoken_by,
    spoken_in,
    spoken_in_table,
    unsaid,
    updated,
)
from dnoutcomes.language.load import load_language, shipped_languages, shipped_words

ROOT = Path(dnoutcomes.__file__).parent


@pytest.fixture(scope="module")
def spoken():
    return spoken_by(ROOT)


@pytest.mark.parametrize("code", [code for code in shipped_languages() if code != "en"])
def test_a_shipped_language_has_words_for_everything(code, spoken):
    place = shipped_words(code)
    catalogue = read_catalogue(place.read_bytes(), place.name)
    assert po_bytes(updated(catalogue, spoken)) == place.read_bytes(), "run python -m dnoutcomes.language"
    assert unsaid(catalogue) == []


def module(tmp_path, text):
    path = tmp_path / "page.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_a_file_says(tmp_path):
    path = module(
        tmp_path,
        'say("one {n}", n=1)\nterm("two")\nsay_count("{n} a", "{n} b", 3)\nsay("low", context="of a score")\n'
        'say("low", "of a shelf")\nsay_term(name)\nother("five")\n',
    )
    found = [(said.english, said.context) for said in spoken_in(path, tmp_path)]
    assert found == [
        (("one {n}",), ""), (("two",), ""), (("{n} a", "{n} b"), ""),
        (("low",), "of a score"), (("low",), "of a shelf"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "call", ["say(name)", 'say(f"a {b}")', 'say("a" + b)', "term(name)", 'say_count("a", b, 2)']
)
def test_english_that_nobody_could_translate(tmp_path, call):
    with pytest.raises(ValueError, match=r"page\.py, line 1"):
        list(spoken_in(module(tmp_path, call), tmp_path))


def test_what_a_table_of_data_says(tmp_path):
    path = tmp_path / "family.toml"
    path.write_text(
        '[grip]\nlabel = "Grip"\nphrase = "grip strength"\nunit = "kg"\nnotes = "Name the hand."\n'
        '[[grip.thresholds]]\nmethod = "review"\nmeaning = "a strong hand"\n'
        '[descriptions]\nreview = "a review"\n[references]\nbook = "A book"\n',
        encoding="utf-8",
    )
    found = [(said.english, said.context, said.source) for said in spoken_in_table(path, tmp_path)]
    assert found == [
        (("Grip",), "", "family.toml"),
        (("grip strength",), "in a sentence", "family.toml"),
        (("kg",), "", "family.toml"),
        (("a strong hand",), "", "family.toml"),
        (("a review",), "", "family.toml"),
    ]


def test_a_label_in_a_table_that_is_no_text(tmp_path):
    path = tmp_path / "family.toml"
    path.write_text("[grip]\nlabel = 5\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"family\.toml: 5 needs its English written out"):
        list(spoken_in_table(path, tmp_path))


def test_every_instrument_is_said(spoken):
    said = {item.english[0] for item in spoken}
    for instrument in INSTRUMENTS.values():
        assert {instrument.label, instrument.domain, instrument.unit} <= said


def test_a_language_file_to_fill_in_has_every_message_and_no_words(spoken, tmp_path):
    path = tmp_path / "de.po"
    path.write_bytes(language_file("de"))
    catalogue = read_catalogue(path.read_bytes(), "de.po")
    assert len(unsaid(catalogue)) == len({(said.english[0], said.context) for said in spoken})
    assert load_language(path).code == "de"


def test_the_file_of_a_shipped_language_has_its_words():
    assert language_file("es") == shipped_words("es").read_bytes()


def test_no_file_for_a_language_that_is_none():
    with pytest.raises(LanguageError, match="'x1' is no language"):
        language_file("x1")


def test_what_is_said_no_more_leaves_the_file_and_known_words_stay(tmp_path):
    path = module(tmp_path, 'say("old")\nsay("kept")\n')
    first = updated(
        read_catalogue(b'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "kept"\nmsgstr "queda"\n', "es.po"),
        spoken_in(path, tmp_path),
    )
    module(tmp_path, 'say("kept")\nsay("new")\n')
    second = updated(first, spoken_in(path, tmp_path))
    assert [(message.id, message.string) for message in second if message.id] == [
        ("kept", "queda"),
        ("new", None),
    ]
    assert unsaid(second) == ["new"]


#: Sentences of earlier reports that were false, or could be read as the opposite.
FALSE_WORDS = (
    "Some patients did",
    "With the recorded differences between the groups taken into account",
    "Every interval leaves out no difference",
    "needling less standard care",
    "for reasons of which one is rare",
    "Fits take milliseconds",
    "knew who was needled. The difference",
)


@pytest.mark.parametrize("words", FALSE_WORDS[:-1])
def test_what_was_false_is_not_said_again(words, spoken):
    said = [part.lower() for item in spoken for part in item.english]
    assert not [text for text in said if words.lower() in text]


def test_a_false_sentence_would_be_seen(spoken):
    assert any(FALSE_WORDS[-1].lower() in part.lower() for item in spoken for part in item.english)
