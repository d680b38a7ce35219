import pytest


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"needles_n": "0", "ltr_n": "2"}, "twitch"),
        ({"needled": "no", "needles_n": "8"}, "without needling"),
        ({"estim": "no", "estim_hz": "2"}, "without stimulation"),
        ({"ae_any": "no", "ae_term": "bruise"}, "where there was none"),
        ({"status": "missed", "pain_pre": "5"}, "missed"),
        ({"needled": "yes", "on_chemo": "yes"}, "chemotherapy"),
    ],
)
def test_contradictions(encounters, issues_of, with_cells, fields, said):
    frame = with_cells(encounters, *[(3, name, value) for name, value in fields.items()])
    (issue,) = issues_of("treatment_fields", frame)
    assert (issue.severity, issue.row) == ("warn", 5)
    assert said in issue.message


def test_sessions_that_agree(encounters, issues_of):
    frame = encounters.assign(needled="yes", needles_n="8", ltr_n="12", estim="yes", estim_hz="2", status="attended",
                              pain_pre="5", ae_any="yes", ae_term="bruise", on_chemo="no")  # fmt: skip
    assert not issues_of("treatment_fields", frame)
