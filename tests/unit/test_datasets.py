import pytest

import dnoutcomes as dn
from dnoutcomes.errors import DnOutcomesError


@pytest.mark.parametrize("name", ["clinic", "trial", "null"])
def test_clean_samples_are_read_whole(name):
    outcomes = dn.load_sample(name)
    simulated = dn.simulate(name)
    assert outcomes.n_rows_set_aside == 0
    assert len(outcomes.records) == len(simulated.frame)
    assert outcomes.outcome == "pain_nrs"


def test_the_messy_sample_is_read_and_its_faulty_rows_are_set_aside():
    outcomes = dn.load_sample("messy")
    faults = dn.simulate("messy").truth.faults
    bad = faults["fault"].isin(["0 to 100 scale", "not a number", "out of range", "no such day"])
    assert set(faults.loc[bad, "line"]) <= set(outcomes.rejects["source_row"])
    assert set(outcomes.records["arm"]) == {"needling", "standard"}


def test_unknown_sample_is_named():
    with pytest.raises(DnOutcomesError, match="unknown preset 'clinics'; did you mean 'clinic'"):
        dn.load_sample("clinics")
