import io
from operator import methodcaller

import numpy as np
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.datasets import load_sample
from dnoutcomes.errors import ModelError
from dnoutcomes.missing import impute
from dnoutcomes.models import fit_mmrm
from dnoutcomes.models.shared.resampling import parametric_bootstrap, patient_bootstrap
from dnoutcomes.plan import Plan
from dnoutcomes.progress import bar, counted
from dnoutcomes.restriction import restrict
from dnoutcomes.weighting.bootstrap import bootstrap
from dnoutcomes.weighting.on_analysis import fit_weighted_mmrm


class Calls(list):
    """What a callback was told; as a callback it may interrupt."""

    def __init__(self, interrupt_at=None):
        super().__init__()
        self.interrupt_at = interrupt_at

    def __call__(self, done, total):
        self.append((done, total))
        if done == self.interrupt_at:
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def analysis():
    whole = build_analysis(
        load_sample(), Plan(visits=[{"name": "W04", "day": 28}, {"name": "W12", "day": 84}])
    )
    return restrict(whole, "cause == 'diabetic'")


# Something that processes started anew can be given.
mean = methodcaller("mean", keepdims=True)


def draw(analysis, progress):
    return bootstrap(mean, np.arange(30), replicates=12, seed=1, progress=progress).replicates


def draw_in_two_processes(analysis, progress):
    return bootstrap(mean, np.arange(30), replicates=12, seed=1, n_jobs=2, progress=progress).replicates


def weight(analysis, progress):
    return fit_weighted_mmrm(analysis, replicates=12, progress=progress).frame["std_error"]


def resample(analysis, progress):
    fit = fit_mmrm(analysis)
    return patient_bootstrap(fit, lambda again: again.coefficients, 12, seed=1, progress=progress).replicates


def simulate_again(analysis, progress):
    fit = fit_mmrm(analysis)
    return parametric_bootstrap(
        fit, lambda again: again.coefficients, 12, seed=1, progress=progress
    ).replicates


def fill(method):
    return lambda analysis, progress: impute(
        analysis, "JR", method=method, n_samples=12, progress=progress
    ).frame["std_error"]


SLOW = {
    "bootstrap": draw, "processes": draw_in_two_processes, "weighted MMRM": weight, "patients": resample,
    "parametric": simulate_again, "imputation, bootstrap": fill("bootstrap"),
    "imputation, approximate Bayes": fill("approximate-bayes"), "jackknife": fill("conditional-mean"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLOW)
def test_every_step_is_told_and_neither_telling_nor_interrupting_changes_the_result(analysis, name):
    calls, total = Calls(), len(analysis.patients) if name == "jackknife" else 12
    found = SLOW[name](analysis, calls)
    assert calls == [(done, total) for done in range(1, total + 1)]
    stopped = Calls(interrupt_at=3)
    with pytest.raises(KeyboardInterrupt):
        SLOW[name](analysis, stopped)
    assert len(stopped) == 3
    np.testing.assert_array_equal(SLOW[name](analysis, None), found)


def test_an_item_counts_as_done_after_the_work_on_it():
    told = []
    items = counted("ab", 2, lambda done, total: told.append(done))
    assert (next(items), told) == ("a", [])
    assert (next(items), told) == ("b", [1])
    assert (next(items, None), told) == (None, [1, 2])


def test_a_failed_replicate_counts_as_done():
    def fail_on_zero(rows):
        if rows[0] == 0:
            raise ModelError("no patient in the arm")
        return mean(rows)

    calls = Calls()
    found = bootstrap(fail_on_zero, np.arange(100), replicates=150, seed=1, progress=calls)
    assert found.failed > 0
    assert calls[-1] == (150, 150)


def test_the_bar_is_drawn_on_standard_error_and_ends_with_the_block(monkeypatch, capsys):
    terminal = io.StringIO()
    monkeypatch.setattr("sys.stderr", terminal)

    def interrupted():
        with bar("leaving out") as progress:
            progress(3, 8)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert "leaving out" in terminal.getvalue()
    assert "3/8" in terminal.getvalue()
    assert capsys.readouterr().out == ""
