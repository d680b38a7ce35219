import pandas as pd
import pytest

from dnoutcomes import Plan, build_analysis, check_file, read_outcomes
from dnoutcomes.analysis import derive_analysis
from dnoutcomes.checks.windows import windows
from dnoutcomes.errors import DataError

PLAN = Plan(visits=[{"name": "W04", "day": 28}, {"name": "W12", "day": 84}], primary_visit="W12")
SIZES = {"needling": 16, "standard": 12}


def clinic(days, *, sizes=SIZES, without_baseline=()):
    """Patients with a baseline and scores on the days of their arm; the last of each arm have none after it."""
    patients, scores = [], []
    for arm, n in sizes.items():
        for place in range(n):
            name = f"{arm[0]}{place}"
            has = name not in without_baseline
            patients.append((name, arm, has))
            scores += [
                (name, day) for day in ((0,) if has else ()) + tuple(days[arm] if place < n - 1 else ())
            ]
    return (
        pd.DataFrame(patients, columns=["patient_id", "arm", "has_baseline"]),
        pd.DataFrame(scores, columns=["patient_id", "day"]),
    )


def found(frames, confirmed=()):
    return windows(*frames, PLAN, confirmed)


def test_visits_as_planned_and_few_scores_outside_lose_nothing():
    assert not found(clinic({"needling": (25, 90), "standard": (30, 80)}))
    frames = clinic({"needling": (28, 84), "standard": (28, 84)}, without_baseline=("n0", "n1", "s0"))
    assert not found(frames)


def test_lost_follow_up_is_asked_by_arm():
    (finding,) = found(clinic({"needling": (200,), "standard": (28, 84)}))
    assert finding.severity == "ask"
    assert (
        "no score at any visit in 15 of 26 patients with one after baseline (15 of 15 needling, 0 of 11 standard)"
    ) in finding.message
    assert 'confirmed=["windows"]' in finding.remedy


def test_lost_baselines_of_one_arm_are_asked():
    lost = tuple(f"n{place}" for place in range(5))
    (finding,) = found(clinic({"needling": (28, 84), "standard": (28, 84)}, without_baseline=lost))
    assert (
        "no baseline (days -90 to 0) in 5 of 28 patients with a score (5 of 16 needling, 0 of 12 standard)"
        in (finding.message)
    )


@pytest.mark.parametrize(("arm", "other", "n"), [("needling", "standard", 16), ("standard", "needling", 12)])
def test_a_visit_that_one_arm_never_reaches_is_asked(arm, other, n):
    (finding,) = found(clinic({arm: (28,), other: (28, 84)}))
    assert f"nobody of {n} {arm} has a score at W12 (days 57 to 112)" in finding.message


def test_a_visit_reached_by_nobody_or_by_too_few_to_tell_is_not_asked():
    assert not found(clinic({"needling": (28,), "standard": (28,)}))
    few = clinic({"needling": (28, 84), "standard": (28,)}, sizes={"needling": 16, "standard": 4})
    assert not found(few)


def test_what_is_confirmed_is_a_warning():
    (finding,) = found(clinic({"needling": (200,), "standard": (28, 84)}), confirmed=("windows",))
    assert finding.severity == "warn"
    assert finding.message.endswith("(confirmed)")


@pytest.fixture
def file():
    """Scores after 28 days in both arms, after 84 days in one."""
    patients, scores = clinic({"needling": (28,), "standard": (28, 84)})
    frame = scores.merge(patients, on="patient_id").drop(columns="has_baseline")
    frame["pain_nrs"] = 8 - frame["day"] // 28 - frame["arm"].eq("needling")
    return frame.rename(columns={"day": "study_day"}).assign(cause="diabetic")


def test_check_and_report_ask_alike(file):
    with pytest.raises(DataError, match="nobody of 16 needling has a score at W12") as raised:
        build_analysis(read_outcomes(file, plan=PLAN), PLAN)
    assert raised.value.verdict == "ask"
    checked = check_file(file, plan=PLAN)
    assert (checked.verdict, checked.outlook) == ("ask", None)
    assert "nobody of 16 needling" in " ".join(checked.issues["message"])


def test_a_confirmed_file_is_analysed_with_a_warning_that_stays_once(file):
    analysis = build_analysis(read_outcomes(file, plan=PLAN, confirmed=["windows"]), PLAN)
    again = build_analysis(analysis.outcomes, PLAN)
    for one in (analysis, again):
        assert one.outcomes.issues["check"].tolist().count("windows") == 1
    checked = check_file(file, plan=PLAN, confirmed=["windows"])
    assert checked.verdict == "warn"
    assert "windows" in set(checked.issues["check"])


def test_a_part_of_a_file_is_not_asked_about(file):
    assert len(derive_analysis(read_outcomes(file, plan=PLAN), PLAN).patients) == 28
