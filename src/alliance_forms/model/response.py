# SPDX-License-Identifier: Apache-2.0
"""A filled-in form: the answers, the reasons why some are absent, and who gave them when."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import attrs

from alliance_forms.model.values import (
    AbsentReason,
    Code,
    Date,
    DateTime,
    Digest,
    FrozenMap,
    InstrumentId,
    LocaleTag,
    Opaque,
    Rater,
    Version,
    Whole,
    Words,
)

__all__ = [
    "Absent",
    "Answer",
    "AnswerMap",
    "Entry",
    "Modality",
    "OwnWords",
    "ReleaseRule",
    "ReleasedResponse",
    "Response",
    "Session",
    "Shown",
]

Modality = Literal["in-person", "video", "phone", "messaging", "email"]


@attrs.frozen(kw_only=True)
class Absent:
    """There is no answer, and this is why (a FHIR data-absent-reason code)."""

    absent: AbsentReason


@attrs.frozen(kw_only=True, repr=False)
class OwnWords:
    """An answer in the person's own words where the options did not fit."""

    text: Words


@attrs.frozen(kw_only=True)
class Entry:
    """One round of a repeating group; an opaque ``id`` keeps the same goal the same goal over time."""

    id: Opaque | None = None
    answers: "AnswerMap"


Answer = str | Decimal | bool | Absent | tuple[str | OwnWords | Entry, ...]
AnswerMap = FrozenMap[Answer]


@attrs.frozen(kw_only=True)
class Shown:
    """Which wording the person read.

    Attributes:
        locale: The language of it.
        wording_version: The version of the pack or instrument it stands in.
        text_digest: The texts themselves, before they spoke of anybody.
        pronouns: How they spoke of the client: a pronoun set's name, ``own``, ``name`` or ``neutral``. It is about who the client is,
            hence left out of whatever is released.
    """

    locale: LocaleTag
    wording_version: Version | None = None
    text_digest: Digest | None = None
    pronouns: Code | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Session:
    """The session the answers are about."""

    number: Whole | None = None
    date: Date | None = None
    start: Date | None = None
    end: Date | None = None
    modality: Modality | None = None


@attrs.frozen(kw_only=True)
class ReleaseRule:
    """Who may read these answers, by which way, and from when; a rule that names items stands before one that does not.

    Attributes:
        audience: Who may read them; an empty list means nobody.
        channel: By which ways they may travel.
        link_id: The items it is about, a group with all that is in it; all of them if none is named.
        start: From when; until then nobody may.
    """

    audience: tuple[Code, ...]
    channel: tuple[Code, ...] = ("screen",)
    link_id: tuple[Code, ...] = ()
    start: DateTime | None = None


def _frozen(answers: Mapping[str, Answer]) -> AnswerMap:
    return FrozenMap(answers)


@attrs.frozen(kw_only=True, repr=False)
class Response:
    """A filled-in form. Its `repr` names the instrument and the items answered, never an answer.

    Attributes:
        id: Opaque, the host's; needed for FHIR results, batches and courses.
        digest: What the answers mean, fixed: a response to another definition is refused.
        answers: By linkId: a code, a list, a number, a text, a date or an absence.
        rater: Who answered (a role); required where an instrument has several.
    """

    id: Opaque | None = None
    replaces: Opaque | None = None
    instrument: InstrumentId
    version: Version
    digest: Digest | None = None
    shown: Shown | None = None
    status: Literal["in-progress", "completed", "amended", "stopped", "entered-in-error"] = "completed"
    rater: Rater | None = None
    rater_id: Opaque | None = None
    entered_by: Opaque | None = None
    authored: DateTime | None = None
    session: Session | None = None
    answers: AnswerMap = attrs.field(converter=_frozen)
    release: tuple[ReleaseRule, ...] = ()

    def __repr__(self) -> str:
        return f"Response(instrument={self.instrument!r}, version={self.version!r}, status={self.status!r}, answers={self.answers!r})"


@attrs.frozen(kw_only=True, repr=False)
class ReleasedResponse(Response):
    """What one audience may have of a response by one channel; `alliance_forms.release` makes it.

    What is withheld is left out, as if it had not been answered. As a document it is a response like any other.

    Attributes:
        audience: Who may have it.
        channel: By which way.
        withheld: linkIds that no score and no alert may look at; it says nothing about whether they were answered, and is in no document.
    """

    audience: Code
    channel: Code
    withheld: frozenset[Code] = frozenset()
