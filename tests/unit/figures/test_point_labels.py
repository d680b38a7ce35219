"""Labels of points: beside their points, apart from each other, and off the lines where there is room."""

import pytest
from matplotlib.figure import Figure

from dnoutcomes.figures.point_labels import PointLabel, write_point_labels
from dnoutcomes.figures.style import Look

LOOK = Look.of("wide")


@pytest.fixture
def axes():
    axes = Figure(figsize=(5, 3), dpi=96).add_axes((0.1, 0.1, 0.8, 0.8))
    axes.set(xlim=(0, 10), ylim=(-2, 2))
    return axes


def boxes(axes):
    return {text.get_text(): text.get_window_extent() for text in axes.texts}


def test_a_label_stands_right_of_its_point_where_there_is_room(axes):
    write_point_labels(axes, [PointLabel("site 4", 3.0, 1.0)], [], LOOK)
    x, y = axes.transData.transform((3.0, 1.0))
    box = boxes(axes)["site 4"]
    assert 0 < box.x0 - x < 15
    assert box.y0 < y < box.y1


def test_a_label_at_the_right_end_stands_left_of_its_point(axes):
    write_point_labels(axes, [PointLabel("site 4", 9.8, 0.5)], [], LOOK)
    x, _ = axes.transData.transform((9.8, 0.5))
    assert 0 < x - boxes(axes)["site 4"].x1 < 15


def test_no_label_covers_another_or_a_point_and_the_first_goes_before(axes):
    labels = [PointLabel(f"a name {place}", 5.0 + place / 50, 0.02 * place) for place in range(12)]
    write_point_labels(axes, labels, [], LOOK)
    written = boxes(axes)
    assert "a name 0" in written
    assert 1 < len(written) < 12
    placed = list(written.values())
    assert not any(one.overlaps(other) for i, one in enumerate(placed) for other in placed[:i])
    points = [axes.transData.transform((label.x, label.y)) for label in labels]
    assert not any(box.contains(*point) for box in placed for point in points)


def test_a_label_leaves_a_line_where_it_can_and_stays_on_it_where_it_cannot(axes):
    point = PointLabel("site", 5.0, 0.0)
    line = [(5 + step / 20, 0.0) for step in range(80)]
    write_point_labels(axes, [point], line, LOOK)
    (box,) = boxes(axes).values()
    _, y = axes.transData.transform((5.0, 0.0))
    assert not box.contains(*axes.transData.transform((5.3, 0.0)))
    assert abs((box.y0 + box.y1) / 2 - y) < 40
    axes.texts[0].remove()
    everywhere = [(x / 5, y / 5) for x in range(51) for y in range(-10, 11)]
    write_point_labels(axes, [point], everywhere, LOOK)
    assert set(boxes(axes)) == {"site"}


def test_long_names_are_cut(axes):
    write_point_labels(axes, [PointLabel("a very long name of a site " * 3, 1.0, 0.0)], [], LOOK)
    (text,) = boxes(axes)
    assert text.endswith("…")
