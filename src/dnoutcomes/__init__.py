"""dnoutcomes: clinical outcomes of dry needling in peripheral neuropathy.

From a file of dated encounters to a fair comparison of needling plus standard care with standard care alone, by cause::

    import dnoutcomes as dn

    outcomes = dn.read_outcomes("encounters.csv")
    plan = dn.Plan.from_toml("plan.toml")
    analysis = dn.build_analysis(outcomes, plan)
    dn.compare_arms(analysis, by="cause")
    dn.build_report(analysis).write("report")

Names are loaded when they are first used, so that importing the package costs little more than pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dnoutcomes._version import __version__

if TYPE_CHECKING:
    from dnoutcomes.analysis import AnalysisData, build_analysis
    from dnoutcomes.compare import compare_arms
    from dnoutcomes.datasets import load_sample
    from dnoutcomes.errors import DnOutcomesError
    from dnoutcomes.estimates import Estimates
    from dnoutcomes.figures import plot_course, plot_flow, plot_forest, plot_responders
    from dnoutcomes.instruments import get_instrument, list_instruments
    from dnoutcomes.models import contrast, fit_mmrm, joint_test, ls_means
    from dnoutcomes.outcomes import Outcomes, read_outcomes, validate
    from dnoutcomes.plan import Plan
    from dnoutcomes.report import build_report
    from dnoutcomes.simulation import simulate

# Where each public name lives; tests/unit/test_exports.py holds this to __all__ and to the imports above.
_HOMES = {
    "AnalysisData": "analysis",
    "DnOutcomesError": "errors",
    "Estimates": "estimates",
    "Outcomes": "outcomes",
    "Plan": "plan",
    "build_analysis": "analysis",
    "build_report": "report",
    "compare_arms": "compare",
    "contrast": "models",
    "fit_mmrm": "models",
    "get_instrument": "instruments",
    "joint_test": "models",
    "list_instruments": "instruments",
    "load_sample": "datasets",
    "ls_means": "models",
    "plot_course": "figures",
    "plot_flow": "figures",
    "plot_forest": "figures",
    "plot_responders": "figures",
    "read_outcomes": "outcomes",
    "simulate": "simulation",
    "validate": "outcomes",
}

_ROOMS = ("errors", "instruments", "models", "weighting", "missing", "figures", "describe", "compare")

__all__ = [
    "AnalysisData",
    "DnOutcomesError",
    "Estimates",
    "Outcomes",
    "Plan",
    "__version__",
    "build_analysis",
    "build_report",
    "compare_arms",
    "contrast",
    "fit_mmrm",
    "get_instrument",
    "joint_test",
    "list_instruments",
    "load_sample",
    "ls_means",
    "plot_course",
    "plot_flow",
    "plot_forest",
    "plot_responders",
    "read_outcomes",
    "simulate",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(import_module(f"dnoutcomes.{_HOMES[name]}"), name)
    elif name in _ROOMS:
        value = import_module(f"dnoutcomes.{name}")
    else:
        raise AttributeError(f"module 'dnoutcomes' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, *_ROOMS])
