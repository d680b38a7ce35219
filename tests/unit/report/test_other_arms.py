"""A report of other arms calls them by the plan's own labels, and nothing in it is called needling."""

import re
from html import unescape

import pytest

from dnoutcomes import Plan, build_analysis, build_report, read_outcomes, simulate

OURS = re.compile(r"needling|needled|standard care", re.IGNORECASE)
ARMS = {"needling": "acupuncture", "standard": "usual care"}


@pytest.fixture(scope="module")
def reports():
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
            arms=("usual care", "acupuncture"), reference_arm="usual care", covariates=("age",), design=design
        )
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
    assert reports[design].title == "Acupuncture against usual care"


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
