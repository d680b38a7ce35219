import ast
from pathlib import Path

import dnoutcomes
from dnoutcomes.checks import CELL_CHECKS, HEADER_CHECKS, RECORD_CHECKS
from dnoutcomes.language import speaking
from dnoutcomes.report.words.check_words import FOUND_ELSEWHERE, check_in_words

READING = [Path(dnoutcomes.__file__).parent / room for room in ("readers", "outcomes")]


def calls_in(room):
    for path in room.rglob("*.py"):
        yield from (
            node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
        )


def test_every_check_of_a_file_has_words_and_no_other_name():
    checks = {**HEADER_CHECKS, **CELL_CHECKS, **RECORD_CHECKS}
    assert all(check_in_words(name) == check.words for name, check in checks.items())
    assert not set(checks) & set(FOUND_ELSEWHERE)


def test_so_has_what_is_set_aside_while_a_file_is_read():
    """What has a file refused makes no report, and what is for information isn't printed."""
    findings = (
        call
        for room in READING
        for call in calls_in(room)
        if isinstance(call.func, ast.Name) and call.func.id == "Finding"
        if isinstance(call.args[0], ast.Constant) and call.args[0].value not in ("reject", "info")
    )
    found = {word.value.value for call in findings for word in call.keywords if word.arg == "check"}
    assert found == {"row_length", "time_zero"}
    assert found <= set(FOUND_ELSEWHERE)


def test_words_are_those_of_the_language(marked_language):
    with speaking(marked_language):
        assert check_in_words("out_of_range") == "⟦out of range⟧"
        assert check_in_words("other") == "⟦other⟧"
        assert check_in_words("moon_phase") == "moon phase"
