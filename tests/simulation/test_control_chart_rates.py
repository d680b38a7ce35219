"""How often a control chart of a clinic in which nothing changes has a signal.

A share from r charts has a Monte Carlo error of sqrt(p (1 - p) / r); four of them are allowed.
"""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.monitoring import g_chart, individuals_chart, means_chart, p_prime_chart, rate_chart, t_chart

# What the docs state: share of charts of 24 points with a signal anywhere, and of those that reach into the last three.
ANYWHERE, OF_LATE = 0.06, 0.01
MONTHS = 24
SHORT, LONG = 80, 2000


def months(columns):
    periods = pd.period_range("2024-01", periods=MONTHS, freq="M").astype(str)
    return pd.DataFrame({"period": periods} | columns)


def single_values(rng):
    return individuals_chart(months({"n": 1, "value": rng.normal(size=MONTHS)}))


def means(rng):
    """A clinic that begins and ends with fewer patients a month than it has in between, six."""
    n = rng.poisson(6 * np.concatenate([np.linspace(0.2, 1, 6), np.ones(12), np.linspace(1, 0.4, 6)]))
    value = rng.normal(0, 2.2 / np.sqrt(np.maximum(n, 1)))
    return means_chart(months({"n": n, "value": np.where(n > 0, value, np.nan)}))


def shares(rng, size, share):
    n = rng.integers(round(0.6 * size), round(1.4 * size) + 1, MONTHS)
    return p_prime_chart(months({"n": n, "count": rng.binomial(n, share)}))


def events(rng, rate, spread):
    """Patients start at random, come for two months, and have events at rates of their own with this CV."""
    sessions, counts = np.zeros(MONTHS + 1), np.zeros(MONTHS + 1)
    for month in range(-1, MONTHS):
        for _ in range(rng.poisson(12)):
            own = rate * (rng.gamma(spread**-2, spread**2) if spread else 1.0)
            for later in (month, month + 1):
                attended = rng.binomial(6, 0.8)
                sessions[later] += attended
                counts[later] += rng.poisson(own * attended)
    return rate_chart(months({"n": sessions[:MONTHS], "count": counts[:MONTHS]}))


def gaps(rng, chart, chance):
    return chart(months({"n": 1, "value": rng.geometric(chance, MONTHS) - 1}))


CLINICS = {
    "single values": single_values,
    "means of few patients, fewer when the clinic begins and ends": means,
    "shares": lambda rng: shares(rng, 15, 0.3),
    "rare shares": lambda rng: shares(rng, 15, 0.1),
    "events": lambda rng: events(rng, 0.06, 0.0),
    "events of patients who repeat, CV 0.3": lambda rng: events(rng, 0.06, 0.3),
    "events of patients who repeat, CV 0.5": lambda rng: events(rng, 0.15, 0.5),
    "sessions between rare events": lambda rng: gaps(rng, g_chart, 0.02),
    "days between rare events": lambda rng: gaps(rng, t_chart, 0.2),
}


@pytest.mark.parametrize("r", [SHORT, pytest.param(LONG, marks=pytest.mark.long)], ids=["short", "long"])
@pytest.mark.parametrize("clinic", list(CLINICS))
def test_false_signals_are_as_rare_as_the_docs_state(clinic, r):
    rng = np.random.default_rng(17)
    charts = [CLINICS[clinic](rng) for _ in range(r)]
    for stated, seen in (
        (ANYWHERE, [bool(chart.signals) for chart in charts]),
        (OF_LATE, [bool(chart.recent_signals) for chart in charts]),
    ):
        assert np.mean(seen) <= stated + 4 * np.sqrt(stated * (1 - stated) / r)


def test_a_lasting_change_is_seen():
    """Three standard deviations lower for the last twelve of 24 months: nine in a row below the line, mostly."""
    rng = np.random.default_rng(18)
    shift = np.where(np.arange(MONTHS) < MONTHS - 12, 0.0, -3.0)
    charts = [individuals_chart(months({"n": 20, "value": rng.normal(shift)})) for _ in range(60)]
    assert np.mean([bool(chart.recent_signals) for chart in charts]) > 0.5
