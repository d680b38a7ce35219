import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from dnoutcomes.describe import patient_flow
from dnoutcomes.errors import DataError
from dnoutcomes.figures import check_layout, plot_missingness
from dnoutcomes.language import speaking


def test_shares_of_an_arm_and_visit_add_up_to_one(analysis):
    shares = plot_missingness(analysis).data.groupby(["arm", "visit"], observed=True)["share"].sum()
    assert shares.to_numpy() == pytest.approx(1.0)


def test_seen_is_the_share_of_patients_with_a_score(analysis):
    data = plot_missingness(analysis).data
    seen = data[data["reason"] == "seen"].set_index(["arm", "visit"])["share"]
    scored = analysis.visits.assign(seen=analysis.visits["value"].notna()).groupby(
        ["arm", "visit"], observed=True
    )["seen"]
    assert seen.to_numpy() == pytest.approx(scored.mean().to_numpy())


def test_pieces_of_a_bar_are_as_long_as_their_shares(analysis):
    figure = plot_missingness(analysis)
    pieces = [patch for patch in figure.figure.findobj(Rectangle) if patch.get_height() == 20]
    shares = figure.data["share"].to_numpy()
    lengths = [piece.get_width() for piece in pieces]
    assert [length / sum(lengths) for length in lengths] == pytest.approx(shares / shares.sum())


def test_each_reason_has_a_hatch_of_its_own(analysis):
    figure = plot_missingness(analysis)
    key = [patch for patch in figure.figure.findobj(Rectangle) if patch.get_height() == 11]
    hatches = [patch.get_hatch() for patch in key]
    assert len(set(hatches)) == len(hatches) == figure.data["reason"].nunique()


def test_a_hidden_number_hides_the_whole_bar(analysis, texts_of):
    flow = patient_flow(analysis)
    hidden = (flow["arm"] == "standard") & (flow["visit"] == "W12") & (flow["stage"] == "not seen")
    figure = plot_missingness(flow.assign(hidden=hidden), plan=analysis.plan)
    rows = figure.data[(figure.data["arm"] == "standard") & (figure.data["visit"] == "W12")]
    assert rows[["n_patients", "share"]].isna().all(axis=None)
    assert texts_of(figure).count("hidden (small group)") == 1
    assert "standard, week 12: hidden." in figure.alt_text


def test_alt_text_holds_shares_and_numbers(analysis):
    figure = plot_missingness(analysis)
    row = figure.data.iloc[0]
    assert f"standard, week 4: seen {100 * row['share']:.0f} % ({row['n_patients']:.0f})" in figure.alt_text


def test_flow_without_visits_is_refused(analysis):
    flow = patient_flow(analysis)
    with pytest.raises(DataError, match="'seen' and 'not seen'"):
        plot_missingness(flow[flow["stage"] == "analysed"])


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_labels_are_drawn_as_they_are(all_hostile, width):
    rows = [
        {"stage": stage, "visit": visit, "reason": reason, "arm": arm, "n_patients": n}
        for arm in all_hostile[:3]
        for visit in all_hostile[3:6]
        for stage, reason, n in [("seen", "", 90), *(("not seen", reason, 5) for reason in all_hostile)]
    ]
    assert check_layout(plot_missingness(pd.DataFrame(rows), width=width)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("any_hidden", [False, True])
def test_every_word_is_said(analysis, marked_language, unsaid, width, any_hidden):
    flow = patient_flow(analysis)
    hidden = any_hidden & (flow["arm"] == "standard") & (flow["visit"] == "W12")
    with speaking(marked_language):
        figure = plot_missingness(flow.assign(hidden=hidden), plan=analysis.plan, width=width)
    assert unsaid(figure) == []


def test_the_name_of_an_arm_has_room_for_two_lines_on_a_phone(analysis_with, texts_of):
    name = "punción seca más atención habitual"
    analysis = analysis_with(n=60, arms=("other", name), reference_arm="other")
    written = " ".join(texts_of(plot_missingness(analysis, width="narrow")))
    assert f"{name} (" in written
    assert "…" not in written
