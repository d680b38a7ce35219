"""Names of columns that point to a person: the HIPAA list, and the words that exports use for it."""

from __future__ import annotations

# A column of one of these names, or with one of them as a word of its name.
_WORDS = """
    email mail phone telephone tel mobile cellphone fax address addr street postcode postal zip zipcode ssn nhs mrn
    surname forename firstname lastname fullname passport dob birthdate licence license iban fingerprint biometric photo
    portrait url website ip nino aadhaar nric cpr bsn medicare medicaid beneficiary
    nachname vorname anschrift adresse telefon handy geburtsdatum strasse plz versichertennummer
    nom prenom courriel nir nombre apellido apellidos direccion telefono dni curp cognome indirizzo
"""
_NAMES = """
    name names initials city town county village cell kin next_of_kin e_mail date_of_birth birth_date birthday
    date_naissance medical_record medical_record_number record_number chart_number hospital_number hospital_no
    account_number account_no policy_number health_plan_number social_security social_security_number national_id
    insurance_id insurance_no insurance_number national_insurance national_insurance_number chi_number device_id
    device_serial serial_number vehicle_id plate license_plate vin ip_address emergency_contact gp_name
"""
# "<one of these> name" is a person's name; "drug name" is not.
_WHOSE = """
    patient pt client person participant subject first last full family given middle maiden preferred legal nick mother
    father parent guardian contact carer doctor physician therapist provider clinician practitioner gp
"""


def is_identifier(folded_name: str) -> bool:
    """Whether a column, by its folded name, holds something that points to a person.

    Examples
    --------
    >>> [is_identifier(name) for name in ("mrn", "home_phone", "patient_name", "drug_name", "pain")]
    [True, True, True, False, False]
    """
    words = folded_name.split("_")
    if folded_name in _NAMES.split() or set(_WORDS.split()) & set(words):
        return True
    return words[-1] in ("name", "names") and bool(set(_WHOSE.split()) & set(words))
