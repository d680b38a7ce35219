from dnoutcomes.describe.target_trial import target_trial

COMPONENTS = ["eligibility", "strategies", "assignment", "time zero", "follow-up", "outcome", "contrast"]


def test_seven_components_are_filled_from_the_plan(clinic):
    table = target_trial(clinic)
    assert table["component"].tolist() == COMPONENTS
    assert (table[["target", "data"]].map(len) > 10).all(axis=None)
    data = table.set_index("component")["data"]
    assert "240 patients with a baseline" in data["eligibility"]
    assert "within levels of baseline, cause, age, severity" in data["assignment"]
    assert "from baseline to W12" in data["outcome"]


def test_a_share_seen_is_a_count(clinic):
    rows = clinic.visits[(clinic.visits["visit"] == "W12") & (clinic.visits["arm"] == "needling")]
    data = target_trial(clinic).set_index("component")["data"]
    assert f"{100 * rows['day'].notna().mean():.0f} % of needling" in data["follow-up"]


def test_only_a_plan_may_say_randomised(clinic, clinic_with):
    assert "random" not in target_trial(clinic)["data"].str.cat().lower()
    assert target_trial(clinic_with(design="randomised"))["data"].iloc[2] == "by lot, as the plan says"
