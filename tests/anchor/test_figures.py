"""Marks, keys and words of the anchor clinic's figures, against numbers that were worked out without the package."""

import numpy as np
import pytest
from arithmetic import mean
from clinic import ARMS
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.text import Text
from reading import figure, table

# Mean range of two in standard deviations, as textbooks of control charts print it, and the width of limits that chance
# passes once in a thousand points.
D2, WIDTH = 1.128, 3.2905267
WORDS = {"needling": "needling plus standard care", "standard": "standard care alone"}


def colour_in_key(drawing, arm):
    """The colour of the sample that stands left of the arm's name."""
    (name,) = [text for text in drawing.findobj(Text) if text.get_text() == WORDS[arm]]
    box = name.get_window_extent()
    beside = {}
    for line in drawing.findobj(Line2D):
        sample = line.get_window_extent()
        level = abs(sample.y0 + sample.y1 - box.y0 - box.y1) / 2 < box.height
        if line.axes is None and line.get_linestyle() != "None" and level and sample.x1 <= box.x0:
            beside[box.x0 - sample.x1] = to_hex(line.get_color())
    return beside[min(beside)]


def colours_of_lines_through(drawing, values):
    """Colours of the lines that begin at 0 and go through these heights, or through these alone."""
    lines = [line for axes in drawing.axes for line in axes.get_lines()]
    heights = [(line, [float(y) for y in line.get_ydata() if y != 0]) for line in lines]
    return {
        to_hex(line.get_color())
        for line, through in heights
        if len(through) == len(values) and np.allclose(through, values, atol=0.006)
    }


def test_the_course_of_each_arm_is_drawn_in_the_colour_that_the_key_gives_it(internal):
    drawing = figure(internal, "summary", "Adjusted means").main.figure
    drawing.draw_without_rendering()
    rows = table(internal, "course", "Mean change from the start")
    heads = {"needling": "Needling plus standard care", "standard": "Standard care alone"}
    colours = {arm: colour_in_key(drawing, arm) for arm in ARMS}
    for arm in ARMS:
        means = [float(rows[f"{week} weeks"][heads[arm]].split()[0].replace("−", "-")) for week in (4, 12)]
        assert colours_of_lines_through(drawing, means) == {colours[arm]}
    assert colours["needling"] != colours["standard"]


def test_the_words_of_the_course_say_who_had_which_mean(internal):
    heard = figure(internal, "summary", "Adjusted means").alt_text
    rows = table(internal, "course", "Mean change from the start")
    for when, label in (("week 4", "4 weeks"), ("week 12", "12 weeks")):
        needling, standard, _, scored = rows[label].values()
        n_needling, n_standard = scored.split(" / ")
        assert (
            f"At {when}: standard {standard}, {n_standard} patients; needling {needling}, {n_needling} patients."
            in heard
        )


def test_the_flow_is_heard_as_it_was_counted(internal, clinic):
    heard = figure(internal, "people", "Patients from the file").alt_text
    for arm, place in (("standard", heard.index("standard:")), ("needling", heard.index("needling:"))):
        told = heard[place:].split(" needling:")[0] if arm == "standard" else heard[place:]
        assert told.startswith(f"{arm}: {len(clinic.in_file(arm))} in the file")
        assert f"{len(clinic.analysed(arm))} analysed" in told
        for visit, label in (("W04", "Week 4"), ("W12", "Week 12")):
            seen = len(clinic.scored(arm, visit))
            assert f"{label}: {seen} seen, not seen: {len(clinic.analysed(arm)) - seen}" in told


def test_attendance_is_heard_as_it_was_counted(internal, clinic):
    heard = figure(internal, "delivered", "Sessions attended").alt_text
    for arm in ARMS:
        n = len(clinic.in_file(arm))
        assert f"{arm}, {n} patients" in heard
    at_least = sum(patient.attended >= 6 for patient in clinic.in_file("needling"))
    assert f"{100 * at_least / 26:.0f} % at least 6" in heard


@pytest.fixture(scope="module")
def charts(internal):
    return internal.results.trends.by_measure


def months(clinic, day, amount):
    """Month of the day of each patient who has one to the amounts of its patients."""
    found = {}
    for patient in clinic.everyone:
        if patient.baseline is not None and amount(patient) is not None:
            due = np.datetime64(patient.zero) + day
            found.setdefault(str(due.astype("datetime64[M]")), []).append(float(amount(patient)))
    return dict(sorted(found.items()))


def test_shares_of_visits_held_and_their_limits_by_month(charts, clinic):
    held = months(clinic, 84, lambda patient: patient.at("W12") is not None)
    points = charts["completion"].points
    assert list(points["period"]) == list(held)
    assert list(points["n"]) == [len(values) for values in held.values()]
    assert list(points["value"]) == pytest.approx([mean(values) for values in held.values()])
    everyone = [value for values in held.values() for value in values]
    centre, n = mean(everyone), np.array([len(values) for values in held.values()])
    spread = np.sqrt(centre * (1 - centre) / n)
    z = (np.array([mean(values) for values in held.values()]) - centre) / spread
    sigma = spread * max(1.0, np.abs(np.diff(z)).mean() / D2)
    lower, upper = centre - WIDTH * sigma, centre + WIDTH * sigma
    assert list(points["centre"]) == pytest.approx([centre] * len(n))
    np.testing.assert_allclose(points["lower"], np.where(lower < 0, np.nan, lower), rtol=1e-6)
    np.testing.assert_allclose(points["upper"], np.where(upper > 1, np.nan, upper), rtol=1e-6)


def test_limits_of_months_means_hold_the_number_of_patients_behind_them(charts, clinic):
    seen = [patient for arm in ARMS for patient in clinic.scored(arm)]
    x = np.array([[1, p.baseline, p.arm == "needling", p.cause == "diabetic"] for p in seen], dtype=float)
    change = np.array([p.change() for p in seen], dtype=float)
    beyond = change - x @ np.linalg.solve(x.T @ x, x.T @ change)
    unexpected = {patient.name: value for patient, value in zip(seen, beyond)}
    by_month = months(clinic, 84, lambda patient: unexpected.get(patient.name))
    points = charts["change"].points
    assert list(points["period"]) == list(by_month)
    values, n = (np.array([of(found) for found in by_month.values()]) for of in (mean, len))
    np.testing.assert_allclose(points["value"], values, atol=1e-9)
    centre = (n @ values) / n.sum()
    sigma = np.abs(np.diff((values - centre) * np.sqrt(n))).mean() / D2 / np.sqrt(n)
    np.testing.assert_allclose(points["upper"], centre + WIDTH * sigma, rtol=1e-6)
    np.testing.assert_allclose(points["lower"], centre - WIDTH * sigma, rtol=1e-6)


def test_events_by_month_are_per_hundred_sessions_of_the_treated_arm(charts, clinic):
    sessions = {}
    for patient in clinic.in_file("needling"):
        for day, status in patient.sessions:
            if status == "attended":
                month = str((np.datetime64(patient.zero) + day).astype("datetime64[M]"))
                sessions[month] = sessions.get(month, 0) + 1
    points = charts["adverse_events"].points
    assert dict(zip(points["period"], points["n"])) == sessions
    events = points["value"] * points["n"] / 100
    assert events.sum() == pytest.approx(8)
    assert list(points["centre"]) == pytest.approx([100 * 8 / 146] * len(points))
