import dataclasses
import stat

import pandas as pd
import pytest

from dnoutcomes.deidentification import deidentify
from dnoutcomes.deidentification.write import FILES
from dnoutcomes.errors import DisclosureError, OutputError
from dnoutcomes.outcomes import read_outcomes


def test_three_files_of_fixed_names_are_written_and_no_key(export, tmp_path):
    written = export.write(tmp_path / "out")
    assert [path.name for path in written] == list(FILES)
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(FILES)
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_no_byte_of_the_original_is_in_any_file(export, file, tmp_path):
    export.write(tmp_path)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir()).decode("utf-8")
    names = [
        "patient_id",
        "Name",
        "therapist_id",
        "session_date",
        "index_date",
        "onset_date",
        "note",
        "cause_detail",
    ]
    secrets = {text for name in names for text in file[name] if text} | {
        "Boston",
        "Salem",
        "leprosy",
        "1954",
        "93",
    }
    assert not [text for text in secrets if text in content]


def test_the_key_is_written_elsewhere_for_its_owner_alone(export, tmp_path):
    *_, key = export.write(tmp_path / "out", key=tmp_path / "safe" / "key.csv")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    pd.testing.assert_frame_equal(pd.read_csv(key, dtype=str), export.key.astype(str))


def test_a_name_that_a_spreadsheet_would_run_is_inert_in_the_key(file, tmp_path):
    hostile = file.assign(patient_id=file["patient_id"].replace("MRN-00417", "=cmd|'/C calc'!A0"))
    *_, key = deidentify(read_outcomes(hostile)).write(tmp_path / "out", key=tmp_path / "key.csv")
    assert ",'=cmd" in key.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "place", ["out/key.csv", "out/deeper/key.csv", "out/../out/key.csv", "link/key.csv", "out"]
)
def test_a_key_inside_the_directory_is_refused(export, tmp_path, place):
    (tmp_path / "link").symlink_to(tmp_path / "out")
    with pytest.raises(DisclosureError, match="given away"):
        export.write(tmp_path / "out", key=tmp_path / place)
    assert not (tmp_path / "out").exists()


def test_a_key_is_never_overwritten(export, tmp_path):
    (tmp_path / "key.csv").write_text("the only way back", encoding="utf-8")
    with pytest.raises(DisclosureError, match="there already"):
        export.write(tmp_path / "out", key=tmp_path / "key.csv")
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "key.csv").read_text(encoding="utf-8") == "the only way back"


def test_the_key_is_on_disk_before_the_table(export, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("dnoutcomes.writing.replacement._take_place", fail)
    with pytest.raises(OutputError, match="Input/output error"):
        export.write(tmp_path / "out", key=tmp_path / "key.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["key.csv"]


def test_an_earlier_export_is_replaced_and_nothing_else_is_touched(outcomes, export, tmp_path):
    export.write(tmp_path)
    before = (tmp_path / "outcomes.csv").read_bytes()
    deidentify(outcomes).write(tmp_path)
    assert (tmp_path / "outcomes.csv").read_bytes() != before
    (tmp_path / "notes.docx").write_text("Ann", encoding="utf-8")
    with pytest.raises(DisclosureError, match="notes"):
        export.write(tmp_path)


def test_a_clinics_own_file_of_the_same_name_is_not_overwritten(export, tmp_path):
    (tmp_path / "outcomes.csv").write_text("patient_id\nAnn\n", encoding="utf-8")
    with pytest.raises(DisclosureError, match="holds other files"):
        export.write(tmp_path)
    assert (tmp_path / "outcomes.csv").read_text(encoding="utf-8") == "patient_id\nAnn\n"


def test_nothing_is_written_where_the_check_fails(export, tmp_path):
    leaky = dataclasses.replace(export, frame=export.frame.assign(sex="Ann Smith"))
    with pytest.raises(DisclosureError, match="must not leave") as raised:
        leaky.write(tmp_path / "out", key=tmp_path / "key.csv")
    assert "Ann" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []
