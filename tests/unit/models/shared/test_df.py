import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models import mmrm
from dnoutcomes.models.shared.df import DF_METHODS, choose_errors

KEYS = {"subject": "patient", "visit": "visit"}


@pytest.mark.parametrize("name", DF_METHODS)
def test_every_method_gives_every_test(trial, name):
    for errors in DF_METHODS[name].errors:
        fit = mmrm("change ~ arm * visit", trial, df=name, errors=errors, **KEYS)
        assert fit.inference.method.startswith(DF_METHODS[name].label)
        df = fit.tidy()["df"]
        assert ((df > 1) & (df < fit.design.n_observations)).all()
        statistic, df_num, df_denom = fit.inference.joint(np.eye(6)[4:])
        assert statistic > 0
        assert df_num == 2
        assert 1 < df_denom < fit.design.n_observations


def test_of_one_function_kenward_and_rogers_df_are_satterthwaites_and_not_the_residual_ones(trial):
    first, other, residual = (
        mmrm("change ~ arm * visit", trial, df=name, **KEYS).tidy()["df"]
        for name in ("kenward-roger", "satterthwaite", "residual")
    )
    assert first.to_numpy() == pytest.approx(other.to_numpy())
    assert (first < residual - 1).all()


def test_the_default_covariance_goes_with_the_method():
    assert choose_errors("kenward-roger", None) == "kenward-roger"
    assert choose_errors("satterthwaite", None) == "model"
    assert choose_errors("residual", "cr2") == "cr2"


@pytest.mark.parametrize(
    ("df", "errors", "message"),
    [
        (
            "kenward-roger",
            "model",
            "errors='model' doesn't go with df='kenward-roger', which takes kenward-roger",
        ),
        ("satterthwaite", "hc3", "takes model, cr0, cr2, cr3"),
        ("kenwardroger", None, "unknown df method 'kenwardroger'; did you mean 'kenward-roger'"),
    ],
)
def test_pairs_that_do_not_go_together(df, errors, message):
    with pytest.raises(ModelError, match=message):
        choose_errors(df, errors)
