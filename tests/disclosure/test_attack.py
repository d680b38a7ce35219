"""Whoever has the files of a report, or of several, can't work a small group out.

How large the groups are is counted here from the simulated file itself.
"""

import sys

import pytest
from attacker.reading import Reader, blind, difference, narrowed, together

from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.report import write_site_reports

ARMS = {"needling": "Needling plus standard care", "standard": "Standard care alone"}
WEEKS = {2: "W02", 4: "W04", 8: "W08", 12: "W12", 24: "W24"}
CELL = 11
FACTS = {
    "cause": "cause",
    "sex": "sex",
    "severity": "severity",
    "nerve_status": "nerve_status",
    "site_id": "site_id",
}


def read(directory, label="", pages=True, **options):
    return Reader(CELL, ARMS, WEEKS, label, pages, **options).take(directory)


def small_groups(frame, label=""):
    """Groups of 1 to 10 patients by what was written down of them at the start, from the file."""
    patients = frame.groupby("patient_id").first()
    found = {}
    for arm, group in patients.groupby("arm"):
        for name, column in FACTS.items():
            found |= {
                (label, f"level / {name} / {level}", arm): n
                for level, n in group[column].value_counts().items()
            }
    return {name for name, n in found.items() if 0 < n < CELL}


def without_session(frame, arm):
    """Patients of an arm who attended no session, from the file."""
    rows = frame[frame["arm"] == arm]
    held = rows.loc[(rows["encounter"] == "session") & (rows["status"] == "attended"), "patient_id"].unique()
    return rows["patient_id"].nunique() - len(held)


def attack(reader, frame, label=""):
    """Try every small group that is named in the report or in the file; return (tried, narrowed)."""
    names = (small_groups(frame, label) & set(reader.known.bounds)) | reader.small
    other = blind(reader)
    return len(names), {name: found for name in names if (found := narrowed(reader, name, other))}


def attack_sessions(reader, frame):
    """Try how many patients never came, and had another adverse event alone; return (tried, pinned)."""
    tried, pinned = 0, {}
    for arm in ARMS:
        if 0 < without_session(frame, arm) < CELL:
            low, high = reader.never_came(arm)
            tried += 1
            pinned |= {("never came", arm): (low, high)} if low > 0 and high - low < 4 else {}
        for name in [
            name for name in reader.known.bounds if name[1].startswith("another alone") and name[2] == arm
        ]:
            low, high = reader.known.range_of(name)
            tried += 1
            pinned |= {name: (low, high)} if low > 0 and high < CELL and high - low < 4 else {}
    return tried, pinned


def few_values(both, names, truth):
    """Of the small groups between two reports: how many were tried, and those of which too few numbers are left."""
    tried, pinned = 0, {}
    for name in names:
        if not 0 < truth.get(name[1:], 0) < CELL:
            continue
        tried += 1
        low, high = both.known.range_of(name)
        if high - low < 4:
            pinned[name] = (low, high)
    return tried, pinned


def level_counts(frame):
    patients = frame.groupby("patient_id").first()
    counts = {}
    for arm, group in patients.groupby("arm"):
        counts["in the file", arm] = len(group)
        for name, column in FACTS.items():
            counts |= {
                (f"level / {name} / {level}", arm): int(n)
                for level, n in group[column].value_counts().items()
            }
    return counts


def tell(title, tried, pinned):
    sys.stdout.write(f"{title}: {tried} cells tried, pinned: {len(pinned)}\n")
    assert tried
    assert not pinned, pinned


@pytest.fixture(scope="module")
def weekly(make_clinic):
    """480 patients, of whom 440 were there at the first cut and 442 a week later."""
    clinic = make_clinic(480, 5)
    patients = sorted(clinic.frame["patient_id"].unique())
    clinic.cuts = {n: clinic.frame[clinic.frame["patient_id"].isin(patients[:n])] for n in (440, 442, 480)}
    return clinic


@pytest.mark.parametrize(("n", "seed"), [(40, 2), (120, 3)])
def test_one_report(make_clinic, n, seed):
    clinic = make_clinic(n, seed)
    formats = ("csv", "json", "xlsx", "html") if n == 120 else ("csv", "json", "xlsx")
    directory = clinic.write("report", formats=formats)
    reader = read(directory)
    tell(f"{n} patients", *attack(reader, clinic.frame))
    tell(f"sessions and events of {n} patients", *attack_sessions(reader, clinic.frame))
    if n < 100:
        return
    # Two audiences of one file: the same cells of the same people, whatever each page shows.
    for_patients = clinic.write("patients", formats=formats, audience="patients")
    both = together(reader, read(for_patients))
    tell("two audiences", *attack(both, clinic.frame))


def test_two_cuts_a_week_apart_and_one_of_many_more_patients(weekly):
    first = weekly.write("first", weekly.cuts[440])
    assert weekly.write("week", weekly.cuts[442]) is None, "one patient's change would follow"
    assert not (weekly.place / "week").exists()
    later = weekly.write("later", weekly.cuts[480])
    readers = read(first, "first"), read(later, "later")
    both = together(*readers)
    names = difference(both, "later", "first", "added")
    before, after = level_counts(weekly.cuts[440]), level_counts(weekly.cuts[480])
    truth = {name: n - before.get(name, 0) for name, n in after.items()}
    tell("two cuts", *few_values(both, names, truth))
    tell("480 patients", *attack(readers[1], weekly.cuts[480], "later"))


def test_two_quarters_of_one_file(make_clinic):
    clinic = make_clinic(300, 7)
    found = [clinic.write(name, quarter=name) for name in ("2025Q2", "2025Q3")]
    readers = [read(directory, directory.name, shares_months=True) for directory in found]
    assert set(readers[0].names("", "due in")) & set(readers[1].names("", "due in"))
    months = {}
    for reader in readers:
        months |= {name: reader.known.bounds[name] for name in reader.names("", "due in")}
    for reader in readers:
        # Nothing else is in both reports, so what the other one adds is what it says of months.
        for name, (low, high) in months.items():
            reader.known.learn(name, low, high)
        other = blind(reader)
        pinned = {name: got for name in reader.small if (got := narrowed(reader, name, other))}
        tell(f"quarter {reader.label} with the other one's months", len(reader.small), pinned)


def test_sites_of_one_file(make_clinic):
    """Each site of a network; the whole beside them is refused, as 19 of 76 small groups would be narrowed by it."""
    clinic = make_clinic(200, 4)
    file = clinic.place / "network.csv"
    clinic.frame.to_csv(file, index=False)
    outcomes = read_outcomes(file, plan=clinic.plan)
    options = {"formats": ("csv",), "n_jobs": 1, "releases": clinic.place / "releases.json"}
    sites = write_site_reports(outcomes, clinic.plan, clinic.place / "sites", **options)
    written = [item.site for item in sites.sites if item.written]
    assert len(written) == 3
    home = clinic.frame["patient_id"].map(clinic.frame.groupby("patient_id")["site_id"].first())
    readers = [read(sites.index.parent / site, site) for site in written]
    for site, reader in zip(written, readers):
        tell(f"site {site}", *attack(reader, clinic.frame[home == site], site))
    assert clinic.write("whole") is None
