from matplotlib.figure import Figure

from dnoutcomes.figures.series_style import AreaStyle


def test_a_piece_of_a_bar_has_its_edge_its_paper_and_its_hatch():
    axes = Figure().subplots()
    (seen,) = axes.barh([0], [3], **AreaStyle("#1a1a1a", "#0072b2").patch)
    (lost,) = axes.barh([0], [2], **AreaStyle("#595959", "none", "//").patch)
    assert seen.get_hatch() in (None, "")
    assert lost.get_hatch() == "//"
    assert lost.get_facecolor()[3] == 0
    assert seen.get_facecolor() != seen.get_edgecolor()
