# SPDX-License-Identifier: Apache-2.0
"""What a host calls people, contacts and moments in its own record: references, URLs and instants, checked before anything is written."""

import datetime as dt
import re
from typing import Any

from alliance_forms.errors import UsageFault
from alliance_forms.model import Instrument

__all__ = ["AUTHORS", "SOURCES", "canonical_url", "instant", "kind_of", "no_patient", "reference"]

_REFERENCE = re.compile(r"([A-Z][A-Za-z]{1,40}/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?|(https?|urn):\S{1,2000})")
_KIND = re.compile(r"(?:https?:\S*/)?([A-Z][A-Za-z]{1,40})/[A-Za-z0-9.-]{1,64}(?:/_history/[A-Za-z0-9.-]{1,64})?")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}:[^\s|#]{1,2000}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})")
# Who may be named where, if the reference says what it is.
SOURCES = ("Patient", "Practitioner", "PractitionerRole", "RelatedPerson")
AUTHORS = ("Device", "Organization", *SOURCES)


def reference(kinds: tuple[str, ...] = ()) -> Any:
    """A validator of attrs for an optional reference.

    Args:
        kinds: Types of resource it may refer to, where it says its type; any if none is named.
    """

    def check_one(_: Any, field: Any, value: Any) -> None:
        if value is None:
            return
        if not isinstance(value, str) or not _REFERENCE.fullmatch(value):
            raise UsageFault(f"{field.name}= is a reference such as 'Patient/12', or an absolute URL")
        if kinds and not value.startswith(("http", "urn:")) and value.split("/")[0] not in kinds:
            raise UsageFault(f"{field.name}= refers to one of {', '.join(kinds)}")

    return check_one


def canonical_url(_: Any, __: Any, value: Any) -> None:
    """A validator of attrs for an optional URL that a version can be added to."""
    if value is not None and (not isinstance(value, str) or not _URL.fullmatch(value)):
        raise UsageFault("url= is an absolute URL without spaces, '|' and '#'")


def instant(_: Any, field: Any, value: Any) -> None:
    """A validator of attrs for an optional moment, to the second and with its time zone."""
    if value is None:
        return
    try:
        fits = isinstance(value, str) and _INSTANT.fullmatch(value) and dt.datetime.fromisoformat(value)
    except ValueError:
        fits = None
    if not fits:
        raise UsageFault(f"{field.name}= is a moment with seconds and time zone, such as '2026-11-25T10:00:00+01:00'")


def kind_of(referred: str) -> str | None:
    """The type of resource that a reference names; None where it does not say.

    >>> kind_of("Patient/12"), kind_of("https://ehr.example/fhir/Patient/12"), kind_of("urn:uuid:6d4f")
    ('Patient', 'Patient', None)
    """
    found = _KIND.fullmatch(referred)
    return found[1] if found else None


def no_patient(instrument: Instrument, *, encounter: str | None, **people: str | None) -> None:
    """Keep what rates a therapist out of every patient's record.

    Args:
        instrument: What was asked.
        encounter: The contact it belongs to, which is a patient's.
        **people: Who is named, by the option's name.

    Raises:
        UsageFault: It rates the therapist, and somebody named is a patient or may be one.
    """
    if instrument.subject != "therapist":
        return
    named = [name for name, one in people.items() if one is not None and kind_of(one) in ("Patient", None)]
    if encounter is not None:
        named.append("encounter")
    if named:
        message = f"{instrument.id!r} rates the therapist and goes into no patient's record; leave out {', '.join(named)}="
        raise UsageFault(f"{message}, or name a Practitioner")
