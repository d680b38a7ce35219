"""The whole report: what it says agrees with the analysis, and it says something for any data."""

import hashlib
import json
import pickle
import re
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare import compare_arms
from dnoutcomes.errors import OutputError
from dnoutcomes.models import contrast, ls_means
from dnoutcomes.models.mmrm.on_analysis import fit_mmrm
from dnoutcomes.plan import DeclaredInstrument
from dnoutcomes.report import Report, build_report
from dnoutcomes.report.blocks.section import BulletList, Definitions, KeyNumbers, Table
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.sections import SECTIONS


def texts(report):
    """Every piece of text that a reader or a screen reader meets."""
    found = [report.title, report.cover.subtitle, " · ".join(report.cover.facts)]
    for section in report.sections:
        found.append(section.title)
        for block in section.blocks:
            if isinstance(block, Table):
                found += [
                    block.caption,
                    *block.columns,
                    *block.notes,
                    *(cell for row in block.rows for cell in row),
                ]
            elif isinstance(block, BulletList):
                found += block.items
            elif isinstance(block, KeyNumbers):
                found += [
                    text
                    for item in block.numbers
                    for text in (item.label, item.value, item.detail, item.mark)
                ]
            elif isinstance(block, Definitions):
                found += [text for row in block.rows for text in row]
            elif isinstance(block, FigureBlock):
                found += [block.alt_text, block.caption]
            else:
                found.append(block.text)
    return found


def table_of(report, section, start):
    blocks = next(item.blocks for item in report.sections if item.id == section)
    return next(block for block in blocks if isinstance(block, Table) and block.caption.startswith(start))


def test_it_has_every_section_once_and_in_order(clinic_report):
    # A report of all patients has no section on one quarter; sites are shown only to plans that ask.
    assert [section.id for section in clinic_report.sections] == [
        name for name in SECTIONS if name not in ("quarter", "funnels")
    ]


def test_the_answer_is_the_standardised_difference_of_the_mixed_model(report, analysis):
    fit = fit_mmrm(analysis)
    effects = contrast(ls_means(fit, "arm", by=["cause", "visit"])).where(visit="W12").frame
    mix = analysis.patients["cause_modelled"].value_counts(normalize=True)
    expected = float((effects["estimate"] * effects["cause"].map(mix).astype(float)).sum())
    assert report.results.answer.method == "mixed model"
    assert report.results.answer.effect.estimate == pytest.approx(expected, abs=1e-10)


def test_the_means_of_the_course_differ_by_the_difference_that_is_printed(report):
    means = report.results.model.means.frame.pivot(index="visit", columns="arm", values="estimate")
    differences = report.results.model.differences.frame.set_index("visit")["estimate"]
    gap = (means["needling"] - means["standard"]).reindex(differences.index)
    # Blurred rows are rounded to two digits of their error.
    np.testing.assert_allclose(gap, differences, atol=0.02)


def test_the_comparison_beside_it_is_that_of_compare_arms(report, analysis):
    ours = report.table[report.table["analysis"] == "unadjusted"]
    theirs = compare_arms(analysis).where(analysis="unadjusted").frame
    overall = ours["population"] == "all patients together"
    assert ours.loc[overall, "estimate"].item() == pytest.approx(theirs["estimate"].iloc[-1])


def test_figures_tables_and_files_hold_the_same_numbers(report):
    file = pd.DataFrame(json.loads(report.files(["json"])["results.json"])["results"])
    pd.testing.assert_series_equal(
        file["estimate"].astype(float), report.table["estimate"], check_exact=False, rtol=1e-11
    )
    course = next(block for block in report.sections[0].blocks if isinstance(block, FigureBlock))
    drawn = course.main.data.set_index(["arm", "visit"])["estimate"]
    written = report.table[report.table["table"] == "mean change"].set_index(["arm", "visit"])["estimate"]
    pd.testing.assert_series_equal(
        drawn.sort_index(), written.sort_index(), check_names=False, check_index_type=False
    )


def test_the_order_of_the_rows_changes_nothing(make_records, make_analysis):
    records = make_records(n=60)
    shuffled = records.sample(frac=1, random_state=3).sort_values(["patient_id", "study_day"])
    assert (
        build_report(make_analysis(records=records)).html
        == build_report(make_analysis(records=shuffled)).html
    )


def test_the_manifest_holds_the_hashes_of_the_other_files(report, report_files):
    manifest = json.loads(report_files["manifest.json"])
    assert set(manifest["files"]) == set(report_files) - {"manifest.json"}
    for name, facts in manifest["files"].items():
        assert facts["sha256"] == hashlib.sha256(report_files[name]).hexdigest()
    assert manifest["plan_sha256"] == report.results.setting.plan.hash


def test_progress_is_told_step_by_step(make_analysis):
    steps = []
    build_report(make_analysis(n=40), progress=steps.append)
    assert len(steps) >= 4


def test_write_writes_what_files_says(report, report_files, tmp_path):
    written = report.write(tmp_path / "out")
    assert [path.relative_to(tmp_path / "out").as_posix() for path in written] == list(report_files)
    assert [path.read_bytes() for path in written] == list(report_files.values())


@pytest.fixture(scope="module")
def of_a_trial(make_analysis, plan_of):
    return build_report(make_analysis(plan_of(design="randomised", covariates=("age",)), n=120))


@pytest.mark.parametrize(("of", "design"), [("report", "observational"), ("of_a_trial", "randomised")])
def test_words_follow_the_design(of, design, request):
    report = request.getfixturevalue(of)
    said = " ".join(texts(report))
    assert report.results.setting.plan.design == design
    if design == "observational":
        assert len(re.findall("[Rr]andomis", said)) == len(re.findall("not randomised", said)) > 0
    else:
        assert "not randomised" not in said
        assert "The plan declares that patients were randomised" in said
    assert "includes attention" in said
    assert "significan" not in said.lower()


def test_prose_and_tables_use_minus_signs_and_have_no_minus_zero(report):
    for text in texts(report):
        assert not re.search(r"(?<![\w.-])-\d", text), text
        assert not re.search(r"\u22120(\.0+)?(?![.\d])", text), text


def test_a_null_effect_is_not_sold(make_analysis):
    report = build_report(make_analysis(effect=0.0, n=120, seed=5))
    assert report.results.answer.verdict == "uncertain"
    assert "do not settle" in report.headline


def test_a_harm_is_said_as_plainly(make_analysis):
    report = build_report(make_analysis(effect=1.0))
    assert report.results.answer.verdict == "worse"
    assert "higher (worse)" in report.headline


def test_a_precise_null_is_called_close(make_analysis):
    report = build_report(make_analysis(effect=0.0, n=2000, noise=0.6, missing=0.05, seed=2))
    assert report.results.answer.verdict == "close"


def test_where_higher_is_better_the_same_data_are_worse(make_records, make_analysis, plan_of):
    walking = DeclaredInstrument(
        label="Walking score", direction="higher", minimum=0, maximum=10, percent_change=True
    )
    plan = plan_of(outcome="pain_nrs", instruments={"pain_nrs": walking})
    report = build_report(make_analysis(plan, n=200))
    assert report.results.answer.verdict == "worse"
    assert "walking score was lower (worse)" in report.headline


# Two and twelve of whom small groups are hidden get every format in the tests of formats.
@pytest.mark.parametrize(("n", "smallest_cell"), [(2, 1), (5, 1), (5, 11), (12, 1), (40, 1), (40, 11)])
def test_few_patients_get_a_report_that_says_what_it_can(
    records_of_few, make_analysis, n, smallest_cell, plan_of
):
    report = build_report(make_analysis(plan_of(smallest_cell=smallest_cell), records=records_of_few(n)))
    assert report.files(["html", "csv", "json"])
    if smallest_cell == 11 and n == 5:
        assert not report.results.answer.effect.has_interval


def test_small_arms_hide_the_result_and_say_so(make_records, make_analysis, plan_of):
    records = make_records(n=16, missing=0.0, causes=["diabetic"], shares=[1.0])
    report = build_report(make_analysis(plan_of(), records=records))
    assert report.results.answer.verdict == "hidden"
    assert report.headline == "The groups are too small for their results to be shown."
    estimates = report.table[report.table["table"].str.startswith("difference")]
    assert len(estimates)
    assert estimates[["estimate", "conf_low", "conf_high", "p_value"]].isna().all(axis=None)


def test_one_visit_is_answered_by_an_analysis_of_covariance(make_records, make_analysis):
    records = make_records(n=200)
    records = records[records["study_day"].isin([0, 84])]
    report = build_report(make_analysis(records=records))
    assert report.results.answer.method == "analysis of covariance"
    assert "Only one visit" in report.results.answer.reason
    assert report.results.answer.verdict == "better"
    assert any("Only one visit" in text for text in texts(report))


def test_no_later_visit_at_all(make_records, make_analysis):
    records = make_records(n=60)
    report = build_report(make_analysis(records=records[records["study_day"] == 0]))
    assert report.results.answer.verdict == "none"
    assert "do not allow a comparison" in report.headline


def test_a_constant_outcome_in_every_section(make_records, make_analysis, plan_of):
    records = make_records(n=60).assign(pain_nrs=5.0)
    report = build_report(make_analysis(plan_of(covariates=("age", "sex"), sections=()), records=records))
    assert report.results.answer.verdict in {"none", "close"}
    assert "lower" not in report.headline


def test_one_cause_needs_no_comparison_of_causes(make_analysis):
    report = build_report(make_analysis(n=120, causes=["diabetic"], shares=[1.0]))
    assert report.results.answer.verdict == "better"
    assert any("same cause" in text for text in texts(report))


def test_hidden_causes_stay_visible_as_hidden(make_analysis, plan_of):
    report = build_report(make_analysis(plan_of(pool_causes_below=0), n=300))
    table = table_of(report, "causes", "Difference in mean change")
    shown = {row[0]: row[1:] for row in table.rows}
    assert shown["Hereditary"] == ("hidden", "hidden")
    assert shown["Diabetic"] != ("hidden", "hidden")


def test_of_two_causes_with_a_small_one_both_are_hidden(make_analysis, plan_of):
    """Otherwise the small one follows from the large one and the overall effect."""
    causes = {"causes": ["diabetic", "hereditary"], "shares": [0.95, 0.05]}
    report = build_report(make_analysis(plan_of(pool_causes_below=0), n=240, **causes))
    by_cause = report.table["cause"].isin(["diabetic", "hereditary"])
    assert by_cause.any()
    assert report.table.loc[by_cause, ["estimate", "std_error", "n_subjects"]].isna().all(axis=None)


def test_no_p_value_stands_beside_a_single_cause_on_the_page(report):
    table = table_of(report, "causes", "Difference in mean change")
    assert not any(re.search(r"\bp\s*[=<]", cell) for row in table.rows for cell in row)


def test_what_cannot_be_written_is_not_put_on_record(tmp_path, monkeypatch):
    def full(*_):
        raise OutputError("the disk is full")

    recorded = []
    drawn = SimpleNamespace(
        results=SimpleNamespace(release="protected"), is_internal=False, record_entry=str,
        files=lambda formats: {"results.csv": b"", "manifest.json": b"{}"},
    )  # fmt: skip
    monkeypatch.setattr("dnoutcomes.report.report.put_on_record", lambda path, entry: recorded.append(entry))
    Report.write(drawn, tmp_path / "first", ["csv"], releases=tmp_path / "releases.json")
    monkeypatch.setattr("dnoutcomes.report.report.write_into", full)
    with pytest.raises(OutputError, match="the disk is full"):
        Report.write(drawn, tmp_path / "second", ["csv"], releases=tmp_path / "releases.json")
    assert recorded == ["first"]
    assert [path.name for path in tmp_path.iterdir()] == ["first"]


class FramesOf(pickle.Pickler):
    """Notes every frame and series that a pickle takes along."""

    def __init__(self):
        super().__init__(BytesIO())
        self.frames = []

    def reducer_override(self, reduced):
        if isinstance(reduced, pd.DataFrame):
            self.frames.append(reduced)
        return NotImplemented


def test_a_report_goes_to_another_process_whole(report, report_files):
    files = pickle.loads(pickle.dumps(report)).files(["html", "csv", "json", "figures"])
    hashes, expected = (
        json.loads(written.pop("manifest.json"))["files"] for written in (files, dict(report_files))
    )
    assert {"report.html", "results.csv", "results.json", "figures/summary.svg"} <= set(files)
    assert files == {name: report_files[name] for name in files}
    assert hashes == {name: expected[name] for name in files}


@pytest.mark.parametrize(("of", "data"), [("report", "analysis"), ("clinic_report", "clinic")])
def test_a_report_travels_without_rows_of_patients(of, data, request):
    report, patients = request.getfixturevalue(of), request.getfixturevalue(data).patients["patient_id"]
    travelling = pickle.dumps(report)
    assert patients.nunique() > 100
    assert not any(name.encode() in travelling for name in patients)
    pickler = FramesOf()
    pickler.dump(report)
    assert len(pickler.frames) > 10
    assert not [list(frame) for frame in pickler.frames if "patient_id" in {*frame, *frame.index.names}]


def test_an_internal_report_travels_without_rows_of_patients_too(make_analysis):
    analysis = make_analysis(n=120)
    travelling = pickle.dumps(build_report(analysis, sections=["responders"], release="internal"))
    assert analysis.patients["patient_id"].nunique() > 100
    assert not any(name.encode() in travelling for name in analysis.patients["patient_id"])
