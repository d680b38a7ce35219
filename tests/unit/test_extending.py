"""Entries of a user's own, made as the page on them says: each is found, used and named by the public interface."""

import gzip
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from docx import Document

import dnoutcomes as dn
from dnoutcomes.checks import CELL_CHECKS, HEADER_CHECKS, Check
from dnoutcomes.compare.standard_errors import ERRORS
from dnoutcomes.errors import DataError, DisclosureError, DnOutcomesError, ModelError, PlanError
from dnoutcomes.figures import FIGURES, check_layout
from dnoutcomes.instruments import INSTRUMENTS, Instrument
from dnoutcomes.missing import STRATEGIES
from dnoutcomes.models.covariances import STRUCTURES, Correlation, homogeneous
from dnoutcomes.models.shared.multiplicity_methods import MULTIPLICITY_METHODS
from dnoutcomes.monitoring import FUNNEL_UNITS, FunnelUnit, funnel
from dnoutcomes.readers import READERS
from dnoutcomes.report.blocks.section import Paragraph
from dnoutcomes.report.facts.report_inputs import ReportInputs
from dnoutcomes.report.facts.run_facts import from_outside
from dnoutcomes.report.sections import SECTIONS, ReportSection
from dnoutcomes.report.sections.compute_results import in_order, refuse_unreleased
from dnoutcomes.schema import COLUMNS

PAGE = Path(__file__).parents[2] / "docs" / "extending.md"
REGISTRIES = (
    INSTRUMENTS, STRUCTURES, STRATEGIES, ERRORS, MULTIPLICITY_METHODS, CELL_CHECKS, HEADER_CHECKS, READERS, FIGURES,
    FUNNEL_UNITS, SECTIONS,
)  # fmt: skip


@pytest.fixture(scope="module")
def page():
    """What the page's blocks make, run in their order; taken back afterwards."""
    names = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        exec(block, names)
    yield names
    for registry in REGISTRIES:
        for name in [name for name in registry if registry[name] in registry.registered()]:
            registry.withdraw(name)


@pytest.fixture(scope="module")
def frame():
    """A clinic whose pinch strength mirrors its pain: strong where that is low, with its own spread."""
    frame = dn.simulate("clinic", n=90, seed=3).frame
    frame = frame[pd.to_datetime(frame["session_date"]).dt.day_of_week != 6]
    return frame.assign(key_pinch=(28.0 - 1.7 * frame["pain_nrs"]).round(1))


@pytest.fixture(scope="module")
def analysis(page, frame):
    plan = dn.Plan(outcome="pinch", visits=page["plan"].visits, covariance=["slowh"], smallest_cell=1)
    return dn.build_analysis(dn.read_outcomes(frame, plan=plan), plan)


def test_an_instrument_is_read_under_its_alias_and_within_its_range(page, frame):
    plan = dn.Plan(outcome="key_pinch")
    assert plan.outcome == "pinch"
    assert [item.label for item in plan.responders] == ["1.5 points"]
    impossible = frame.assign(key_pinch=frame["key_pinch"].where(frame.index != frame.index[3], 41.0))
    with_fault = dn.read_outcomes(impossible, plan=plan)
    assert with_fault.rejects["value"].tolist() == ["'41'"]
    assert with_fault.records["pinch"].max() <= 40


def test_an_instrument_is_compared_in_its_own_direction(analysis):
    patients = analysis.visits[analysis.visits["visit"] == "W12"].dropna(subset=["change"])
    improved = patients.set_index("patient_id")["change"] >= 1.5 - 1e-9
    answers = patients.set_index("patient_id")["responder_1_5_points"] == 1
    assert answers.sum() > 5
    pd.testing.assert_series_equal(answers, improved, check_names=False)


def test_a_structure_is_planned_fitted_and_tried_first(analysis):
    fit = dn.fit_mmrm(analysis)
    assert fit.structure == "slowh"
    # Of two visits, a correlation and two variances are all that there is to say.
    saturated = dn.fit_mmrm(analysis, covariance="us")
    assert fit.log_likelihood == pytest.approx(saturated.log_likelihood, abs=1e-6)
    np.testing.assert_allclose(fit.covariance, saturated.covariance, rtol=1e-3)


def test_a_report_calls_them_by_their_words(analysis):
    results = dn.build_report(analysis).results
    assert results.setting.outcome == "pinch strength"
    assert results.setting.scale == "kg from 0 to 40, higher is better"
    provenance = dict(results.provenance)
    assert provenance["Covariance used"] == "heterogeneous slowly decaying (slowh)"
    assert provenance["Registered by a script"] == "pinch, slowh"


def test_a_structure_of_ones_own_gives_what_the_same_of_the_package_gives(analysis):
    """Compound symmetry written again, with another parameter: same fit, same df, and no need to register it."""

    def mine(rho, times):
        return np.full((len(times),) * 2, np.exp(rho[0]) / (1 + np.exp(rho[0]))) + np.diag(
            np.full(len(times), 1 / (1 + np.exp(rho[0])))
        )

    def slope(rho, times):
        share = np.exp(rho[0]) / (1 + np.exp(rho[0])) ** 2
        return (share * (np.ones((len(times),) * 2) - np.eye(len(times))))[None]

    own = homogeneous(
        Correlation("mine", "mine", "mine", lambda m: 1, mine, slope, lambda r, times: np.array([0.3]))
    )
    ours, theirs = dn.fit_mmrm(analysis, covariance=own), dn.fit_mmrm(analysis, covariance="cs")
    assert ours.structure == "mine"
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood, abs=1e-8)
    for column in ("estimate", "std_error", "df"):
        np.testing.assert_allclose(ours.tidy()[column], theirs.tidy()[column], rtol=1e-5)


def test_a_structure_with_a_wrong_slope_is_neither_registered_nor_used(analysis, page):
    slow = STRUCTURES["slowh"]
    wrong = replace(slow, name="wrong", dsigma=lambda theta, times: 0 * slow.dsigma(theta, times))
    for use in (STRUCTURES.register, lambda structure: dn.fit_mmrm(analysis, covariance=structure)):
        with pytest.raises(ModelError, match="dsigma isn't the slope of sigma by parameter 0"):
            use(wrong)


def test_a_strategy_lies_between_those_that_it_is_halfway_between(analysis, page):
    def effect(strategy):
        return dn.impute(analysis, strategy).frame.set_index("visit")["estimate"]

    own, halfway, reference = effect("MAR"), effect("hw"), effect("JR")
    # Imputed scores enter the analysis linearly.
    np.testing.assert_allclose(halfway, (own + reference) / 2, rtol=1e-8)
    assert abs(own["W12"] - reference["W12"]) > 1e-3
    by_object = dn.impute(analysis, page["MissingStrategy"]("own", "halfway, passed", page["halfway"]))
    np.testing.assert_allclose(by_object.frame["estimate"], halfway, rtol=1e-12)
    assert "Imputed under halfway, passed: " in " ".join(by_object.notes)


def test_errors_and_their_sharing_are_those_of_the_plan(analysis, page):
    plan = page["plan"].model_copy(update={"outcome": "pinch", "secondary_outcomes": ("pain_nrs",)})
    planned = dn.compare_outcomes(dn.build_analysis(analysis.outcomes, plan)).frame.iloc[:2]
    assert planned["adjusted_p_value"].tolist() == pytest.approx(
        np.minimum(2 * planned["p_value"], 1).tolist()
    )
    by_errors = [
        dn.compare_arms(analysis, errors=kind).frame["std_error"].iloc[0]
        for kind in ("classical", "HC2", "HC3")
    ]
    assert len(set(by_errors)) == 3
    assert by_errors[1] < by_errors[2]
    assert from_outside(plan) == ("pinch", "HC2", "bonferroni")


def test_a_check_asks_and_its_question_can_be_answered(page, frame):
    sunday = frame.assign(
        session_date=frame["session_date"].where(frame.index != frame.index[5], "2025-11-09")
    )
    with pytest.raises(DataError, match="dated on a Sunday, when the clinic is closed") as asked:
        dn.read_outcomes(sunday)
    assert asked.value.verdict == "ask"
    assert "sundays" in set(asked.value.issues["check"])
    outcomes = dn.read_outcomes(sunday, confirmed=["sundays"])
    found = outcomes.issues.set_index("check").loc[["sundays"]]
    assert found["severity"].tolist() == ["warn"]
    with pytest.raises(DataError, match=r"no question 'sunday' to confirm; did you mean 'sundays'\?"):
        dn.read_outcomes(sunday, confirmed=["sunday"])


def test_a_reader_takes_its_files_packed_or_not(page, frame, tmp_path):
    path = tmp_path / "clinic.jsonl"
    frame.to_json(path, orient="records", lines=True, date_format="iso")
    read, direct = dn.read_outcomes(path), dn.read_outcomes(frame)
    assert read.source.name == "clinic.jsonl"
    assert read.source.n_rows_read == len(frame)
    columns = ["patient_id", "arm", "session_date", "pain_nrs", "pinch", "source_row"]
    pd.testing.assert_frame_equal(read.records[columns], direct.records[columns])
    packed = tmp_path / "clinic.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    pd.testing.assert_frame_equal(dn.read_outcomes(packed).records[columns], direct.records[columns])


@pytest.fixture(scope="module")
def with_early(page, frame):
    """A protected report that has the page's section, and the analysis that it's of."""
    plan = dn.Plan(
        outcome="pinch", sections=("early",), visits=page["plan"].visits, covariance=["cs"], smallest_cell=5
    )
    analysis = dn.build_analysis(dn.read_outcomes(frame, plan=plan), plan)
    return dn.build_report(analysis), analysis


def test_a_section_stands_where_the_plan_has_it_in_every_format(with_early):
    report, _ = with_early
    assert [section.id for section in report.sections] == ["summary", "early", "limits"]
    files = report.files(["html", "docx", "xlsx", "csv", "json"])
    assert "<h2" in report.html
    assert "Patients seen at the first visit and not at the primary one" in report.html
    assert "The early difference with its interval." in report.html
    words = Document(io.BytesIO(files["report.docx"]))
    assert "The first visit" in [paragraph.text for paragraph in words.paragraphs]
    assert b"Difference at the first visit" in b"".join(_unpacked(files["tables.xlsx"]))


def test_its_numbers_are_those_of_the_analysis_and_in_the_results(with_early):
    report, analysis = with_early
    (row,) = [row for row in report.to_dict()["results"] if row["table"] == "early"]
    direct = dn.compare_arms(analysis, by=None, visit="W4").where(analysis="adjusted").frame.iloc[0]
    assert row["estimate"] == pytest.approx(direct["estimate"], abs=10**-1)
    assert row["contrast"] == "needling - standard"
    scored = analysis.visits.pivot(index="patient_id", columns="visit", values="value").notna()
    arms = analysis.patients.set_index("patient_id")["arm"]
    lost = (scored["W4"] & ~scored["W12"]).groupby(arms).sum()
    assert lost["needling"] != lost["standard"]
    for arm, n in lost.items():
        shown = report.results.counts.shown(("scored early only", arm))
        assert shown.number in (None, n)


def test_what_it_counts_is_protected_with_the_rest(page, frame):
    """With a larger smallest cell the small group that the section counts is no longer shown."""
    plan = dn.Plan(outcome="pinch", sections=("people",), visits=page["plan"].visits, smallest_cell=40)
    analysis = dn.build_analysis(dn.read_outcomes(frame, plan=plan), plan)
    counts = ReportInputs.of(analysis, counted=[page["count"]]).counts
    values = {arm: counts.linked.counts["scored early only", arm].value for arm in plan.arms}
    assert any(0 < n < 40 for n in values.values())
    for arm, n in values.items():
        if 0 < n < 40:
            assert not counts.is_shown(("scored early only", arm))


def test_estimates_that_were_not_released_are_refused(page, with_early):
    raw = dn.compare_arms(with_early[1], by=None, visit="W4")
    with pytest.raises(DisclosureError, match="section 'early' adds estimates that weren't released"):
        refuse_unreleased("early", raw)
    released = page["compute"](ReportInputs.of(with_early[1]), None)
    refuse_unreleased("early", released)
    for state in ("hidden", "withheld"):
        forged = replace(released, frame=released.frame.assign(state=state))
        with pytest.raises(DisclosureError, match="with numbers in rows that are hidden"):
            refuse_unreleased("early", forged)


def test_a_section_sees_only_what_it_needs(with_early):
    results = with_early[0].results
    curious = ReportSection(
        "curious", "Curious", lambda results: [Paragraph(str(results.of_section("early")))]
    )
    with pytest.raises(
        DnOutcomesError, match=r"section 'curious' reads what section 'early' computed; name it"
    ):
        curious(results)
    assert "Estimates" in replace(curious, needs=("early",))(results).blocks[0].text


def test_sections_that_need_each_other_are_refused():
    one = ReportSection("one", "One", lambda results: [], needs=("two",))
    two = ReportSection("two", "Two", lambda results: [], needs=("one",))
    with pytest.raises(DnOutcomesError, match="sections need each other: one -> two -> one"):
        in_order([one, two])


def test_a_section_that_no_page_could_have_is_refused():
    for section, message in (
        (ReportSection("a b", "A", lambda results: []), "letters, digits and _ only"),
        (ReportSection("a", " ", lambda results: []), "has no title"),
        (ReportSection("a", "A", lambda results: [], audiences=("board",)), "unknown audience 'board'"),
        (ReportSection("people", "A", lambda results: []), "the name 'people' is taken"),
    ):
        with pytest.raises(PlanError, match=message):
            SECTIONS.register(section)


def _unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


@pytest.mark.parametrize(
    ("registry", "entry", "message"),
    [
        (INSTRUMENTS, Instrument("age", "Age", "any", 0, 10, "points", "lower"), "column 'age': the name 'age'"),
        (INSTRUMENTS, Instrument("x", "X", "any", 0, 1, "m", "lower", aliases=("pain",)), "the name 'pain'"),
        (HEADER_CHECKS, Check("out_of_range", "x", lambda *given: []), "a check of cells has this name already"),
    ],
)  # fmt: skip
def test_a_name_that_means_something_else_leaves_nothing_behind(registry, entry, message):
    before = list(registry), list(COLUMNS)
    with pytest.raises(ValueError, match=message):
        registry.register(entry)
    assert (list(registry), list(COLUMNS)) == before


def test_what_is_withdrawn_has_no_column_any_more():
    INSTRUMENTS.register(Instrument("squeeze", "Squeeze", "hand function", 0, 9, "kg", "higher"))
    assert COLUMNS["squeeze"].unit == "kg"
    INSTRUMENTS.withdraw("squeeze")
    assert "squeeze" not in COLUMNS
    with pytest.raises(dn.errors.PlanError, match="unknown instrument 'squeeze'"):
        dn.Plan(outcome="squeeze")


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_figure_of_a_users_own_is_measured_as_ours_are(page, analysis, width):
    figure = page["plot_medians"](analysis, width=width)
    assert check_layout(figure) == []
    change = analysis.visits.groupby(["arm", "visit"], observed=True)["change"]
    drawn = [line for line in figure.axes[0].get_lines() if line.get_linestyle() == "None"]
    for arm, line in zip((analysis.plan.reference_arm, analysis.plan.treated_arm), drawn):
        assert line.get_ydata() == pytest.approx(change.median()[arm].to_numpy())
    assert "Medians at the last visit" in figure.alt_text


@pytest.fixture(scope="module")
def wards(page, frame):
    """The same clinic with two wards of different size and result, and an annexe with a handful of patients."""
    ids = sorted(frame["patient_id"].unique())
    names = {
        patient: "Annexe" if place < 7 else "North" if place % 3 else "South"
        for place, patient in enumerate(ids)
    }
    better = frame["patient_id"].map(names).eq("South") & (frame["session_date"] > frame["index_date"])
    frame = frame.assign(
        home_ward=frame["patient_id"].map(names), pain_nrs=(frame["pain_nrs"] - 2.0 * better).clip(lower=0)
    )

    def analysis(**fields):
        plan = page["plan_of_wards"].model_copy(update={"sections": ("funnels",), **fields})
        return dn.build_analysis(dn.read_outcomes(frame, plan=plan), plan)

    return analysis


def test_a_unit_has_its_funnel_in_the_report(wards):
    analysis = wards(smallest_cell=1, clusters="home_ward")
    ward = analysis.outcomes.records.groupby("patient_id")["home_ward"].first()
    n = analysis.at_visit()["patient_id"].map(ward).value_counts()
    report = dn.build_report(analysis)
    (drawn,) = report.results.funnels
    points = drawn.points.set_index("label")
    assert points["n"].to_dict() == n.to_dict()
    assert points["value"].idxmin() == "South"
    (section,) = [section for section in report.sections if section.id == "funnels"]
    assert section.blocks[0].text == drawn.sentence
    assert "by ward" in section.blocks[1].main.alt_text
    assert "order of wards" in section.blocks[1].main.alt_text
    provenance = dict(report.results.provenance)
    assert provenance["Registered by a script"] == "ward"
    assert provenance["Patients who go together"] == "those of one ward (home_ward)"


def test_units_of_few_patients_are_not_shown(wards):
    """The annexe would follow from the other two, so that one of these goes too, and one alone is no funnel."""
    analysis = wards()
    assert funnel(analysis, "ward", released=True).points["n"].isna().sum() == 2
    (section,) = [section for section in dn.build_report(analysis).sections if section.id == "funnels"]
    (note,) = section.blocks
    assert note.text == "The file doesn't name enough wards with patients enough to be shown."


def test_a_unit_is_passed_without_being_registered(wards):
    analysis = wards()
    own = FunnelUnit("half", "home_ward", "half", "halves", lambda analysis, column: analysis.patients.set_index(
        "patient_id")["age"].gt(60).map({True: "old", False: "young"}))  # fmt: skip
    points = funnel(analysis, own, names=True).points.set_index("label")
    old = analysis.patients.loc[analysis.patients["age"] > 60, "patient_id"]
    assert points.loc["old", "n"] == analysis.at_visit()["patient_id"].isin(old).sum()
    assert "half" not in FUNNEL_UNITS


def test_a_unit_that_no_file_could_have_is_refused():
    for unit, message in (
        (FunnelUnit("person", "patient_id", "person", "persons"), "'patient_id' tells of single persons"),
        (FunnelUnit("annexe", " ", "annexe", "annexes"), "column is empty"),
        (FunnelUnit("site", "home_ward", "ward", "wards"), "the name 'site' is taken"),
    ):
        with pytest.raises(DataError, match=message):
            FUNNEL_UNITS.register(unit)
    with pytest.raises(PlanError, match=r"unknown funnel unit 'sight'; did you mean 'site'\?"):
        dn.Plan(funnels=["sight"])


def test_figures_of_both_stand_in_one_with_seaborns(page, analysis):
    whole, parts = page["medians_and_spread"](analysis, analysis)
    assert all(part.figure is whole for part in parts)
    assert len(whole.axes) == 3
    whole.draw_without_rendering()
