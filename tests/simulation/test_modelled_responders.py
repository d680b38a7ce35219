"""Shares of responders from the mixed model in clinics of known truth, beside those that count the unseen as failures.

A share from r repetitions has a Monte Carlo error of sqrt(p (1 - p) / r); four of them are allowed beside the limits:
at most 6 % of 95 % intervals exclude zero where needling does nothing and 40 % and 30 % are lost, in either
direction, and 93 to 97 % cover the truth where it does something.
"""

import numpy as np
import pandas as pd
import pytest
from clinics import Law, analysis_of, draw, truth

from dnoutcomes.compare.adjusted_responders import adjusted_responders
from dnoutcomes.compare.groups import rows_at_visit
from dnoutcomes.compare.modelled_responders import modelled_responders
from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.on_analysis import fit_mmrm

NULL = {
    "more of the reference arm lost": Law(lost=(0.4, 0.3)),
    "more of the needled lost": Law(lost=(0.3, 0.4)),
    "by lot": Law(confounded=False, needled=0.65),
}
EFFECT = {"the same": Law(effect=-1.2), "by cause": Law(effect=-1.2, by_cause=True)}
sizes = pytest.mark.parametrize(
    ("n", "r"),
    [(120, 12), *(pytest.param(n, r, marks=pytest.mark.long) for n, r in ((120, 600), (480, 400)))],
    ids=["short", "120 patients", "480 patients"],
)


def repeat(seed, n, r, law, count=modelled_responders):
    rng = np.random.default_rng(seed)
    frames = []
    for _ in range(r):
        analysis = analysis_of(draw(rng, n, law))
        try:
            found = count(fit_mmrm(analysis), analysis)
        except ModelError:
            continue
        frames.append(found.frame)
    rows = pd.concat(frames, ignore_index=True)
    return rows.assign(truth=[truth(law, threshold) for threshold in rows["threshold"]])


def shares(rows, hit):
    return rows.assign(hit=hit).groupby("threshold")["hit"].agg(["mean", "size"])


@sizes
@pytest.mark.parametrize("law", NULL.values(), ids=NULL)
def test_nothing_is_claimed_where_there_is_nothing(law, n, r):
    rows = repeat(n, n, r, law)
    found = shares(rows, rows["conf_low"] * rows["conf_high"] > 0)
    assert (found["mean"] <= 0.06 + 4 * np.sqrt(0.06 * 0.94 / found["size"])).all(), found
    off = rows.groupby("threshold")["estimate"].agg(["mean", "std", "size"])
    assert (off["mean"].abs() < 4 * off["std"] / np.sqrt(off["size"])).all(), off


@sizes
@pytest.mark.parametrize("law", EFFECT.values(), ids=EFFECT)
def test_intervals_cover_an_effect(law, n, r):
    rows = repeat(n + 1, n, r, law)
    found = shares(rows, (rows["conf_low"] <= rows["truth"]) & (rows["truth"] <= rows["conf_high"]))
    slack = 4 * np.sqrt(0.95 * 0.05 / found["size"])
    assert ((found["mean"] > 0.93 - slack) & (found["mean"] < 0.97 + slack)).all(), found
    # What is left is from taking the unseen for normal given what was seen: about 2 in 100 towards no effect.
    off = (
        rows.assign(off=rows["estimate"] - rows["truth"])
        .groupby("threshold")["off"]
        .agg(["mean", "std", "size"])
    )
    assert (off["mean"].abs() < 0.02 + 4 * off["std"] / np.sqrt(off["size"])).all(), off


@pytest.mark.long
def test_counting_the_unseen_as_failures_claims_much_more_often():
    law, claims = NULL["more of the reference arm lost"], []
    rng = np.random.default_rng(3)
    for _ in range(200):
        analysis = analysis_of(draw(rng, 480, law))
        responder = analysis.plan.responders[0]
        rows = rows_at_visit(analysis, None, analysis.plan.primary_visit)
        rows = rows.assign(**{responder.column: rows[responder.column].fillna(0.0)})
        row, _ = adjusted_responders(rows, responder, ["cause", "baseline", "age", "sex"], "HC3", 0.95)
        claims.append(row["conf_low"] * row["conf_high"] > 0)
    assert np.mean(claims) > 0.12
