import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from dnoutcomes.describe import patient_flow
from dnoutcomes.disclosure import State
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


def pieces_of(figure, reason):
    """Where the pieces of one reason start and how long they are, in the order of their bars."""
    (pieces,) = [bars for bars in figure.axes[0].containers if bars.get_label() == reason]
    return [(piece.get_y(), piece.get_x(), piece.get_width()) for piece in pieces]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_pieces_of_a_bar_are_as_long_as_their_shares_and_follow_each_other(analysis, width):
    figure = plot_missingness(analysis, width=width)
    ends = {}
    for reason in figure.data["reason"].unique():
        rows = figure.data[(figure.data["reason"] == reason) & (figure.data["share"] > 0)]
        pieces = pieces_of(figure, reason)
        assert [length for _, _, length in pieces] == pytest.approx(rows["share"].tolist())
        for y, start, length in pieces:
            assert start == pytest.approx(ends.get(y, 0.0))
            ends[y] = start + length
    assert list(ends.values()) == pytest.approx([1.0] * 4)


def test_each_reason_has_a_hatch_of_its_own_in_bars_and_key(analysis):
    figure = plot_missingness(analysis)
    key = [patch for patch in figure.figure.artists if isinstance(patch, Rectangle)]
    hatches = [patch.get_hatch() for patch in key]
    reasons = figure.data["reason"].unique()
    assert len(set(hatches)) == len(hatches) == len(reasons)
    drawn = {bars.get_label(): bars[0].get_hatch() for bars in figure.axes[0].containers}
    assert drawn == dict(zip(reasons, hatches))


def test_those_seen_come_first_in_solid_colour_whatever_the_order_of_the_rows(analysis):
    flow = patient_flow(analysis)
    figure = plot_missingness(flow.iloc[::-1], plan=analysis.plan)
    (seen,) = [bars for bars in figure.axes[0].containers if bars.get_label() == "seen"]
    assert {piece.get_x() for piece in seen} == {0.0}
    assert not any(piece.get_hatch() for piece in seen)


def test_an_arm_without_a_visit_has_no_bar_of_it(analysis, texts_of):
    flow = patient_flow(analysis)
    flow = flow[(flow["arm"] != "standard") | (flow["visit"] != "W12")]
    written = texts_of(plot_missingness(flow, plan=analysis.plan))
    assert written.count("week 12") == 1
    assert "hidden (small group)" not in written


def test_a_hidden_number_hides_the_whole_bar(analysis, texts_of):
    flow = patient_flow(analysis)
    hidden = (flow["arm"] == "standard") & (flow["visit"] == "W12") & (flow["stage"] == "not seen")
    figure = plot_missingness(flow.assign(state=np.where(hidden, "hidden", "shown")), plan=analysis.plan)
    rows = figure.data[(figure.data["arm"] == "standard") & (figure.data["visit"] == "W12")]
    assert rows[["n_patients", "share"]].isna().all(axis=None)
    assert (rows["state"] == State.HIDDEN).all()
    assert texts_of(figure).count("hidden (small group)") == 1
    assert "standard, week 12: hidden (small group)." in figure.alt_text


def test_a_missing_number_of_ones_own_is_not_called_hidden(analysis, texts_of):
    flow = patient_flow(analysis).astype({"n_patients": "float64"})
    flow.loc[
        (flow["arm"] == "needling") & (flow["visit"] == "W04") & (flow["stage"] == "seen"), "n_patients"
    ] = np.nan
    figure = plot_missingness(flow, plan=analysis.plan)
    rows = figure.data[(figure.data["arm"] == "needling") & (figure.data["visit"] == "W04")]
    assert (rows["state"] == State.NOT_RECORDED).all()
    assert rows["share"].isna().all()
    assert texts_of(figure).count("not recorded") == 1
    assert "needling, week 4: not recorded." in figure.alt_text
    assert "Visits of which a number is missing have no bar." in figure.caption
    for said in (*texts_of(figure), figure.alt_text, figure.caption):
        assert "hidden" not in said
        assert "small group" not in said


def test_a_withheld_number_is_called_so(analysis, texts_of):
    flow = patient_flow(analysis)
    withheld = (flow["arm"] == "needling") & (flow["visit"] == "W12") & (flow["stage"] == "seen")
    figure = plot_missingness(flow.assign(state=np.where(withheld, "withheld", "shown")), plan=analysis.plan)
    assert texts_of(figure).count("withheld") == 1
    assert "needling, week 12: withheld." in figure.alt_text


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
@pytest.mark.parametrize("state", [state for state in State if state is not State.ZERO])
def test_every_word_is_said(analysis, marked_language, unsaid, width, state):
    flow = patient_flow(analysis)
    concerned = (flow["arm"] == "standard") & (flow["visit"] == "W12")
    with speaking(marked_language):
        figure = plot_missingness(
            flow.assign(state=np.where(concerned, state, "shown")), plan=analysis.plan, width=width
        )
    assert unsaid(figure) == []


def test_the_name_of_an_arm_has_room_for_two_lines_on_a_phone(analysis_with, texts_of):
    name = "punción seca más atención habitual"
    analysis = analysis_with(n=60, arms=("other", name), reference_arm="other")
    written = " ".join(texts_of(plot_missingness(analysis, width="narrow")))
    assert f"{name} (" in written
    assert "…" not in written
