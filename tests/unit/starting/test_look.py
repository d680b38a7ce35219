import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.look import look_at, text_counts

ROWS = "Paciente;Grupo;Fecha;Dolor\n1;0;2026-01-05;7\n"


def look(tmp_path, content, name="export.csv"):
    path = tmp_path / name
    path.write_bytes(content.encode())
    return look_at(path, Draft(), {})


def test_a_header_in_another_language_is_found_below_a_preamble(tmp_path):
    raw, draft = look(tmp_path, "Clínica;;;\nExportado;5;1;2026\n" + ROWS)
    assert list(raw.frame.columns) == ["Paciente", "Grupo", "Fecha", "Dolor"]
    assert draft.settings == {"skip_rows": 2, "delimiter": ";"}


@pytest.mark.parametrize(
    ("delimiter", "settings"), [(",", {}), ("\t", {"delimiter": "\t"}), ("|", {"delimiter": "|"})]
)
def test_delimiters(tmp_path, delimiter, settings):
    raw, draft = look(tmp_path, ROWS.replace(";", delimiter))
    assert (raw.frame.shape, draft.settings) == ((1, 4), settings)


def test_what_nothing_can_be_said_of_is_refused(tmp_path):
    with pytest.raises(DataError, match="the file is empty"):
        look(tmp_path, "")
    with pytest.raises(DataError, match="can't be opened"):
        look_at(tmp_path / "none.csv", Draft(), {})


def test_texts_are_counted_without_spaces_around_them():
    raw = read_frame(pd.DataFrame({"arm": ["sc", " sc", "dn", None], "x": ["1", "2", "3", "4"]}))
    assert text_counts(raw, "arm") == {"sc": 2, "dn": 1, "": 1}
