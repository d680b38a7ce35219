"""The answer is read by whoever holds a report in hands and asks whether it can be relied on."""

from dataclasses import replace

import pytest

from dnoutcomes.report.files.verification import ReportVerification, sentences_of
from dnoutcomes.report.files.written_facts import WrittenFacts

FACTS = WrittenFacts("clinic.csv", "c1" * 32, 216, 210, 6, "", "protected", "ab" * 32, "0.1.0")
WHOLE = ReportVerification(
    "report", FACTS, "5e" * 32, "2026-11-30T10:01:02+01:00", 32, 0, (), (), (), (), False, None
)


def said(**facts):
    return "\n".join(sentences_of(replace(WHOLE, **facts)))


def test_a_whole_report_says_of_what_it_is_and_how_to_notice_more():
    text = said()
    assert text.startswith("Whole and unchanged: the report in report, all 32 files.")
    assert f"Made of clinic.csv, SHA-256 {'c1' * 32}. 216 rows, 210 used and 6 set aside." in text
    assert "Written 2026-11-30T10:01:02+01:00, by dnoutcomes 0.1.0, with the plan of" in text
    assert "Release: protected." in text
    assert text.endswith("5e" * 32)
    assert repr(WHOLE) == text


@pytest.mark.parametrize(
    ("facts", "start", "told"),
    [
        ({"changed": ("a.csv",)}, "Not as it was written", "Changed since: a.csv."),
        ({"missing": ("b.csv",)}, "Not as it was written", "Missing: b.csv."),
        ({"mixed": True, "left": (".dnoutcomes-ready",)}, "Mixed", "Don't use any of them"),
        ({"is_of_input": False}, "Whole and unchanged, but not of the file", "that you named is not that file"),
        ({"is_of_input": True}, "Whole and unchanged: ", "The file that you named is that file."),
        ({"added": tuple("abcdefg")}, "Whole", "not part of it: a, b, c, d, e and 2 more."),
        ({"left": (".report.dnoutcomes-lock",)}, "Whole", "next one removes what it left: .report.dnoutcomes-lock"),
        ({"n_files": 1}, "Whole and unchanged: the report in report, its one file.", "Made of clinic.csv"),
        ({"n_sites": 3}, "Whole and unchanged: the reports of 3 sites", "all 32 files"),
    ],
)  # fmt: skip
def test_each_state_has_its_words(facts, start, told):
    text = said(**facts)
    assert text.startswith(start)
    assert told in text


def test_a_mix_is_not_called_harmless():
    assert "removes" not in said(mixed=True, left=(".dnoutcomes-ready",))


def test_names_reach_no_terminal_as_they_are():
    text = said(added=("a\x1b[31mb",), facts=replace(FACTS, input_name="x\x07y", site="S\x1b1"))
    assert not set(text) & {"\x1b", "\x07"}
    assert "Only the patients of site S" in text
