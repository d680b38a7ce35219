"""Published frequencies of adverse events of dry needling, to see one's own in scale."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.describe.exact_intervals import rate_interval
from dnoutcomes.language import term

BRADY = "Brady et al. 2014"
BOYCE = "Boyce et al. 2020"
SESSIONS = {BRADY: 7629, BOYCE: 20464}
ALL_MINOR, ALL_MAJOR = "all minor events", "all major events"
# Events per 100 sessions as published.
_PER_100 = (
    (BRADY, "minor", ALL_MINOR, 19.2),
    (BRADY, "minor", term("bruising"), 7.55),
    (BRADY, "minor", term("bleeding"), 4.65),
    (BRADY, "minor", term("pain during needling"), 3.01),
    (BRADY, "minor", term("pain after needling"), 2.19),
    (BRADY, "minor", term("aggravation"), 0.88),
    (BRADY, "minor", term("drowsiness"), 0.26),
    (BRADY, "minor", term("headache"), 0.14),
    (BRADY, "minor", term("nausea"), 0.13),
    (BRADY, "major", ALL_MAJOR, 0.0),
    (BOYCE, "minor", ALL_MINOR, 36.7),
    (BOYCE, "minor", term("bleeding"), 16.0),
    (BOYCE, "minor", term("bruising"), 7.7),
    (BOYCE, "minor", term("pain during needling"), 5.9),
    (BOYCE, "major", ALL_MAJOR, 100 * 20 / 20464),
)


def published_events() -> pd.DataFrame:
    """List published frequencies of adverse events of dry needling.

    Returns
    -------
    pandas.DataFrame
        One row per study and event: `source`, `kind` ("minor" or "major"), `term`, `n_sessions`, `per_100`, `low`,
        `high` (events per 100 sessions with the Garwood interval of the count that the published rate stands for).

    Notes
    -----
    Both are surveys of therapists who reported their own treatments, of any condition; what a clinic finds depends on
    how it asks. They give a scale, not a standard. Brady counts no significant event, Boyce 20 major ones in 20,464
    sessions.

    References
    ----------
    Brady S, McEvoy J, Dommerholt J, Doody C. Adverse events following trigger point dry needling: a prospective survey
    of chartered physiotherapists. Journal of Manual and Manipulative Therapy 2014;22:134-140. Boyce D, Wempe H,
    Campbell C, et al. Adverse events associated with therapeutic dry needling. International Journal of Sports Physical
    Therapy 2020;15:103-113.

    Examples
    --------
    >>> published_events().query("kind == 'major'")["per_100"].round(3).tolist()
    [0.0, 0.098]
    """
    frame = pd.DataFrame(_PER_100, columns=["source", "kind", "term", "per_100"])
    n = frame["source"].map(SESSIONS)
    counts = (frame["per_100"] * n / 100).round().astype(int)
    ends = [rate_interval(count, sessions) for count, sessions in zip(counts, n)]
    frame.insert(3, "n_sessions", n)
    return frame.assign(low=[100 * low for low, _ in ends], high=[100 * high for _, high in ends])
