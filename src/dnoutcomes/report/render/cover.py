"""The cover: what a report is called, whom and which days it is about, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dnoutcomes._version import __version__
from dnoutcomes.language import ENGLISH, Language, say
from dnoutcomes.plan import Plan
from dnoutcomes.report.names.plain_text import plain_text, sentence
from dnoutcomes.report.names.site_names import spoken_site
from dnoutcomes.report.releases.internal import mark_of
from dnoutcomes.report.render.house_style import HouseStyle

if TYPE_CHECKING:
    from dnoutcomes.report.facts.results import ReportResults

HASH_SHOWN = 12


@dataclass(frozen=True, eq=False)
class Cover:
    """What stands above the first section.

    Attributes
    ----------
    title, subtitle : str
    facts : tuple of str
        Period, data cut, plan, program and the rule on small groups, each a few words.
    language : Language
    style : HouseStyle
    mark : str
        What must stand on every page; empty for a report that may be given away.
    """

    title: str
    subtitle: str = ""
    facts: tuple[str, ...] = ()
    language: Language = ENGLISH
    style: HouseStyle = field(default_factory=HouseStyle)
    mark: str = ""

    @property
    def clinic(self) -> str:
        """Name of the clinic, in text that is safe to show."""
        return plain_text(self.style.clinic)


def cover_line(cover: Cover) -> str:
    """The facts of a cover in one line."""
    return " · ".join(cover.facts)


def cover_of(results: ReportResults, quarter: str | None, language: Language, style: HouseStyle) -> Cover:
    """Write the cover of a report from its results."""
    setting = results.setting
    subtitle = say(
        "{treated} against {reference}; {outcome}, {scale}",
        treated=setting.treated,
        reference=setting.reference,
        outcome=setting.outcome,
        scale=setting.scale,
    )
    if quarter is not None:
        subtitle += f"; {quarter}"
    site = results.quality.site
    if site:
        subtitle = say("{subtitle}; site {site}", subtitle=subtitle, site=spoken_site(site))
    facts = (
        *results.period,
        say("plan {hash}", hash=dict(results.provenance)["SHA-256 of the plan"][:HASH_SHOWN]),
        f"dnoutcomes {__version__}",
        _small_groups(setting.plan),
    )
    return Cover(setting.title, sentence(subtitle), facts, language, style, mark_of(results.release))


def _small_groups(plan: Plan) -> str:
    if not plan.hides_small_groups:
        return say("all numbers exact")
    return say("groups of 1 to {largest} patients are not shown", largest=plan.small_groups.largest)
