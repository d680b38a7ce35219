from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan, Responder


def test_a_threshold_is_said_but_keeps_its_name_in_frames():
    half, one = Responder(value=2.5, scale="points"), Responder(value=1, scale="points")
    assert (half.words, one.words) == ("2.5 points", "1 point")
    with speaking("es"):
        assert half.label == "2.5 points"
        assert Responder(value=12.5, scale="percent").words == "12,5 %"


def test_responders_of_another_instrument_come_from_the_registry():
    plan = Plan(outcome="fact_gog_ntx")
    assert plan.instrument.direction == "higher"
    assert all(item.scale == "points" for item in plan.responders)
    assert plan.responders
