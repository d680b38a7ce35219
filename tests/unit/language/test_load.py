"""Languages that come with the package, a clinic's own file, and files that can't be used."""

import pickle

import pytest

from dnoutcomes.errors import LanguageError
from dnoutcomes.language import load_language, say, say_count, speaking
from dnoutcomes.language.load import shipped_languages

HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n{plural}\n'
)
PLURAL = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def po(tmp_path, body, code="es", name="own.po", plural=PLURAL):
    path = tmp_path / name
    path.write_text(HEADER.format(code=code, plural=plural) + body, encoding="utf-8")
    return path


def test_what_comes_with_the_package():
    assert shipped_languages() == ("en", "es")
    assert load_language("en").code == "en"


def test_a_country_changes_the_numbers_and_not_the_words():
    spain, mexico = load_language("es"), load_language("es-MX")
    assert (spain.numerals.decimal, mexico.numerals.decimal) == (",", ".")
    assert spain.messages.gettext("week {n}") == mexico.messages.gettext("week {n}") == "semana {n}"


def test_a_clinics_file_stands_above_the_language_it_names(tmp_path):
    path = po(tmp_path, 'msgid "standard care alone"\nmsgstr "cuidados de siempre"\n')
    with speaking(path):
        assert say("standard care alone") == "cuidados de siempre"
        assert say("week {n}", n=3) == "semana 3"


def test_a_language_goes_to_another_process_with_its_plurals_and_what_stands_below_it(tmp_path):
    path = po(
        tmp_path, 'msgid "{n} row"\nmsgid_plural "{n} rows"\nmsgstr[0] "una línea"\nmsgstr[1] "{n} líneas"\n'
    )
    language = pickle.loads(pickle.dumps(load_language(path)))
    with speaking(language):
        assert [say_count("{n} row", "{n} rows", n) for n in (1, 12)] == ["una línea", "12 líneas"]
        assert say("week {n}", n=3) == "semana 3"


def test_a_clinic_can_change_english_words(tmp_path):
    path = po(tmp_path, 'msgid "standard care alone"\nmsgstr "our usual care"\n', code="en")
    with speaking(path):
        assert say("standard care alone") == "our usual care"
        assert say("week {n}", n=3) == "week 3"


def test_a_language_that_does_not_come_with_the_package(tmp_path):
    path = po(
        tmp_path,
        'msgid "{n} row"\nmsgid_plural "{n} rows"\nmsgstr[0] "eine Zeile"\nmsgstr[1] "{n} Zeilen"\n',
        "de",
    )
    with speaking(path):
        assert [say_count("{n} row", "{n} rows", n) for n in (1, 1200)] == ["eine Zeile", "1.200 Zeilen"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('msgid "week {n}"\nmsgstr "semana"\n', "names in braces"),
        ('msgid "week {n}"\nmsgstr "semana {m}"\n', "names in braces"),
        ('msgid "week {n}"\nmsgstr "semana {n.__class__}"\n', "braces hold a name"),
        ('msgid "week {n}"\nmsgstr "semana {n!r}"\n', "braces hold a name"),
        ('msgid "week {n}"\nmsgstr "semana {n"\n', "line"),
        ('msgid "week {n}\nmsgstr ""\n', "line"),
    ],
)
def test_a_file_with_a_fault_is_refused(tmp_path, body, said):
    with pytest.raises(LanguageError, match=said):
        load_language(po(tmp_path, body))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Known: en, es"),
        ("es-XX", "no language and country"),
        ("absent.po", "can't read"),
        ("e s", "Known"),
    ],
)
def test_a_language_that_is_not_there(language, said):
    with pytest.raises(LanguageError, match=said):
        load_language(language)


def test_a_file_that_names_no_language(tmp_path):
    path = tmp_path / "own.po"
    path.write_text('msgid "a"\nmsgstr "b"\n', encoding="utf-8")
    with pytest.raises(LanguageError, match="names no language"):
        load_language(path)


def test_a_file_in_another_encoding(tmp_path):
    path = po(tmp_path, "")
    path.write_bytes(path.read_bytes() + 'msgid "a"\nmsgstr "ñ"\n'.encode("latin-1"))
    with pytest.raises(LanguageError, match="UTF-8"):
        load_language(path)


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        (("de", "el centro"), "del centro"),
        (("a", "el inicio"), "al inicio"),
        (("diabética y", "idiopática"), "diabética e idiopática"),
        (("sesión y", "hielo"), "sesión y hielo"),
        (("siete o", "ocho"), "siete u ocho"),
    ],
)
def test_words_that_meet_in_spanish(parts, joined):
    assert load_language("es").joined(" ".join(parts)) == joined
