# SPDX-License-Identifier: Apache-2.0
"""Labels that tell a record how sensitive a resource is: by its type and the host's policy, never by what stands in it."""

from collections.abc import Mapping
from typing import Any

import attrs

from alliance_forms.errors import UsageFault
from alliance_forms.fhir.terms import Json
from alliance_forms.model import Coding, FrozenMap

__all__ = ["SecurityPolicy", "labelled"]

_RESTRICTED = Coding(system="http://terminology.hl7.org/CodeSystem/v3-Confidentiality", code="R")


def _sensitive(code: str) -> Coding:
    return Coding(system="http://terminology.hl7.org/CodeSystem/v3-ActCode", code=code)


# What therapy software keeps is about mental health, whatever was answered; what is said about a person is about gender, whatever was said.
_USUAL: FrozenMap[tuple[Coding, ...]] = FrozenMap({
    "QuestionnaireResponse": (_RESTRICTED, _sensitive("MH")),
    "Observation": (_RESTRICTED, _sensitive("MH")),
    "Provenance": (_RESTRICTED,),
    "Patient": (_RESTRICTED, _sensitive("GENDER")),
    "Parameters": (_RESTRICTED,),
    "Bundle": (_RESTRICTED,),
})  # fmt: skip


def _frozen(labels: Any) -> FrozenMap[tuple[Coding, ...]]:
    fits = isinstance(labels, Mapping) and all(isinstance(kind, str) for kind in labels)
    if not fits or not all(isinstance(one, Coding) for codings in labels.values() for one in codings):
        raise UsageFault("labels= names the labels for each type of resource, such as {'Observation': (Coding(…),)}")
    return FrozenMap({kind: tuple(codings) for kind, codings in labels.items()})


@attrs.frozen(kw_only=True)
class SecurityPolicy:
    """Which labels a host gives to each type of resource.

    A label that depended on the content would tell what the content is: every resource of one type has the same. Definitions, such as a
    Questionnaire, have none. By default everything about a person is ``R`` (restricted); answers and results are ``MH`` (mental health)
    and a Patient is ``GENDER`` besides. `SecurityPolicy(labels={})` is a policy without labels.

    Attributes:
        labels: Type of resource, and its labels.

    >>> [coding.code for coding in SecurityPolicy().labels["Observation"]]
    ['R', 'MH']
    """

    labels: FrozenMap[tuple[Coding, ...]] = attrs.field(default=_USUAL, converter=_frozen)


def labelled(resource: Json, policy: SecurityPolicy) -> Json:
    """The same resource with the labels of its type in ``meta.security``.

    Args:
        resource: As it will be written.
        policy: The host's.

    >>> labelled({"resourceType": "Provenance", "id": "p"}, SecurityPolicy())["meta"]["security"][0]["code"]
    'R'
    """
    codings = [{"system": coding.system, "code": coding.code} for coding in policy.labels.get(resource["resourceType"], ())]
    if not codings:
        return resource
    # FHIR's order: what a resource is and is called stands first.
    head = {key: resource[key] for key in ("resourceType", "id") if key in resource}
    return head | {"meta": resource.get("meta", {}) | {"security": codings}} | {key: resource[key] for key in resource if key != "meta"}
