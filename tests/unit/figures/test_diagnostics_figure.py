import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.figures import check_layout, plot_diagnostics
from dnoutcomes.language import speaking
from dnoutcomes.models import diagnose, growth


def test_every_number_that_is_drawn_is_that_of_diagnose(fit_of):
    fit = fit_of()
    data, found = plot_diagnostics(fit).data, diagnose(fit)
    drawn = dict(list(data.groupby("panel")))
    assert drawn["quantile"]["at"].tolist() == found.residuals["quantile"].tolist()
    assert drawn["fitted"]["observed"].tolist() == found.residuals["normalized"].tolist()
    assert drawn["autocorrelation"]["implied"].tolist() == found.autocorrelation["implied"].tolist()
    assert drawn["semivariogram"]["observed"].tolist() == found.semivariogram["semivariance"].tolist()
    assert drawn["covariance"]["observed"].tolist() == found.covariances["empirical"].tolist()
    assert drawn["correlation"]["implied"].tolist() == found.covariances["implied_correlation"].tolist()


def test_maps_show_what_the_structure_implies_beside_the_empirical(fit_of, texts_of):
    fit = fit_of()
    texts = texts_of(plot_diagnostics(fit))
    assert "Implied by cs" in texts
    assert "Empirical" in texts
    sigma = fit.covariance.to_numpy()
    implied = texts.index("Implied by cs")
    correlation = f"{sigma[0, 1] / sigma[0, 0]:.2f}".replace("0.", ".")
    # Three names of visits, then rows: name, variance, two covariances; name, correlation, variance, covariance.
    cells = texts[implied + 4 : implied + 12]
    variance, covariance = f"{sigma[0, 0]:.2f}", f"{sigma[0, 1]:.2f}"
    assert cells == ["W02", variance, covariance, covariance, "W04", correlation, variance, covariance]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_each_group_has_its_maps(fit_of, texts_of, width):
    figure = plot_diagnostics(fit_of("arm"), width=width)
    titles = {text for text in texts_of(figure) if ":" in text and text.endswith(("cs", "Empirical"))}
    assert titles == {
        f"{arm}: {what}" for arm in ("needling", "standard") for what in ("Implied by cs", "Empirical")
    }
    assert check_layout(figure) == []


def test_alt_text_names_the_pair_that_is_furthest_off(fit_of):
    pairs = diagnose(fit_of()).covariances.query("visit != other")
    most = pairs.loc[(pairs["empirical_correlation"] - pairs["implied_correlation"]).abs().idxmax()]
    assert (
        f"furthest from the empirical one at {most['visit']} with {most['other']}, "
        in plot_diagnostics(fit_of()).alt_text
    )


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_growth_model_has_the_four_panels(width):
    rng = np.random.default_rng(1)
    data = pd.DataFrame({"patient": np.repeat(np.arange(30), 5), "week": np.tile(np.arange(5.0), 30)})
    data["pain"] = 5 + rng.normal(0, 1, 30)[data["patient"]] + rng.normal(0, 1, 150)
    figure = plot_diagnostics(growth("pain ~ week", data, subject="patient"), width=width)
    assert len(figure.axes) == 4
    assert set(figure.data["panel"]) == {"quantile", "fitted", "autocorrelation", "semivariogram"}
    assert check_layout(figure) == []
    without = growth(
        "pain ~ week + I(week > 2)", data.assign(day=7 * data["week"]), subject="patient", random="1 + day"
    )
    with pytest.raises(ModelError, match="name the column of the time"):
        plot_diagnostics(without)
    assert plot_diagnostics(without, time="week").alt_text.startswith("Four panels of 150")


def test_a_visit_that_a_group_never_had_is_a_dash(fit_of, texts_of):
    fit = fit_of("arm")
    frame = fit.design.frame[lambda rows: (rows["arm"] == "standard") | (rows["visit"] != "W12")]
    figure = plot_diagnostics(fit.refit(frame.assign(change=fit.design.y[frame.index])))
    assert texts_of(figure).count("\u2013") == 5
    assert check_layout(figure) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("group", [None, "arm"])
def test_every_word_is_said(fit_of, group, width, marked_language, unsaid):
    with speaking(marked_language):
        assert unsaid(plot_diagnostics(fit_of(group), width=width)) == []
