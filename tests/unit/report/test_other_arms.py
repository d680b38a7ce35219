"""A report of other arms calls them by the plan's own labels, and nothing in it is called needling."""

import re
from html import unescape

import pytest
from matplotlib.text import Text

from dnoutcomes import Plan, build_analysis, build_report, read_outcomes, simulate
from dnoutcomes.report.facts.figure_block import FigureBlock

OURS = re.compile(r"needling|needled|standard care", re.IGNORECASE)
ARMS = {"needling": "acupuncture", "standard": "usual care"}
LABELS = {"acupuncture": "acupuncture twice a week", "usual care": "care by the family doctor"}


@pytest.fixture(scope="module")
def reports(made_once):
    return made_once("reports of other arms", reports_of_other_arms)


def reports_of_other_arms():
    """The simulated clinic with other arms, confounded and as if by lot, and what their readers see."""
    frame = simulate("clinic", n=110, seed=3).frame
    frame = frame.assign(
        arm=frame["arm"].map(ARMS),
        # Kinds of adverse events are called as the file calls them.
        ae_term=frame["ae_term"].str.replace("needling", "treatment"),
    )
    made = {}
    for design in ("observational", "randomised"):
        plan = Plan(
            arms=("usual care", "acupuncture"), reference_arm="usual care", covariates=("age",), design=design,
            arm_labels=LABELS if design == "randomised" else {},
        )  # fmt: skip
        made[design] = build_report(build_analysis(read_outcomes(frame, plan=plan), plan))
    return made


def texts(report, language="en"):
    """Everything that is read or heard of a page, and the text of its drawings."""
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", report.html)
    heard = re.findall(r'\b(?:alt|aria-label|title|content)="([^"]*)"', page)
    return [unescape(re.sub(r"\s+", " ", text)) for text in (re.sub(r"<[^>]+>", " ", page), *heard)]


def named_wrongly(said):
    return [
        match.group()
        for text in said
        for match in re.finditer(rf".{{0,60}}(?:{OURS.pattern}).{{0,30}}", text, re.I)
    ]


@pytest.mark.parametrize("design", ["observational", "randomised"])
def test_nothing_is_called_needling(reports, design):
    said = texts(reports[design])
    assert named_wrongly(said) == []
    assert any("acupuncture" in text.lower() for text in said)
    title = {
        "observational": "Acupuncture against usual care",
        "randomised": "Acupuncture twice a week against care by the family doctor",
    }
    assert reports[design].title == title[design]


OF_NO_LOT = re.compile(
    r"observational|not randomised|chosen for it|propensity|confounding|E-value", re.IGNORECASE
)


def test_a_trial_is_not_spoken_of_as_observational(reports):
    assert not OF_NO_LOT.findall(texts(reports["randomised"])[0])
    assert OF_NO_LOT.findall(texts(reports["observational"])[0])


def test_a_planted_word_is_seen(reports):
    said = texts(reports["observational"])
    assert named_wrongly([*said, "Everybody knew who was needled."]) == ["Everybody knew who was needled."]


def test_the_files_beside_the_page_say_the_same(reports):
    files = reports["observational"].files(["csv", "json", "figures"])
    wrong = {
        name: found
        for name, content in files.items()
        if name.endswith((".csv", ".json", ".svg", ".txt")) and (found := named_wrongly([content.decode()]))
    }
    assert wrong == {}


def test_arms_with_labels_are_called_by_them_wherever_it_is_said_what_they_got(reports):
    labelled, plain = reports["randomised"], reports["observational"]
    assert labelled.title == "Acupuncture twice a week against care by the family doctor"
    for label in LABELS.values():
        places = [text for text in texts(labelled) if label in text]
        assert len(places) > 3
        assert not any(label in text for text in texts(plain))
    flow = next(block.main for block in figures_of(labelled) if block.alt_text.startswith("Flow of patients"))
    written = " ".join(text.get_text() for text in flow.figure.findobj(Text))
    assert all(word in written for label in LABELS.values() for word in label.split())


def figures_of(report):
    return [
        block for section in report.sections for block in section.blocks if isinstance(block, FigureBlock)
    ]
