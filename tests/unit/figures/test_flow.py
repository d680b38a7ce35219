import numpy as np
import pandas as pd
import pytest

from dnoutcomes.describe import patient_flow
from dnoutcomes.figures import check_layout, plot_flow
from dnoutcomes.language import speaking


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_number_of_the_flow_is_written(analysis, texts_of, width):
    written = " ".join(texts_of(plot_flow(analysis, width=width)))
    counts = patient_flow(analysis)
    for n in counts.loc[counts["stage"].isin(["in the file", "analysed", "seen"]), "n_patients"]:
        assert str(n) in written
    assert (
        f"All patients in the file {counts.loc[counts['stage'] == 'in the file', 'n_patients'].sum()}"
        in written
    )


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hidden_numbers_are_not_written(analysis, texts_of, width):
    counts = patient_flow(analysis)
    hidden = counts["n_patients"].between(1, 10)
    figure = plot_flow(
        counts.assign(state=np.where(hidden, "hidden", "shown")), plan=analysis.plan, width=width
    )
    assert any("hidden: " in text for text in texts_of(figure))
    assert figure.data.loc[hidden, "n_patients"].isna().all()
    assert check_layout(figure) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_labels_are_drawn_as_they_are(all_hostile, width):
    rows = [
        {"stage": stage, "visit": visit, "reason": reason, "arm": arm, "n_patients": n}
        for arm in all_hostile[:3]
        for stage, visit, reason, n in [
            ("in the file", "", "", 1000), ("left out", "", all_hostile[4], 10), ("analysed", "", "", 990),
            ("seen", all_hostile[5], "", 900), ("not seen", all_hostile[5], all_hostile[0], 40),
            ("not seen", all_hostile[5], all_hostile[6], 50),
        ]
    ]  # fmt: skip
    figure = plot_flow(pd.DataFrame(rows), width=width)
    assert check_layout(figure) == []
    figure.to_svg()


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("few", [1, 11, 1000])
@pytest.mark.parametrize("state", ["hidden", "withheld", "not recorded"])
def test_every_word_is_said(analysis, width, few, state, marked_language, unsaid):
    counts = patient_flow(analysis)
    concerned = counts["n_patients"].between(1, few - 1)
    flow = counts.assign(state=np.where(concerned, state, "shown"))
    with speaking(marked_language):
        assert unsaid(plot_flow(flow, plan=analysis.plan, width=width)) == []
