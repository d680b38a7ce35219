"""Tables, tiles and sentences of the anchor clinic's report, against numbers worked out without the package."""

import numpy as np
import pytest
from arithmetic import (
    clopper_pearson,
    least_squares,
    mean,
    mean_interval,
    newcombe,
    quantile,
    restricted_likelihood,
    sd,
    smd,
    welch,
    wilson,
)
from clinic import ARMS
from reading import figure, table, tiles
from scipy import stats

HEADS = {"needling": "Needling plus standard care", "standard": "Standard care alone"}
THRESHOLDS = ("30 %", "50 %", "2 points")


def text(value, decimals):
    """A number as it is printed: halves to even, a true minus, no minus before zero."""
    printed = f"{value:,.{decimals}f}"
    return printed.replace("-", "" if float(printed.replace(",", "")) == 0 else "−")


def interval(numbers, decimals):
    estimate, low, high = (text(value, decimals) for value in numbers)
    return f"{estimate} ({low} to {high})"


def by_arm(ask):
    """What a row of a table holds: the head of each arm to what is asked of it.

    It asks at once, so that what a loop around it has bound is what it had then (B023 can't see that).
    """
    return {HEADS[arm]: ask(arm) for arm in ARMS}


def test_patients_from_the_file_to_each_visit(internal, clinic):
    rows = table(internal, "people", "Patients from the file")
    assert rows["In the file"] == by_arm(lambda arm: str(len(clinic.in_file(arm))))
    assert rows["Compared (with a score at the start)"] == by_arm(lambda arm: str(len(clinic.analysed(arm))))
    assert rows["Seen after 4 weeks"] == by_arm(lambda arm: str(len(clinic.scored(arm, "W04"))))
    assert rows["Seen after 12 weeks"] == by_arm(lambda arm: str(len(clinic.scored(arm))))
    left_out = rows["Left out: no score at baseline"]
    assert left_out == by_arm(lambda arm: str(len(clinic.in_file(arm)) - len(clinic.analysed(arm))))


def test_the_groups_at_the_start(internal, clinic):
    rows = table(internal, "people", "The groups at the start")
    for label, ask in (
        ("Score at the start, mean (SD)", lambda p: p.baseline),
        ("Age, years, mean (SD)", lambda p: p.age),
    ):
        values = {arm: [ask(patient) for patient in clinic.analysed(arm)] for arm in ARMS}
        expected = by_arm(lambda arm: f"{text(mean(values[arm]), 1)} ({text(sd(values[arm]), 1)})")  # noqa: B023
        assert {head: rows[label][head] for head in HEADS.values()} == expected
        assert rows[label]["SMD"] == text(smd(values["needling"], values["standard"]), 2)
    levels = {"Cause: diabetic": ("cause", "diabetic"), "Cause: chemotherapy": ("cause", "chemotherapy"),
              "Sex: female": ("sex", "F"), "Sex: male": ("sex", "M")}  # fmt: skip
    for label, (column, level) in levels.items():
        having = {
            arm: sum(getattr(patient, column) == level for patient in clinic.analysed(arm)) for arm in ARMS
        }
        shares = {arm: having[arm] / len(clinic.analysed(arm)) for arm in ARMS}
        expected = by_arm(lambda arm: f"{having[arm]} ({text(100 * shares[arm], 0)} %)")  # noqa: B023
        assert {head: rows[label][head] for head in HEADS.values()} == expected
        belongs = {
            arm: [getattr(patient, column) == level for patient in clinic.analysed(arm)] for arm in ARMS
        }
        assert rows[label]["SMD"] == text(smd(belongs["needling"], belongs["standard"]), 2)


def test_starts_and_waits_by_quarter(internal, clinic):
    starts = table(internal, "activity", "Patients who started")
    for quarter, cells in starts.items():
        begun = by_arm(lambda arm: [p for p in clinic.in_file(arm) if quarter_of(p.zero) == quarter])  # noqa: B023
        assert cells == {head: str(len(patients)) for head, patients in begun.items()}
    assert sum(int(cells[HEADS["needling"]]) for cells in starts.values()) == 26
    waits = table(internal, "activity", "Days from referral")
    assert set(waits) == set(starts)
    for quarter, cells in waits.items():
        for arm in ARMS:
            days = [patient.wait for patient in clinic.in_file(arm) if quarter_of(patient.zero) == quarter]
            if days:
                low, middle, high = (text(quantile(days, share), 0) for share in (0.25, 0.5, 0.75))
                assert cells[HEADS[arm]] == f"{middle} ({low} to {high})"


def quarter_of(day):
    return f"{day.year}Q{(day.month + 2) // 3}"


def test_sessions(internal, clinic):
    for arm, caption in (("needling", "Needling plus"), ("standard", "Standard care")):
        rows = list(sessions_table(internal, caption))
        attended = [patient.attended for patient in clinic.in_file(arm)]
        planned = [len(patient.sessions) for patient in clinic.in_file(arm)]
        said = dict(rows)
        assert (
            said["3a sessions planned per patient"]
            == f"{text(mean(planned), 1)} ({text(sd(planned), 1)}) sessions"
        )
        assert (
            said["3a sessions attended per patient"]
            == f"{text(mean(attended), 1)} ({text(sd(attended), 1)}) sessions"
        )
        assert (
            said["3a planned sessions attended"]
            == f"{text(100 * sum(attended) / sum(planned), 0)} % of sessions"
        )


def sessions_table(report, caption):
    return [
        (name, cells["Mean (SD), or share"]) for name, cells in table(report, "delivered", caption).items()
    ]


def test_mean_change_within_each_group_is_of_the_patients_seen(internal, clinic):
    rows = table(internal, "limits", "Mean change within each group")
    for arm in ARMS:
        assert rows[HEADS[arm]] == {
            "Mean change (95 % interval)": interval(mean_interval(clinic.changes(arm)), 2)
        }


def test_the_difference_that_is_not_adjusted(internal, clinic, results):
    difference, low, high, df = welch(*(clinic.changes(arm) for arm in ARMS))
    label, detail = tiles(internal)["The same, not adjusted"]
    assert label == f"{text(-difference, 2)} points lower"
    assert f"{text(-low, 2)} lower to {text(-high, 2)} lower; patients scored: 19 / 12" in detail
    assert table(internal, "sensitivity", "The same comparison")["Unadjusted"]["Difference"] == interval(
        (difference, low, high), 2
    )
    row = one(results, analysis="unadjusted", population="all patients together")
    assert [row[name] for name in ("estimate", "conf_low", "conf_high", "df")] == pytest.approx(
        [difference, low, high, df]
    )


def design(patients, arm_by_cause):
    """1, arm, cause, arm by cause where asked for, and the score at the start."""
    columns = [
        [
            1,
            p.arm == "needling",
            p.cause == "chemotherapy",
            (p.arm == "needling") * (p.cause == "chemotherapy"),
            p.baseline,
        ]
        for p in patients
    ]
    return np.array(columns, dtype=float)[:, [0, 1, 2, 3, 4] if arm_by_cause else [0, 1, 2, 4]]


def test_analysis_of_covariance_by_the_normal_equations(internal, clinic, results):
    seen = [patient for arm in ARMS for patient in clinic.scored(arm)]
    change = [patient.change() for patient in seen]
    coefficients, vcov, df = least_squares(design(seen, arm_by_cause=False), change)
    half = stats.t.ppf(0.975, df) * np.sqrt(vcov[1, 1])
    expected = (coefficients[1], coefficients[1] - half, coefficients[1] + half)
    assert table(internal, "sensitivity", "The same comparison")["ANCOVA"]["Difference"] == interval(
        expected, 2
    )
    row = one(results, analysis="analysis of covariance", population="all patients, main effect")
    assert [row[name] for name in ("estimate", "conf_low", "conf_high")] == pytest.approx(expected)
    assert (row["df"], row["n_subjects"]) == (31 - 4, 31)
    coefficients, vcov, df = least_squares(design(seen, arm_by_cause=True), change)
    for cause, function in (("diabetic", [0, 1, 0, 0, 0]), ("chemotherapy", [0, 1, 0, 1, 0])):
        row = one(results, analysis="analysis of covariance", cause=cause)
        error = np.sqrt(function @ vcov @ function)
        assert [row["estimate"], row["std_error"], row["df"]] == pytest.approx(
            [function @ coefficients, error, df]
        )
        assert row["n_subjects"] == sum(patient.cause == cause for patient in seen)


@pytest.fixture(scope="module")
def model(clinic):
    """Coefficients of the mixed model, each visit with a design of its own, the first five at week 4."""
    patients = []
    for patient in (patient for arm in ARMS for patient in clinic.analysed(arm)):
        places = [place for place, visit in enumerate(("W04", "W12")) if patient.at(visit) is not None]
        row, x = design([patient], arm_by_cause=True)[0], np.zeros((len(places), 10))
        for line, place in enumerate(places):
            x[line, 5 * place : 5 * place + 5] = row
        if places:
            scores = [patient.change(("W04", "W12")[place]) for place in places]
            patients.append((x, places, np.array(scores, dtype=float)))
    return restricted_likelihood(patients)


def test_the_headline_is_the_maximum_of_the_restricted_likelihood(internal, model, clinic, results):
    everyone = [patient for arm in ARMS for patient in clinic.analysed(arm)]
    chemotherapy = sum(patient.cause == "chemotherapy" for patient in everyone) / len(everyone)
    assert chemotherapy == 18 / 40
    for visit, start in (("W04", 0), ("W12", 5)):
        difference = model[start + 1] + chemotherapy * model[start + 3]
        row = one(results, table="difference", visit=visit)
        assert row["estimate"] == pytest.approx(difference, abs=1e-4)
        assert row["n_subjects"] == sum(len(clinic.scored(arm, visit)) for arm in ARMS)
    label, detail = tiles(internal)["Adjusted difference, 12 weeks"]
    assert label == f"{text(-difference, 2)} points lower"
    assert "patients scored: 19 / 12" in detail
    course = table(internal, "course", "Mean change from the start")["12 weeks"]
    assert course["Difference"].startswith(f"{text(difference, 2)} (")
    assert course["Patients scored"] == "19 / 12"
    causes = table(internal, "causes", "Difference in mean change")
    assert causes["Diabetic"]["Difference (95 % interval)"].startswith(f"{text(model[6], 2)} (")
    assert causes["Chemotherapy"]["Difference (95 % interval)"].startswith(
        f"{text(model[6] + model[8], 2)} ("
    )
    assert [causes[name]["Patients with a score"] for name in ("Diabetic", "Chemotherapy")] == ["18", "13"]
    words = " ".join(block.text for block in internal.sections[0].blocks if hasattr(block, "text"))
    assert (
        "average pain was lower (better) with needling plus standard care than with standard care alone"
        in words
    )
    assert f"the estimate is {text(-difference, 2)} points lower with needling plus standard care" in words


def test_adjusted_means_of_each_arm_stand_under_its_head(internal, model, clinic):
    everyone = [patient for arm in ARMS for patient in clinic.analysed(arm)]
    mix = sum(patient.cause == "chemotherapy" for patient in everyone) / len(everyone)
    seen = [p.baseline for p in everyone for visit in ("W04", "W12") if p.at(visit) is not None]
    course = table(internal, "course", "Mean change from the start")
    for label, start in (("4 weeks", 0), ("12 weeks", 5)):
        standard = model[start] + mix * model[start + 2] + mean(seen) * model[start + 4]
        needling = standard + model[start + 1] + mix * model[start + 3]
        assert course[label][HEADS["standard"]].startswith(f"{text(standard, 2)} (")
        assert course[label][HEADS["needling"]].startswith(f"{text(needling, 2)} (")


def test_responders_and_newcombes_interval(internal, clinic, results):
    everyone = table(internal, "responders", "Responders after 12 weeks. All patients")
    only_seen = table(internal, "responders", "Responders after 12 weeks. Patients with a score")
    for threshold in THRESHOLDS:
        count = {arm: clinic.responders(arm, threshold) for arm in ARMS}
        for rows, groups, rule in (
            (everyone, clinic.analysed, "no score counts as no response"),
            (only_seen, clinic.scored, "patients with a score"),
        ):
            n = {arm: len(groups(arm)) for arm in ARMS}
            shares = by_arm(lambda arm: f"{text(100 * count[arm] / n[arm], 0)} %")  # noqa: B023
            assert {head: rows[threshold][head] for head in HEADS.values()} == shares
            expected = newcombe(count["needling"], n["needling"], count["standard"], n["standard"])
            assert rows[threshold]["Difference, as counted"] == interval([100 * part for part in expected], 0)
            row = one(results, analysis=f"at least {threshold}, {rule}, as counted")
            assert [row[name] for name in ("estimate", "conf_low", "conf_high")] == pytest.approx(expected)
            assert row["n_subjects"] == sum(n.values())


def test_visits_held(internal, clinic):
    seen, all_of_them = (sum(len(ask(arm)) for arm in ARMS) for ask in (clinic.scored, clinic.analysed))
    low, high = clopper_pearson(seen, all_of_them)
    assert tiles(internal)["Scored after 12 weeks"] == (
        f"{text(100 * seen / all_of_them, 0)} %",
        f"95 % interval: {text(100 * low, 0)} % to {text(100 * high, 0)} %; {seen} of {all_of_them} patients",
    )
    complete = table(internal, "quality", "Patients with a score, of those expected")
    row = complete["Average pain, 0 to 10 numeric rating: after 12 weeks"]
    assert row == by_arm(
        lambda arm: (
            f"{len(clinic.scored(arm))} of {len(clinic.analysed(arm))} "
            f"({text(100 * len(clinic.scored(arm)) / len(clinic.analysed(arm)), 0)} %)"
        )
    )


def test_events_per_session_and_by_patient(internal, clinic, results):
    events, sessions = clinic.events("needling"), clinic.sessions("needling")
    (label,) = [name for name in tiles(internal) if name.startswith("Adverse events per 100 sessions")]
    value, detail = tiles(internal)[label]
    assert value == text(100 * sum(events.values()) / sessions, 1)
    assert detail.endswith(f"; {sessions} sessions")
    for kind, count in events.items():
        row = one(results, table="events per 100 sessions", analysis=kind)
        assert row["estimate"] == pytest.approx(100 * count / sessions)
    for arm in ARMS:
        for kind, name in (
            (None, "any event"),
            ("bruise", "bruise"),
            ("fainting", "fainting"),
            ("fall", "fall"),
        ):
            count, n = clinic.with_event(arm, kind), len(clinic.in_file(arm))
            row = one(results, table="share of patients with an event", arm=arm, analysis=name)
            assert [row[name] for name in ("estimate", "conf_low", "conf_high")] == pytest.approx(
                [count / n, *clopper_pearson(count, n)]
            )
    serious = one(results, table="share of patients with an event", arm="standard", analysis="serious")
    assert serious["estimate"] == pytest.approx(1 / 17)


def test_wilsons_intervals_in_the_words_of_the_responder_figure(internal, clinic):
    heard = figure(internal, "responders", "Average pain").alt_text
    assert "Patients: 16 in standard and 24 in needling." in heard
    for threshold in ("30 %", "50 %"):
        said = []
        for arm in ("standard", "needling"):
            count, n = clinic.responders(arm, threshold), len(clinic.analysed(arm))
            low, high = (text(100 * part, 0) for part in wilson(count, n))
            said.append(f"{arm} {text(100 * count / n, 0)} % ({low} % to {high} %)")
        assert f"{threshold}: {', '.join(said)}" in heard


def one(results, **labels):
    """The one row of results.csv with these labels."""
    found = results
    for column, value in labels.items():
        found = found[found[column] == value]
    if "table" not in labels and len(found) > 1:
        found = found[found["table"].str.startswith("difference")]
    assert len(found) == 1, (labels, len(found))
    return found.iloc[0]
