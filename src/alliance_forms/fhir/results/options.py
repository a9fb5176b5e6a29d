# SPDX-License-Identifier: Apache-2.0
"""What a host decides about results that go into a record."""

import attrs

from alliance_forms.fhir.references import AUTHORS, SOURCES, canonical_url, instant, reference
from alliance_forms.fhir.responses.response import People
from alliance_forms.fhir.security import SecurityPolicy

__all__ = ["ResultOptions"]


@attrs.frozen(kw_only=True)
class ResultOptions:
    """What a host decides about results that go into a record, and whom they are about.

    Attributes:
        subject: Whom they are about, such as ``Patient/12``; always needed. The host's own reference: no Patient is ever written.
        encounter: The contact they belong to, such as ``Encounter/3``.
        source, author: Who answered, and who typed it in.
        issued: When they were made available, with seconds and time zone: there is no clock here. A Bundle needs it where the response does
            not say when it was given.
        url: The host's own name for the Questionnaire, where it has one.
        items: Whether each answer is a result of its own. An item that an alert names always is.
        ranges: Whether scores carry their bands as reference ranges, which many people read as what is normal.
        relationship: Whether results of a form about the relationship of client and therapist go into the client's record. They do so
            only where the host says it.
        security: Which labels the resources carry.
    """

    subject: str | None = attrs.field(default=None, validator=reference(("Patient",)))
    encounter: str | None = attrs.field(default=None, validator=reference(("Encounter",)))
    source: str | None = attrs.field(default=None, validator=reference(SOURCES))
    author: str | None = attrs.field(default=None, validator=reference(AUTHORS))
    issued: str | None = attrs.field(default=None, validator=instant)
    url: str | None = attrs.field(default=None, validator=canonical_url)
    items: bool = False
    ranges: bool = False
    relationship: bool = False
    security: SecurityPolicy = attrs.field(factory=SecurityPolicy, validator=attrs.validators.instance_of(SecurityPolicy))

    @property
    def people(self) -> People:
        """Whom it is about and who gave it, as the response says it."""
        return People(subject=self.subject, encounter=self.encounter, source=self.source, author=self.author)
