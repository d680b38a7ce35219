import pytest

from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.file_encoding import CANDIDATES, encoding_question, looks_written

GERMAN = "Patient;Größe;Straße\nMüller;180;Käfer\n"


@pytest.mark.parametrize("encoding", CANDIDATES)
def test_words_that_one_encoding_alone_leaves_decide_it(encoding, tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(GERMAN.encode(encoding))
    draft = encoding_question(path, Draft(), {})
    assert (draft.settings, draft.questions) == ({"encoding": encoding}, ())


def test_accents_that_fit_several_are_asked(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes("página\n".encode("cp1252"))
    fitting = [name for name in CANDIDATES if looks_written("página\n".encode("cp1252"), name)]
    assert len(fitting) > 1
    (question,) = encoding_question(path, Draft(), {}).questions
    assert [answer.name for answer in question.answers] == fitting
    assert encoding_question(path, Draft(), {"encoding": "cp1252"}).settings == {"encoding": "cp1252"}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_unicode_text_without_a_mark(encoding, tmp_path):
    path = tmp_path / "export.txt"
    path.write_bytes(GERMAN.encode(encoding))
    answered = encoding_question(path, Draft(), {"encoding": encoding})
    assert answered.settings == {"encoding": encoding}
