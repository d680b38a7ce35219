"""From what a report says to what is known: every number with a group behind it, and how patients add up."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np

from attacker.knowledge import MOST, Knowledge
from attacker.pages import page_of, result_rows, workbook_tables

COUNT = re.compile(r"(\d[\d,]*)(?: \((\d+) %\))?")
RANGE = re.compile(r"([\d,]+) to ([\d,]+)")
OF_THOSE = re.compile(r"([\d,]+|[\d,]+ to [\d,]+|withheld|hidden) (?:of ([\d,]+) \(\d+ %\)|\(of ([^)]+)\))")
SHARE = re.compile(r"(\d+) %(?: \(\d+ % to \d+ %\))?|(0\.\d+)")
SPREAD = re.compile(r"([\d.]+) \(([\d.]+)\)")
LEVELS = {"Cause": "cause", "Sex": "sex", "Severity": "severity", "State of the nerve": "nerve_status",
          "Site": "site_id", "Opioid": "opioid"}  # fmt: skip
WORDS = {
    "female": "F",
    "male": "M",
    "no": "False",
    "yes": "True",
    "compressed or irritated": "compressed_irritated",
}


def number(text):
    return int(text.replace(",", ""))


class Reader:
    """What somebody knows who has the files of one report; `label` sets it apart from other reports."""

    def __init__(self, smallest, arms, weeks, label="", pages=True, shares_months=False):
        self.shares_months = shares_months
        self.smallest, self.arms, self.weeks, self.label = smallest, arms, weeks, label
        self.known, self.read, self.small, self.pages = Knowledge(), 0, set(), pages
        self.sessions = {arm: {} for arm in arms}

    def named(self, what, arm):
        # Charts of a quarter's report are about the whole file, so that its months are the same in all reports of it.
        whole = what.split(" / ")[0] in (
            "due in",
            "held in",
            "answered in",
            "responded in",
            "sessions in",
            "events in",
        )
        return ("the file" if whole and self.shares_months else self.label, what, arm)

    def names(self, arm, *start):
        """Names of an arm that begin with these words."""
        return [name for name in self.known.bounds if name[2:] == (arm,) and name[0] in (self.label, "the file")
                and name[1].split(" / ")[: len(start)] == list(start)]  # fmt: skip

    def learn_text(self, what, arm, text):
        """Learn what one cell says: a number, a number with a share, a range, "withheld"."""
        text = text.strip()
        low, high = 0, MOST
        if found := COUNT.fullmatch(text):
            low = high = number(found[1])
        elif found := RANGE.fullmatch(text):
            low, high = number(found[1]), number(found[2])
            if (low, high) == (1, self.smallest - 1):
                self.small.add(self.named(what, arm))
        elif text == "withheld":
            low = self.smallest
        else:
            return
        self.read += 1
        self.known.learn(self.named(what, arm), low, high)

    def take(self, directory):
        """Read all files of a report."""
        place = Path(directory)
        for row in result_rows(place):
            if row["table"] == "number of patients":
                self.learn_text(row["analysis"], row["arm"], row["n_shown"])
            elif row["table"].startswith("number of sessions") and row["estimate"]:
                self.learn_text(row["analysis"], row["arm"], row["estimate"])
        if self.pages and (place / "report.html").exists():
            tables, text, spoken = page_of((place / "report.html").read_text(encoding="utf-8"))
            self.take_tables(tables)
            self.take_words([*text, *spoken])
        for drawing in sorted(place.glob("figures/*.svg")) if self.pages else []:
            _, text, spoken = page_of(drawing.read_text(encoding="utf-8"))
            self.take_words([*text, *spoken])
        if (place / "tables.xlsx").exists():
            self.take_tables(workbook_tables(place / "tables.xlsx"))
        self.add_sums()
        return self

    def take_words(self, lines):
        """Learn from what figures say to those who can't see them: the flow of patients, and who came how often."""
        arms = "|".join(self.arms)
        for line in lines:
            for arm, rest in re.findall(rf"\b({arms}): ([\d,]+ in the file;.*?)(?=\b(?:{arms}): |$)", line):
                for text, stage in re.findall(r"([\d,]+) (in the file|analysed)", rest):
                    self.learn_text(stage, arm, text)
                for week, seen, missed in re.findall(r"Week (\d+): ([\d,]+) seen, not seen: ([\d,]+)", rest):
                    self.learn_text(f"seen / {self.weeks[int(week)]}", arm, seen)
                    self.learn_text(f"not seen / {self.weeks[int(week)]}", arm, missed)
            for arm, n, shares in re.findall(
                rf"\b({arms}), ([\d,]+) patients: sessions attended: ([^.]*)", line
            ):
                self.learn_text("in the file", arm, n)
                for share, level in re.findall(r"(\d+ %) at least (\d+)", shares):
                    self.learn_share(f"attended at least / {level}", arm, share)

    def take_tables(self, tables):
        """Learn from tables of the page or the workbook, by their titles."""
        for title, rows in tables:
            if not rows:
                continue
            header, *body = rows
            columns = {index: arm for index, name in enumerate(header) for arm, shown in self.arms.items()
                       if name == shown}  # fmt: skip
            arm_of_title = next(
                (arm for arm, shown in self.arms.items() if title.startswith(shown + ":")), None
            )
            for row in body:
                for column, arm in columns.items():
                    if column < len(row):
                        self.learn_cell(title, row[0], arm, row[column])
                if arm_of_title and len(row) > 1:
                    self.learn_session(row, arm_of_title)

    def learn_cell(self, title, stage, arm, text):
        name, _, level = stage.partition(": ")
        if title == "Patients from the file to each visit":
            self.learn_text(self.stage(stage), arm, text)
        elif title == "Patients who started, by quarter":
            self.learn_text(f"started / {stage}", arm, text)
        elif title == "The groups at the start" and name in LEVELS:
            self.learn_text(f"level / {LEVELS[name]} / {WORDS.get(level, level)}", arm, text)
        elif title.startswith("Patients with at least one event"):
            self.learn_share(f"adverse / {stage}", arm, text)
        elif title.startswith("Patients with an event after the start"):
            self.learn_text(f"event / {stage.lower()}", arm, text)

    def stage(self, words):
        if found := re.fullmatch(r"Seen after (\d+) weeks?", words):
            return f"seen / {self.weeks[int(found[1])]}"
        return {"In the file": "in the file", "Compared (with a score at the start)": "analysed"}.get(
            words, words
        )

    def learn_share(self, what, arm, text):
        """A share of everybody in the file bounds a number of patients."""
        if not (found := SHARE.fullmatch(text.strip())):
            return
        value, half = (float(found[1]) / 100, 0.005) if found[1] else (float(found[2]), 0.005)
        here, everybody = self.named(what, arm), self.named("in the file", arm)
        self.read += 1
        self.known.state([(here, 1.0), (everybody, -(value + half))], -MOST, 1e-9)
        self.known.state([(here, 1.0), (everybody, -(value - half))], -1e-9, MOST)

    def learn_session(self, row, arm):
        """Sessions per patient, and how they vary between patients who had one: who had none follows."""
        text = " ".join(cell for cell in row[1:] if cell)
        if row[0].endswith("sessions attended per patient") and (
            found := re.match(r"([\d.]+) \(?([\d.]+)", text)
        ):
            self.sessions[arm]["mean"] = (float(found[1]), float(found[2]))
        elif row[0].endswith("variation of sessions attended between patients") and (
            found := re.match(r"([\d.]+)", text)
        ):
            self.sessions[arm]["variation"] = float(found[1])

    def never_came(self, arm, most=40):
        """Smallest and largest number of patients without a session that fit all that is said of sessions."""
        known, everybody = Knowledge(), ("patients",)
        known.learn(everybody, *self.known.bounds.get(self.named("in the file", arm), (0, MOST)))
        total, squares, wider = ("sum", "sessions"), ("sum", "squares"), everybody
        levels = [("at least", number) for number in range(1, most + 1)]
        for level in levels:
            known.learn(
                level, *self.known.bounds.get(self.named(f"attended at least / {level[1]}", arm), (0, MOST))
            )
            known.adds_up(wider, [level, ("between", level[1])])
            wider = level
        known.adds_up(total, levels)
        known.state([(squares, -1.0), *((level, 2.0 * level[1] - 1) for level in levels)], 0.0, 0.0)
        known.learn(total, *self.known.bounds.get(self.named("sessions attended", arm), (0, MOST * most)))
        self._said_of_sessions(known, arm, everybody, total, squares)
        return known.range_of(("between", 1))

    def _said_of_sessions(self, known, arm, everybody, total, squares):
        said = self.sessions[arm]
        if "mean" not in said:
            return
        mean, sd = said["mean"]
        known.mean(total, everybody, mean, 0.05)
        spreads = [(max(sd - 0.05, 0), sd + 0.05)]
        if "variation" in said:
            variation = said["variation"]
            spreads.append(
                (max(variation - 0.005, 0) * max(mean - 0.05, 0), (variation + 0.005) * (mean + 0.05))
            )
        for low, high in spreads:
            known.state([(squares, 1.0), (everybody, -(high**2 + (mean + 0.05) ** 2))], -np.inf, -(high**2))
            known.state(
                [(squares, 1.0), (everybody, -(low**2 + max(mean - 0.05, 0) ** 2))], -(low**2), np.inf
            )

    def add_sums(self):
        """How patients add up, from what the words mean."""
        for arm in self.arms:
            everyone, analysed = self.named("in the file", arm), self.named("analysed", arm)
            self.known.adds_up(everyone, [analysed, *self.names(arm, "left out")])
            if started := self.names(arm, "started"):
                self.known.state([(everyone, 1.0), *((name, -1.0) for name in started)], 0.0, float("inf"))
            for name in {key[1].split(" / ")[1] for key in self.names(arm, "level")}:
                self.known.adds_up(analysed, self.names(arm, "level", name))
            for visit in self.weeks.values():
                seen, missing = (self.named(f"{what} / {visit}", arm) for what in ("seen", "not seen"))
                if seen in self.known.bounds:
                    self.known.adds_up(analysed, [seen, missing])
                if reasons := [key for key in self.names(arm, "not seen", visit) if key != missing]:
                    self.known.adds_up(missing, reasons)
                scored = self.named(f"scored / {visit}", arm)
                if scored in self.known.bounds:
                    self.known.holds(analysed, scored)
            self._causes(arm)
            self._improvement(arm)
            for name in (*self.names(arm, "event"), *self.names(arm, "adverse")):
                self.known.adds_up(everyone if name[1].startswith("adverse") else analysed,
                                   [name, (*name[:1], f"without {name[1]}", arm)])  # fmt: skip
            self._adverse(arm)
        self._months()

    def _adverse(self, arm):
        """Whoever has one kind of event has any; the others have another alone."""
        some = self.named("adverse / any event", arm)
        for name in self.names(arm, "adverse"):
            if name != some and "ended care" not in name[1] and some in self.known.bounds:
                self.known.adds_up(some, [name, self.named(f"another alone than {name[1]}", arm)])

    def _months(self):
        """Patients fall due in one month; those of all months are among all who were expected."""
        months = self.names("", "due in")
        for name in months:
            held, answered, responded = (
                self.named(name[1].replace("due in", what), "")
                for what in ("held in", "answered in", "responded in")
            )
            self.known.adds_up(name, [held, self.named(f"not held / {name[1]}", "")])
            self.known.holds(held, answered)
            self.known.adds_up(answered, [responded, self.named(f"no response / {name[1]}", "")])
        expected = [self.named("expected / W12", arm) for arm in self.arms]
        # The months of a quarter's report are of the whole file, and the expected of the quarter.
        if months and not self.shares_months and all(name in self.known.bounds for name in expected):
            parts = [*((name, -1.0) for name in months), *((name, 1.0) for name in expected)]
            self.known.state(parts, 0.0, float("inf"))

    def _causes(self, arm):
        for key in self.names(arm, "cause"):
            cause = key[1].split(" / ")[1]
            scored, level = (
                self.named(f"{what} / {cause}", arm) for what in ("cause scored", "level / cause")
            )
            if scored in self.known.bounds:
                self.known.adds_up(key, [scored, self.named(f"cause without a score / {cause}", arm)])
            if level in self.known.bounds:
                self.known.adds_up(key, [level])
        if modelled := self.names(arm, "cause"):
            self.known.adds_up(self.named("analysed", arm), modelled)

    def _improvement(self, arm):
        levels = sorted((float(key[1].split(" / ")[1]), key) for key in self.names(arm, "improved"))
        for (low, wider), (_, narrower) in pairwise(levels):
            self.known.adds_up(wider, [narrower, self.named(f"improved by {low:g} and no more", arm)])
        for key in self.names(arm, "responders"):
            self.known.adds_up(self.named("analysed", arm), [key, self.named(f"{key[1]} / no", arm)])


def blind(reader):
    """Someone who sees which cells are small, which are zero and which are neither, and how they add up."""
    other = Reader(reader.smallest, reader.arms, reader.weeks, reader.label)
    for name, (low, high) in reader.known.bounds.items():
        if name in reader.small or low == high == 0:
            other.known.bounds[name] = low, high
        else:
            other.known.bounds[name] = (reader.smallest if low >= reader.smallest else 0), MOST
    other.known.statements = [
        (parts, low, high)
        for parts, low, high in reader.known.statements
        if low == 0.0 and high in (0.0, float("inf"))
    ]
    return other


def narrowed(reader, name, other=None):
    """The range of a small group, where it is narrower than for somebody who sees no number; else None."""
    low, high = reader.known.range_of(name)
    if low > 1 or high < reader.smallest - 1:
        least, most = (other or blind(reader)).known.range_of(name)
        if low > max(1, least) or high < min(reader.smallest - 1, most):
            return low, high
    enough = min(5, high - low + 1)
    values = reader.known.values_of(name, max(low, 1), min(high, reader.smallest - 1), enough)
    return None if len(values) >= enough else (low, high)


def together(*readers):
    """One reader with the reports of several; cells that are called the same aren't taken for the same."""
    first = readers[0]
    both = Reader(first.smallest, first.arms, first.weeks)
    for reader in readers:
        for name, (low, high) in reader.known.bounds.items():
            both.known.learn(name, low, high)
        both.known.statements += reader.known.statements
        both.small |= reader.small
    both.known._made = None
    return both


def difference(both, wider, narrower, rest):
    """All that one report counts is also in another: what the reports have between them, as `rest`.

    Only of what a patient brings to the start, which a later cut of the file doesn't change.
    """
    names = []
    for label, what, arm in list(both.known.bounds):
        if (
            label == narrower
            and what.split(" / ")[0] in ("in the file", "level", "started")
            and ((wider, what, arm) in both.known.bounds)
        ):
            both.known.adds_up((wider, what, arm), [(narrower, what, arm), (rest, what, arm)])
            names.append((rest, what, arm))
    return names
