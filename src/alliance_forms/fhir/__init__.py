# SPDX-License-Identifier: Apache-2.0
"""HL7 FHIR R4: a form as a Questionnaire that other systems can show.

One resource for each language. An item is called by its alias ``fhir`` where it has one; an option is its first coding where it has
one, else our own code in a system of the instrument's own. Weights stand where each of the common renderers looks for them.
"""

from collections.abc import Sequence
from typing import Any

import attrs

from alliance_forms.codec import write_json
from alliance_forms.errors import Problem
from alliance_forms.fhir.questionnaire import questionnaire
from alliance_forms.model import Response
from alliance_forms.view import FormView

__all__ = ["R4", "FhirOptions", "FhirR4Format"]


@attrs.frozen(kw_only=True)
class FhirOptions:
    """The FHIR format has nothing to choose."""


_DEFAULT = FhirOptions()


class FhirR4Format:
    """Forms as FHIR R4 Questionnaires. A Questionnaire holds no answers, so it is not read back."""

    name: str = "fhir-r4"
    media_type: str = "application/fhir+json"
    extension: str = "json"
    api_version: int = 1
    options: type[Any] = FhirOptions
    # It goes into records, which a holder of rights may forbid where a page is allowed.
    record: bool = True

    def render(
        self,
        form: FormView,
        *,
        response: Response | None = None,  # noqa: ARG002 - answers travel as a QuestionnaireResponse, never in the form
        submitted: Any = None,  # noqa: ARG002
        problems: Sequence[Problem] = (),  # noqa: ARG002
        options: FhirOptions = _DEFAULT,  # noqa: ARG002
    ) -> str:
        """The form as the text of a Questionnaire resource; the same form always gives the same bytes.

        Args:
            form: What to show.
            response: Not part of a Questionnaire.
            submitted: Not part of a Questionnaire.
            problems: Not part of a Questionnaire.
            options: None so far.

        >>> import alliance_forms as af
        >>> form = af.form_view(af.get_instrument("phq-9"), locale="es")
        >>> R4.render(form).splitlines()[2]
        '  "id": "phq-9-1.0.0-es-419",'
        """
        return write_json(questionnaire(form))


R4 = FhirR4Format()
