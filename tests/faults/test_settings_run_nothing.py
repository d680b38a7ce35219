"""Attacks: a plan, a mapping and the file that they go with run nothing, whichever of their texts is code."""

import json

import numpy as np
import pandas as pd
import pytest
from formula_payloads import PAYLOADS, written

import dnoutcomes as dn
from dnoutcomes.errors import DnOutcomesError

VISITS = 'visits = [{ name = "W04", day = 28 }, { name = "W12", day = 84 }]\n'
TOLD = json.dumps  # a JSON text is a TOML text too


def clinic(extra="dose", arm="needling", cause="diabetic", site="S1"):
    """Twenty patients of one arm, fourteen of the other, with a column of any name."""
    rng = np.random.default_rng(4)
    rows = [
        {
            "patient_id": f"P{n:02}",
            "arm": arm if n < 20 else "standard",
            "cause": cause if n % 3 else "traumatic",
            "site_id": site if n % 2 else "S2",
            "study_day": day,
            "pain_nrs": round(min(10, max(0, 7 - day / 40 + rng.normal() - (n < 20)))),
            extra: round(20 + 3 * np.cos(n), 2),
        }
        for n in range(34)
        for day in (0, 28, 84)
    ]
    return pd.DataFrame(rows)


def dated(frame):
    days = pd.Timestamp("2025-03-30") + pd.to_timedelta(frame["study_day"], unit="D")
    return frame.assign(session_date=days.dt.strftime("%d.%m.%Y")).drop(columns="study_day")


#: Where a payload stands: in the file, its plan (TOML) and its mapping (TOML).
PLACES = {
    "covariate": lambda text: (clinic(extra=text), f"{VISITS}covariates = [{TOLD(text)}]", ""),
    "covariate that the file lacks": lambda text: (clinic(), f"{VISITS}covariates = [{TOLD(text)}]", ""),
    "arm": lambda text: (clinic(arm=text), f'{VISITS}arms = ["standard", {TOLD(text)}]', ""),
    "cause": lambda text: (
        clinic(cause=text), f'{VISITS}causes = ["traumatic", {TOLD(text)}]\npool_causes_below = 0', "",
    ),
    "site": lambda text: (clinic(site=text), f'{VISITS}covariates = ["site_id"]', ""),
    "visit": lambda text: (clinic(), VISITS.replace('"W04"', TOLD(text)), ""),
    "event": lambda text: (
        clinic().assign(**{text: "no"}),
        f"{VISITS}[[estimand.intercurrent_events]]\nevent = {TOLD(text)}",
        "",
    ),
    "mapped column": lambda text: (
        clinic(extra=text), f'{VISITS}covariates = ["duration_months"]', f'[columns]\n{TOLD(text)} = "duration_months"',
    ),
    "column mapped to": lambda text: (clinic(extra="x"), VISITS, f"[columns]\nx = {TOLD(text)}"),
    "mapped arm": lambda text: (clinic(arm=text), VISITS, f'[values.arm]\n{TOLD(text)} = "needling"'),
    "unit": lambda text: (clinic(extra="age"), VISITS, f"[units.age]\nmultiply = {TOLD(text)}"),
    "scale": lambda text: (clinic(), VISITS, f"[scale]\npain_nrs = {TOLD(text)}"),
    "date format": lambda text: (dated(clinic()), VISITS, f"date_format = {TOLD(text)}"),
    "missing code": lambda text: (clinic(), VISITS, f"missing_codes = [{TOLD(text)}]"),
}  # fmt: skip


def analysed(folder, frame, plan, mapping):
    """Read the three files, fit what a report fits with formulas, and say whether it went through."""
    for name, content in (
        ("file.csv", frame.to_csv(index=False)),
        ("plan.toml", plan),
        ("map.toml", mapping),
    ):
        (folder / name).write_text(content, encoding="utf-8", newline="")
    try:
        chosen = dn.Plan.from_toml(folder / "plan.toml")
        outcomes = dn.read_outcomes(
            folder / "file.csv", folder / "map.toml" if mapping else None, plan=chosen
        )
        analysis = dn.build_analysis(outcomes, chosen)
        for fit in (dn.fit_mmrm, dn.compare_arms, dn.propensity):
            fit(analysis)
    except DnOutcomesError:
        return False
    return True


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_run(place, tmp_path, monkeypatch):
    folder, elsewhere = tmp_path / "files", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    for number, payload in list(enumerate(PAYLOADS))[::17]:
        path = elsewhere / f"planted {number}"
        analysed(folder, *PLACES[place](written(payload, path)))
        assert list(elsewhere.iterdir()) == [], payload


REACHED = [name for name in PLACES if name not in ("covariate that the file lacks", "column mapped to")]


@pytest.mark.parametrize("place", REACHED)
def test_the_places_are_reached(place, tmp_path):
    """With a harmless text in the payload's place the run ends well, so that the attack gets as far as the models."""
    harmless = {"unit": 2, "scale": "0-10", "date format": "%d.%m.%Y", "missing code": -99}
    assert analysed(tmp_path, *PLACES[place](harmless.get(place, "bmi")))
