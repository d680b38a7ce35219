"""The outcomes of the registry as they are called in the middle of a sentence."""

from __future__ import annotations

from dnoutcomes.language import say, say_term, term
from dnoutcomes.plan import Plan
from dnoutcomes.report.words.plain_text import plain_text

# By code. Another language puts its article here: "el dolor medio".
OUTCOME_WORDS = {
    "pain_nrs": term("average pain"),
    "pain_nrs_worst": term("worst pain"),
    "pain_nrs_least": term("least pain"),
    "pain_nrs_now": term("present pain"),
    "pain_nrs_night": term("pain at night"),
    "vas_pain": term("pain"),
    "bpi_severity": term("pain severity (Brief Pain Inventory)"),
    "bpi_worst": term("worst pain (Brief Pain Inventory)"),
    "bpi_interference": term("interference by pain (Brief Pain Inventory)"),
    "npsi_total": term("neuropathic pain (NPSI total)"),
    "npsi_burning": term("burning pain (NPSI)"),
    "npsi_pressing": term("pressing pain (NPSI)"),
    "npsi_paroxysmal": term("paroxysmal pain (NPSI)"),
    "npsi_evoked": term("evoked pain (NPSI)"),
    "npsi_paresthesia": term("paresthesia (NPSI)"),
    "tcns": term("the Toronto Clinical Neuropathy Score"),
    "mtcns": term("the modified Toronto Clinical Neuropathy Score"),
    "mnsi_q": term("the questionnaire score of the Michigan Neuropathy Screening Instrument"),
    "mnsi_exam": term("the examination score of the Michigan Neuropathy Screening Instrument"),
    "nis_ll": term("the Neuropathy Impairment Score of the lower limbs"),
    "tnsc": term("the clinical Total Neuropathy Score"),
    "qlq_cipn20_sensory": term("the sensory score of the EORTC QLQ-CIPN20"),
    "qlq_cipn20_motor": term("the motor score of the EORTC QLQ-CIPN20"),
    "qlq_cipn20_autonomic": term("the autonomic score of the EORTC QLQ-CIPN20"),
    "qlq_cipn20_sensory_100": term("the sensory score of the EORTC QLQ-CIPN20"),
    "qlq_cipn20_motor_100": term("the motor score of the EORTC QLQ-CIPN20"),
    "qlq_cipn20_autonomic_100": term("the autonomic score of the EORTC QLQ-CIPN20"),
    "fact_gog_ntx": term("the FACT/GOG-Ntx neurotoxicity score"),
    "ctcae_sensory": term("the CTCAE grade of sensory neuropathy"),
    "ctcae_motor": term("the CTCAE grade of motor neuropathy"),
    "pnq_sensory": term("the sensory grade of the Patient Neurotoxicity Questionnaire"),
    "pnq_motor": term("the motor grade of the Patient Neurotoxicity Questionnaire"),
    "monofilament_sites": term("the number of sites felt (10 g monofilament)"),
    "monofilament_percent": term("the share of sites felt (10 g monofilament)"),
    "vpt": term("the vibration perception threshold"),
    "tuning_fork_128": term("vibration sense (128 Hz tuning fork)"),
    "ncs_sural_snap": term("the sensory amplitude of the sural nerve"),
    "ncs_sural_scv": term("the sensory conduction velocity of the sural nerve"),
    "ncs_peroneal_cmap": term("the motor amplitude of the peroneal nerve"),
    "ncs_peroneal_mcv": term("the motor conduction velocity of the peroneal nerve"),
    "ncs_tibial_cmap": term("the motor amplitude of the tibial nerve"),
    "ncs_tibial_mcv": term("the motor conduction velocity of the tibial nerve"),
    "tug": term("the time of the Timed Up and Go"),
    "bbs": term("the Berg Balance Scale"),
    "sls": term("the time of single-leg stance"),
    "gait_speed": term("gait speed"),
    "abc": term("balance confidence (ABC scale)"),
    "fes_i": term("concern about falling (FES-I)"),
    "grip": term("grip strength"),
    "nine_hpt": term("the time of the Nine-Hole Peg Test"),
    "psqi": term("the Pittsburgh Sleep Quality Index"),
    "isi": term("the Insomnia Severity Index"),
    "sleep_interference": term("sleep interference"),
    "phq9": term("depression (PHQ-9)"),
    "gad7": term("anxiety (GAD-7)"),
    "sf36_pcs": term("the physical component of the SF-36"),
    "sf36_mcs": term("the mental component of the SF-36"),
    "sf36_pf": term("the SF-36 score of physical functioning"),
    "sf36_rp": term("the SF-36 score of role physical"),
    "sf36_bp": term("the SF-36 score of bodily pain"),
    "sf36_gh": term("the SF-36 score of general health"),
    "sf36_vt": term("the SF-36 score of vitality"),
    "sf36_sf": term("the SF-36 score of social functioning"),
    "sf36_re": term("the SF-36 score of role emotional"),
    "sf36_mh": term("the SF-36 score of mental health"),
    "eq5d_index": term("the EQ-5D index"),
    "eq_vas": term("health (EQ-5D visual analogue scale)"),
    "promis_pi": term("the PROMIS score of pain interference"),
    "promis_pf": term("the PROMIS score of physical function"),
    "promis_sleep": term("the PROMIS score of sleep disturbance"),
    "promis_fatigue": term("the PROMIS score of fatigue"),
    "pgic": term("the global impression of change"),
    "compass31": term("the COMPASS 31 score of autonomic symptoms"),
}


def outcome_in_words(plan: Plan) -> str:
    """Call a plan's outcome as the middle of a sentence does.

    Examples
    --------
    >>> outcome_in_words(Plan()), outcome_in_words(Plan(outcome="tug"))
    ('average pain', 'the time of the Timed Up and Go')
    """
    if plan.outcome not in plan.instruments:
        return say_term(OUTCOME_WORDS[plan.outcome])
    return say("{declared_outcome}", declared_outcome=_declared(plan.instrument.label))


def _declared(label: str) -> str:
    """A label of the plan without its scale, and without the capital that a name at the start has."""
    name = plain_text(label).split(",")[0].split(" (")[0].strip()
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
