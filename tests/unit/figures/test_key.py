from dnoutcomes.figures.key import SAMPLE, lay_out_key
from dnoutcomes.figures.labels import text_width
from dnoutcomes.figures.style import Look

STYLE = Look.of("wide").series(0)


def test_short_names_stand_side_by_side():
    key = lay_out_key([("a", STYLE), ("b", STYLE)], Look.of("wide"), 400)
    assert [y for _, y, *_ in key.places] == [0, 0]
    assert key.places[1][0] > SAMPLE


def test_each_name_keeps_its_sample():
    look = Look.of("wide")
    entries = [("standard care", look.series(0)), ("needling", look.series(1)), ("all", look.series(2))]
    key = lay_out_key(entries, look, 400)
    assert [(" ".join(lines), style) for _, _, lines, style in key.places] == entries
    assert len({style for _, style in entries}) == 3


def test_names_that_do_not_fit_take_a_new_line(all_hostile):
    look = Look.of("narrow")
    key = lay_out_key([(name, STYLE) for name in all_hostile], look, 324)
    line = look.width.text * 1.35
    for (_, y, lines, _), (_, below, *_) in zip(key.places, key.places[1:]):
        assert below == y or below >= y + len(lines) * line
    for x, y, lines, _ in key.places:
        assert max(x + SAMPLE + 6 + text_width(text, look.width.text) for text in lines) <= 324
        assert y + len(lines) * line <= key.height + 1e-9
