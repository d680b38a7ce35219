from dnoutcomes.compare.responder_curve import responder_curve
from dnoutcomes.figures.responders_data import Responders
from dnoutcomes.figures.style import Look
from dnoutcomes.language import speaking


def shown(analysis, scale="percent", missing_as="non-responder", released=False):
    return Responders(responder_curve(analysis, "W12", scale, missing_as, released=released))


def test_only_thresholds_of_the_scale_are_named(analysis):
    assert shown(analysis).thresholds == {30: "30 %", 50: "50 %"}
    assert shown(analysis, "points").thresholds == {2: "2 points"}


def test_names_carry_the_number_of_patients_counted(analysis):
    counted = analysis.patients["arm"].value_counts()
    assert [arm.key[0] for arm in shown(analysis).arms(Look.of("wide"))] == [
        f"standard care alone ({counted['standard']} patients)",
        f"needling plus standard care ({counted['needling']} patients)",
    ]
    said = f"Patients: {counted['standard']} in standard and {counted['needling']} in needling."
    assert said in shown(analysis).alt_text
    assert counted["standard"] != counted["needling"]


def test_share_has_its_interval_where_asked(analysis):
    item = shown(analysis)
    row = item.at("needling", 30)
    assert item.share_text("needling", 30, with_interval=False) == f"{100 * row['share']:.0f} %"
    assert item.share_text("needling", 30, with_interval=True).endswith(f"to {100 * row['conf_high']:.0f} %)")


def test_threshold_that_was_left_out_is_hidden(analysis_with):
    item = shown(analysis_with(n=30), released=True)
    assert item.at("standard", 50) is None
    assert item.share_text("standard", 50, with_interval=True) == "hidden"


def test_who_is_not_counted_is_said(analysis, marked_language, unsaid):
    with speaking(marked_language):
        item = shown(analysis, released=True)
        assert unsaid(f"{item.caption} {item.alt_text} {item.axis_title}") == []
