import pytest

from dnoutcomes.plan import Plan


def test_a_synonym_is_told_and_a_spelling_warned_of(encounters, issues_of, with_cells):
    frame = encounters.replace({"arm": {"standard": "usual care"}})
    assert [issue.severity for issue in issues_of("arm_levels", frame)] == ["info"]
    found = issues_of("arm_levels", with_cells(encounters, (0, "arm", "STANDARD care")))
    assert [(issue.severity, issue.row) for issue in found] == [("warn", 2)]
    assert "'STANDARD care' as standard" in found[0].message


def test_an_unknown_arm_names_its_rows_and_the_nearest_arm(encounters, issues_of, with_cells):
    frame = with_cells(encounters, (3, "arm", "needlin"), (4, "arm", "needlin"))
    (issue,) = issues_of("arm_levels", frame)
    assert issue.severity == "reject"
    assert "rows 5, 6" in issue.message
    assert "did you mean 'needling'?" in issue.message


@pytest.mark.parametrize(
    "text", ["treatment", "Treatment ", "care", "control", "DN + SC alone", "standard + dn"]
)
def test_a_word_that_may_be_either_arm_is_no_slip_of_one(encounters, issues_of, with_cells, text):
    """The word "treatment" is mostly the arm that is treated, and "treatment as usual" is the other."""
    (issue,) = issues_of("arm_levels", with_cells(encounters, (3, "arm", text)))
    assert issue.severity == "reject"
    assert "did you mean" not in issue.message
    assert "; arms are needling, standard" in issue.message


def test_spellings_of_an_arm_that_the_plan_does_not_have_are_not_suggested(encounters, issues_of):
    plan = Plan(arms=("acupuncture", "waiting"), reference_arm="waiting")
    frame = encounters.replace({"arm": {"standard": "waitng", "needling": "needlin"}})
    messages = [issue.message for issue in issues_of("arm_levels", frame, plan=plan)]
    assert [message.partition("; ")[2] for message in messages] == [
        "did you mean 'waiting'? Arms are acupuncture, waiting",
        "arms are acupuncture, waiting",
    ]


def test_each_unknown_arm_is_listed_once(encounters, issues_of, with_cells):
    frame = with_cells(encounters, (0, "arm", "sham"), (1, "arm", "sham"), (6, "arm", "laser"))
    assert len(issues_of("arm_levels", frame)) == 2


def test_the_plan_names_the_arms(encounters, issues_of):
    plan = Plan(arms=("acupuncture", "waiting"), reference_arm="waiting")
    frame = encounters.replace({"arm": {"standard": "waiting", "needling": "Acupuncture"}})
    assert [issue.severity for issue in issues_of("arm_levels", frame, plan=plan)] == ["warn"]
    assert issues_of("arm_levels", encounters, plan=plan)[0].severity == "reject"


def test_codes_are_asked_for_and_read_by_a_mapping(encounters, issues_of):
    from dnoutcomes.outcomes import read_outcomes

    frame = encounters.replace({"arm": {"standard": "0", "needling": "1"}})
    (issue,) = issues_of("arm_levels", frame)
    assert issue.severity == "ask"
    assert "[values.arm]" in issue.remedy
    codes = {"values": {"arm": {"0": "standard", "1": "needling"}}}
    assert read_outcomes(frame, codes).records["arm"].equals(read_outcomes(encounters).records["arm"])


def test_rows_of_a_patient_without_an_arm_are_set_aside(encounters, issues_of, with_cells):
    found = issues_of("arm_levels", with_cells(encounters, *((row, "arm", "") for row in range(3))))
    assert [(issue.severity, issue.row) for issue in found] == [("row", line) for line in (2, 3, 4)]
