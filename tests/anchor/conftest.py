"""The anchor clinic, and its reports, computed and written once."""

from io import BytesIO

import docx
import lxml.html
import openpyxl
import pandas as pd
import pytest
from clinic import FILE, PLAN, Clinic

from dnoutcomes import Plan, build_analysis, build_report, read_outcomes


@pytest.fixture(scope="session")
def clinic():
    return Clinic()


@pytest.fixture(scope="session")
def analysis():
    plan = Plan.from_toml(PLAN)
    return build_analysis(read_outcomes(FILE, plan=plan), plan)


@pytest.fixture(scope="session")
def internal(analysis, made_once):
    return made_once("anchor internal", lambda: build_report(analysis, release="internal"))


@pytest.fixture(scope="session")
def protected(analysis, made_once):
    return made_once("anchor protected", lambda: build_report(analysis))


@pytest.fixture(scope="session")
def files(internal, made_once):
    formats = ["html", "pdf", "docx", "xlsx", "csv", "json"]
    return made_once("anchor files", lambda: internal.files(formats))


@pytest.fixture(scope="session")
def results(files):
    """What results.csv holds."""
    return pd.read_csv(BytesIO(files["results.csv"]), keep_default_na=False, na_values=[""])


@pytest.fixture(scope="session")
def page(files):
    return lxml.html.fromstring(files["report.html"].decode())


@pytest.fixture(scope="session")
def document(files):
    return docx.Document(BytesIO(files["report.docx"]))


@pytest.fixture(scope="session")
def book(files):
    return openpyxl.load_workbook(BytesIO(files["tables.xlsx"]))
