"""Facts for repeating a run: hashes and versions, but no time, user or path."""

import getpass
import io
import os
import zipfile

from dnoutcomes.report.facts.run_facts import package_versions, run_facts


def test_hashes_seed_and_covariance_are_named(report, analysis):
    facts = dict(run_facts(analysis, report.results.model))
    assert facts["SHA-256 of the plan"] == analysis.plan.hash
    assert facts["SHA-256 of the data file"] == analysis.outcomes.source.sha256
    assert facts["Covariance used"] == "unstructured (us)"
    assert "Registered by a script" not in facts
    assert facts["Seed"] == str(analysis.plan.seed)
    assert set(package_versions()) >= {"dnoutcomes", "python", "numpy", "pandas", "scipy"}


def test_a_part_of_a_file_names_the_plan_of_the_whole(report, analysis):
    facts = dict(run_facts(analysis, report.results.model, "2026Q2", "a" * 64))
    assert facts["SHA-256 of the plan"] == "a" * 64 != analysis.plan.hash


def test_no_path_or_user_is_in_any_file(report_files):
    for name, content in report_files.items():
        for part in unpacked(name, content):
            assert os.getcwd().encode() not in part
            assert f"/{getpass.getuser()}/".encode() not in part


def unpacked(name, content):
    """Parts of an office file, which is an archive; any other file as it is."""
    if not name.endswith((".docx", ".xlsx")):
        return [content]
    archive = zipfile.ZipFile(io.BytesIO(content))
    return [archive.read(part) for part in archive.namelist()]
