"""Figures, one file each. Every figure carries its data, its alt text and its caption."""

from dnoutcomes.figures.attendance import plot_attendance
from dnoutcomes.figures.control_chart import plot_control_chart
from dnoutcomes.figures.course import plot_course
from dnoutcomes.figures.covariance_map import plot_covariance_map
from dnoutcomes.figures.diagnostics_figure import plot_diagnostics
from dnoutcomes.figures.flow import plot_flow
from dnoutcomes.figures.forest import plot_forest
from dnoutcomes.figures.funnel import plot_funnel
from dnoutcomes.figures.individual_courses import plot_individual_courses
from dnoutcomes.figures.influence_plot import plot_influence
from dnoutcomes.figures.layout import check_layout
from dnoutcomes.figures.love_plot import plot_love
from dnoutcomes.figures.missingness import plot_missingness
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.outcomes_forest import plot_outcomes
from dnoutcomes.figures.positivity import plot_positivity
from dnoutcomes.figures.residual_panel import plot_residuals
from dnoutcomes.figures.responders import plot_responders
from dnoutcomes.figures.sensitivity_panel import plot_sensitivity
from dnoutcomes.figures.subgroup_forest import plot_subgroups
from dnoutcomes.figures.tipping_map import plot_tipping
from dnoutcomes.figures.waterfall import plot_waterfall

__all__ = [
    "OutcomeFigure",
    "check_layout",
    "plot_attendance",
    "plot_control_chart",
    "plot_course",
    "plot_covariance_map",
    "plot_diagnostics",
    "plot_flow",
    "plot_forest",
    "plot_funnel",
    "plot_individual_courses",
    "plot_influence",
    "plot_love",
    "plot_missingness",
    "plot_outcomes",
    "plot_positivity",
    "plot_residuals",
    "plot_responders",
    "plot_sensitivity",
    "plot_subgroups",
    "plot_tipping",
    "plot_waterfall",
]
