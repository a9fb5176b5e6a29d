# SPDX-License-Identifier: Apache-2.0
"""Other people's Questionnaires as instrument documents, with a report that names whatever has another effect here.

Nothing is half read: what is wrong refuses the whole, with every problem at its place; what an instrument cannot say is kept in the
document, and written again where the form goes out as FHIR.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import attrs

from alliance_forms.checks import check_instrument
from alliance_forms.codec import decode, dump, read_json, scoring_digest
from alliance_forms.codec.reader import listed
from alliance_forms.errors import InvalidDocument, Problem
from alliance_forms.fhir.checking.check import version_of
from alliance_forms.fhir.checking.rules import questionnaire_rules
from alliance_forms.fhir.checking.structure import Structure, finding
from alliance_forms.fhir.forms.questionnaire import named
from alliance_forms.fhir.importing.draft import Draft
from alliance_forms.fhir.importing.head import head_of
from alliance_forms.fhir.importing.items import Items
from alliance_forms.fhir.importing.options import Options
from alliance_forms.fhir.importing.scores import Rendered, scales
from alliance_forms.fhir.importing.sets import Sets, cycles
from alliance_forms.fhir.importing.view import as_ours, places_of
from alliance_forms.fhir.kept import difference, flat, nested
from alliance_forms.fhir.terms import Json, Place
from alliance_forms.fhir.versions import VERSIONS, FhirVersion, convert
from alliance_forms.model import FrozenMap, Instrument, Kept, Origin, Rater, Rights
from alliance_forms.scoring import compile_plan

__all__ = ["Imported", "import_questionnaire"]

_TOP: Place = ("Questionnaire",)
_R4_ONLY, _R5_ONLY = ("choice", "open-choice"), ("coding",)
_UNKNOWN_RIGHTS = Rights()
# What other people's forms may have wrong: it is kept as it is, and read by nobody here.
_TOLERATED = ("AF-FHIR-EXPRESSION", "AF-FHIR-NAME")


@attrs.frozen(kw_only=True)
class Imported:
    """An instrument made of a Questionnaire.

    Attributes:
        instrument: What it became; `dump` gives its document.
        lost: Everything that has another effect here than it says (``AF-FHIR-LOST``), or none (``AF-FHIR-KEPT``), at its place.
        unscorable: linkIds of calculated items that are no scales here.
        translations: Its texts in further languages, by language and by path, as catalogues and wording packs have them.
    """

    instrument: Instrument
    lost: tuple[Problem, ...]
    unscorable: tuple[str, ...] = ()
    translations: FrozenMap[FrozenMap[str]] = attrs.field(default=FrozenMap(), repr=False)

    @property
    def document(self) -> Json:
        """The instrument document."""
        return dump(self.instrument)


def import_questionnaire(
    data: str | bytes,
    *,
    id: str | None = None,  # noqa: A002 - the document's own word
    version: FhirVersion | None = None,
    language: str | None = None,
    rater: Rater | None = None,
    subject: Literal["client", "therapist", "relationship"] | None = None,
    rights: Rights = _UNKNOWN_RIGHTS,
    resources: Iterable[Json] = (),
    lenient: bool = False,
) -> Imported:
    """An instrument document made of a FHIR Questionnaire of R4, R4B or R5.

    Args:
        data: The text of the resource.
        id: What the instrument is to be called, with your prefix (``clinic-x.intake``); made of its name by default.
        version: Which FHIR it is; told from the resource by default, and asked for where that says two things.
        language: The language of its texts, where the resource does not say.
        rater: Who fills it in; the client by default, or whoever it is about.
        subject: Whom it is about; told from its subject types by default.
        rights: The rights in its wording; unknown unless you state them, and then nothing of it is shown.
        resources: Value sets and code systems that it refers to and does not contain.
        lenient: Whether a number or a truth value in quotes is only warned of.

    Raises:
        InvalidDocument: With every problem found, each at its place as FHIRPath.

    >>> made = import_questionnaire('''{"resourceType": "Questionnaire", "status": "active", "name": "Mood", "language": "en",
    ...     "item": [{"linkId": "/1", "type": "boolean", "text": "Well?"}, {"linkId": "t", "type": "time", "text": "When?"}]}''')
    >>> made.instrument.id, [item.link_id for item in made.instrument.item], [problem.expression for problem in made.lost]
    ('imported.mood', ['1'], ['Questionnaire.item[1]'])
    """
    resource = _checked(read_json(data), version, lenient=lenient)
    told: FhirVersion = version or version_of(resource)
    plain = convert(resource, to="4.0.1").resource
    lifted, inside = flat(plain)
    draft = Draft(resource=lifted, places=dict(_placed(resource, _TOP)), inside=inside)
    _contained(draft)
    items = Items(draft, Options(draft, Sets(draft, tuple(resources))))
    document = head_of(draft, {"id": id, "language": language, "rater": rater, "subject": subject, "rights": rights})
    opening, rest = _opening(draft, lifted.get("item", []))
    document |= opening
    document["item"] = items.level(rest, ())
    if not document["item"] and not draft.problems:
        draft.refuse("AF-FHIR-IMPORT", _TOP, "there is nothing in it that is asked here")
    if draft.shared:
        document["answerOptionSet"] = draft.shared
    _refuse(draft.problems)
    unscored = _decoded(document, draft)
    found = list(scales(draft, items.scores, Rendered(unscored, places_of(unscored)))) if items.scores else []
    document |= {"scale": [scale for scale, _ in found]} if found else {}
    instrument = _decoded(document, draft) if found else unscored
    taken = {scale.alias.get("fhir", f"score.{scale.id}") for scale in instrument.scale}
    return Imported(
        instrument=attrs.evolve(instrument, origin=_origin(instrument, resource, lifted, inside, told)),
        lost=tuple(listed(draft.lost)),
        unscorable=tuple(item["linkId"] for item, _ in items.scores if item["linkId"] not in taken),
        translations=FrozenMap({lang: FrozenMap(texts) for lang, texts in draft.spoken.items()}),
    )


def _checked(resource: Any, version: FhirVersion | None, *, lenient: bool) -> Json:
    """A Questionnaire in which everything has its place."""
    if not isinstance(resource, dict) or resource.get("resourceType") != "Questionnaire":
        message = "this is no Questionnaire"
        _refuse([Problem(code="AF-FHIR-RESOURCE", pointer="", message=message, hint="a resource begins with its resourceType")])
    newer = (version or version_of(resource)) == "5.0.0"
    problems = [*Structure(newer=newer, lenient=lenient).check(resource), *questionnaire_rules(resource, newer=newer)]
    kinds = {item.get("type") for item in _every(resource) if isinstance(item.get("type"), str)}
    if version is None and kinds & set(_R4_ONLY) and kinds & set(_R5_ONLY):
        message = "it has types of items that only R4 has, and others that only R5 has"
        problems = [finding("AF-FHIR-VERSION", _TOP, message, "say which version it is: version='4.0.1' or version='5.0.0'")]
    if "implicitRules" in resource:
        problems.append(
            finding("AF-FHIR-MODIFIER", (*_TOP, "implicitRules"), "implicitRules change what this means, in a way we do not know")
        )
    _refuse([one for one in problems if one.severity == "error" and one.code not in _TOLERATED])
    return resource  # type: ignore[no-any-return]


def _every(element: Json) -> Iterator[Json]:
    items = element.get("item")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            yield item
            yield from _every(item)


def _refuse(problems: Iterable[Problem]) -> None:
    found = listed(problems)
    if found:
        raise InvalidDocument(found)


def _placed(element: Json, place: Place) -> Iterator[tuple[str, Place]]:
    for number, item in enumerate(element.get("item", ())):
        here = (*place, "item", number)
        yield item["linkId"], here
        yield from _placed(item, here)


def _opening(draft: Draft, items: list[Json]) -> tuple[Json, list[Json]]:
    """The sentence before the first question, where it is called as ours is, and the other items."""
    first = items[0] if items else {}
    if first.get("linkId") != "introduction" or first["type"] != "display" or first.keys() - {"linkId", "type", "text", "_text"}:
        return {}, items
    text = draft.text(first, "text", draft.places["introduction"], "introduction")
    return ({"introduction": text}, items[1:]) if text else ({}, items)


def _contained(draft: Draft) -> None:
    contained = draft.resource.get("contained", [])
    for number in cycles(contained):
        draft.refuse("AF-FHIR-CONTAINED", (*_TOP, "contained", number), "this resource refers to itself, straight or by others")
    for number, one in enumerate(contained):
        if one.get("resourceType") not in ("ValueSet", "CodeSystem"):
            draft.keep((*_TOP, "contained", number))


def _decoded(document: Json, draft: Draft) -> Instrument:
    """The instrument, once everything in it fits together; what does not is told where it stood."""
    try:
        instrument = decode(document, Instrument)
    except InvalidDocument as error:
        raise InvalidDocument(_where(problem, document, draft) for problem in error.problems) from None
    wrong = [problem for problem in check_instrument(instrument) if problem.severity == "error"]
    _refuse(_where(problem, document, draft) for problem in wrong)
    compile_plan(instrument)
    return instrument


def _where(problem: Problem, document: Any, draft: Draft) -> Problem:
    """A problem of the document, at the item of the Questionnaire that it comes from."""
    links = {ours: link for link, ours in draft.ids.items()}
    place, here = _TOP, document
    for token in problem.pointer.split("/")[1:]:
        here = here[int(token)] if isinstance(here, list) else here.get(token) if isinstance(here, dict) else None
        if isinstance(here, dict) and here.get("linkId") in links:
            place = draft.places[links[here["linkId"]]]
    return finding(problem.code, place, problem.message, problem.hint)


def _origin(instrument: Instrument, resource: Json, lifted: Json, inside: dict[str, str], told: FhirVersion) -> Origin:
    """What of the Questionnaire is not in the instrument: where ours would be otherwise."""
    name: Any = next(name for name, number in VERSIONS.items() if number == told)
    origin = Origin(format=name, digest=scoring_digest(instrument), kept=Kept({}), inside=FrozenMap(inside))
    ours, _ = named(as_ours(instrument, attrs.evolve(origin, inside=FrozenMap())))
    kept = Kept(difference(ours, lifted))
    again = convert(nested(lifted, inside), to=told).resource
    exact = difference(again, resource)
    return attrs.evolve(origin, kept=kept, exact=Kept(exact) if exact else None)
