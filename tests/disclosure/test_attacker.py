"""The attacker works small groups out where they can be: each leak is planted by hand."""

import pytest
from attacker.knowledge import Knowledge, patients_left_out_of_variation
from attacker.pages import page_of
from attacker.reading import Reader, difference, narrowed, together

ARMS = {"needling": "Needling plus standard care", "standard": "Standard care alone"}


def reader_of(cells, label=""):
    reader = Reader(11, ARMS, {12: "W12"}, label)
    for what, text in cells.items():
        reader.learn_text(what, "needling", text)
    reader.add_sums()
    return reader


def test_a_total_less_its_other_parts_is_seen():
    cells = {"in the file": "60", "analysed": "60", "level / cause / diabetic": "31", "level / cause / viral": "22",
             "level / cause / hereditary": "1 to 10"}  # fmt: skip
    reader = reader_of(cells)
    assert narrowed(reader, ("", "level / cause / hereditary", "needling")) == (7, 7)
    safe = reader_of(cells | {"level / cause / viral": "withheld", "level / cause / diabetic": "withheld"})
    assert narrowed(safe, ("", "level / cause / hereditary", "needling")) is None


def test_patients_without_a_session_follow_from_two_means_of_different_people():
    sessions = [0, 0, 0, *[4, 9, 12, 7, 10, 3, 8] * 5]
    n, some = len(sessions), [value for value in sessions if value]
    mean, sd = sum(sessions) / n, (sum((v - sum(sessions) / n) ** 2 for v in sessions) / (n - 1)) ** 0.5
    inside = sum(some) / len(some)
    spread = (sum((value - inside) ** 2 for value in some) / (len(some) - 1)) ** 0.5 / inside
    fits = patients_left_out_of_variation(
        n, round(mean, 1), round(sd, 1), round(spread, 2), (0.05, 0.05, 0.005)
    )
    assert 3 in fits
    assert len(fits) <= 3
    same_people = round(sd / mean, 2)
    assert 0 in patients_left_out_of_variation(
        n, round(mean, 1), round(sd, 1), same_people, (0.05, 0.05, 0.005)
    )


def test_what_another_audience_hides_is_seen():
    level = "level / nerve_status"
    common = {
        "in the file": "64",
        "analysed": "64",
        f"{level} / unknown": "1 to 10",
        f"{level} / structural": "20",
    }
    clinic = common | {f"{level} / compressed": "20", f"{level} / mixed": "withheld"}
    patients = common | {f"{level} / compressed": "withheld", f"{level} / mixed": "17"}
    assert narrowed(reader_of(clinic), ("", f"{level} / unknown", "needling")) is None
    assert narrowed(reader_of(patients), ("", f"{level} / unknown", "needling")) is None
    # Both reports say the same of the same people, so one reader takes the cells of both.
    both = reader_of(clinic)
    for what, text in patients.items():
        both.learn_text(what, "needling", text)
    assert narrowed(both, ("", f"{level} / unknown", "needling")) == (7, 7)


def test_a_withheld_number_beside_a_mean_of_whole_numbers_is_seen():
    known = Knowledge()
    known.learn("n", 19, 27)
    known.mean(("sum", "change"), "n", -2.45, 0.005)
    assert known.values_of("n", 19, 27) == [20, 22]
    coarse = Knowledge()
    coarse.learn("n", 19, 27)
    coarse.mean(("sum", "change"), "n", -2.5, 0.05)
    assert len(coarse.values_of("n", 19, 27)) == 9


def test_one_patients_change_follows_from_two_cuts():
    """73 patients, then one more: both differences with twelve digits."""
    assert patient_change(digits=12) == (-5, -5)
    # Rounding alone doesn't help: one digit leaves four values of twenty-one.
    low, high = patient_change(digits=1)
    assert low < -5 < high
    assert high - low < 5


def patient_change(digits):
    """What follows of a patient who came between the cuts from differences with so many digits, and one mean."""
    known, (needling, control, change) = Knowledge(), (-88, -13, -5)
    known.learn(("sum", "change"), -10, 10)
    half = 0.5 * 10.0**-digits
    for label, n, total in (("1", 50, needling), ("2", 51, needling + change)):
        shown = round(total / n - control / 23, digits)
        known.difference((("sum", label), n), (("sum", "control"), 23), shown, half)
        known.learn(("n", label), n, n)
        known.mean(("sum", label), ("n", label), round(total / n, min(digits, 2)), max(half, 0.005))
    known.adds_up(("sum", "2"), [("sum", "1"), ("sum", "change")])
    return known.range_of(("sum", "change"))


def test_who_was_added_between_two_cuts_is_seen():
    first = reader_of(
        {"in the file": "60", "analysed": "60", "level / sex / F": "28", "level / sex / M": "32"}, "first"
    )
    later = reader_of(
        {"in the file": "62", "analysed": "62", "level / sex / F": "30", "level / sex / M": "32"}, "later"
    )
    both = together(first, later)
    names = difference(both, "later", "first", "added")
    assert ("added", "level / sex / F", "needling") in names
    assert both.known.range_of(("added", "level / sex / F", "needling")) == (2, 2)


@pytest.mark.parametrize("text", ["hidden", "-", ""])
def test_what_says_no_number_teaches_nothing(text):
    assert reader_of({"in the file": text}).read == 0


def test_tables_drawings_and_alternative_text_of_a_page_are_read():
    tables, text, spoken = page_of(
        "<style>p {}</style><figure><img alt='Seven of 40'></figure><svg aria-label='n 3'><text>50 / 23</text></svg>"
        "<table><caption>Cells</caption><tr><th>Stage</th><th>Arm</th></tr><tr><td>In</td><td>−5</td></tr></table>"
    )
    assert tables == [["Cells", [["Stage", "Arm"], ["In", "-5"]]]]
    assert "50 / 23" in text
    assert "p {}" not in text
    assert spoken == ["Seven of 40", "n 3"]


def test_who_never_came_follows_from_levels_and_the_number_of_sessions():
    reader = reader_of({"in the file": "60", "sessions attended": "312"})
    for level, n in {1: 57, 2: 55, 3: 50, 4: 50, 5: 50, 6: 50}.items():
        reader.learn_text(f"attended at least / {level}", "needling", str(n))
    assert reader.never_came("needling") == (3, 3)
    safe = reader_of({"in the file": "60", "sessions attended": "312"})
    safe.learn_session(["3a sessions attended per patient", "5.2 (1.9) sessions"], "needling")
    low, high = safe.never_came("needling")
    assert low == 0
    assert high >= 4


def test_what_a_figure_says_aloud_is_read():
    reader = Reader(11, ARMS, {2: "W02"})
    reader.take_words([
        "Flow. In the file: 83. standard: 23 in the file; 22 analysed; Week 2: 12 seen, not seen: 10 (why). "
        "needling: 60 in the file; 60 analysed; Week 2: 49 seen, not seen: 11 (why).",
        "Sessions attended. needling, 60 patients: sessions attended: 95 % at least 1, 52 % at least 6.",
    ])  # fmt: skip
    assert reader.known.bounds["", "seen / W02", "standard"] == (12, 12)
    assert reader.known.bounds["", "not seen / W02", "needling"] == (11, 11)
    assert reader.known.range_of(("", "attended at least / 1", "needling")) == (57, 57)


def test_another_event_alone_follows_from_any_event():
    reader = reader_of({"in the file": "60", "adverse / any event": "41", "adverse / bruising": "37"})
    assert reader.known.range_of(("", "another alone than adverse / bruising", "needling")) == (4, 4)


def test_who_was_due_and_not_seen_follows_from_a_month():
    reader = Reader(11, ARMS, {12: "W12"}, "2026Q1", shares_months=True)
    reader.learn_text("due in / 2026-01", "", "19")
    reader.learn_text("held in / 2026-01", "", "16")
    reader.add_sums()
    assert reader.known.range_of(("2026Q1", "not held / due in / 2026-01", "")) == (3, 3)


def test_what_contradicts_itself_is_said_wherever_it_stands():
    known = Knowledge()
    for arm, most in (("needling", 40), ("standard", 12)):
        known.learn(arm, 30, most)
        known.adds_up(arm, [(arm, "men"), (arm, "women")])
    known.learn(("needling", "men"), 11, 14)
    known.learn("standard", 0, 12)
    with pytest.raises(ValueError, match="contradicts itself"):
        known.range_of(("needling", "women"))


def test_numbers_are_solved_with_those_that_they_hang_together_with_and_settled_ones_tie_nothing():
    known = Knowledge()
    for arm, everybody, (least, most) in (("needling", 40, (11, 14)), ("standard", 31, (3, 5))):
        known.learn(arm, everybody, everybody)
        known.adds_up(arm, [(arm, "men"), (arm, "women")])
        known.learn((arm, "men"), least, most)
        known.adds_up((arm, "women"), [(arm, "young"), (arm, "old")])
        known.learn((arm, "old"), 2, 2)
    assert known.range_of(("needling", "young")) == (24, 27)
    assert known.range_of(("standard", "young")) == (24, 26)
    known.state([(("needling", "young"), 1.0), (("standard", "young"), -1.0)], 3.0, 9.0)
    assert known.range_of(("needling", "young")) == (27, 27)
    assert known.range_of(("standard", "women")) == (26, 26)
    assert known.values_of(("standard", "men"), 1, 10) == [5]
    assert known.values_of("needling", 39, 41) == [40]
