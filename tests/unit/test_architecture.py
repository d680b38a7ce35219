"""A room imports only from the rooms above it. The list is the house's order, top first."""

import ast
from pathlib import Path

import pytest

import dnoutcomes

ROOT = Path(dnoutcomes.__file__).parent

ORDER = (
    "_version", "errors", "registry", "file_bytes", "language", "settings_file", "destination", "writing",
    "progress", "processes", "termination",
    "estimates", "arm_balance", "instruments", "schema", "plan", "clusters", "suggested_clusters",
    "readers", "checks",
    "outcomes", "derive", "modelled_causes", "analysis", "restriction", "describe", "models", "compare",
    "deidentification", "weighting", "dose", "missing",
    "sensitivity", "monitoring", "disclosure", "figures", "report", "simulation", "datasets", "cli", "__main__",
)  # fmt: skip

# The general cores: for any longitudinal frame, so they must not know of plans or clinics.
GENERAL = ("models", "weighting", "missing")
CLINICAL = (
    "plan", "clusters", "suggested_clusters", "readers", "checks", "outcomes", "derive", "modelled_causes", "analysis",
    "restriction", "describe",
)  # fmt: skip
# Thin functions on top of a core, for AnalysisData, live in files that end so.
ON_ANALYSIS = "on_analysis"


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """Rooms that a file imports when it runs, wherever in it; imports for type checkers only don't count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: imports are absolute"
            found |= (
                {node.module} if node.module != "dnoutcomes" else {f"dnoutcomes.{a.name}" for a in node.names}
            )
    return {name.split(".")[1] for name in found if name.startswith("dnoutcomes.")}


FILES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def test_every_room_has_its_place():
    assert {room_of(path) for path in FILES} <= set(ORDER)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_go_up_only(path):
    place = ORDER.index(room_of(path))
    below = {room for room in imports_of(path) if room in ORDER and ORDER.index(room) > place}
    assert not below, f"{path.relative_to(ROOT)} imports from rooms below it: {below}"


@pytest.mark.parametrize(
    "path", [p for p in FILES if room_of(p) in GENERAL], ids=lambda p: str(p.relative_to(ROOT))
)
def test_general_cores_know_nothing_of_clinics(path):
    if path.stem.endswith(ON_ANALYSIS) or path.stem == "__init__":
        return
    assert not imports_of(path) & set(CLINICAL)


def test_a_planted_arrow_downwards_is_seen(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text("def f():\n    from dnoutcomes.report import build_report\n")
    assert imports_of(planted) == {"report"}
