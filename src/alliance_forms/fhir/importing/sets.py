# SPDX-License-Identifier: Apache-2.0
"""Value sets and code systems that come with a Questionnaire, or are given with it: which concepts they have, and what each weighs."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import attrs

from alliance_forms.fhir.importing.draft import Draft
from alliance_forms.fhir.terms import HL7, Json, Place

__all__ = ["Concept", "Sets", "Weight", "cycles", "elements_of", "weights_of"]

Weight = tuple[Decimal, str]
"""A weight and where it is said."""
_WEIGHTS = (HL7 + "itemWeight", HL7 + "ordinalValue")
_PROPERTY = "http://hl7.org/fhir/concept-properties#itemWeight"


@attrs.frozen
class Concept:
    """One code of a value set, as it stands there, with every weight that is said of it."""

    system: str | None
    code: str
    display: str | None
    weights: tuple[Weight, ...]
    element: Json = attrs.field(factory=dict)


class _RefusedError(Exception):
    """A set that cannot be listed; the message says why."""


def weights_of(element: Any, where: str, draft: Draft, place: Place) -> Iterator[Weight]:
    """The weights that an element's extensions say.

    Args:
        element: Something that may have extensions.
        where: What it is, for messages.
        draft: Takes a weight that is no decimal as a problem.
        place: Where it stands.
    """
    for one in elements_of(element, "extension"):
        if one.get("url") in _WEIGHTS:
            value = one.get("valueDecimal")
            if isinstance(value, bool) or not isinstance(value, int | Decimal):
                draft.refuse("AF-FHIR-WEIGHT", place, f"the weight on {where} is no decimal", "write it as valueDecimal")
            else:
                yield Decimal(value), where


@attrs.define
class Sets:
    """The value sets and code systems there are.

    Attributes:
        draft: Takes what is wrong with them.
        given: What the host gives beside the Questionnaire.
    """

    draft: Draft
    given: tuple[Json, ...] = ()
    _lists: dict[str, tuple[Concept, ...] | None] = attrs.Factory(dict)
    _systems: dict[str, dict[Any, tuple[Weight, ...]]] = attrs.Factory(dict)

    def concepts(self, reference: str, place: Place) -> tuple[Concept, ...] | None:
        """The concepts of a value set; None where it cannot be listed, which is a problem then.

        Args:
            reference: ``#id`` of a contained one, or a canonical URL.
            place: Who asks.
        """
        if reference not in self._lists:
            try:
                self._lists[reference] = tuple(self._set(reference, ()))
            except _RefusedError as error:
                self._lists[reference] = None
                hint = "give what is missing with resources=, or list the codes in the value set"
                self.draft.refuse("AF-FHIR-VALUE-SET", place, f"its options cannot be listed: {error}", hint)
        return self._lists[reference]

    def _found(self, kind: str, reference: str) -> tuple[Json, Place] | None:
        contained = self.draft.resource.get("contained", ())
        for number, one in enumerate(contained):
            if one.get("resourceType") == kind and reference in (f"#{one.get('id')}", one.get("url")):
                return one, ("Questionnaire", "contained", number)
        bare = reference.partition("|")[0]
        there = (one for one in (*contained, *self.given) if one.get("resourceType") == kind and one.get("url") == bare)
        found = next(there, None)
        return (found, (kind,)) if found else None

    def _set(self, reference: str, above: tuple[str, ...]) -> Iterator[Concept]:
        found = self._found("ValueSet", reference)
        if found is None:
            raise _RefusedError("the value set is not here")
        if reference in above:
            raise _RefusedError("the value set includes itself")
        resource, place = found
        expansion, compose = resource.get("expansion"), resource.get("compose")
        contains = list(_inside(elements_of(expansion, "contains"), "contains"))
        if contains:
            named = _properties(elements_of(expansion, "property"))
            yield from (self._concept(one, one.get("system"), place, named) for one in contains if one.get("abstract") is not True)
            return
        if isinstance(compose, dict) and "exclude" in compose:
            raise _RefusedError("it excludes codes")
        for include in elements_of(compose, "include"):
            yield from self._include(include, place, (*above, reference))

    def _include(self, include: Json, place: Place, above: tuple[str, ...]) -> Iterator[Concept]:
        system, others = include.get("system"), include.get("valueSet")
        if "filter" in include or ("system" in include and others):
            raise _RefusedError("it chooses codes by a filter")
        if isinstance(others, list):
            for one in others:
                yield from self._set(str(one), above)
        elif "concept" in include:
            yield from (self._concept(one, system, place, set()) for one in elements_of(include, "concept"))
        else:
            found = self._found("CodeSystem", str(system))
            if found is None or found[0].get("content", "complete") != "complete":
                raise _RefusedError("it takes a whole code system, which is not here")
            yield from (self._concept(one, system, found[1], set()) for one in _inside(elements_of(found[0], "concept"), "concept"))

    def _concept(self, one: Json, system: Any, place: Place, named: set[Any]) -> Concept:
        code, display = one.get("code"), one.get("display")
        if not isinstance(code, str) or not (system is None or isinstance(system, str)):
            raise _RefusedError("a concept has no code")
        weights = [*weights_of(one, "the value set's concept", self.draft, place), *_by_property(one, named, "the value set's property")]
        return Concept(system, code, display if isinstance(display, str) else None, (*weights, *self.of_system(system, code)), one)

    def of_system(self, system: Any, code: Any) -> tuple[Weight, ...]:
        """What a code weighs by its code system, where that is here.

        Args:
            system: The code system.
            code: The code.
        """
        if not isinstance(system, str):
            return ()
        if system not in self._systems:
            self._systems[system] = dict(self._by_code(system))
        return self._systems[system].get(code, ())

    def _by_code(self, system: str) -> Iterator[tuple[Any, tuple[Weight, ...]]]:
        found = self._found("CodeSystem", system)
        if found:
            named = _properties(elements_of(found[0], "property"))
            for one in _inside(elements_of(found[0], "concept"), "concept"):
                own = weights_of(one, "the code system's concept", self.draft, found[1])
                yield str(one.get("code")), (*own, *_by_property(one, named, "the code system's property"))


def elements_of(value: Any, name: str) -> list[Json]:
    """The objects of a list, where there is one; nobody has looked yet at what contained resources are made of."""
    members = value.get(name) if isinstance(value, dict) else None
    return [one for one in members if isinstance(one, dict)] if isinstance(members, list) else []


def _inside(elements: Iterable[Json], name: str) -> Iterator[Json]:
    for one in elements:
        yield one
        yield from _inside(elements_of(one, name), name)


def _properties(declared: Iterable[Json]) -> set[Any]:
    """The names under which weights go as properties."""
    return {one.get("code") for one in declared if one.get("uri") == _PROPERTY and isinstance(one.get("code"), str)}


def _by_property(element: Json, named: set[Any], where: str) -> Iterator[Weight]:
    for one in elements_of(element, "property"):
        value = one.get("valueDecimal")
        name = one.get("code")
        if isinstance(name, str) and name in named | {"itemWeight"} and isinstance(value, int | Decimal) and not isinstance(value, bool):
            yield Decimal(value), where


def cycles(contained: Iterable[Json]) -> Iterator[int]:
    """The contained resources that refer to themselves, straight or by others, by their number.

    >>> list(cycles([{"id": "a", "x": "#b"}, {"id": "b", "x": "#a"}, {"id": "c", "x": "#a"}]))
    [0, 1]
    """
    resources = list(contained)
    names = {str(one.get("id")): {text[1:] for text in _strings(one) if text.startswith("#")} for one in resources}
    for number, one in enumerate(resources):
        own = str(one.get("id"))
        seen, waiting = set[str](), list(names[own])
        while waiting:
            name = waiting.pop()
            if name not in seen and name in names:
                seen.add(name)
                waiting += names[name]
        if own in seen:
            yield number


def _strings(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for value in tree.values() if isinstance(tree, dict) else tree:
            yield from _strings(value)
