# SPDX-License-Identifier: Apache-2.0
"""A QuestionnaireResponse back into answers: ours, or one that other software made of our Questionnaire. Nothing is guessed."""

from collections.abc import Mapping
from typing import Any

import attrs

from alliance_forms.codec import answer_digest, read_json
from alliance_forms.errors import InvalidDocument, Problem, pointer_to
from alliance_forms.fhir.checking.check import response_problems
from alliance_forms.fhir.checking.structure import finding
from alliance_forms.fhir.forms.names import Names, canonical
from alliance_forms.fhir.forms.questionnaire import named, reference
from alliance_forms.fhir.importing.totals import claimed_totals
from alliance_forms.fhir.responses.about import Head, head_of
from alliance_forms.fhir.responses.response import ENTRY
from alliance_forms.fhir.responses.values import Values
from alliance_forms.fhir.terms import Json, Place
from alliance_forms.fhir.versions import FhirVersion
from alliance_forms.model import Answer, Entry, FrozenMap, GroupItem, Item
from alliance_forms.view import FormView, Reading, conclude

__all__ = ["read"]

_TOP: Place = ("QuestionnaireResponse",)
_FINISHED = ("completed", "amended")


def read(form: FormView, data: str | bytes, *, version: FhirVersion, lenient: bool, authored: str | None) -> Reading:
    """The answers in a QuestionnaireResponse, with every problem and its place.

    Args:
        form: What was answered.
        data: The text of the resource.
        version: Which FHIR it is.
        lenient: Whether a number or a truth value in quotes is taken, with a warning.
        authored: When it was filled in, where the host knows better.
    """
    try:
        resource: Any = read_json(data)
    except InvalidDocument as error:
        return _refused(form, error.problems, authored)
    if not isinstance(resource, dict) or resource.get("resourceType") != "QuestionnaireResponse":
        message, hint = "this is no QuestionnaireResponse", "a resource begins with its resourceType"
        return _refused(form, [Problem(code="AF-FHIR-RESOURCE", pointer="", message=message, hint=hint)], authored)
    problems = response_problems(resource, version=version, lenient=lenient)
    head = head_of(form, resource)
    answers = _Answers(form, lenient=lenient)
    other = _other(form, answers.questionnaire, resource, head)
    if other:
        return _refused(form, [*problems, other], authored)
    session = form.session or head.session
    given = answers.level(resource, _TOP, parent="", pointer="")
    reading = conclude(
        attrs.evolve(form, session=session),
        given,
        faults=answers.faults,
        authored=authored or head.authored,
        complete=head.status in _FINISHED,
    )
    claimed = claimed_totals(form.instrument, answers.names, resource, reading.response)
    found = [*problems, *head.problems, *answers.others, *(answers.placed(problem) for problem in reading.problems), *claimed]
    wrong = any(problem.severity == "error" for problem in found)
    response = head.applied(attrs.evolve(reading.response, status="in-progress" if wrong else head.status))
    return Reading(response=response, problems=tuple(found), submitted=None)


def _refused(form: FormView, problems: Any, authored: str | None) -> Reading:
    """Nothing is read of what is not this form's."""
    reading = conclude(form, {}, authored=authored, complete=False)
    return Reading(response=attrs.evolve(reading.response, status="in-progress"), problems=tuple(problems), submitted=None)


def _other(form: FormView, asked: Json, resource: Json, head: Head) -> Problem | None:
    """Why these answers belong to another form, if they do."""
    instrument, place = form.instrument, (*_TOP, "questionnaire")
    named_so = resource.get("questionnaire")
    if not isinstance(named_so, str):
        return finding("AF-FHIR-OTHER", place, "nothing says which Questionnaire was answered")
    url, _, version = named_so.partition("|")
    told = reference(asked, form)
    ours = (
        head.instrument == instrument.id
        if head.instrument
        else url in (canonical(form), told.partition("|")[0], f"Questionnaire/{asked.get('id')}")
    )
    if not ours:
        return finding("AF-FHIR-OTHER", place, "another Questionnaire was answered", "read it with the instrument it belongs to")
    if version not in ("", instrument.version, told.partition("|")[2]) or head.digest not in (None, answer_digest(instrument)):
        return finding("AF-FHIR-OTHER", place, "another version of the form was answered", "read it with the version it belongs to")
    if head.rater not in (None, form.rater):
        return finding("AF-FHIR-OTHER", place, "another rater answered", "read it for the rater who did")
    return None


@attrs.define
class _Answers:
    """The answers of one response, and where each stands."""

    form: FormView
    lenient: bool = attrs.field(kw_only=True)
    faults: list[Problem] = attrs.Factory(list)
    others: list[Problem] = attrs.Factory(list)
    where: dict[str, Place] = attrs.Factory(dict)
    questionnaire: Json = attrs.field(init=False)
    asked: dict[str, tuple[Json, str]] = attrs.field(init=False)
    ours: dict[str, Item] = attrs.field(init=False)
    names: Names = attrs.field(init=False)
    values: Values = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.questionnaire, self.names = named(self.form)
        self.asked = dict(_parents(self.questionnaire, ""))
        self.ours = {self.names.links[item.link_id]: item for item in self.form.instrument.walk()}
        self.values = Values(self.form.instrument, self.names, lenient=self.lenient)

    def level(self, element: Json, place: Place, *, parent: str, pointer: str) -> dict[str, Answer]:
        """The answers to items that stand side by side; groups that are not repeated share theirs with what is around them."""
        given: dict[str, Answer] = {}
        seen: set[str] = set()
        items = element.get("item")
        for number, item in enumerate(items if isinstance(items, list) else ()):
            link = item.get("linkId") if isinstance(item, dict) else None
            if isinstance(link, str):
                here = (*place, "item", number)
                repeated = self._repeats(link)
                if link in seen and not repeated:
                    self.others.append(
                        finding("AF-ANSWER-DUPLICATE", here, "this item stands there already", "give all its answers in one")
                    )
                elif self._belongs(link, parent, here):
                    self._take(item, link, here, pointer, given)
                seen.add(link)
        return given

    def _repeats(self, link: str) -> bool:
        ours = self.ours.get(link)
        return isinstance(ours, GroupItem) and ours.repeats

    def _belongs(self, link: str, parent: str, here: Place) -> bool:
        if link not in self.asked:
            self.others.append(finding("AF-ANSWER-UNKNOWN-ITEM", here, "the Questionnaire has no item of this linkId"))
            return False
        if self.asked[link][1] != parent:
            self.others.append(
                finding("AF-FHIR-PLACE", here, "this item stands elsewhere in the Questionnaire", "nest items as they are asked")
            )
            return False
        return True

    def _take(self, item: Json, link: str, here: Place, pointer: str, given: dict[str, Answer]) -> None:
        asked, ours = self.asked[link][0], self.ours.get(link)
        if asked["type"] == "group":
            if "answer" in item:
                self.others.append(finding("AF-ANSWER-TYPE", (*here, "answer"), "a group has no answer"))
            if not (isinstance(ours, GroupItem) and ours.repeats):
                given.update(self.level(item, here, parent=link, pointer=pointer))
                return
            entries = given.get(ours.link_id, ())
            number = len(entries) if isinstance(entries, tuple) else 0
            inside = f"{pointer}{pointer_to(ours.link_id, number, 'answers')}"
            self.where[pointer + pointer_to(ours.link_id)] = here
            inner = self.level(item, here, parent=link, pointer=inside)
            given[ours.link_id] = (*entries, Entry(id=_entry_id(item), answers=FrozenMap(inner)))  # type: ignore[misc]
        elif ours is not None and asked["type"] != "display":
            at = pointer + pointer_to(ours.link_id)
            self.where[at] = here
            answer = self.values.answer(ours, item, here)
            if isinstance(answer, Problem):
                self.faults.append(attrs.evolve(answer, pointer=at))
            elif answer is not None:
                given[ours.link_id] = answer
            self.level(item, here, parent=link, pointer=pointer)
        elif ours is None and "answer" in item and link not in self.names.scores.values():
            message = "this form does not ask that here, and does not keep the answer"
            self.others.append(finding("AF-FHIR-LOST", here, message, severity="warning"))
        for number, one in enumerate(item["answer"] if isinstance(item.get("answer"), list) else ()):
            if isinstance(one, dict):
                self.level(one, (*here, "answer", number), parent=link, pointer=pointer)

    def placed(self, problem: Problem) -> Problem:
        """A problem of an answer with its place in the resource."""
        if problem.expression:
            return problem
        at = problem.pointer.removeprefix("/answers")
        while at and at not in self.where:
            at = at.rpartition("/")[0]
        return attrs.evolve(problem, expression=finding("", self.where.get(at, _TOP), "").expression)


def _parents(element: Json, parent: str) -> Any:
    """Every item of a Questionnaire with what it stands in."""
    for item in element.get("item", ()):
        yield item["linkId"], (item, parent)
        yield from _parents(item, item["linkId"])


def _entry_id(item: Mapping[str, Any]) -> str | None:
    extensions = item.get("extension")
    for one in extensions if isinstance(extensions, list) else ():
        if isinstance(one, dict) and one.get("url") == ENTRY and isinstance(one.get("valueString"), str):
            return str(one["valueString"])
    return None
