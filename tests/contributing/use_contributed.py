"""Use every change of `contributed` in a copy of the package, and print what came of it as JSON. Run by its test."""

import json
import sys
from pathlib import Path

import pandas as pd

import dnoutcomes as dn
from dnoutcomes import figures
from dnoutcomes.checks import CELL_CHECKS
from dnoutcomes.figures.arm_words import arm_in_words, arm_name
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.language.extract import language_file
from dnoutcomes.missing import impute

PACKAGE = Path(dn.__file__).parent
VISITS = [{"name": "W4", "day": 28}, {"name": "W12", "day": 84}]


def write_language():
    """Begin a language and give it the words of two headings, one of which is new."""
    text = language_file("de").decode("utf-8")
    for english, german in {"What to do": "Was tun", "Who was seen": "Wer gesehen wurde"}.items():
        assert f'msgid "{english}"\nmsgstr ""' in text
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{german}"')
    (PACKAGE / "language" / "words" / "de.po").write_text(text, encoding="utf-8")


def clinic(place):
    """A file of lines in JSON, with a Sunday, a pinch strength and patients who take a rescue drug in one arm."""
    frame = dn.simulate("clinic", n=70, seed=3).frame
    frame = frame[frame["encounter"] == "assessment"]
    frame = frame[["patient_id", "arm", "cause", "age", "sex", "session_date", "index_date", "pain_nrs"]]
    after = pd.to_datetime(frame["session_date"]) > pd.to_datetime(frame["index_date"])
    taken = after & (frame["arm"] == "needling") & frame["patient_id"].str[-1].isin(["3", "7"])
    frame = frame.assign(
        pinch=(28.0 - 1.7 * frame["pain_nrs"]).round(1),
        rescue=taken.map({True: "yes", False: "no"}),
        # North has fewer patients than South.
        home_ward=frame["patient_id"].str[-1].isin(["1", "4", "8"]).map({True: "North", False: "South"}),
    )
    path = place / "clinic.jsonl"
    frame.to_json(path, orient="records", lines=True, date_format="iso")
    return path, frame


def effect(analysis, strategy):
    return float(impute(analysis, strategy).frame.iloc[-1]["estimate"])


def use_all(place):
    """What comes of each kind of change, by its name in the table."""
    write_language()
    path, frame = clinic(place)
    plan = dn.Plan(
        visits=VISITS,
        covariance=["slowh"],
        sections=["people", "advice", "funnels"],
        funnels=["ward"],
        smallest_cell=2,
        estimand={"intercurrent_events": [{"event": "rescue", "strategy": "set-aside-and-failed"}]},
    )
    outcomes = dn.read_outcomes(path, plan=plan)
    analysis = dn.build_analysis(outcomes, plan)
    without = dn.build_analysis(outcomes, plan.model_copy(update={"estimand": dn.Plan().estimand}))
    fit, saturated = dn.fit_mmrm(without), dn.fit_mmrm(without, covariance="us")
    report = dn.build_report(without, language="de")
    rescued = analysis.visits[analysis.visits["patient_id"].isin(analysis.events["patient_id"])]
    kind = figures.FIGURES["sizes"]
    (funnel,) = report.results.funnels
    scored = without.at_visit()["patient_id"].str[-1]
    return {
        "an instrument": [
            dn.Plan(outcome="pinch").responders[0].label,
            float(outcomes.records["pinch"].max()),
        ],
        "a rule of scoring": INSTRUMENTS["pinch"].scoring({"first": 11.0, "second": 14.5, "third": 12.0}),
        "a check of the data": [CELL_CHECKS["sundays"].words, sorted(set(outcomes.issues["check"]))],
        "a covariance structure": [
            fit.structure,
            saturated.log_likelihood - fit.log_likelihood,
        ],
        "a strategy of missing scores": [
            effect(without, "MAR"),
            effect(without, "HW"),
            effect(without, "JR"),
        ],
        "a strategy for intercurrent events": [
            len(rescued),
            int(rescued["value"].isna().sum()),
            int((rescued["responder_30_percent"] == 0).sum()),
            int(analysis.visits["value"].isna().sum()) - int(without.visits["value"].isna().sum()),
        ],
        "a reader of files": [outcomes.source.name, outcomes.source.n_rows_read, len(frame)],
        "a figure": [
            kind.shows,
            kind.audiences,
            kind.plot(analysis).alt_text,
            analysis.patients["arm"].value_counts().to_dict(),
        ],
        "a section of the report": [section.id for section in report.sections],
        "a format of the report": report.files(["titles"])["titles.txt"].decode("utf-8").splitlines()[1:],
        "a language": [section.title for section in report.sections if section.id in ("people", "advice")],
        "a unit of a funnel": [
            funnel.title,
            sorted(funnel.points["n"]),
            int(scored.isin(["1", "4", "8"]).sum()),
            len(scored),
        ],
        "what an arm is called": [arm_in_words("sham"), arm_name("sham")],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(use_all(Path(sys.argv[1]))))
