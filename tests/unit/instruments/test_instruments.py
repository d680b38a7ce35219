"""The registry as a whole: what clinical sources say is what it holds, and every entry keeps the contract."""

import math

import pytest

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.instruments import INSTRUMENTS, get_instrument, list_instruments, raw_to_100
from dnoutcomes.instruments.table import sources

GENERAL = sources()["source"]["general"]
HIGHER_IS_BETTER = {
    "fact_gog_ntx",
    "monofilament_sites",
    "monofilament_percent",
    "tuning_fork_128",
    "ncs_sural_snap",
    "ncs_sural_scv",
    "ncs_peroneal_cmap",
    "ncs_peroneal_mcv",
    "ncs_tibial_cmap",
    "ncs_tibial_mcv",
    "bbs",
    "sls",
    "gait_speed",
    "abc",
    "grip",
    "sf36_pcs",
    "sf36_mcs",
    "sf36_pf",
    "sf36_rp",
    "sf36_bp",
    "sf36_gh",
    "sf36_vt",
    "sf36_sf",
    "sf36_re",
    "sf36_mh",
    "eq5d_index",
    "eq_vas",
    "promis_pf",
    "exstore_strength",
    "exstore_rom",
    "exstore_functional",
}
RANGES = {
    "pain_nrs": (0, 10),
    "pain_nrs_night": (0, 10),
    "vas_pain": (0, 100),
    "bpi_severity": (0, 10),
    "bpi_interference": (0, 10),
    "npsi_total": (0, 100),
    "npsi_evoked": (0, 10),
    "dn4": (0, 10),
    "lanss": (0, 24),
    "paindetect": (-1, 38),
    "tcns": (0, 19),
    "mtcns": (0, 33),
    "mnsi_q": (0, 13),
    "mnsi_exam": (0, 10),
    "nis_ll": (0, 88),
    "tnsc": (0, 28),
    "qlq_cipn20_sensory": (9, 36),
    "qlq_cipn20_motor": (8, 32),
    "qlq_cipn20_autonomic": (2, 12),
    "fact_gog_ntx": (0, 44),
    "ctcae_sensory": (0, 5),
    "pnq_motor": (0, 4),
    "monofilament_sites": (0, 10),
    "vpt": (0, 50),
    "tuning_fork_128": (0, 8),
    "bbs": (0, 56),
    "abc": (0, 100),
    "fes_i": (16, 64),
    "psqi": (0, 21),
    "isi": (0, 28),
    "sleep_interference": (0, 10),
    "eq_vas": (0, 100),
    "pgic": (1, 7),
    "phq9": (0, 27),
    "gad7": (0, 21),
    "compass31": (0, 100),
}
# Kind, values and confidence by code.
THRESHOLDS = {
    "fact_gog_ntx": ("MCID", [1.38, 3.68], "provisional"),
    "qlq_cipn20_sensory": ("MCID", [2.5, 5.9], "provisional"),
    "qlq_cipn20_motor": ("MCID", [2.6, 5.0], "provisional"),
    "qlq_cipn20_sensory_100": ("MCID", [9.3, 21.9], "provisional"),
    "qlq_cipn20_motor_100": ("MCID", [10.8, 20.8], "provisional"),
    "pain_nrs": ("MCID", [30, 2], "established"),
    "bpi_worst": ("SCB", [33.3, 3], "established"),
    "npsi_total": ("MCID", [6.2, 8.0], "provisional"),
    "dn4": ("screen", [4], "screening only"),
    "lanss": ("screen", [12], "screening only"),
    "paindetect": ("screen", [12, 19], "screening only"),
    "compass31": ("screen", [16.44, 28.67], "screening only"),
    "isi": ("MCID", [6], "established"),
    "gait_speed": ("MCID", [0.10, 0.20], "provisional"),
    "grip": ("MCID", [5.0, 6.5], "provisional"),
    "phq9": ("MCID", [5], "provisional"),
    "gad7": ("MCID", [4], "provisional"),
    "pgic": ("severity", [2], "established"),
}


def test_direction_is_higher_exactly_where_it_should_be():
    assert {item.code for item in INSTRUMENTS.values() if item.direction == "higher"} == HIGHER_IS_BETTER


@pytest.mark.parametrize(("code", "bounds"), RANGES.items())
def test_range(code, bounds):
    assert (INSTRUMENTS[code].minimum, INSTRUMENTS[code].maximum) == bounds


@pytest.mark.parametrize(("code", "expected"), THRESHOLDS.items())
def test_thresholds(code, expected):
    kind, values, confidence = expected
    found = INSTRUMENTS[code].thresholds_of(kind)
    assert [item.value for item in found] == values
    assert {item.confidence for item in found} == {confidence}


def test_a_gain_on_fact_ntx_is_an_improvement_and_one_on_cipn20_is_not():
    assert get_instrument("fact_gog_ntx").better_sign == 1
    assert get_instrument("qlq_cipn20_sensory").better_sign == -1


def test_raw_and_converted_cipn20_thresholds_are_the_same_change():
    for part, n_items in (("sensory", 9), ("motor", 8)):
        raw = [item.value for item in INSTRUMENTS[f"qlq_cipn20_{part}"].thresholds]
        converted = [item.value for item in INSTRUMENTS[f"qlq_cipn20_{part}_100"].thresholds]
        assert converted == [round(100 * value / (3 * n_items), 1) for value in raw]


@pytest.mark.parametrize("item", INSTRUMENTS.values(), ids=lambda item: item.code)
def test_contract_of_every_entry(item):
    assert INSTRUMENTS[item.code] is item
    assert item.code == item.code.lower()
    assert item.code.isidentifier()
    assert item.label
    assert item.domain
    assert item.unit
    assert item.missing_items
    assert item.licence
    assert not math.isnan(item.minimum)
    assert item.step >= 0
    for alias in item.aliases:
        assert get_instrument(alias) is item
        assert alias in INSTRUMENTS
        assert alias not in list(INSTRUMENTS)
    for threshold in item.thresholds:
        assert threshold.value > 0
        assert threshold.population
        assert threshold.method
        assert threshold.citation
        assert not (threshold.citation == GENERAL and threshold.confidence == "established")
        assert (threshold.kind == "screen") <= (threshold.confidence in ("screening only", "provisional"))
        assert threshold.scale == "points" or item.percent_change
        if threshold.scale == "points" and threshold.kind in ("screen", "severity"):
            assert item.minimum <= threshold.value <= item.maximum
        elif threshold.scale == "points":
            assert threshold.value < item.maximum - item.minimum
        else:
            assert threshold.value <= 100
    if not item.is_outcome:
        assert not item.thresholds_of("MCID", "SCB", "MDC")


def test_screening_tools_and_process_fields_are_no_outcomes():
    assert {item.code for item in INSTRUMENTS.values() if not item.is_outcome} == {
        "dn4",
        "lanss",
        "paindetect",
        "exstore_strength",
        "exstore_rom",
        "exstore_functional",
    }


@pytest.mark.parametrize(
    "code",
    [
        "eq5d_index",
        "eq_vas",
        "promis_pi",
        "promis_pf",
        "sf36_pcs",
        "sf36_mcs",
        "pgic",
        "fes_i",
        "qlq_cipn20_sensory",
        "ctcae_sensory",
        "paindetect",
    ],
)
def test_no_percent_change_where_zero_is_arbitrary_or_out_of_reach(code):
    assert not INSTRUMENTS[code].percent_change


def test_unknown_code_names_the_nearest_and_not_the_whole_list():
    with pytest.raises(
        DnOutcomesError, match=r"unknown instrument 'fact_ntxx'; did you mean 'fact_ntx'\?"
    ) as caught:
        get_instrument("fact_ntxx")
    assert "list_instruments()" in str(caught.value)
    assert len(str(caught.value)) < 200


def test_list_has_a_row_per_instrument_and_no_alias():
    listed = list_instruments().set_index("code")
    assert list(listed.index) == list(INSTRUMENTS)
    assert "nrs_pain" not in listed.index
    assert listed.loc["pain_nrs", ["range", "better", "responder", "confidence"]].tolist() == [
        "0 to 10",
        "lower",
        "30 %",
        "established",
    ]
    assert listed.loc["dn4", ["responder", "confidence", "n_thresholds"]].tolist() == ["", "none", 1]


def test_raw_sum_outside_the_items_is_refused():
    with pytest.raises(DnOutcomesError, match="a sum of 9 items lies between 9 and 36, got 50"):
        raw_to_100(50, n_items=9)
