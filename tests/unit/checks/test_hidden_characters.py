import pytest

from dnoutcomes.outcomes import read_outcomes


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\u202e", "\u200b", "\x00", "\ufeff"])
def test_a_sign_that_nobody_sees_is_warned_of_and_removed(encounters, issues_of, sign):
    frame = encounters.assign(site_id=f"A{sign}B")
    (issue,) = issues_of("hidden_characters", frame)
    assert sign not in issue.message
    assert set(read_outcomes(frame).records["site_id"]) == {"AB"}


def test_accents_and_line_breaks_are_fine(encounters, issues_of):
    assert not issues_of("hidden_characters", encounters.assign(note="naïve\nß 痛み"))
