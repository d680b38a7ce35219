"""No two places of a report contradict each other, whatever the file holds."""

import re

import pytest
from saying import is_empty, said_in, sections, tables, tiles, words_of

from dnoutcomes.disclosure import State
from dnoutcomes.figures.flow_data import flow_of
from dnoutcomes.figures.number_text import number
from dnoutcomes.language import say, say_number, speaking
from dnoutcomes.monitoring.signals import SMALLEST_SERIES
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.sections.checklist_items import CONSORT, CONSORT_PROVIDERS, STROBE
from dnoutcomes.report.words.responder_words import hundred

# Sections of rules and pointers, which hold no result.
WITHOUT_RESULTS = {"checklists", "glossary", "provenance", "methods", "limits"}


@pytest.fixture
def spoken(report):
    """The report with its language in force, so that numbers are printed as it prints them."""
    with speaking(report.language):
        yield report


def printed(report, value):
    return number(abs(value), report.results.answer.effect.decimals)


def test_the_adjusted_difference_is_one_number(spoken):
    """On the first page, in the course, by cause, among the methods, in quarters, and in results.csv."""
    results = spoken.results
    effect, plan = results.answer.effect, results.setting.plan
    if not effect.has_interval:
        assert spoken.results.answer.verdict in ("hidden", "none")
        return
    size = printed(spoken, effect.estimate)
    assert size in tiles(spoken)[0].value
    (number_of_tile,) = tiles(spoken)[0].value.numbers
    assert number_of_tile.value == round(effect.estimate, effect.decimals)
    lead = " ".join(words_of(spoken.sections[0]))
    assert lead.count(size) >= 2
    told = spoken.table
    named = (
        told["table"].eq("difference")
        if results.answer.method == "mixed model"
        else told["table"].eq("difference at the primary visit")
    )
    rows = told[
        named & told["visit"].astype(str).eq(plan.primary_visit) & told["analysis"].eq(results.answer.method)
    ]
    assert effect.estimate in list(rows["estimate"])
    if not isinstance(results.model, Unavailable) and results.answer.method == "mixed model":
        (course,) = tables(spoken, "course")
        row = next(row for row in course.rows if row[0] == results.setting.visit(plan.primary_visit))
        assert size in row[3]
        if not isinstance(results.sensitivity, Unavailable):
            row = results.sensitivity.panel.estimates.frame.set_index("name").loc["mmrm"]
            for name in ("estimate", "std_error", "conf_low", "conf_high"):
                assert row[name] == getattr(effect, name)
    if not isinstance(results.quarters, Unavailable):
        assert results.quarters.effects[results.quarters.quarter].estimate == effect.estimate
        assert any(size in cell for block in tables(spoken, "quarter") for row in block.rows for cell in row)


def test_the_panel_says_what_other_sections_say(spoken):
    """The unadjusted difference of the tiles, the responders of their section, and what is hidden there."""
    results = spoken.results
    if isinstance(results.sensitivity, Unavailable):
        return
    frame = results.sensitivity.panel.estimates.frame.set_index("name")
    unadjusted = results.answer.unadjusted
    assert frame.loc["unadjusted", "estimate"] == unadjusted.estimate
    assert frame.loc["unadjusted", "conf_low"] == unadjusted.conf_low
    for contrast, name in zip(
        (*results.responders_all[:1], *results.responders[:1]),
        ("non_responder", "responders"),
    ):
        row = frame.loc[name]
        if contrast.state is State.HIDDEN:
            assert row["estimate"] != row["estimate"]
        elif contrast.adjusted.has_interval:
            assert row["estimate"] == contrast.adjusted.estimate
            assert row["conf_high"] == contrast.adjusted.conf_high


def test_the_tipping_point_of_the_sentence_is_that_of_its_map(spoken):
    """The map starts at the row of the panel, and reaches zero where the sentence says."""
    results = spoken.results
    panel = None if isinstance(results.sensitivity, Unavailable) else results.sensitivity.panel
    if panel is None or panel.tipping is None:
        return
    blocks = sections(spoken)["sensitivity"].blocks
    drawn = next(
        block.main.data
        for block in blocks
        if isinstance(block, FigureBlock) and "delta_treated" in block.main.data
    )
    line = drawn[drawn["delta_reference"] == 0]
    start = line[line["delta_treated"] == 0].iloc[0]
    row = panel.estimates.frame.set_index("name").loc["mar"]
    for name in ("estimate", "conf_low", "conf_high"):
        assert start[name] == pytest.approx(row[name], rel=1e-12)
    tipped = line["holds_zero"] | (line["estimate"] * start["estimate"] < 0)
    said = panel.tipping.sentence_with(results.setting.treated)
    assert any(said in words for words in words_of(sections(spoken)["sensitivity"]))
    none_missing = not sum(panel.tipping.grid.n_missing.values())
    if none_missing or start["holds_zero"]:
        return
    changes = abs(line["delta_treated"])
    size = float(changes[tipped].min() if tipped.any() else changes.max())
    assert re.search(rf"(?<![\d.,]){re.escape(say_number(size))}(?![\d.,]\d)", said), (size, said)
    assert (panel.tipping.tipping_delta == size) == tipped.any()


def test_patients_scored_are_one_number(spoken):
    """In the tiles, the course, the flow, the completion and results.csv."""
    results = spoken.results
    plan, counts = results.setting.plan, results.counts
    behind = " / ".join(
        counts.text(("scored", plan.primary_visit, arm)) for arm in (plan.treated_arm, plan.reference_arm)
    )
    assert all(behind in item.detail for item in tiles(spoken)[:1] if results.answer.effect.has_interval)
    if not isinstance(results.model, Unavailable):
        (course,) = tables(spoken, "course")
        assert behind in {row[-1] for row in course.rows}
    flow = tables(spoken, "people")[0]
    for arm, cell in zip((plan.treated_arm, plan.reference_arm), flow.rows[-1][1:]):
        assert counts.text(("seen", plan.visit_names[-1], arm)) == cell
        told = spoken.table
        row = told[told["analysis"].eq(f"seen / {plan.visit_names[-1]}") & told["arm"].eq(arm)]
        assert row["n_shown"].item() == str(counts.shown(("seen", plan.visit_names[-1], arm)))


def test_the_flow_figure_tells_what_its_table_tells(spoken):
    """Numbers, ranges and hidden numbers of those in the file, compared and seen, arm by arm."""
    plan = spoken.results.setting.plan
    block = next(block for block in sections(spoken)["people"].blocks if isinstance(block, FigureBlock))
    heard = flow_of(spoken.results.flow, plan)
    assert heard.alt_text in block.alt_text
    rows = tables(spoken, "people")[0].rows
    first, (*visits,) = rows[0], rows[-len(plan.visit_names) :]
    compared = rows[-len(plan.visit_names) - 1]
    for column, arm in enumerate((plan.treated_arm, plan.reference_arm), start=1):
        steps = heard.steps[arm]
        hidden = say("hidden", context="number of patients")
        for step, row in zip(steps, (first, compared, *visits), strict=True):
            cell = hidden if row[column] == say("hidden") else str(row[column])
            assert re.search(rf"(?<![\d,.]){re.escape(cell)}(?![\d,.])", step.inside), (arm, step, row)


def test_results_json_says_what_the_page_says(spoken):
    told = spoken.to_dict()
    assert told["headline"] == spoken.headline
    assert spoken.headline in words_of(spoken.sections[0])
    assert told["verdict"] == spoken.results.answer.verdict
    assert (told["verdict"] in ("hidden", "none")) == (not spoken.results.answer.effect.has_interval)


def test_a_section_that_has_nothing_is_nowhere_filled(spoken):
    """The checklist names a section as filled exactly where it holds results."""
    named = sections(spoken)
    items = CONSORT if spoken.results.setting.randomised else STROBE
    items = (*items, CONSORT_PROVIDERS) if spoken.results.setting.randomised else items
    asked = {item.item: item.sections for item in items}
    titles = {name: section.title for name, section in named.items()}
    for block in tables(spoken, "checklists")[:1]:
        for item, _, here in block.rows:
            for name in asked[item]:
                if name in WITHOUT_RESULTS or name not in named:
                    continue
                # The first page says in words, too, that nothing can be shown; then it has no result.
                has = (
                    spoken.results.answer.effect.has_interval
                    if name == "summary"
                    else not is_empty(named[name])
                )
                assert (titles[name] in here) == has, (item, name, here)


def test_a_section_is_shown_where_it_holds_something(spoken):
    """What other sections and the checklist say of a section rests on this state."""
    told = {section.name: section.state for section in spoken.results.told}
    assert list(told) == [section.id for section in spoken.sections]
    for name, section in sections(spoken).items():
        if name in WITHOUT_RESULTS or name == "summary":
            continue
        assert (told[name] is State.SHOWN) == (not is_empty(section)), name


def test_what_is_not_recorded_is_nowhere_filled(spoken):
    """An item that only sections without a record answer says that the file doesn't have it."""
    told = {section.name: section.state for section in spoken.results.told}
    items = CONSORT if spoken.results.setting.randomised else STROBE
    asked = {item.item: item.sections for item in (*items, CONSORT_PROVIDERS)}
    for item, _, here in [row for block in tables(spoken, "checklists")[:1] for row in block.rows]:
        states = {told.get(name, State.NOT_ASKED) for name in asked[item]}
        if states == {State.NOT_RECORDED}:
            assert here == say("not filled: not in the file"), item
        assert here.startswith(say("filled: {sections}", sections="")) == (State.SHOWN in states), item


def test_stricta_is_filled_where_the_table_has_a_row(spoken):
    if "checklists" not in sections(spoken):
        assert spoken.results.audience in ("patients", "funder")
        return
    if isinstance(spoken.results.delivered, Unavailable):
        assert len(tables(spoken, "checklists")) == 1
        assert is_empty(sections(spoken)["delivered"])
        return
    treated = tables(spoken, "delivered")
    rows = {str(row[0]).split()[0] for block in treated for row in block.rows}
    title = str(sections(spoken)["delivered"].title)
    for item, _, here in tables(spoken, "checklists")[1].rows:
        assert (item in rows) <= (title in here), (item, here)
        assert (title in here) <= (item in rows), (item, here)


def test_the_first_page_speaks_only_of_sections_that_have_something(spoken):
    results = spoken.results
    labels = " ".join(str(item.label) for item in tiles(spoken))
    if isinstance(results.safety, Unavailable):
        assert is_empty(sections(spoken)["safety"])
        assert "100" not in labels.replace("every 100", "").replace("cada 100 pacientes", "")
    if isinstance(results.trends, Unavailable):
        assert not any(item.mark for item in tiles(spoken))


def test_methods_speak_only_of_what_was_done(spoken):
    if spoken.language.code != "en":
        pytest.skip("the sentences of the methods are known in English here")
    results = spoken.results
    plan, said = results.setting.plan, said_in(spoken, "methods")
    if not said:
        assert results.audience in ("patients", "funder")
        return
    fitted = not isinstance(results.model, Unavailable)
    compared = not isinstance(results.comparisons, Unavailable)
    assert ("mixed model for repeated measures" in said) == fitted
    assert ("No mixed model was fitted" in said) != fitted
    assert ("by cause by visit" in said) == (results.setting.several_causes and fitted)
    assert ("HC3" in said) == compared
    assert ("were randomised, as the plan declares" in said) == (plan.design == "randomised")
    assert ("No secondary outcome was planned" in said) == (not plan.secondary_outcomes)
    assert ("covariate was missing" in said) == (bool(plan.covariates) and compared)
    assert ("were averaged" in said) == (results.setting.same_day == "mean")
    contrasts = (*results.responders, *results.responders_all)
    assert ("Shares were compared" in said) == any(
        contrast.state is not State.HIDDEN for contrast in contrasts
    )
    concluded = [contrast for contrast in results.responders_all if contrast.concluded.has_interval]
    unseen = {contrast.unseen for contrast in concluded}
    assert ("rest on the shares that the mixed model" in said) == ("foretold" in unseen)
    assert ("rest on the adjusted difference among patients with a score" in said) == (unseen == {"left out"})
    adjusted = any(contrast.adjusted.has_interval for contrast in contrasts)
    assert ("Adjusted differences are standardised" in said) == adjusted


def test_notes_about_rows_agree_with_the_rows(spoken):
    """A note on marks or on numbers side by side stands under a table that has them, and only there."""
    joined = say("Two numbers of patients joined by a plus sign are the two groups.")
    ranged = say("A range stands where the exact number would give a small group away.")
    starred = say("* Difference in the share of responders, in percentage points.")
    between = re.compile(
        re.escape(say("{low} to {high}", low="1", high="2")).replace("1", r"\d").replace("2", r"\d")
    )
    for block in (block for name in sections(spoken) for block in tables(spoken, name)):
        cells = [str(cell) for row in block.rows for cell in row]
        notes = list(map(str, block.notes))
        assert (joined in notes) == any(" + " in cell for cell in cells), block.caption
        assert (ranged in notes) <= any(between.search(cell) for cell in cells), block.caption
        assert (starred in notes) == any(cell.endswith("*") for cell in cells), block.caption


def test_causes_counted_in_words_are_those_of_the_table(spoken):
    found = spoken.results.causes
    if isinstance(found, Unavailable):
        assert is_empty(sections(spoken)["causes"])
        return
    frame = found.effects.frame
    single = frame["population"].isna().to_numpy()
    rows = [row for block in tables(spoken, "causes") for row in block.rows]
    assert len(rows) in (0, len(frame))
    shown = [row[-1].numbers for row, is_cause in zip(rows, single) if is_cause and row[-1].numbers]
    clear = [low.value for _, low, high in shown if low.value > 0 or high.value < 0]
    said = re.search(
        r"Causes whose interval excludes zero: (\d+) of (?:the )?(\d+)", said_in(spoken, "causes")
    )
    if spoken.language.code == "en":
        assert (said is not None) == bool(shown)
    if said is not None:
        assert (int(said[1]), int(said[2])) == (len(clear), len(shown))


def test_what_is_too_short_to_tell_is_not_drawn_and_what_is_drawn_is_long_enough(spoken):
    """The tiles' marks, the charts drawn and the months of the file."""
    trends = spoken.results.trends
    if "trends" not in sections(spoken):
        assert spoken.results.audience in ("patients", "paper")
        return
    if isinstance(trends, Unavailable):
        assert is_empty(sections(spoken)["trends"])
        return
    figures = [block for block in sections(spoken)["trends"].blocks if isinstance(block, FigureBlock)]
    assert len(figures) == len(trends.charts)
    assert all(chart.n_shown >= SMALLEST_SERIES for chart in trends.charts)
    if spoken.language.code == "en":
        marks = {str(item.mark) for item in tiles(spoken) if item.mark}
        months = max(chart.n_shown + len(chart.hidden_periods) for chart in trends.by_measure.values())
        assert not ("too few months to tell" in " ".join(marks) and months >= 2 * SMALLEST_SERIES)


def test_the_cover_names_the_days_of_the_records(spoken):
    results = spoken.results
    assert results.period
    assert all(part in spoken.cover.facts for part in results.period)
    assert dict(results.provenance)["SHA-256 of the plan"][:12] in " ".join(spoken.cover.facts)


def test_small_groups_are_spoken_of_where_there_are_any(spoken):
    """The table of results hides something exactly where a page says so."""
    if spoken.language.code != "en":
        pytest.skip("the sentence is known in English here")
    said = " ".join(text for section in spoken.sections for text in words_of(section))
    hidden_counts = any(status in ("small", "withheld") for status in spoken.results.counts.statuses.values())
    assert ("are hidden so that nobody can be recognised" in said) <= hidden_counts


def test_responders_of_the_sentence_are_those_of_the_table_or_all_are_hidden(spoken):
    counts, plan = spoken.results.counts, spoken.results.setting.plan
    said, told = said_in(spoken, "responders"), spoken.table
    for contrast in spoken.results.responders_all:
        label = contrast.responder.label
        behind = [key for arm in plan.arms for key in (("responders", label, arm), ("analysed", arm))]
        rows = told[told["analysis"].str.startswith(f"at least {label}, no score counts")]
        counted = rows[rows["analysis"].str.endswith("as counted")]
        is_hidden = counted["state"].item() in ("hidden", "withheld")
        assert (contrast.state is State.HIDDEN) == (not counts.is_shown(*behind)) == is_hidden
        if contrast.state is State.HIDDEN:
            assert counted[["estimate", "conf_low", "n_subjects"]].isna().all(axis=None)
        else:
            assert hundred(contrast.share_treated) in said
            assert counted["estimate"].item() == pytest.approx(contrast.difference)


def test_every_title_is_said_once(spoken):
    titles = [section.title for section in spoken.sections]
    assert len(set(titles)) == len(titles)
