"""Figures in the places of somebody else's figure, beside plots of seaborn's and in their style."""

import matplotlib
import pytest
import seaborn
from matplotlib.figure import Figure

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.figures import plot_course, plot_forest, plot_love
from dnoutcomes.figures.layout import text_boxes
from dnoutcomes.figures.style import Look
from dnoutcomes.plan import Plan


def pixels_of(figure, extent):
    """Corners in pixels of 1/96 inch, whatever the dots per inch."""
    return extent.transformed(figure.dpi_scale_trans.inverted()).extents * 96


@pytest.fixture
def three():
    """A figure with three places, in a style and with a size of letters that aren't ours."""
    with seaborn.axes_style("darkgrid"), matplotlib.rc_context({"font.size": 23, "xtick.labelsize": 23}):
        yield Figure(figsize=(18, 6.5), dpi=80).subplots(1, 3)


def test_two_of_ours_stand_beside_one_of_seaborns(three, means_of, effects_of, analysis, line_of):
    places = [pixels_of(ax.figure, ax.get_window_extent()) for ax in three]
    course = plot_course(means_of(), plan=Plan(), ax=three[0])
    seaborn.pointplot(data=analysis.visits, x="visit", y="change", hue="arm", ax=three[1])
    forest = plot_forest(effects_of(), plan=Plan(), ax=three[2])
    assert (course.axes[0], forest.axes[0]) == (three[0], three[2])
    assert course.figure is forest.figure is three[1].figure
    assert pixels_of(course.figure, three[1].get_window_extent()) == pytest.approx(places[1])
    assert line_of(course, "needling")[:, 1] == pytest.approx(
        [0.0, *means_of().where(arm="needling").frame["estimate"]]
    )
    for drawn, (left, bottom, right, top) in ((course, places[0]), (forest, places[2])):
        written = [
            text for text in drawn.figure.texts if left <= text.get_transform().transform(
                text.get_position())[0] * 96 / drawn.figure.dpi <= right
        ]  # fmt: skip
        assert len(written) > 8
        for text in written:
            x0, y0, x1, y1 = pixels_of(drawn.figure, text.get_window_extent())
            assert left - 1 <= x0 < x1 <= right + 1
            assert bottom - 1 <= y0 < y1 <= top + 1


def test_every_figure_takes_the_place_of_an_axes(make_figure):
    figure = Figure(figsize=(8, 16), dpi=70)
    ax = figure.add_axes((0.05, 0.02, 0.9, 0.96))
    whole = figure.get_axes()
    drawn = make_figure(ax=ax)
    assert drawn.figure is figure
    assert len(figure.texts) > 4
    assert drawn.axes[:1] == whole or not (drawn.axes or ax.axison)
    figure.draw_without_rendering()


@pytest.mark.parametrize(("inches", "name"), [(7.5, "wide"), (4.0, "narrow")])
def test_a_place_has_the_width_of_its_axes(inches, name):
    ax = Figure(figsize=(10, 10)).add_axes((0.1, 0.1, inches / 10, 0.8))
    look = Look.of("wide", ax=ax)
    assert (look.width.pixels, look.width.name) == (round(96 * inches), name)


def test_labels_in_a_place_are_apart_and_inside(balance):
    figure = Figure(figsize=(5, 5))
    drawn = plot_love(balance(), ax=figure.add_axes((0, 0, 1, 1)))
    boxes = [box for _, box, _ in text_boxes(drawn)]
    assert all(not one.shrunk(0.98, 0.9).overlaps(other.shrunk(0.98, 0.9))
               for place, one in enumerate(boxes) for other in boxes[:place])  # fmt: skip


def test_the_style_around_it_stays(three, means_of):
    """A part is drawn in our look, and what is drawn beside it later isn't."""
    before = matplotlib.rcParams.copy()
    plot_course(means_of(), plan=Plan(), ax=three[0])
    assert matplotlib.rcParams.copy() == before
    assert three[1].xaxis.get_ticklabels()[0].get_size() == 23
    assert three[0].yaxis.get_ticklabels()[0].get_size() < 12


def test_a_place_that_is_too_low_is_refused_with_the_height_that_would_do(means_of):
    ax = Figure(figsize=(8, 2)).subplots()
    with pytest.raises(DnOutcomesError, match=r"inches high at a width of 6\.2, and the Axes is 1\.5"):
        plot_course(means_of(), plan=Plan(), ax=ax)


def test_a_part_is_not_written_or_shown_alone(means_of, tmp_path):
    figure = Figure(figsize=(8, 7))
    part = plot_course(means_of(), plan=Plan(), ax=figure.subplots())
    with pytest.raises(DnOutcomesError, match="part of another figure"):
        part.to_svg()
    assert part._repr_html_() is None
    assert part._repr_png_() is None
    part.savefig(tmp_path / "whole.png")
    assert (tmp_path / "whole.png").exists()


def test_a_place_in_a_subfigure_is_found(means_of):
    figure = Figure(figsize=(16, 7))
    left, right = figure.subfigures(1, 2)
    seaborn.lineplot(x=[1, 2], y=[1, 2], ax=left.subplots())
    ax = right.subplots()
    place = pixels_of(figure, ax.get_window_extent())
    part = plot_course(means_of(), plan=Plan(), ax=ax)
    assert part.figure is figure
    (title,) = [text for text in right.texts if "mean change" in text.get_text()]
    assert place[0] < pixels_of(figure, title.get_window_extent())[0] < place[2]
