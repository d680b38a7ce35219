"""The estimand of a report in the five attributes of ICH E9(R1)."""

from __future__ import annotations

from dnoutcomes.figures.column_words import column_words
from dnoutcomes.language import say, say_term
from dnoutcomes.plan import EVENT_STRATEGIES
from dnoutcomes.report.names.plain_text import plain_text, sentence
from dnoutcomes.report.names.setting import Setting


def estimand_rows(setting: Setting) -> tuple[tuple[str, str], ...]:
    """The estimand in the five attributes of ICH E9(R1)."""
    plan = setting.plan
    return (
        (say("Population"), plain_text(say_term(plan.estimand.population))),
        (
            say("Treatments"),
            say("{treated}, against {reference}", treated=setting.treated, reference=setting.reference),
        ),
        (
            say("Variable"),
            say(
                "change in {outcome} ({scale}) from the start to {visit}",
                outcome=setting.outcome,
                scale=setting.scale,
                visit=setting.visit(plan.primary_visit),
            ),
        ),
        (say("Events after the start"), _events(setting)),
        (say("Summary"), plain_text(say_term(plan.estimand.summary))),
    )


def _events(setting: Setting) -> str:
    named = [
        say(
            "{event}: {strategy}.",
            event=sentence(plain_text(column_words(intercurrent.event))),
            strategy=say_term(EVENT_STRATEGIES[intercurrent.strategy].words),
        )
        for intercurrent in setting.plan.estimand.intercurrent_events
    ]
    other = say(
        "Every event after the start that the plan doesn't name (a change of medication, stopping treatment) "
        "counts as it happened: treatment policy."
    )
    return " ".join([*named, other])
