"""Figures, one file each. Every figure carries its data, its alt text and its caption."""

from dnoutcomes.figures.course import plot_course
from dnoutcomes.figures.flow import plot_flow
from dnoutcomes.figures.forest import plot_forest
from dnoutcomes.figures.layout import check_layout
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.responders import plot_responders

__all__ = ["OutcomeFigure", "check_layout", "plot_course", "plot_flow", "plot_forest", "plot_responders"]
