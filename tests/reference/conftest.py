"""Our data sets, and the numbers that R gave on them (make_reference.R says how, with which versions)."""

import json
from pathlib import Path

import pandas as pd
import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def reference():
    return json.loads((HERE / "reference.json").read_text())


@pytest.fixture(scope="session")
def reference_data():
    """Data set by name, arms with standard care as the reference level."""

    def read(name):
        frame = pd.read_csv(HERE / f"{name}.csv")
        frame["arm"] = pd.Categorical(frame["arm"], ["standard", "needling"])
        return frame

    return read


def term_key(name):
    """Parts of a term, written alike: R says armneedling:visitW08, formulaic arm[T.needling]:visit[T.W08]."""
    plain = name.replace("[T.", "").replace("]", "").replace("(Intercept)", "Intercept")
    return frozenset(plain.split(":"))


@pytest.fixture(scope="session")
def beside():
    """A fit's coefficients and R's, matched by term: one row per coefficient, R's columns end in _reference."""

    def match(fit, coefficients):
        ours = fit.tidy().assign(key=lambda table: table["term"].map(term_key))
        theirs = pd.DataFrame(coefficients).assign(key=lambda table: table["term"].map(term_key))
        both = ours.merge(theirs, on="key", suffixes=("", "_reference"), validate="one_to_one")
        assert len(both) == len(ours) == len(theirs)
        return both

    return match


@pytest.fixture(scope="session")
def joint_of_terms():
    """F test that the coefficients R names are all zero."""

    def test(fit, terms):
        import numpy as np

        names = [term_key(term) for term in fit.inference.terms]
        functions = np.zeros((len(terms), len(names)))
        functions[np.arange(len(terms)), [names.index(term_key(term)) for term in terms]] = 1.0
        return fit.inference.joint(functions)

    return test
