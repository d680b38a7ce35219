"""How often the first page of a clinic in which nothing differs and nothing changes claims something: decision 0032.

A share from r clinics has a Monte Carlo error of sqrt(p (1 - p) / r); four of them are allowed.
"""

import numpy as np
import pytest
from clinics import Law
from scipy import stats
from whole_clinics import whole_clinic

from dnoutcomes.estimates import JointTest
from dnoutcomes.plan import Responder
from dnoutcomes.report.facts.answer import Answer
from dnoutcomes.report.facts.cause_results import CauseResults
from dnoutcomes.report.facts.claim import family_rate
from dnoutcomes.report.facts.effect import Effect, judge
from dnoutcomes.report.facts.first_page_claims import (
    claim_of_causes,
    claim_of_difference,
    claim_of_responders,
    first_page_claims,
)
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.sections.compute_results import compute_results

MOST = 0.10
HALF = stats.norm.ppf(0.975)
THIRTY = Responder(value=30, scale="percent")


def interval_of(z):
    return Effect(z, 1.0, z - HALF, z + HALF)


def page_without_an_effect(z, p_value):
    """Claims of a page whose tests are right, from z of the scores, z of the responders and p of the causes."""
    effect = interval_of(z[0])
    difference = claim_of_difference(Answer(effect, judge(effect, 1, np.nan), "mixed model", effect))
    contrast = ResponderContrast(THIRTY, 0.4, 0.4, 0.0, -0.1, 0.1, concluded=interval_of(z[1]))
    causes = CauseResults(None, (), JointTest(1.0, 2.0, 100.0, p_value, "", ""), "mixed model", True)
    return difference, claim_of_responders(contrast, difference), claim_of_causes(causes, 0.95)


def test_the_rule_holds_its_rate_where_the_tests_hold_theirs_and_would_not_without_the_gate():
    rng = np.random.default_rng(3)
    # Responders are made of the same scores.
    z = rng.multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], size=8000)
    pages = [page_without_an_effect(*drawn) for drawn in zip(z, rng.random(len(z)))]
    claimed = np.array([any(claim.made for claim in page) for page in pages])
    stated = family_rate(pages[0])
    most = stated + 4 * np.sqrt(stated * (1 - stated) / len(pages))
    assert claimed.mean() <= most
    assert (claimed | (np.abs(z[:, 1]) > HALF)).mean() > most


@pytest.mark.long
@pytest.mark.parametrize(
    ("law", "plan"),
    [
        (Law(lost=(0.4, 0.3)), {}),
        (Law(lost=(0.3, 0.4), confounded=False), {}),
        (Law(lost=(0.4, 0.3), therapists=12, therapist_sd=0.5), {"clusters": "therapist_id"}),
    ],
    ids=["clinic", "trial", "therapists"],
)
def test_first_pages_of_clinics_without_an_effect_rarely_claim_anything(law, plan):
    """Clinics of 480 whose reports hide nothing, so that every claim can be made."""
    r, rng = 150, np.random.default_rng(32)
    made = []
    for _ in range(r):
        results = compute_results(
            whole_clinic(rng, 480, law, smallest_cell=1, **plan), lambda step: None, sections=("summary",)
        )
        claims = first_page_claims(results)
        assert family_rate(claims) == pytest.approx(0.09)
        made.append(any(claim.made for claim in claims))
    assert np.mean(made) <= MOST + 4 * np.sqrt(MOST * (1 - MOST) / r)
