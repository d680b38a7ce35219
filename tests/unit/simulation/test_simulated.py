import json
from pathlib import Path

import pandas as pd
import pytest

import dnoutcomes as dn
from dnoutcomes.errors import OutputError
from dnoutcomes.simulation.destination import refuse_destination
from dnoutcomes.simulation.simulated import dictionary_page, to_text

SAMPLE = Path(__file__).parents[3] / "data" / "sample"


@pytest.mark.parametrize("preset", ["clinic", "messy"])
def test_the_sample_files_equal_a_fresh_run_byte_for_byte(preset, tmp_path):
    for path in dn.simulate(preset).write(tmp_path):
        assert path.read_bytes() == (SAMPLE / path.name).read_bytes(), (
            f"{path.name} differs; renew it: dnoutcomes simulate --preset {preset} --out data/sample"
        )


def test_files_written(tmp_path):
    written = dn.simulate("trial", n=30, seed=1).write(tmp_path / "new")
    assert [path.name for path in written] == ["trial.csv", "plan.toml", "data-dictionary.md", "truth.json"]
    assert dn.Plan.from_toml(written[1]).design == "randomised"


def test_the_clinics_file_is_modest(tmp_path):
    csv = dn.simulate().write(tmp_path)[0]
    assert csv.stat().st_size < 1_500_000


def test_truth_in_json_is_the_truth(tmp_path):
    simulated = dn.simulate("clinic", n=60, seed=4)
    told = json.loads(simulated.write(tmp_path)[3].read_text(encoding="utf-8"))
    assert told["seed"] == 4
    assert told["parameters"]["n"] == 60
    effects = pd.DataFrame(told["effects"])
    assert effects["population"].to_numpy() == pytest.approx(simulated.truth.effects["population"], abs=6e-5)
    assert told["propensity"]["P0007"] == pytest.approx(simulated.truth.propensity["propensity"][6], abs=5e-5)
    assert "NaN" not in json.dumps(told, allow_nan=False)


def test_text_of_cells():
    frame = pd.DataFrame({"a": pd.array([3, None], dtype="Int64"), "b": pd.to_datetime(["2025-01-31", None])})
    assert to_text(frame).values.tolist() == [["3", "2025-01-31"], ["", ""]]


def test_dictionary_names_every_column():
    frame = dn.simulate("trial", n=20, seed=1).frame
    page = dictionary_page(frame)
    assert all(f"| `{name}` |" in page for name in frame.columns)


@pytest.mark.parametrize("text", ["[" * 20_000, "[]", '{"seed": 1}'], ids=["nested", "list", "another"])
def test_a_truth_that_is_somebodys_stays(tmp_path, text):
    (tmp_path / "truth.json").write_text(text)
    with pytest.raises(OutputError, match=r"truth\.json"):
        refuse_destination(tmp_path, "trial")
