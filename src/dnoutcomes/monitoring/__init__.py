"""Control charts: is a month's result more than chance?"""

from dnoutcomes.monitoring.charts import (
    CHARTS,
    control_chart,
    control_charts,
    monthly_points,
    rare_event_chart,
)
from dnoutcomes.monitoring.control_chart import ControlChart, Signal
from dnoutcomes.monitoring.cusum import cusum_chart
from dnoutcomes.monitoring.expected_change import expected_change
from dnoutcomes.monitoring.funnel import Funnel, funnel
from dnoutcomes.monitoring.funnel_units import FUNNEL_UNITS, FunnelUnit
from dnoutcomes.monitoring.individuals import individuals_chart
from dnoutcomes.monitoring.laney import p_prime_chart
from dnoutcomes.monitoring.means import means_chart
from dnoutcomes.monitoring.measures import MEASURES
from dnoutcomes.monitoring.rare_events import g_chart, t_chart
from dnoutcomes.monitoring.rate import rate_chart
from dnoutcomes.monitoring.signals import RULES

__all__ = [
    "CHARTS",
    "FUNNEL_UNITS",
    "MEASURES",
    "RULES",
    "ControlChart",
    "Funnel",
    "FunnelUnit",
    "Signal",
    "control_chart",
    "control_charts",
    "cusum_chart",
    "expected_change",
    "funnel",
    "g_chart",
    "individuals_chart",
    "means_chart",
    "monthly_points",
    "p_prime_chart",
    "rare_event_chart",
    "rate_chart",
    "t_chart",
]
