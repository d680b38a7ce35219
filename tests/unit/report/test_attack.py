"""The attack: whoever reads results.csv and knows how patients add up can't narrow a small group down.

The sums are written here from what the words mean, apart from the code that hides the counts, and only the text of the
file is used: numbers, ranges and "withheld".
"""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from dnoutcomes.analysis import build_analysis
from dnoutcomes.compare.outcome_scores import outcome_scores
from dnoutcomes.derive import derive_day
from dnoutcomes.describe.completion import completion_rows
from dnoutcomes.describe.expected_visits import expected_visits
from dnoutcomes.describe.quarters import quarter_days
from dnoutcomes.disclosure.state import NOT_TO_BE_SHOWN
from dnoutcomes.report import build_report
from dnoutcomes.report.export import csv_bytes
from dnoutcomes.report.facts.report_inputs import up_to
from dnoutcomes.restriction import restrict

SMALLEST = 11
# What is hidden doesn't hang on the sections; these are those whose numbers are looked at here beside the counts.
COUNTED = ("people", "domains")
# Patients are counted by each further outcome as by the others; the clinic as it is has all of them.
LIKE_OTHERS = ["bpi_interference", "npsi_total", "eq5d_index", "tug", "bbs", "vpt", "monofilament_sites"]


class Reader:
    """What somebody outside the clinic knows."""

    def __init__(self, content):
        rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
        self.printed = {(row["analysis"], row["arm"]): row["n_shown"] for row in rows
                        if row["table"] == "number of patients"}  # fmt: skip
        self.bounds, self.equations, self.matrix = {}, [], None
        for key, text in self.printed.items():
            self.bounds[key] = self.read(text)

    @staticmethod
    def read(text):
        if re.fullmatch(r"\d+", text):
            return int(text), int(text)
        if text == "withheld":
            return SMALLEST, None
        low, high = re.fullmatch(r"(\d+) to (\d+)", text).groups()
        return int(low), int(high)

    def adds_up(self, total, parts):
        for key in (total, *parts):
            self.bounds.setdefault(key, (0, None))
        self.equations.append((total, parts))

    def names(self, arm, *start):
        """Printed names of an arm that begin with these words."""
        return [
            key for key in self.printed if key[1] == arm and key[0].split(" / ")[: len(start)] == list(start)
        ]

    def learn_sums(self, visits, primary, arms, causes):
        for arm in arms:
            everyone = ("analysed", arm)
            self.adds_up(("in the file", arm), [everyone, *self.names(arm, "left out")])
            for visit in visits:
                total = (f"not seen / {visit}", arm)
                self.adds_up(everyone, [(f"seen / {visit}", arm), total])
                self.adds_up(total, [key for key in self.names(arm, "not seen", visit) if key != total])
                self.adds_up((f"scored / {visit}", arm), [(f"seen / {visit}", arm)])
            for name in {key[0].split(" / ")[1] for key in self.names(arm, "level")}:
                self.adds_up(everyone, self.names(arm, "level", name))
            self.adds_up((f"scored / {primary}", arm), self.names(arm, "cause scored"))
            for cause in causes:
                unscored = (f"cause without a score / {cause}", arm)
                self.adds_up((f"cause / {cause}", arm), [(f"cause scored / {cause}", arm), unscored])
                if (f"level / cause / {cause}", arm) in self.printed:
                    self.adds_up((f"cause / {cause}", arm), [(f"level / cause / {cause}", arm)])
            if self.names(arm, "started"):
                self.adds_up(("in the file", arm), self.names(arm, "started"))
            self.learn_completion(visits, primary, arm)
            for key in self.names(arm, "scored on"):
                self.adds_up(("in the file", arm), [key, (f"{key[0]} / none", arm)])
            for key in self.names(arm, "responded on"):
                scored = (key[0].replace("responded on", "scored on"), arm)
                self.adds_up(scored, [key, (f"{key[0]} / no", arm)])
                # Ratings are those of the patients who are analysed, which the page says.
                self.adds_up(everyone, [scored, (f"{scored[0]} / none of the analysed", arm)])
            for key in self.names(arm, "responders"):
                self.adds_up(everyone, [key, (f"{key[0]} / no", arm)])
                self.adds_up((f"scored / {primary}", arm), [key, (f"{key[0]} / no, with a score", arm)])
            if (("responders / 30 %", arm)) in self.printed:
                self.adds_up(
                    ("responders / 30 %", arm), [("responders / 50 %", arm), ("between 30 and 50 %", arm)]
                )
            levels = sorted((float(key[0].split(" / ")[1]), key) for key in self.names(arm, "improved"))
            for (low, wider), (_, narrower) in pairwise(levels):
                self.adds_up(wider, [narrower, (f"improved by {low:g} and no more", arm)])

    def learn_completion(self, visits, primary, arm):
        """Who was expected, who of them has a score of an instrument, and who was seen on the plan's outcome."""
        everyone = ("analysed", arm)
        for visit in visits:
            expected, not_due = (f"expected / {visit}", arm), (f"not due / {visit}", arm)
            self.adds_up(everyone, [expected, not_due])
            self.adds_up(("in the file", arm), [expected, (f"in the file, not expected / {visit}", arm)])
        for key in self.names(arm, "completed"):
            _, code, visit = key[0].split(" / ")
            here = f"{code} / {visit}"
            total = everyone if visit == "baseline" else (f"expected / {visit}", arm)
            self.adds_up(total, [key, (f"not completed / {here}", arm)])
            if visit == "baseline":
                continue
            both = (f"seen and completed / {here}", arm)
            only_seen, only_completed = (
                (f"seen, not completed / {here}", arm),
                (f"completed, not seen / {here}", arm),
            )
            self.adds_up((f"seen / {visit}", arm), [both, only_seen])
            self.adds_up(key, [both, only_completed])
            self.adds_up((f"not seen / {visit}", arm), [only_completed, (f"neither seen nor {here}", arm)])
            if code == "pain_nrs":
                self.adds_up((f"not due / {visit}", arm), [only_seen, (f"not due, not seen / {visit}", arm)])
            else:
                early = (f"seen, not completed / pain_nrs / {visit}", arm)
                self.adds_up(only_seen, [early, (f"due and seen, without {here}", arm)])
            if visit == primary and (f"scored on / {code}", arm) in self.printed:
                self.learn_compared(code, visit, arm)

    def learn_compared(self, code, visit, arm):
        """Who is compared in an outcome and who completed it, of whom neither need be among the other."""
        compared, completed, here = (
            (f"scored on / {code}", arm),
            (f"completed / {code} / {visit}", arm),
            f"{code} / {visit}",
        )
        if (f"responded on / {code}", arm) in self.printed:
            early = (f"compared, not completed / {here}", arm)
            self.adds_up(compared, [completed, early])
            self.adds_up((f"not due / {visit}", arm), [early, (f"not due, not compared / {here}", arm)])
            return
        both = (f"compared and completed / {here}", arm)
        only_compared, only_completed = (
            (f"compared, not completed / {here}", arm),
            (f"completed, not compared / {here}", arm),
        )
        self.adds_up(compared, [both, only_compared])
        self.adds_up(completed, [both, only_completed])
        outside = (f"in the file, not expected / {visit}", arm)
        self.adds_up(outside, [only_compared, (f"neither expected nor compared / {here}", arm)])
        start = (f"not completed / {code} / baseline", arm)
        if start in self.bounds:
            self.adds_up(start, [only_completed, (f"neither at the start nor later / {code}", arm)])

    def learn_late_starts(self, plan, visits, arm):
        """Where all in the file are analysed, all who started in a quarter too late for a visit are not due."""
        for visit in visits:
            last_due = pd.Timestamp(plan.data_cutoff) - pd.Timedelta(days=plan.visit(visit).last)
            late = [
                key
                for key in self.names(arm, "started")
                if pd.Period(key[0].split(" / ")[1]).start_time > last_due
            ]
            if late:
                rest = (f"not due, started before / {visit}", arm)
                self.adds_up((f"not due / {visit}", arm), [*late, rest])

    def place_and_matrix(self):
        """Columns of the counts, and one row per sum; made anew when more has been learnt."""
        size = (len(self.equations), len(self.bounds))
        if self.matrix is None or self.matrix[1].shape != size:
            place = {name: column for column, name in enumerate(self.bounds)}
            cells = [
                (row, place[key], sign)
                for row, (total, parts) in enumerate(self.equations)
                for key, sign in [(total, -1.0), *((part, 1.0) for part in parts)]
            ]
            rows, columns, signs = zip(*cells)
            self.matrix = place, csr_array((signs, (rows, columns)), shape=size)
        return self.matrix

    def range_of(self, key):
        place, a_eq = self.place_and_matrix()
        bounds = np.array(
            [(low, np.inf if high is None else high) for low, high in self.bounds.values()], float
        )
        ends = []
        for sign in (1, -1):
            c = np.zeros(len(place))
            c[place[key]] = sign
            found = linprog(c, A_eq=a_eq, b_eq=np.zeros(len(self.equations)), bounds=bounds)
            assert found.status in (0, 3), found.message
            ends.append(np.inf if found.status == 3 else round(sign * found.fun, 6))
        return tuple(ends)


def true_counts(analysis, scores, arm):
    """Counts that nobody prints, as they are; `scores` are those of all outcomes, which take the longest to derive."""
    plan = analysis.plan
    rows = analysis.visits[(analysis.visits["arm"] == arm) & (analysis.visits["visit"] == plan.primary_visit)]
    found = {}
    for cause, group in rows.groupby("cause_modelled", observed=True):
        found[f"cause without a score / {cause}", arm] = int(group["value"].isna().sum())
    for item in plan.responders:
        yes = int((rows[item.column] == 1).sum())
        found[f"responders / {item.label} / no", arm] = len(rows) - yes
        found[f"responders / {item.label} / no, with a score", arm] = int(rows["value"].notna().sum()) - yes
    everyone = analysis.outcomes.records.groupby("patient_id")["arm"].first()
    for item in scores[1:]:
        own = item.scored[item.scored["arm"] == arm]
        found[f"scored on / {item.outcome} / none", arm] = int((everyone == arm).sum()) - len(own)
        if item.is_rating:
            analysed = int((analysis.patients["arm"] == arm).sum())
            found[f"scored on / {item.outcome} / none of the analysed", arm] = analysed - len(own)
            found[f"responded on / {item.outcome} / no", arm] = int((own["response"] == 0).sum())
    thirty, fifty = (int((rows[f"responder_{level}_percent"] == 1).sum()) for level in (30, 50))
    found["between 30 and 50 %", arm] = thirty - fifty
    return found | true_completion(analysis, scores, arm)


def true_completion(analysis, scores, arm):
    """Groups of the completion that follow by subtraction, as they are."""
    plan = analysis.plan
    outcomes = {item.outcome: item for item in scores}
    rows = completion_rows(analysis)
    rows = rows[rows["arm"] == arm]
    visits = expected_visits(analysis)
    visits = visits[visits["arm"] == arm]
    analysed = set(visits["patient_id"])
    everyone = analysis.outcomes.records.groupby("patient_id")["arm"].first()
    seen, expected = ({str(visit): set(group.loc[group[what], "patient_id"]) for visit, group in
                       visits.groupby("visit", observed=False)} for what in ("seen", "expected"))  # fmt: skip
    found = {
        f"in the file, not expected / {visit}": set(everyone.index[everyone == arm]) - expected[visit]
        for visit in expected
    }
    for (code, visit), group in rows.groupby(["instrument", "visit"], observed=True):
        done, here = set(group.loc[group["scored"], "patient_id"]), f"{code} / {visit}"
        found[f"not completed / {here}"] = set(group["patient_id"]) - done
        if visit == "baseline":
            continue
        found[f"neither seen nor {here}"] = analysed - seen[visit] - done
        found[f"not due, not seen / {visit}"] = analysed - expected[visit] - seen[visit]
        if code != plan.outcome:
            found[f"due and seen, without {here}"] = (seen[visit] & expected[visit]) - done
        item = outcomes[code]
        if visit == plan.primary_visit and item.role != "primary" and not item.reason:
            own = set(item.scored.loc[item.scored["arm"] == arm, "patient_id"])
            found[f"compared, not completed / {here}"] = own - done
            found[f"completed, not compared / {here}"] = done - own
    return {(name, arm): len(patients) for name, patients in found.items()}


def test_no_small_group_can_be_narrowed_down(analysis, report):
    attack(analysis, report)


@pytest.mark.parametrize(
    "options",
    [
        {"n": 160, "missing": 0.08, "seed": 7},
        {"n": 90, "missing": 0.4, "seed": 3},
        pytest.param({"n": 600, "seed": 11}, marks=pytest.mark.long),
    ],
)
def test_no_small_group_of_fewer_or_more_patients_can_be_narrowed_down(make_analysis, options):
    analysis = make_analysis(**options)
    attack(analysis, build_report(analysis))


def test_no_small_group_of_a_clinic_with_dates_and_other_outcomes_can_be_narrowed_down(clinic, clinic_report):
    reader = attack(clinic, clinic_report)
    assert any(key[0].startswith("started") for key in reader.bounds)
    assert any(key[0].startswith("scored on") for key in reader.bounds)
    assert any(key[0].startswith("responded on") for key in reader.bounds)


def test_who_was_seen_without_an_instrument_or_before_a_visit_was_due_can_not_be_narrowed_down(clinic):
    """Some forget a questionnaire, some have no score of it at the start, and of some a visit isn't due."""
    records = clinic.outcomes.records.drop(columns=LIKE_OTHERS)
    digit = records["patient_id"].str[-2:].astype(int)
    records.loc[digit.isin([3, 17]), "isi"] = np.nan
    records.loc[(digit == 40) & (derive_day(records)["day"] <= 0), "phq9"] = np.nan
    records.loc[digit.isin([5, 60]) & (records["pgic"] > 0), "pgic"] = np.nan
    chosen = {"secondary_outcomes": ("isi", "pgic"), "multiplicity": "holm", "sections": COUNTED}
    plan = clinic.plan.model_copy(update=chosen)
    poor = build_analysis(type(clinic.outcomes)(**(vars(clinic.outcomes) | {"records": records})), plan)
    early = up_to(poor, date(2025, 12, 31))
    reader = attack(early, build_report(early))
    small = [key for key, text in reader.printed.items() if text == "1 to 10"]
    assert any(key[0].startswith("seen, not completed / isi / W12") for key in small)
    assert any(key[0].startswith("not due, started before / W24") for key in reader.bounds)


def test_no_small_group_of_other_outcomes_in_a_part_of_a_clinic_can_be_narrowed_down(clinic):
    """Few patients, and ratings that all but a few of them share."""
    chosen = {"secondary_outcomes": ("pgic", "isi"), "multiplicity": "holm", "sections": COUNTED}
    plan = clinic.plan.model_copy(update=chosen)
    records = clinic.outcomes.records.drop(columns=LIKE_OTHERS)
    poor = (records["pgic"] > 2) & (records["patient_id"].str[-1].astype(int) % 5 > 0)
    records.loc[poor, "pgic"] = 2.0
    few = build_analysis(type(clinic.outcomes)(**(vars(clinic.outcomes) | {"records": records})), plan)
    part = restrict(few, "age >= 70")
    report = build_report(part)
    attack(part, report)
    ratings = report.results.domains.ratings
    assert ratings[0].state == "hidden"
    table = report.table
    hidden = table[
        table["table"].isin(["share of responders on a rating", "difference in responders on a rating"])
    ]
    assert (hidden["state"] == "hidden").all()
    assert (hidden["n_shown"] == "hidden").all()


def attack(analysis, report):
    """Fail where a small group can be narrowed down from the counts of a report; return what is known of them."""
    plan = analysis.plan
    reader = Reader(csv_bytes(report.table))
    causes = list(analysis.patients["cause_modelled"].cat.categories)
    reader.learn_sums(plan.visit_names, plan.primary_visit, plan.arms, causes)
    scores = outcome_scores(analysis)
    truth = {key: n for arm in plan.arms for key, n in true_counts(analysis, scores, arm).items()}
    small = [key for key, text in reader.printed.items() if text == "1 to 10"]
    small += [key for key, value in truth.items() if 0 < value < SMALLEST and key in reader.bounds]
    blind = Reader(csv_bytes(report.table))
    for key, (low, high) in blind.bounds.items():
        if low == high != 0 or low >= SMALLEST:
            blind.bounds[key] = (SMALLEST, None)
    blind.learn_sums(plan.visit_names, plan.primary_visit, plan.arms, causes)
    for arm in plan.arms:
        if reader.printed["analysed", arm] == reader.printed["in the file", arm]:
            reader.learn_late_starts(plan, plan.visit_names, arm)
            blind.learn_late_starts(plan, plan.visit_names, arm)
    assert small
    for key in small:
        low, high = reader.range_of(key)
        if low <= 1 and high >= SMALLEST - 1:
            continue  # nothing is known of it; what could be known with every number hidden needn't be asked
        least, most = blind.range_of(key)
        assert low <= max(1, least), f"{key}: at least {low}"
        assert high >= min(SMALLEST - 1, most), f"{key}: at most {high}"
    return reader


def test_two_successive_quarters_pin_no_small_group(clinic):
    """Two reports in one reader's hands, with the monthly charts of the later one.

    A month all of whose patients belong to a quarter has no more of them than the quarter.
    """
    plan, cell = clinic.plan.model_copy(update={"sections": ("people", "trends")}), clinic.plan.smallest_cell
    records = clinic.outcomes.records.drop(columns=LIKE_OTHERS)
    told = build_analysis(type(clinic.outcomes)(**(vars(clinic.outcomes) | {"records": records})), plan)
    reports = {name: build_report(told, quarter=name) for name in ("2025Q2", "2025Q3")}
    both = Reader(csv_bytes(reports["2025Q2"].table.iloc[:0]))
    causes = list(clinic.patients["cause_modelled"].cat.categories)
    small = []
    for name, report in reports.items():
        own = Reader(csv_bytes(report.table))
        own.learn_sums(plan.visit_names, plan.primary_visit, plan.arms, causes)
        small += [((name, *key), own, key) for key, text in own.printed.items() if text == "1 to 10"]
        both.bounds |= {(name, *key): bounds for key, bounds in own.bounds.items()}
        both.equations += [((name, *t), [(name, *key) for key in parts]) for t, parts in own.equations]
    lag = plan.visit("W12").last - plan.visit("W12").day
    chart = reports["2025Q3"].results.trends.charts[0].points
    for name in reports:
        first, last = (day - np.timedelta64(lag, "D") for day in quarter_days(name))
        inside = [
            row for row in chart.itertuples()
            if pd.Period(row.period).start_time >= first and pd.Period(row.period).end_time.normalize() <= last
        ]  # fmt: skip
        assert inside
        for row in inside:
            both.bounds[name, row.period] = (
                (0, None) if row.state in NOT_TO_BE_SHOWN else (int(row.n), int(row.n))
            )
        # Seen at the primary visit in these months, and the others of the quarter.
        arms = [(name, f"scored / {plan.primary_visit}", arm) for arm in plan.arms]
        both.adds_up((name, "scored"), arms)
        both.adds_up((name, "scored"), [*((name, row.period) for row in inside), (name, "other months")])
    assert small
    for key, own, own_key in small:
        low, high = both.range_of(key)
        if (low, high) == (1, cell - 1):
            continue  # as little as anybody could know
        assert own.range_of(own_key) == (low, high)
        assert high - low >= 5


def test_the_attack_finds_a_planted_leak(report):
    content = csv_bytes(report.table)
    reader = Reader(content)
    plan = report.results.setting.plan
    small = next(
        key
        for key, text in reader.printed.items()
        if text == "1 to 10" and key[0].startswith("level / cause")
    )
    for key in reader.names(small[1], "level", "cause"):
        if key != small:
            n = report.results.counts.linked.counts[(*key[0].split(" / "), key[1])].value
            reader.bounds[key] = (n, n)
    reader.learn_sums(plan.visit_names, plan.primary_visit, plan.arms, [])
    low, high = reader.range_of(small)
    assert low == high


def test_no_number_of_a_small_group_stands_anywhere_in_the_files(report):
    """Estimates of hidden causes, by any analysis, are empty in the table and absent from the page's figures."""
    table = report.table
    hidden = table[table["state"].isin(["hidden", "withheld"])]
    numbers = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "n_subjects",
               "adjusted_p_value"]  # fmt: skip
    assert len(hidden)
    assert hidden[numbers].isna().all(axis=None)


def test_every_audience_gets_the_same_cells(clinic, clinic_report):
    """What one report of a file withholds and another shows, a reader of both knows."""
    # What sections tell changes nothing about what is counted.
    few = clinic.plan.model_copy(update={"sections": COUNTED})
    other = build_report(replace(clinic, plan=few), audience="patients")
    assert "domains" not in other.results.sections_told
    assert other.results.counts.statuses == clinic_report.results.counts.statuses
