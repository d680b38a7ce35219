"""The outcomes of the registry as they are called in the middle of a sentence."""

from __future__ import annotations

from dnoutcomes.language import say, say_term, term
from dnoutcomes.plan import Plan
from dnoutcomes.report.words.plain_text import plain_text

# By code. Another language puts its article here: "el dolor medio".
OUTCOME_WORDS = {
    "pain_nrs": term("average pain", "in a sentence"),
    "pain_nrs_worst": term("worst pain", "in a sentence"),
    "pain_nrs_least": term("least pain", "in a sentence"),
    "pain_nrs_now": term("present pain", "in a sentence"),
    "pain_nrs_night": term("pain at night", "in a sentence"),
    "vas_pain": term("pain", "in a sentence"),
    "bpi_severity": term("pain severity (Brief Pain Inventory)", "in a sentence"),
    "bpi_worst": term("worst pain (Brief Pain Inventory)", "in a sentence"),
    "bpi_interference": term("interference by pain (Brief Pain Inventory)", "in a sentence"),
    "npsi_total": term("neuropathic pain (NPSI total)", "in a sentence"),
    "npsi_burning": term("burning pain (NPSI)", "in a sentence"),
    "npsi_pressing": term("pressing pain (NPSI)", "in a sentence"),
    "npsi_paroxysmal": term("paroxysmal pain (NPSI)", "in a sentence"),
    "npsi_evoked": term("evoked pain (NPSI)", "in a sentence"),
    "npsi_paresthesia": term("paresthesia (NPSI)", "in a sentence"),
    "ntss_6": term("the Neuropathy Total Symptom Score", "in a sentence"),
    "tcns": term("the Toronto Clinical Neuropathy Score", "in a sentence"),
    "mtcns": term("the modified Toronto Clinical Neuropathy Score", "in a sentence"),
    "mnsi_q": term(
        "the questionnaire score of the Michigan Neuropathy Screening Instrument", "in a sentence"
    ),
    "mnsi_exam": term(
        "the examination score of the Michigan Neuropathy Screening Instrument", "in a sentence"
    ),
    "nis_ll": term("the Neuropathy Impairment Score of the lower limbs", "in a sentence"),
    "tnsc": term("the clinical Total Neuropathy Score", "in a sentence"),
    "qlq_cipn20_sensory": term("the sensory score of the EORTC QLQ-CIPN20", "in a sentence"),
    "qlq_cipn20_motor": term("the motor score of the EORTC QLQ-CIPN20", "in a sentence"),
    "qlq_cipn20_autonomic": term("the autonomic score of the EORTC QLQ-CIPN20", "in a sentence"),
    "qlq_cipn20_sensory_100": term("the sensory score of the EORTC QLQ-CIPN20", "in a sentence"),
    "qlq_cipn20_motor_100": term("the motor score of the EORTC QLQ-CIPN20", "in a sentence"),
    "qlq_cipn20_autonomic_100": term("the autonomic score of the EORTC QLQ-CIPN20", "in a sentence"),
    "fact_gog_ntx": term("the FACT/GOG-Ntx neurotoxicity score", "in a sentence"),
    "ctcae_sensory": term("the CTCAE grade of sensory neuropathy", "in a sentence"),
    "ctcae_motor": term("the CTCAE grade of motor neuropathy", "in a sentence"),
    "pnq_sensory": term("the sensory grade of the Patient Neurotoxicity Questionnaire", "in a sentence"),
    "pnq_motor": term("the motor grade of the Patient Neurotoxicity Questionnaire", "in a sentence"),
    "monofilament_sites": term("the number of sites felt (10 g monofilament)", "in a sentence"),
    "monofilament_percent": term("the share of sites felt (10 g monofilament)", "in a sentence"),
    "vpt": term("the vibration perception threshold", "in a sentence"),
    "tuning_fork_128": term("vibration sense (128 Hz tuning fork)", "in a sentence"),
    "ncs_sural_snap": term("the sensory amplitude of the sural nerve", "in a sentence"),
    "ncs_sural_scv": term("the sensory conduction velocity of the sural nerve", "in a sentence"),
    "ncs_peroneal_cmap": term("the motor amplitude of the peroneal nerve", "in a sentence"),
    "ncs_peroneal_mcv": term("the motor conduction velocity of the peroneal nerve", "in a sentence"),
    "ncs_tibial_cmap": term("the motor amplitude of the tibial nerve", "in a sentence"),
    "ncs_tibial_mcv": term("the motor conduction velocity of the tibial nerve", "in a sentence"),
    "tug": term("the time of the Timed Up and Go", "in a sentence"),
    "bbs": term("the Berg Balance Scale", "in a sentence"),
    "sls": term("the time of single-leg stance", "in a sentence"),
    "gait_speed": term("gait speed", "in a sentence"),
    "abc": term("balance confidence (ABC scale)", "in a sentence"),
    "fes_i": term("concern about falling (FES-I)", "in a sentence"),
    "grip": term("grip strength", "in a sentence"),
    "nine_hpt": term("the time of the Nine-Hole Peg Test", "in a sentence"),
    "psqi": term("the Pittsburgh Sleep Quality Index", "in a sentence"),
    "isi": term("the Insomnia Severity Index", "in a sentence"),
    "sleep_interference": term("sleep interference", "in a sentence"),
    "phq9": term("depression (PHQ-9)", "in a sentence"),
    "gad7": term("anxiety (GAD-7)", "in a sentence"),
    "sf36_pcs": term("the physical component of the SF-36", "in a sentence"),
    "sf36_mcs": term("the mental component of the SF-36", "in a sentence"),
    "sf36_pf": term("the SF-36 score of physical functioning", "in a sentence"),
    "sf36_rp": term("the SF-36 score of role physical", "in a sentence"),
    "sf36_bp": term("the SF-36 score of bodily pain", "in a sentence"),
    "sf36_gh": term("the SF-36 score of general health", "in a sentence"),
    "sf36_vt": term("the SF-36 score of vitality", "in a sentence"),
    "sf36_sf": term("the SF-36 score of social functioning", "in a sentence"),
    "sf36_re": term("the SF-36 score of role emotional", "in a sentence"),
    "sf36_mh": term("the SF-36 score of mental health", "in a sentence"),
    "eq5d_index": term("the EQ-5D index", "in a sentence"),
    "eq_vas": term("health (EQ-5D visual analogue scale)", "in a sentence"),
    "promis_pi": term("the PROMIS score of pain interference", "in a sentence"),
    "promis_pf": term("the PROMIS score of physical function", "in a sentence"),
    "promis_sleep": term("the PROMIS score of sleep disturbance", "in a sentence"),
    "promis_fatigue": term("the PROMIS score of fatigue", "in a sentence"),
    "pgic": term("the global impression of change", "in a sentence"),
    "compass31": term("the COMPASS 31 score of autonomic symptoms", "in a sentence"),
}


def outcome_in_words(plan: Plan) -> str:
    """Call a plan's outcome as the middle of a sentence does.

    Examples
    --------
    >>> outcome_in_words(Plan()), outcome_in_words(Plan(outcome="tug"))
    ('average pain', 'the time of the Timed Up and Go')
    """
    if plan.outcome not in plan.instruments:
        return say_term(OUTCOME_WORDS[plan.outcome], "in a sentence")
    return say("{declared_outcome}", declared_outcome=_declared(plan.instrument.label))


def _declared(label: str) -> str:
    """A label of the plan without its scale, and without the capital that a name at the start has."""
    name = plain_text(label).split(",")[0].split(" (")[0].strip()
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
