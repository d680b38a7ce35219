import pytest

from dnoutcomes.outcomes import validate_file


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("123-45-6789", "social security"),
        ("ann@example.org", "e-mail"),
        ("+49 170 1234567", "telephone"),
        ("943 476 5919", "NHS"),
        ("Smith, Ann", "name"),
    ],
)
def test_what_an_id_looks_like_is_said_and_not_shown(encounters, issues_of, with_cells, value, what):
    frame = with_cells(encounters, *[(row, "patient_id", value) for row in range(3)])
    (issue,) = issues_of("identifying_values", frame)
    assert what in issue.message
    assert value not in f"{issue.message} {issue.value}"


@pytest.mark.parametrize("value", ["000-12-3456", "P-001", "1001", "2025-001", "0123456789", "A1B2"])
def test_pseudonyms_are_left_alone(encounters, issues_of, with_cells, value):
    assert not issues_of(
        "identifying_values", with_cells(encounters, *[(r, "patient_id", value) for r in range(3)])
    )


def test_an_address_in_a_text_is_found(encounters, issues_of):
    assert issues_of("identifying_values", encounters.assign(ae_term="call ann@example.org"))


@pytest.mark.parametrize("value", ["123-45-6789", "ann@example.org", "Smith, Ann"])
@pytest.mark.parametrize("column", ["arm", "cause", "pain_nrs"])
def test_no_other_check_shows_such_an_id(encounters, with_cells, value, column):
    rows = [(row, "patient_id", value) for row in range(3)]
    changed = {"arm": "needling", "cause": "traumatic", "pain_nrs": "seven"}[column]
    found = validate_file(with_cells(encounters, *rows, (2, column, changed)))
    assert found.verdict in ("ask", "row")
    assert value not in str(found.to_dict())


def test_a_cell_that_holds_an_identifier_is_set_aside_without_showing_it(encounters, with_cells):
    found = validate_file(with_cells(encounters, (2, "pain_nrs", "123-45-6789")))
    assert found.verdict == "row"
    assert "6789" not in str(found.to_dict())
