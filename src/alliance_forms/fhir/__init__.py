# SPDX-License-Identifier: Apache-2.0
"""HL7 FHIR R4, R4B and R5: a form as a Questionnaire, what was answered as a QuestionnaireResponse, both checked, and answers read back.

An item is called by its alias ``fhir`` where it has one; an option is its first coding where it has one, else our own code in a system of
the instrument's own. Weights stand where each of the common renderers looks for them.
"""

from collections.abc import Sequence
from typing import Any

import attrs

from alliance_forms.codec import write_json
from alliance_forms.errors import Problem
from alliance_forms.fhir.checking.check import check
from alliance_forms.fhir.checking.outcome import operation_outcome
from alliance_forms.fhir.forms.questionnaire import questionnaire
from alliance_forms.fhir.importing import Imported, import_questionnaire
from alliance_forms.fhir.kept import restored
from alliance_forms.fhir.package import FhirPackage, package
from alliance_forms.fhir.people import (
    PRONOUNS,
    PatientReading,
    TwoSexExport,
    Written,
    patient,
    patient_patch,
    read_patient,
    two_sex_export,
)  # fmt: skip
from alliance_forms.fhir.references import AUTHORS, SOURCES, canonical_url, reference
from alliance_forms.fhir.responses.read import read
from alliance_forms.fhir.responses.response import People, questionnaire_response
from alliance_forms.fhir.results import RESULTS, ResultOptions, bundle, observations
from alliance_forms.fhir.security import SecurityPolicy, labelled
from alliance_forms.fhir.versions import VERSIONS, Converted, FhirVersion, convert
from alliance_forms.fhir.vocabulary import RATERS, vocabulary
from alliance_forms.model import Response, ScoreReport
from alliance_forms.view import FormView, Reading

__all__ = [
    "PRONOUNS", "R4", "R4B", "R5", "RATERS", "RESULTS", "VERSIONS", "Converted", "FhirFormat", "FhirOptions", "FhirPackage",
    "FhirVersion", "Imported", "PatientReading", "ResultOptions", "SecurityPolicy", "TwoSexExport", "Written", "bundle", "check", "convert",
    "import_questionnaire", "observations", "operation_outcome", "package", "patient", "patient_patch", "read_patient", "two_sex_export",
    "vocabulary",
]  # fmt: skip


@attrs.frozen(kw_only=True)
class FhirOptions:
    """What a host adds to a form or a response that goes into a record.

    Attributes:
        url: A name of its own for the Questionnaire; the publisher's then stands in ``derivedFrom``.
        subject, encounter: Whom a response is about, and the contact it belongs to: ``Patient/12``, ``Encounter/3``.
        source, author: Who answered, and who typed it in.
        report: The scores that travel with a response.
        security: Which labels a response carries; a definition has none.
    """

    url: str | None = attrs.field(default=None, validator=canonical_url)
    subject: str | None = attrs.field(default=None, validator=reference())
    encounter: str | None = attrs.field(default=None, validator=reference(("Encounter",)))
    source: str | None = attrs.field(default=None, validator=reference(SOURCES))
    author: str | None = attrs.field(default=None, validator=reference(AUTHORS))
    report: ScoreReport | None = attrs.field(default=None, repr=False)
    security: SecurityPolicy = attrs.field(factory=SecurityPolicy, validator=attrs.validators.instance_of(SecurityPolicy))


_DEFAULT = FhirOptions()


@attrs.frozen(kw_only=True)
class FhirFormat:
    """Forms as Questionnaires, responses as QuestionnaireResponses, and QuestionnaireResponses as answers, in one version of FHIR.

    Attributes:
        name: ``fhir-r4``, ``fhir-r4b`` or ``fhir-r5``.
        lenient: Whether a number in quotes is read, with a warning. ``attrs.evolve(R4, lenient=True)`` is such a format.
    """

    name: str
    lenient: bool = False
    media_type: str = "application/fhir+json"
    extension: str = "json"
    api_version: int = 1
    options: type[Any] = FhirOptions
    # It goes into records, which a holder of rights may forbid where a page is allowed.
    record: bool = True

    @property
    def version(self) -> FhirVersion:
        """The number of the FHIR version."""
        return VERSIONS[self.name]

    def render(
        self,
        form: FormView,
        *,
        response: Response | None = None,
        submitted: Any = None,  # noqa: ARG002 - what somebody typed is no answer yet
        problems: Sequence[Problem] = (),  # noqa: ARG002
        options: FhirOptions = _DEFAULT,
    ) -> str:
        """The form as a Questionnaire; with a response, that as a QuestionnaireResponse. The same input always gives the same bytes.

        Args:
            form: What to show, or what was shown.
            response: What was answered; what goes to others goes through `release` first.
            submitted: Not part of either.
            problems: Not part of either.
            options: What the host adds.

        Raises:
            UsageFault: The response, or its report, belongs to another instrument.

        >>> import alliance_forms as af
        >>> form = af.form_view(af.get_instrument("phq-9"), locale="es")
        >>> R4.render(form).splitlines()[2]
        '  "id": "phq-9-1.0.0-es-419",'
        """
        if response is None:
            resource = questionnaire(form, url=options.url)
        else:
            people = People(subject=options.subject, encounter=options.encounter, source=options.source, author=options.author)
            resource = labelled(
                questionnaire_response(form, response, people=people, report=options.report, url=options.url), options.security
            )
        made = convert(resource, to=self.version).resource
        exact = form.origin.exact if form.origin and form.origin.format == self.name and response is None else None
        return write_json(restored(made, exact.tree) if exact else made)

    def read(self, form: FormView, data: str | bytes, *, authored: str | None = None) -> Reading:
        """The answers in a QuestionnaireResponse, ours or other software's; every problem has its FHIRPath.

        Args:
            form: What was answered.
            data: The text of the resource.
            authored: When it was filled in, where the host knows better.

        >>> import alliance_forms as af
        >>> phq9 = af.get_instrument("phq-9")
        >>> given = af.Response(instrument="phq-9", version="1.0.0", answers={"1": "3"})
        >>> R5.read(af.form_view(phq9), af.render(phq9, "fhir-r5", response=given)).response.answers["1"]
        '3'
        """
        return read(form, data, version=self.version, lenient=self.lenient, authored=authored)


R4, R4B, R5 = FhirFormat(name="fhir-r4"), FhirFormat(name="fhir-r4b"), FhirFormat(name="fhir-r5")
