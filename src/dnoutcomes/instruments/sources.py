"""Where thresholds come from: each source named once."""

from __future__ import annotations

from dnoutcomes.language import term

GENERAL = term("general knowledge of the field; no source checked")
LOW_BACK_PAIN = term("reported for low back pain")

FARRAR_2001 = "Farrar et al. Pain 2001;94:149-158"
FARRAR_2010 = "Farrar et al. J Pain 2010;11:109-118"
IMMPACT = "Dworkin et al. (IMMPACT). J Pain 2008;9:105-121"
CANORI_2025 = "Canori et al. Front Pain Res 2025, doi 10.3389/fpain.2025.1637741"
YEO_2019 = "Yeo et al. Support Care Cancer 2019;27:4753-4762"
NTX_2020 = "Health Qual Life Outcomes 2020, doi 10.1186/s12955-020-01493-y"
LANSS_REVIEW = "PMC7136290"
TUG_DPN = "PMC3488267"
YANG_2009 = "Yang et al. Curr Med Res Opin 2009;25:2487-2494"
PSQI_TRIALS = term("review of thresholds used in trials, BMC Med Res Methodol 2024")
GAIT_REVIEW = "Bohannon and Glenney. J Eval Clin Pract 2014;20:295-300"
EQ5D_JAPAN = "Health Qual Life Outcomes 2016;14:35, doi 10.1186/s12955-016-0438-2"
COMPASS_T1D = "Diabetes Metab J 2024, doi 10.4093/dmj.2023.0301"
COMPASS_CAN = "Diabetes Metab Syndr Obes 2019;12:1735-1742"

OWNED = (
    "The wording is under copyright: obtain the form and the permission from its owner. "
    "Only scoring facts are kept here."
)
FREE = "Free to use."
