import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting import propensity
from dnoutcomes.weighting.effect import effect
from dnoutcomes.weighting.read_sample import read_clusters
from dnoutcomes.weighting.working_model import working_model


@pytest.fixture
def data():
    rng = np.random.default_rng(31)
    n = 240
    age, severe = rng.normal(60, 10, n), rng.integers(0, 2, n)
    treated = rng.random(n) < 1 / (1 + np.exp(-0.04 * (age - 60) - 0.6 * severe))
    pain = 5 + 0.05 * (age - 60) + 0.8 * severe - treated + rng.normal(0, 1.5, n)
    return pd.DataFrame({
        "arm": pd.Categorical(np.where(treated, "needling", "standard"), ["standard", "needling"]),
        "age": age, "severe": severe, "pain": pain, "response": (pain < 4.5).astype(int),
        "therapist": np.where(treated, rng.integers(1, 9, n).astype(float), np.nan),
    })  # fmt: skip


def estimate(data, **options):
    return effect(
        data, **({"outcome": "pain", "treatment": "arm", "covariates": ["age", "severe"]} | options)
    )


def test_one_row_with_its_labels(data):
    found = estimate(data)
    assert list(found.frame.columns) == [
        "outcome", "contrast", "estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high",
        "n_subjects",
    ]  # fmt: skip
    row = found.frame.iloc[0]
    assert (row["outcome"], row["contrast"]) == ("pain", "needling - standard")
    assert row["n_subjects"] == 240
    # As an analysis of covariance would have: 240 patients, a constant, two covariates and the arm.
    assert row["df"] == 236
    assert row["estimate"] == pytest.approx(
        found.details["mean"]["needling"] - found.details["mean"]["standard"]
    )
    assert found.kind == "weighted difference (overlap)"
    assert found.inference.terms == ("mean[standard]", "mean[needling]")


def test_the_means_can_be_asked_for_together(data):
    found = estimate(data)
    value, df_num, df_denom = found.inference.joint(np.array([[-1.0, 1.0]]))
    assert value == pytest.approx(found.frame["statistic"].iloc[0] ** 2)
    assert (df_num, df_denom) == (1, 236)


def test_events_give_a_risk_difference(data):
    found = estimate(data, outcome="response")
    assert 0 < found.frame["estimate"].iloc[0] < 1
    boolean = estimate(data.assign(response=data["response"] == 1), outcome="response")
    assert boolean.frame["estimate"].iloc[0] == pytest.approx(found.frame["estimate"].iloc[0])


@pytest.mark.parametrize("method", ["weighted", "aipw"])
@pytest.mark.parametrize("share", [0, 1])
def test_nobody_or_everybody_with_the_event_has_no_error(data, share, method):
    found = estimate(data.assign(response=share), outcome="response", method=method)
    row = found.frame.iloc[0]
    assert row["estimate"] == pytest.approx(0, abs=1e-12)
    assert row[["std_error", "p_value", "conf_low", "conf_high"]].isna().all()
    assert (
        sum(f"outcomes of {arm} are {share}" in " ".join(found.notes) for arm in ("needling", "standard"))
        == 2
    )


def test_one_arm_without_events_is_answered_and_said(data):
    found = estimate(
        data.assign(response=data["response"].where(data["arm"] == "needling", 0)), outcome="response"
    )
    assert found.frame["std_error"].iloc[0] > 0
    assert "outcomes of standard are 0" in found.notes[-1]


def test_rows_left_out_are_counted(data):
    data.loc[:6, "pain"] = np.nan
    data.loc[5:9, "arm"] = None
    found = estimate(data)
    assert found.frame["n_subjects"].iloc[0] == 230
    assert "5 rows without a treatment left out." in found.notes
    assert "5 rows without an outcome left out." in found.notes
    same = estimate(data.dropna(subset=["pain", "arm"]))
    assert found.frame["estimate"].iloc[0] == pytest.approx(same.frame["estimate"].iloc[0])


def test_attrition_weights_stand_in_for_the_lost(data):
    complete = estimate(data).frame["estimate"].iloc[0]
    rng = np.random.default_rng(2)
    lost = rng.random(240) < np.where((data["arm"] == "needling") & (data["severe"] == 1), 0.6, 0.05)
    data.loc[lost, "pain"] = np.nan
    found = estimate(data, attrition=["age", "severe", "arm:severe"])
    assert found.frame["n_subjects"].iloc[0] == 240 - lost.sum()
    assert f"{lost.sum()} rows without an outcome, stood in for by weights of those with one." in found.notes
    sizes = found.details["effective_sample_size_attrition"]
    assert sizes["needling"] < found.details["n"]["needling"]
    assert found.details["largest_attrition_weight"]["needling"] > 1.5
    # All of the effect of being lost goes through what the weights hold, so the estimate stays near the complete one.
    assert found.frame["estimate"].iloc[0] == pytest.approx(complete, abs=0.3)


def test_attrition_without_loss_changes_nothing(data):
    pd.testing.assert_frame_equal(estimate(data, attrition=["age"]).frame, estimate(data).frame)


def test_a_therapist_in_one_arm_only(data):
    found = estimate(data, cluster="therapist")
    alone = int((data["arm"] == "standard").sum())
    # Half of the variance comes from 8 therapists, the other half from patients by themselves.
    df = found.frame["df"].iloc[0]
    assert 8 < df < 30
    assert (
        f"Errors: stacked estimating equations, {8 + alone} clusters, {df:.3g} degrees of freedom."
        in found.notes
    )
    assert found.frame["estimate"].iloc[0] == estimate(data).frame["estimate"].iloc[0]


@pytest.mark.parametrize("errors", ["stacked", "jackknife", "bootstrap"])
def test_a_variance_by_cluster_has_its_factor_and_df(data, errors):
    found = estimate(data, cluster="therapist", errors=errors, replicates=20)
    used = data[["pain", "severe", "age"]]
    model = working_model(
        np.column_stack([data["arm"].cat.codes, np.ones(240), used[["severe", "age"]]]), np.eye(4)[0],
        data["pain"].to_numpy(), propensity(data, treatment="arm", covariates=["age", "severe"]).weights.to_numpy(),
        read_clusters(data, "therapist"), left_out=errors == "jackknife",
    )  # fmt: skip
    assert found.frame["df"].iloc[0] == pytest.approx(model.df)
    assert found.details["cluster_factor"] == pytest.approx(model.factor)
    assert (model.factor < 1) == (errors == "jackknife")


@pytest.mark.parametrize("errors", ["stacked", "jackknife", "bootstrap"])
def test_clusters_of_one_are_patients(data, errors):
    options = {"errors": errors, "replicates": 20}
    found = estimate(data.assign(own=range(240)), cluster="own", **options)
    pd.testing.assert_frame_equal(found.frame, estimate(data, **options).frame)


def test_copies_within_a_cluster_add_no_information(data):
    doubled = pd.concat([data, data], ignore_index=True).assign(patient=list(range(240)) * 2)
    for errors in ("stacked", "jackknife"):
        once, twice = estimate(data, errors=errors), estimate(doubled, cluster="patient", errors=errors)
        bare = twice.frame["std_error"].iloc[0] / np.sqrt(twice.details["cluster_factor"])
        assert bare == pytest.approx(once.frame["std_error"].iloc[0])
    stacked = estimate(data, errors="stacked").frame["std_error"].iloc[0]
    naive = estimate(doubled, errors="stacked").frame.iloc[0]
    assert naive["std_error"] == pytest.approx(stacked / np.sqrt(2))


def test_the_jackknife_by_hand(data):
    few = data.iloc[:30].assign(pain=data["pain"].mask(data.index % 4 == 0))
    options = {"attrition": ["age"], "method": "aipw", "estimand": "ate"}
    whole = estimate(few, **options).frame.iloc[0]
    without = [estimate(few.drop(index=i), **options).frame["estimate"].iloc[0] for i in few.index]
    expected = np.sqrt(29 / 30 * ((np.array(without) - whole["estimate"]) ** 2).sum())
    assert whole["std_error"] == pytest.approx(expected, rel=1e-8)
    assert whole["df"] == 22 - 3 - 1


def test_the_default_is_the_jackknife_up_to_a_thousand_patients(data):
    many = pd.concat([data] * 5, ignore_index=True)
    for rows, errors in ((data, "jackknife"), (many, "stacked")):
        default, named = estimate(rows), estimate(rows, errors=errors)
        assert default.details["errors"] == errors
        pd.testing.assert_frame_equal(default.frame, named.frame)
    assert estimate(many).frame["df"].iloc[0] == np.inf


def test_errors_leave_the_estimate_alone(data):
    jackknife, stacked = (estimate(data, errors=errors).frame.iloc[0] for errors in ("jackknife", "stacked"))
    assert jackknife["estimate"] == stacked["estimate"]
    assert stacked["std_error"] < jackknife["std_error"] < 1.1 * stacked["std_error"]


def test_stabilised_weights_leave_the_effect_alone(data):
    plain = estimate(data, estimand="ate").frame
    stabilised = estimate(data, estimand="ate", stabilised=True)
    pd.testing.assert_frame_equal(stabilised.frame, plain)


def test_trimming_changes_whom_it_is_about(data):
    found = estimate(data, estimand="ate", trim=0.3)
    assert found.frame["n_subjects"].iloc[0] < 240
    assert found.details["trim"] == 0.3
    assert any("left out, the score fitted again" in note for note in found.notes)


def test_a_penalty_is_reported(data):
    assert (
        "Score fitted with a ridge penalty; balance is approximate." in estimate(data, penalty="ridge").notes
    )


def test_bootstrap_repeats_itself_and_reports_its_size(data):
    once, again = (estimate(data, errors="bootstrap", replicates=50) for _ in range(2))
    pd.testing.assert_frame_equal(once.frame, again.frame)
    assert "Errors: bootstrap, 50 replicates, seed 20260101." in once.notes
    clustered = estimate(data, errors="bootstrap", replicates=50, cluster="therapist")
    assert clustered.frame["std_error"].iloc[0] != once.frame["std_error"].iloc[0]


def test_effective_sizes_are_those_of_the_weights(data):
    found = estimate(data, estimand="att").details
    assert found["effective_sample_size"]["needling"] == pytest.approx((data["arm"] == "needling").sum())
    assert found["n"]["needling"] + found["n"]["standard"] == 240
    assert found["effective_sample_size_balancing"] == found["effective_sample_size"]
    assert found["effective_sample_size_attrition"] == pytest.approx(found["n"])


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda d: d.assign(arm="needling"), {}, "has 1 levels .* exactly two arms"),
        (lambda d: d.assign(pain=d["pain"].where(d["arm"] == "standard")), {}, "has 1 levels"),
        (
            lambda d: d.assign(pain=d["pain"].where(d["arm"] == "standard")),
            {"attrition": ["age"]},
            "0 patients of arm 'needling' have the outcome 'pain'",
        ),
        (lambda d: d.assign(pain="6"), {}, "outcome 'pain' must be a number"),
        (lambda d: d.assign(pain=np.inf), {}, "outcome 'pain' has 240 infinite values"),
        (lambda d: d, {"cluster": "doctor"}, "cluster 'doctor' is not a column"),
        (
            lambda d: d.assign(one=1),
            {"cluster": "one"},
            "all 112 patients of standard share one one; what is due to it",
        ),
        (lambda d: d, {"method": "ipw"}, "unknown method 'ipw'"),
        (lambda d: d, {"errors": "model"}, "unknown kind of errors 'model'"),
        (lambda d: d.assign(site=(d["arm"] == "needling") * 1), {"covariates": ["site"]}, r"\(separation\)"),
        (lambda d: d.iloc[[0]], {}, "has 1 levels"),
        (lambda d: d, {"confidence_level": 95}, "confidence_level must lie between 0 and 1"),
        (lambda d: d, {"covariates": ["pain"]}, "'pain' is the treatment or the outcome"),
    ],
)
def test_what_cannot_be_compared_is_refused(data, change, options, message):
    with pytest.raises(ModelError, match=message):
        estimate(change(data), **options)


def test_the_estimand_may_be_written_in_capitals(data):
    capitals, small = estimate(data, estimand="ATE"), estimate(data, estimand="ate")
    assert capitals.frame.equals(small.frame)
    assert capitals.kind == small.kind == "weighted difference (ate)"


def test_one_patient_per_arm_is_refused():
    frame = pd.DataFrame({"arm": [False, True], "pain": [5.0, 3.0]})
    with pytest.raises(
        ModelError, match="1 patients of arm False have the outcome 'pain'; at least 2 are needed"
    ):
        estimate(frame, covariates=[])
