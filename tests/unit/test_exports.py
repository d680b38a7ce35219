"""The public names: complete, importable, and cheap to import."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import dnoutcomes

PROMISED = {
    "read_outcomes", "validate", "Plan", "build_analysis", "compare_arms", "fit_mmrm", "ls_means", "contrast",
    "joint_test", "plot_course", "plot_forest", "plot_responders", "plot_flow", "build_report", "simulate",
    "load_sample", "list_instruments", "get_instrument", "fit_growth", "diagnose", "influence", "plot_diagnostics",
    "plot_influence",
}  # fmt: skip


@pytest.mark.parametrize("name", dnoutcomes.__all__)
def test_every_exported_name_resolves_and_has_a_docstring(name):
    value = getattr(dnoutcomes, name)
    assert name == "__version__" or value.__doc__


def test_promised_names_are_exported():
    assert set(dnoutcomes.__all__) >= PROMISED


def test_every_figure_is_exported():
    """The rule of what is top-level, as `dnoutcomes/__init__.py` says it."""
    from dnoutcomes import figures

    assert {name for name in dnoutcomes.__all__ if name.startswith("plot_")} == {
        name for name in figures.__all__ if name.startswith("plot_")
    }


def test_the_type_checker_sees_the_same_names_as_the_interpreter():
    tree = ast.parse(Path(dnoutcomes.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    imported = {alias.name: node.module for node in block.body for alias in node.names}
    homes = {name: f"dnoutcomes.{home}" for name, home in dnoutcomes._HOMES.items()}
    assert imported == homes
    assert set(homes) | {"__version__"} == set(dnoutcomes.__all__)


def test_importing_the_report_loads_no_seaborn():
    code = "import sys, dnoutcomes.report; print('seaborn' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "False"


def test_importing_the_package_loads_neither_matplotlib_nor_statsmodels():
    code = "import sys, dnoutcomes; print([m for m in ('matplotlib', 'statsmodels', 'seaborn') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_whatever_the_reference_describes_is_reached_from_a_room_or_the_top():
    pages = (Path(__file__).parents[2] / "docs" / "reference").glob("*.md")
    described = [
        line[4:].strip() for page in pages for line in page.read_text().splitlines() if line[:4] == "::: "
    ]
    assert len(described) > 60
    apart = [
        name for name in described
        if not hasattr(dnoutcomes, name.split(".")[-1])
        and not hasattr(import_module(".".join(name.split(".")[:2])), name.split(".")[-1])
    ]  # fmt: skip
    assert not apart


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        dnoutcomes.nothing  # noqa: B018 - reading the attribute is the test
