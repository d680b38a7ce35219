"""Files that read as something else without a sign of it: each kind in several dresses, and what is right."""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.outcomes import read_outcomes, validate_file

RNG = np.random.default_rng(7)
N = 30


def clinic():
    """Thirty patients on two sites with four to seven dated, whole scores each."""
    rows = []
    for place in range(N):
        day = pd.Timestamp("2025-01-06") + pd.Timedelta(days=int(RNG.integers(0, 200)))
        for visit in range(4 + place % 4):
            arm = "needling" if place % 3 else "standard"
            score = int(np.clip(8 - visit * (1 + place % 3 > 1) + RNG.integers(-2, 2), 0, 10))
            rows.append(
                [f"P{place:03d}", "AB"[place % 2], arm, "diabetic", day, score, "FM"[place % 2], 1940 + place]
            )
            day += pd.Timedelta(days=int(RNG.integers(10, 40)))
    names = ["patient_id", "site_id", "arm", "cause", "session_date", "pain_nrs", "sex", "birth_year"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(day=frame["session_date"], session_date=frame["session_date"].dt.strftime("%Y-%m-%d"))


CLINIC = clinic()
SOME = CLINIC["patient_id"].isin(["P003", "P011"])
SITE = CLINIC["site_id"] == "A"
MONTH = CLINIC["day"].dt.strftime("%Y-%m") == "2025-05"
SCORES = CLINIC["pain_nrs"]


def changed(column, rows, values):
    frame = CLINIC.astype({column: "object"})
    frame.loc[rows, column] = values[rows] if isinstance(values, pd.Series) else values
    return frame.drop(columns="day")


def twin(n, **changes):
    copy = CLINIC[CLINIC["patient_id"] == "P007"].head(n)
    kept = CLINIC[(CLINIC["patient_id"] != "P007") | CLINIC.index.isin(copy.index)]
    return pd.concat([kept, copy.assign(patient_id="Q1", **changes)]).drop(columns="day")


FRACTIONS = (SCORES.clip(1, 9) - 0.5) / 10
EPOCH = (CLINIC["day"] - pd.Timestamp("1970-01-01")).dt.total_seconds().astype("int64")
YDM = CLINIC["day"].dt.strftime("%Y-%d-%m")
IDS = CLINIC["patient_id"].str[1:].astype(int)

ASKED = {
    "a site on 0-1": ("mixed_scale", changed("pain_nrs", SITE, FRACTIONS)),
    "a month on 0-1": ("mixed_scale", changed("pain_nrs", MONTH, FRACTIONS)),
    "patients on 0-1": ("mixed_scale", changed("pain_nrs", SOME, FRACTIONS)),
    "a site on 0-100": ("mixed_scale", changed("pain_nrs", SITE, SCORES * 10)),
    "patients on 0-100": ("mixed_scale", changed("pain_nrs", SOME, SCORES * 10)),
    "year-day-month of some": ("year_day_month", changed("session_date", SOME, YDM)),
    "year-day-month of all": ("year_day_month", changed("session_date", SITE | ~SITE, YDM)),
    "year/day/month": ("year_day_month", changed("session_date", SOME, YDM.str.replace("-", "/"))),
    "1970": ("placeholder_dates", changed("session_date", SITE | ~SITE, "1970-01-01")),
    "1970 of some": ("placeholder_dates", changed("session_date", SOME, "1970-01-01T00:00:00Z")),
    "an index date of 1900": (
        "placeholder_dates",
        CLINIC.assign(index_date="1900-01-01").drop(columns="day"),
    ),
    "seconds": ("session_dates", changed("session_date", SITE | ~SITE, EPOCH.astype(str))),
    "milliseconds": ("session_dates", changed("session_date", SITE | ~SITE, (EPOCH * 1000).astype(str))),
    "powers of ten": ("rounded_ids", changed("patient_id", SOME, "1.2E+10")),
    "powers of ten with a comma": ("rounded_ids", changed("patient_id", SOME, "1,23457E+11")),
    "fifteen digits": ("rounded_ids", changed("patient_id", SOME, "123456789012345000")),
    "some zeros lost": (
        "rounded_ids",
        changed("patient_id", SITE | ~SITE, IDS.map("{:05d}".format).where(~SOME, IDS.astype(str))),
    ),
    "two persons": (
        "rounded_ids",
        changed("patient_id", CLINIC["patient_id"] == "P008", "P011"),
    ),
    "two ids": ("same_course", twin(7)),
    "two ids of three visits": ("same_course", twin(3)),
    "two ids in both arms": ("same_course", twin(5, arm="standard")),
    "percentages": (
        "number_marks",
        changed("pain_nrs", SITE, (SCORES * 10).astype(str) + "%"),
    ),
}


@pytest.mark.parametrize("what", ASKED)
def test_it_is_asked(what):
    check, frame = ASKED[what]
    report = validate_file(frame)
    asked = report.issues[report.issues["severity"] == "ask"]
    assert check in asked["check"].tolist(), repr(report)
    assert asked["remedy"].str.len().min() > 0


def test_the_clinic_as_it_is_has_nothing_to_ask():
    assert validate_file(CLINIC.drop(columns="day")).verdict == "ok"


FINE = {
    "decimals everywhere": changed("pain_nrs", SITE | ~SITE, SCORES.clip(1, 9) - 0.4),
    "patients without pain": changed("pain_nrs", SOME, 0),
    "patients with little pain": changed("pain_nrs", SOME, SCORES % 2),
    "a twelfth day": changed("session_date", CLINIC.index == 3, "2025-12-12"),
    "whole ids": changed("patient_id", SITE | ~SITE, (IDS + 1).astype(str)),
    "padded ids": changed("patient_id", SITE | ~SITE, IDS.map("{:05d}".format)),
    "a twin of two visits": twin(2),
}


@pytest.mark.parametrize("what", FINE)
def test_what_looks_alike_is_not_asked(what):
    issues = validate_file(FINE[what]).issues
    assert not (issues["severity"] == "ask").any(), issues.to_string()


@pytest.mark.parametrize(
    ("what", "check"),
    [("patients on 0-1", "mixed_scale"), ("two ids", "same_course"), ("some zeros lost", "rounded_ids")],
)
def test_what_is_so_is_confirmed(what, check):
    outcomes = read_outcomes(ASKED[what][1], confirmed=[check])
    assert outcomes.issues.loc[outcomes.issues["check"] == check, "severity"].eq("warn").all()


@pytest.mark.parametrize(
    ("what", "date_format"),
    [("seconds", "epoch"), ("milliseconds", "epoch"), ("year-day-month of all", "%Y-%d-%m")],
)
def test_the_named_format_reads_the_dates(what, date_format):
    outcomes = read_outcomes(ASKED[what][1], date_format=date_format)
    right = read_outcomes(CLINIC.drop(columns="day"))
    assert outcomes.records["session_date"].tolist() == right.records["session_date"].tolist()


def test_a_zero_with_a_minus_is_read_as_zero():
    outcomes = read_outcomes(changed("pain_nrs", CLINIC.index == 2, "-0.0"))
    zero = outcomes.records.loc[outcomes.records["source_row"] == 4, "pain_nrs"].iloc[0]
    assert (zero, np.signbit(zero)) == (0, False)
    assert outcomes.issues["check"].tolist() == ["negative_zero"]
