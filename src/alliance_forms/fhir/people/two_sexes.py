# SPDX-License-Identifier: Apache-2.0
"""For a system that knows two sexes only: what a record says in so many words, everything that is lost, and never a guess."""

from collections.abc import Mapping, Sequence
from typing import Literal

import attrs

from alliance_forms.errors import Problem, UsageFault
from alliance_forms.fhir.people.codes import ADMINISTRATIVE, V3_GENDER
from alliance_forms.fhir.people.concepts import Losses
from alliance_forms.identity import DisclosedIdentity
from alliance_forms.model import Coding
from alliance_forms.model.identity import Veiled

__all__ = ["TwoSexExport", "two_sex_export"]

_USUAL: dict[str, tuple[Coding, ...]] = {
    "female": (Coding(system=ADMINISTRATIVE, code="female"), Coding(system=V3_GENDER, code="F")),
    "male": (Coding(system=ADMINISTRATIVE, code="male"), Coding(system=V3_GENDER, code="M")),
}
_NEVER = ("gender_identity", "pronouns", "sex_parameter_for_clinical_use")
_SAYS = {
    "no-record": "nothing on record was disclosed, and nothing else may stand in its place; leave the field empty, or ask the person",
    "no-such-code": "what is on record is neither of the two; leave the field empty, or ask the person",
    "records-differ": "what is on record differs; say which record is meant, by disclosing it alone, or ask the person",
}


@attrs.frozen(kw_only=True, repr=False)
class TwoSexExport(Veiled):
    """One of two values, or why there is none; and what the other system will not know.

    Attributes:
        value: The value the other system wants; None where none may be given.
        reason: Why there is none: ``no-record``, ``no-such-code`` or ``records-differ``.
        lost: What was disclosed about sex and gender and does not travel.
    """

    value: str | None = None
    reason: Literal["no-record", "no-such-code", "records-differ"] | None = None
    lost: tuple[Problem, ...] = ()

    def require(self) -> str:
        """The value, or an exception that says why there is none.

        Raises:
            UsageFault: There is none.
        """
        if self.value is None:
            raise UsageFault(_SAYS[str(self.reason)])
        return self.value


def two_sex_export(disclosed: DisclosedIdentity, *, values: Mapping[str, Sequence[Coding]] = _USUAL) -> TwoSexExport:
    """What is on record as one of the two values that some systems ask for. This loses what a person is, and says what.

    Only a recorded sex or gender that was disclosed counts, by its code. Gender identity, pronouns, names, forms of address and clinical
    parameters are never looked at, and records that differ give no value.

    Args:
        disclosed: What `disclose` gave, to ``insurer`` for example.
        values: The two values that the other system knows, each with the codes that mean it; ``female`` and ``male`` by default.

    Raises:
        UsageFault: This is no disclosed identity, or these are not two values.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import GenderEntry
    >>> made = two_sex_export(af.disclose(af.IdentityProfile(gender_identity=(GenderEntry(text="woman"),)), "self"))
    >>> made.value, made.reason, [str(one) for one in made.lost]
    (None, 'no-record', ['/gender_identity/0: a system that knows two sexes has no place for this [AF-FHIR-LOST]'])
    """
    if not isinstance(disclosed, DisclosedIdentity):
        raise UsageFault("this takes what alliance_forms.disclose gave, and never a profile itself")
    meaning = {coding: value for value, codes in values.items() for coding in codes}
    if len(values) != len(_USUAL) or len(meaning) != sum(len(codes) for codes in values.values()):
        raise UsageFault("values= names two values, each with the codes that mean it; no code means both")
    losses = Losses()
    for field in _NEVER:
        for number, _ in enumerate(getattr(disclosed, field)):
            losses.add((field, number), "a system that knows two sexes has no place for this")
    recorded = disclosed.recorded_sex_or_gender
    found = [meaning.get(entry.coding) if entry.coding else None for entry in recorded]
    for number, (entry, value) in enumerate(zip(recorded, found, strict=True)):
        place = ("recorded_sex_or_gender", number)
        if value is None:
            losses.add(place, "this is neither of the two values, in code")
        elif any(part is not None for part in (entry.text, entry.type, entry.issuer, entry.purpose)):
            losses.add(place, "only the value travels: not its words, its type, whose record it is, nor what it is needed for")
    return _only(found, tuple(losses.found))


def _only(found: list[str | None], lost: tuple[Problem, ...]) -> TwoSexExport:
    """The value that all records have."""
    if not found:
        return TwoSexExport(reason="no-record", lost=lost)
    if len(set(found)) > 1:
        return TwoSexExport(reason="records-differ", lost=lost)
    return TwoSexExport(value=found[0], reason=None if found[0] else "no-such-code", lost=lost)
