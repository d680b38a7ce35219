"""A room imports only from the rooms above it. The list is the house's order, top first."""

import ast
from functools import cache
from pathlib import Path

import dnoutcomes

ROOT = Path(dnoutcomes.__file__).parent

ORDER = (
    "_version", "errors", "registry", "file_bytes", "language", "settings_file", "destination", "writing",
    "progress", "processes", "termination",
    "estimates", "arm_balance", "instruments", "schema", "disclosure", "plan", "clusters", "record_counts",
    "suggested_clusters", "readers", "checks", "engines",
    "outcomes", "derive", "starting", "modelled_causes", "plan_against_data", "analysis", "analysis_sums",
    "restriction", "describe", "models", "compare", "deidentification", "weighting", "dose", "missing",
    "sensitivity", "monitoring", "figures", "report", "simulation", "datasets", "settings_reference", "cli", "__main__",
)  # fmt: skip

# The report has rooms of its own: what things are called, how values are written, what earlier reports gave away,
# counts, facts, and from these alone the words, sections, pages and files.
ORDER_IN_REPORT = (
    "names", "export", "releases", "counts", "facts", "blocks", "words", "sections", "render", "files",
    "report", "build", "outlook", "check_file", "sites",
)  # fmt: skip

# The general cores: for any longitudinal frame, so they must not know of plans or clinics.
GENERAL = ("models", "weighting", "missing")
CLINICAL = (
    "plan", "clusters", "record_counts", "suggested_clusters", "readers", "checks", "engines", "outcomes", "derive",
    "modelled_causes", "plan_against_data", "analysis", "analysis_sums", "restriction", "describe",
)  # fmt: skip
# Thin functions on top of a core, for AnalysisData, live in files that end so.
ON_ANALYSIS = "on_analysis"


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a file, parsed once for all rules."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imports_of(path: Path) -> set[str]:
    """Rooms that a file imports when it runs, wherever in it; imports for type checkers only don't count."""
    skipped = {
        id(node)
        for block in nodes_of(path)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    found = set()
    for node in nodes_of(path):
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


def named(wrong: dict[Path, set[str]]) -> dict[str, set[str]]:
    """The files that break a rule, by their names in the package, with what they import against it."""
    return {str(path.relative_to(ROOT)): rooms for path, rooms in wrong.items() if rooms}


def test_arrows_go_up_only():
    def below(path):
        place = ORDER.index(room_of(path))
        return {room for room in imports_of(path) if room in ORDER and ORDER.index(room) > place}

    assert len(FILES) > 600
    assert named({path: below(path) for path in FILES}) == {}


def rooms_in_report(path: Path) -> tuple[str, set[str]]:
    """The room of a file inside the report, and the rooms there that it imports, be it for types only."""
    imported = {
        node.module.split(".")[2]
        for node in nodes_of(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dnoutcomes.report.")
    }
    return path.relative_to(ROOT / "report").parts[0].removesuffix(".py"), imported


REPORT = sorted(path for path in (ROOT / "report").rglob("*.py") if path != ROOT / "report" / "__init__.py")


def test_arrows_inside_the_report_go_up_only():
    def below(path):
        room, imported = rooms_in_report(path)
        place = ORDER_IN_REPORT.index(room)
        return {other for other in imported if ORDER_IN_REPORT.index(other) > place}

    assert len(REPORT) > 100
    assert named({path: below(path) for path in REPORT}) == {}


def test_general_cores_know_nothing_of_clinics():
    cores = [
        path
        for path in FILES
        if room_of(path) in GENERAL and not path.stem.endswith(ON_ANALYSIS) and path.stem != "__init__"
    ]
    assert {room_of(path) for path in cores} == set(GENERAL)
    assert named({path: imports_of(path) & set(CLINICAL) for path in cores}) == {}


# Within the models the rooms have an order of their own; the two kinds of model don't know each other, and the files
# that stand in no room are asked of either kind.
MODELS = ROOT / "models"
ABOVE_IN_MODELS = {
    "shared": (),
    "covariances": ("shared",),
    "mmrm": ("shared", "covariances"),
    "growth": ("shared", "covariances"),
}


def rooms_of_models_imported(path: Path) -> set[str]:
    """What a file imports of the models, for type checkers too: the rooms, and files by their names."""
    names = set()
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dnoutcomes.models."):
            names.add(node.module.split(".")[2])
        elif isinstance(node, ast.ImportFrom) and node.module == "dnoutcomes.models":
            names |= {alias.name for alias in node.names}
    return names


def test_models_have_these_rooms():
    assert {path.name for path in MODELS.iterdir() if (path / "__init__.py").exists()} == set(ABOVE_IN_MODELS)


def test_arrows_between_rooms_of_models_go_up_only():
    rooms = {path: path.relative_to(MODELS).parts[0] for path in FILES if MODELS in path.parents}
    assert set(rooms.values()) >= set(ABOVE_IN_MODELS)
    below = {
        path: rooms_of_models_imported(path) - {room, *ABOVE_IN_MODELS[room]}
        for path, room in rooms.items()
        if room in ABOVE_IN_MODELS
    }
    assert named(below) == {}


def test_a_planted_arrow_downwards_is_seen(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text("def f():\n    from dnoutcomes.report import build_report\n")
    assert imports_of(planted) == {"report"}


def modules_below(root: Path) -> dict[str, Path]:
    """Modules below a package by their names without it; a package goes by its folder."""
    names = {}
    for path in root.rglob("*.py"):
        parts = path.relative_to(root).with_suffix("").parts
        names[".".join(part for part in parts if part != "__init__")] = path
    return names


def imports_between(modules: dict[str, Path]) -> dict[str, set[str]]:
    """What each module imports of the others, wherever in it and be it for type checkers only."""
    found: dict[str, set[str]] = {}
    for name, path in modules.items():
        named = set()
        for node in nodes_of(path):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                named |= {
                    whole if (whole := f"{node.module}.{alias.name}").partition(".")[2] in modules else node.module
                    for alias in node.names
                }  # fmt: skip
        inside = {each.partition(".")[2] for each in named if each.startswith("dnoutcomes.")}
        found[name] = (inside & set(modules)) - {name}
    return found


def circles_in(imports: dict[str, set[str]]) -> list[set[str]]:
    """Sets of modules each of which comes back to itself by way of the others."""
    reached = {}
    for start in imports:
        seen, ahead = set(), [start]
        while ahead:
            for name in imports[ahead.pop()] - seen:
                seen.add(name)
                ahead.append(name)
        reached[start] = seen
    circles = [{other for other in reached[name] if name in reached[other]} for name in sorted(imports)]
    return [circle for place, circle in enumerate(circles) if circle and circle not in circles[:place]]


def test_no_module_comes_back_to_itself():
    found = circles_in(imports_between(modules_below(ROOT)))
    assert not found


def test_a_planted_circle_is_seen_even_where_only_types_need_it(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "__init__.py").write_text("from dnoutcomes.room.one import f\n")
    (tmp_path / "room" / "one.py").write_text("def f():\n    from dnoutcomes.room import two\n")
    (tmp_path / "room" / "two.py").write_text(
        "if TYPE_CHECKING:\n    from dnoutcomes.room.three import Three\n"
    )
    (tmp_path / "room" / "three.py").write_text("import dnoutcomes.room.one\n")
    assert circles_in(imports_between(modules_below(tmp_path))) == [{"room.one", "room.two", "room.three"}]
