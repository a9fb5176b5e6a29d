# SPDX-License-Identifier: Apache-2.0
"""Who somebody is, to a record and back: what was disclosed as a part of a Patient, and a Patient as an identity profile.

HL7's Gender Harmony extensions keep the same facts apart as a profile does. Nothing here is derived from anything else, and what has no
place on the other side is reported.
"""

from alliance_forms.fhir.people.codes import PRONOUNS, US_CORE
from alliance_forms.fhir.people.patch import patient_patch
from alliance_forms.fhir.people.reading import PatientReading, read_patient
from alliance_forms.fhir.people.two_sexes import TwoSexExport, two_sex_export
from alliance_forms.fhir.people.writing import Written, patient

__all__ = [
    "PRONOUNS", "US_CORE", "PatientReading", "TwoSexExport", "Written", "patient", "patient_patch", "read_patient", "two_sex_export",
]  # fmt: skip
