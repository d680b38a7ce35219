"""Figures, one file each, and the registry of them. Every figure carries its data, its alt text and its caption."""

from dnoutcomes.figures.attendance import plot_attendance
from dnoutcomes.figures.control_chart import plot_control_chart
from dnoutcomes.figures.course import plot_course
from dnoutcomes.figures.covariance_map import plot_covariance_map
from dnoutcomes.figures.diagnostics_figure import plot_diagnostics
from dnoutcomes.figures.figure_kind import FigureKind, refuse_figure
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
from dnoutcomes.registry import OpenRegistry

FIGURES = OpenRegistry(
    "figure",
    FigureKind,
    [
        FigureKind("flow", plot_flow, "patients from the file to each visit", ("people",)),
        FigureKind("missingness", plot_missingness, "missing scores by visit, and why", ("quality",)),
        FigureKind("attendance", plot_attendance, "sessions attended, and needles at each", ("delivered",)),
        FigureKind("course", plot_course, "means of the arms over the visits", ("summary",)),
        FigureKind("forest", plot_forest, "differences between the arms by group", ("causes",)),
        FigureKind("subgroups", plot_subgroups, "differences within the levels of several modifiers"),
        FigureKind("responders", plot_responders, "how many improved by at least so much", ("responders",)),
        FigureKind("outcomes", plot_outcomes, "differences in several outcomes", ("domains",)),
        FigureKind("control_chart", plot_control_chart, "months against the limits of chance", ("trends",)),
        FigureKind(
            "funnel",
            plot_funnel,
            "sites, therapists or other units against chance",
            ("funnels",),
        ),
        FigureKind("sensitivity", plot_sensitivity, "the main difference by other methods", ("sensitivity",)),
        FigureKind("love", plot_love, "balance of the arms before and after weights", ("sensitivity",)),
        FigureKind("tipping", plot_tipping, "how bad missing scores must be to tip it", ("sensitivity",)),
        FigureKind("covariance_map", plot_covariance_map, "covariances and correlations between visits"),
        FigureKind("waterfall", plot_waterfall, "the change of each patient, sorted", shows_patients=True),
        FigureKind(
            "individual_courses",
            plot_individual_courses,
            "the course of each patient, with the mean of the arm",
            shows_patients=True,
        ),
        FigureKind("positivity", plot_positivity, "propensity scores of both arms", shows_patients=True),
        FigureKind("residuals", plot_residuals, "residuals of a fit", shows_patients=True),
        FigureKind(
            "diagnostics",
            plot_diagnostics,
            "residuals of a fit, and the covariance it implies beside the empirical one",
            shows_patients=True,
        ),
        FigureKind("influence", plot_influence, "how far each patient moves a fit", shows_patients=True),
    ],
    contract=refuse_figure,
)

__all__ = [
    "FIGURES",
    "FigureKind",
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
