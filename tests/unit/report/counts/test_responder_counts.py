"""Responders among the counts: thresholds of one kind hold each other."""


def test_the_steps_between_thresholds_are_groups(clinic_counts):
    wide, narrow = (clinic_counts.counts["responders", f"{level} %", "needling"].value for level in (30, 50))
    step = clinic_counts.counts["between 50 % and besides", "responders", "50 %", "needling"]
    assert step.value == wide - narrow
    assert not step.printed
