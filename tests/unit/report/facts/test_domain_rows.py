"""Rows of other outcomes: what stands in no row can't be read by a program."""

import math
from dataclasses import replace

import pandas as pd

from dnoutcomes.disclosure import State
from dnoutcomes.estimates import Estimates
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.domain_results import DomainResults
from dnoutcomes.report.facts.domain_rows import IN_SD, MAIN, OTHER, SHARE, SHARES, domain_rows
from dnoutcomes.report.facts.effect import NOTHING, Effect
from dnoutcomes.report.facts.global_rating_results import GlobalRating


def found(*, hidden=False):
    frame = pd.DataFrame({"outcome": ["pain_nrs", "isi"], "role": ["primary", "secondary"], "better": "lower",
                          "estimate": [-0.9, -1.2], "adjusted_p_value": [0.01, 0.2]})  # fmt: skip
    effect = replace(NOTHING, state=State.HIDDEN) if hidden else Effect(0.1, 0.05, 0.0, 0.2)
    counted = ({}, {}) if hidden else ({"needling": 30, "standard": 20}, {"needling": 60, "standard": 80})
    pgic = INSTRUMENTS["pgic"]
    p = math.nan if hidden else 0.3
    rating = GlobalRating(pgic, "exploratory", pgic.thresholds[0], *counted, effect, effect, p, effect.state)
    scaled = Estimates(frame.iloc[1:].assign(estimate=-0.2))
    return DomainResults(Estimates(frame), scaled, (rating,), dict(INSTRUMENTS), ())


def rows_of(results):
    return pd.DataFrame([row for part in domain_rows(results, Plan()) for row in part])


def test_every_kind_of_number_has_rows():
    rows = rows_of(found())
    assert rows["table"].tolist() == [MAIN, OTHER, IN_SD, SHARE, SHARE, SHARES, SHARES]
    assert rows.loc[rows["table"] == IN_SD, "analysis"].item() == "secondary, lower is better"
    shares = rows[rows["table"] == SHARE].set_index("arm")
    assert shares["estimate"].to_dict() == {"needling": 0.5, "standard": 0.25}
    assert shares["n_shown"].map(str).to_dict() == {"needling": "60", "standard": "80"}
    assert rows.loc[rows["table"] == SHARES, "n_subjects"].tolist() == [140, 140]
    assert rows["adjusted_p_value"].dropna().tolist() == [0.01, 0.2, 0.2, 0.3]


def test_a_hidden_rating_has_rows_without_numbers():
    rows = rows_of(found(hidden=True))
    ratings = rows[rows["table"].isin([SHARE, SHARES])]
    assert (ratings["state"] == State.HIDDEN).all()
    assert (ratings["n_shown"].map(str) == "hidden").all()
    numbers = ["estimate", "std_error", "conf_low", "conf_high", "n_subjects", "adjusted_p_value"]
    assert ratings[numbers].isna().all(axis=None)
