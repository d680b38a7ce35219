"""Facts about a run that anyone needs to repeat it: hashes, versions, seed. No time, no user, no path."""

from __future__ import annotations

import platform
from importlib.metadata import version

from dnoutcomes._version import __version__
from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.standard_errors import ERRORS
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.language import say, term
from dnoutcomes.models.covariances import STRUCTURES
from dnoutcomes.models.shared.multiplicity_methods import MULTIPLICITY_METHODS
from dnoutcomes.monitoring import FUNNEL_UNITS
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.model_results import ModelResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.cluster_units import unit_words
from dnoutcomes.report.names.covariance_words import covariance_words
from dnoutcomes.report.names.plain_text import plain_text
from dnoutcomes.report.names.site_names import spoken_site

PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "formulaic", "matplotlib")


def package_versions() -> dict[str, str]:
    """Versions of what the numbers depend on."""
    program = {"dnoutcomes": __version__, "python": platform.python_version()}
    return program | {name: version(name) for name in PACKAGES}


def covariance_used(model: ModelResults | Unavailable) -> str:
    """Name the covariance structure for files that programs read, in English whatever the report speaks."""
    if isinstance(model, Unavailable):
        return "none fitted"
    return (
        f"{STRUCTURES[model.covariance].label} ({model.covariance})"
        if model.covariance in STRUCTURES
        else model.covariance
    )


def _cluster_fact(column: str) -> str:
    return say("those of one {unit} ({column})", unit=unit_words(column)["unit"], column=plain_text(column))


def from_outside(plan: Plan) -> tuple[str, ...]:
    """Codes of what a plan names and the package doesn't have, as the plan's hash covers no more of it."""
    named = {plan.outcome, *plan.secondary_outcomes} - set(plan.instruments)
    instruments = [instrument.code for instrument in INSTRUMENTS.registered() if instrument.code in named]
    structures = [kind.name for kind in STRUCTURES.registered() if kind.name in plan.covariance]
    errors = [kind.name for kind in ERRORS.registered() if kind.name == plan.errors]
    sharing = [
        method.name for method in MULTIPLICITY_METHODS.registered() if method.name == plan.multiplicity
    ]
    units = [unit.name for unit in FUNNEL_UNITS.registered() if unit.name in plan.funnels]
    return tuple(plain_text(name) for name in (*instruments, *structures, *errors, *sharing, *units))


def run_facts(
    analysis: AnalysisData,
    model: ModelResults | Unavailable,
    quarter: str | None = None,
    plan_hash: str = "",
) -> tuple[tuple[str, str], ...]:
    """Return what the section on provenance lists, by names that are English in every language.

    `plan_hash` is that of the plan as it was given, where the analysis of a quarter has another data cut.
    """
    name = plain_text(analysis.outcomes.source.name)
    period = "" if quarter is None else f" --quarter {quarter}"
    source, plan = analysis.outcomes.source, analysis.plan
    used = say("none fitted") if isinstance(model, Unavailable) else covariance_words(model.covariance)
    by_site = " --by-site" if source.site else ""
    internal = "" if plan.hides_small_groups else " --internal"
    command = f"dnoutcomes report {name} --plan PLAN.toml{period}{by_site}{internal} --out DIRECTORY"
    whose = say("{site}; of the file only the rows of its patients", site=spoken_site(source.site))
    return (
        (term("Command"), say("{command}, with the plan of this hash", command=command)),
        (term("Data file"), name),
        *(((term("Site"), whose),) if source.site else ()),
        (term("SHA-256 of the data file"), source.sha256),
        (term("SHA-256 of the plan"), plan_hash or plan.hash),
        *(((term("Patients who go together"), _cluster_fact(plan.clusters)),) if plan.clusters else ()),
        (term("Covariance used"), used),
        (
            term("Covariance structures planned, in order"),
            ", ".join(covariance_words(name) for name in plan.covariance),
        ),
        *(((term("Registered by a script"), ", ".join(outside)),) if (outside := from_outside(plan)) else ()),
        (term("Seed"), str(plan.seed)),
        (term("Versions"), ", ".join(f"{name} {number}" for name, number in package_versions().items())),
    )
