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
    from dnoutcomes.analysis_sums import sum_analysis
    from dnoutcomes.compare import compare_arms
    from dnoutcomes.compare.outcomes import compare_outcomes
    from dnoutcomes.compare.pool_causes import pool_causes
    from dnoutcomes.compare.subgroups import compare_subgroups
    from dnoutcomes.datasets import load_sample
    from dnoutcomes.deidentification import check_deidentified, deidentify
    from dnoutcomes.describe import estimand_table
    from dnoutcomes.describe.target_trial import target_trial
    from dnoutcomes.dose import clone_censor_weight, landmark
    from dnoutcomes.errors import DnOutcomesError
    from dnoutcomes.estimates import Estimates
    from dnoutcomes.figures import (
        plot_attendance,
        plot_control_chart,
        plot_course,
        plot_covariance_map,
        plot_diagnostics,
        plot_flow,
        plot_forest,
        plot_funnel,
        plot_individual_courses,
        plot_influence,
        plot_love,
        plot_missingness,
        plot_outcomes,
        plot_positivity,
        plot_residuals,
        plot_responders,
        plot_sensitivity,
        plot_subgroups,
        plot_tipping,
        plot_waterfall,
    )
    from dnoutcomes.instruments import get_instrument, list_instruments
    from dnoutcomes.language import load_language, speaking
    from dnoutcomes.missing import impute, tipping_point
    from dnoutcomes.models import (
        change_from_baseline,
        contrast,
        diagnose,
        fit_growth,
        fit_mmrm,
        influence,
        joint_test,
        ls_means,
    )
    from dnoutcomes.outcomes import Outcomes, read_outcomes, validate
    from dnoutcomes.plan import Plan
    from dnoutcomes.report import build_report, check_file, verify_report
    from dnoutcomes.report.render.house_style import HouseStyle
    from dnoutcomes.restriction import restrict
    from dnoutcomes.sensitivity import sensitivity_panel
    from dnoutcomes.simulation import simulate
    from dnoutcomes.starting import start
    from dnoutcomes.weighting.balance_on_analysis import balance, propensity
    from dnoutcomes.weighting.on_analysis import compare_weighted, fit_weighted_mmrm

# The rule: what a study takes from its file to its report, every figure among it, is here; what answers one further
# question of a method stays in its room. Where each name lives: tests/unit/test_exports.py holds this to __all__ and
# to the imports above.
_HOMES = {
    "AnalysisData": "analysis",
    "DnOutcomesError": "errors",
    "Estimates": "estimates",
    "HouseStyle": "report.render.house_style",
    "Outcomes": "outcomes",
    "Plan": "plan",
    "balance": "weighting.balance_on_analysis",
    "build_analysis": "analysis",
    "build_report": "report",
    "change_from_baseline": "models",
    "check_deidentified": "deidentification",
    "check_file": "report",
    "clone_censor_weight": "dose",
    "compare_arms": "compare",
    "compare_outcomes": "compare.outcomes",
    "compare_subgroups": "compare.subgroups",
    "compare_weighted": "weighting.on_analysis",
    "contrast": "models",
    "deidentify": "deidentification",
    "diagnose": "models",
    "estimand_table": "describe",
    "fit_growth": "models",
    "fit_mmrm": "models",
    "fit_weighted_mmrm": "weighting.on_analysis",
    "get_instrument": "instruments",
    "impute": "missing",
    "influence": "models",
    "joint_test": "models",
    "landmark": "dose",
    "list_instruments": "instruments",
    "load_language": "language",
    "load_sample": "datasets",
    "ls_means": "models",
    "plot_attendance": "figures",
    "plot_control_chart": "figures",
    "plot_course": "figures",
    "plot_covariance_map": "figures",
    "plot_diagnostics": "figures",
    "plot_flow": "figures",
    "plot_forest": "figures",
    "plot_funnel": "figures",
    "plot_individual_courses": "figures",
    "plot_influence": "figures",
    "plot_love": "figures",
    "plot_missingness": "figures",
    "plot_outcomes": "figures",
    "plot_positivity": "figures",
    "plot_residuals": "figures",
    "plot_responders": "figures",
    "plot_sensitivity": "figures",
    "plot_subgroups": "figures",
    "plot_tipping": "figures",
    "plot_waterfall": "figures",
    "pool_causes": "compare.pool_causes",
    "propensity": "weighting.balance_on_analysis",
    "read_outcomes": "outcomes",
    "restrict": "restriction",
    "sensitivity_panel": "sensitivity",
    "simulate": "simulation",
    "speaking": "language",
    "start": "starting",
    "sum_analysis": "analysis_sums",
    "target_trial": "describe.target_trial",
    "tipping_point": "missing",
    "validate": "outcomes",
    "verify_report": "report",
}

_ROOMS = (
    "errors", "instruments", "models", "weighting", "dose", "missing", "sensitivity", "monitoring", "figures",
    "describe", "compare", "progress", "engines",
)  # fmt: skip

__all__ = [
    "AnalysisData",
    "DnOutcomesError",
    "Estimates",
    "HouseStyle",
    "Outcomes",
    "Plan",
    "__version__",
    "balance",
    "build_analysis",
    "build_report",
    "change_from_baseline",
    "check_deidentified",
    "check_file",
    "clone_censor_weight",
    "compare_arms",
    "compare_outcomes",
    "compare_subgroups",
    "compare_weighted",
    "contrast",
    "deidentify",
    "diagnose",
    "estimand_table",
    "fit_growth",
    "fit_mmrm",
    "fit_weighted_mmrm",
    "get_instrument",
    "impute",
    "influence",
    "joint_test",
    "landmark",
    "list_instruments",
    "load_language",
    "load_sample",
    "ls_means",
    "plot_attendance",
    "plot_control_chart",
    "plot_course",
    "plot_covariance_map",
    "plot_diagnostics",
    "plot_flow",
    "plot_forest",
    "plot_funnel",
    "plot_individual_courses",
    "plot_influence",
    "plot_love",
    "plot_missingness",
    "plot_outcomes",
    "plot_positivity",
    "plot_residuals",
    "plot_responders",
    "plot_sensitivity",
    "plot_subgroups",
    "plot_tipping",
    "plot_waterfall",
    "pool_causes",
    "propensity",
    "read_outcomes",
    "restrict",
    "sensitivity_panel",
    "simulate",
    "speaking",
    "start",
    "sum_analysis",
    "target_trial",
    "tipping_point",
    "validate",
    "verify_report",
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
