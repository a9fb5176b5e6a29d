# SPDX-License-Identifier: Apache-2.0
"""What things are called in FHIR: linkIds, codes of options, the resource's own id and name."""

import hashlib
import re
from collections.abc import Iterable

import attrs

from alliance_forms.checks import index_of
from alliance_forms.fhir.terms import Json, words
from alliance_forms.model import AnswerOption, ChoiceItem, FrozenMap, Instrument
from alliance_forms.view import FormView

__all__ = ["Names", "canonical", "names_of", "resource_id", "resource_name", "short_id"]

_LONGEST_ID, _LONGEST_LINK, _HASH = 64, 255, 8
_NO_ID = re.compile(r"[^A-Za-z0-9.-]")
_NAME_PARTS = re.compile("[^A-Za-z0-9]+")
_CODE, _SYSTEM = re.compile(r"[!-~]+( [!-~]+)*"), re.compile("[!-~]*")


@attrs.frozen
class Names:
    """The linkId of each item and the coding of each option.

    An item is called by its alias ``fhir`` where it has one. An option is its alias too, or its first coding, so that a record
    understands it without us; our own code is found again through the instrument, which holds both. Where an option has no coding, or two
    options of one item share one, the code is ours, in a system of the instrument's own.
    """

    base: str
    links: FrozenMap[str]
    codings: FrozenMap[FrozenMap[Json]]
    taken: set[str]
    scores: dict[str, str] = attrs.Factory(dict)

    def further(self, link: str, part: str, alias: str | None = None) -> str:
        """A linkId for something we add next to an item, different from all others; the one it is known by, where it has one."""
        name = words(alias)
        if name is None or name in self.taken or len(name) > _LONGEST_LINK:
            name = f"{link}.{part}"
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name


def names_of(instrument: Instrument) -> Names:
    """The names of an instrument's items and options in FHIR."""
    links: dict[str, str] = {}
    ours = {item.link_id for item in instrument.walk()}
    taken = set(ours)
    codings: dict[str, FrozenMap[Json]] = {}
    shared: dict[str, FrozenMap[Json]] = {}
    for item in instrument.walk():
        alias = words(item.alias.get("fhir"))
        usable = alias is not None and len(alias) <= _LONGEST_LINK and alias not in taken
        links[item.link_id] = alias if usable and alias is not None else item.link_id
        taken.add(links[item.link_id])
        if isinstance(item, ChoiceItem):
            # Items that share a set share its codings, made once.
            system = _system(instrument, item)
            codings[item.link_id] = shared[system] = shared.get(system) or _codings(index_of(instrument).options[item.link_id], system)
    return Names(_base(instrument), FrozenMap(links), FrozenMap(codings), taken)


def _codings(options: Iterable[AnswerOption], system: str) -> FrozenMap[Json]:
    foreign = {option.code: _foreign(option) for option in options}
    given = [tuple(coding.items()) for coding in foreign.values() if coding]
    clear = len(set(given)) == len(given)
    return FrozenMap({code: (coding if clear and coding else {"system": system, "code": code}) for code, coding in foreign.items()})


def _foreign(option: AnswerOption) -> Json | None:
    """What others call an option: its alias, a token as FHIR's searches write it, which may have no system; else its first coding."""
    system, bar, code = option.alias.get("fhir", "").partition("|")
    if bar and _CODE.fullmatch(code) and _SYSTEM.fullmatch(system):
        return {"system": system, "code": code} if system else {"code": code}
    first = next(iter(option.coding), None)
    return {"system": first.system, "code": first.code} if first else None


def _system(instrument: Instrument, item: ChoiceItem) -> str:
    """The code system of our own codes: one for each shared set, one for each item with options of its own."""
    return f"{_base(instrument)}/CodeSystem/{item.answer_option_set or 'item/' + item.link_id}"


def _base(instrument: Instrument) -> str:
    """The publisher's name for the instrument, without the two signs that end a canonical URL."""
    url = instrument.url or f"urn:alliance-forms:{instrument.id}"
    return url.replace("|", "%7C").replace("#", "%23")


def canonical(form: FormView) -> str:
    """The URL of the form's Questionnaire, for every language; the raters of one instrument read different questions, so each has its own.

    >>> import alliance_forms as af
    >>> canonical(af.form_view(af.get_instrument("phq-9"), locale="es"))
    'https://w3id.org/alliance-forms/phq-9'
    """
    base = _base(form.instrument)
    return f"{base}/{form.rater}" if len(form.instrument.rater) > 1 else base


def resource_id(form: FormView) -> str:
    """The resource's id: one for each instrument, version, language and, where it matters, rater.

    >>> import alliance_forms as af
    >>> resource_id(af.form_view(af.get_instrument("phq-9"), locale="es"))
    'phq-9-1.0.0-es-419'
    """
    instrument = form.instrument
    rater = f"-{form.rater}" if len(instrument.rater) > 1 else ""
    return short_id(f"{instrument.id}-{instrument.version}-{form.lang}{rater}")


def short_id(name: str) -> str:
    """An id as FHIR allows it: what is too long, or holds another sign, ends in a hash that keeps it different from all others.

    >>> short_id("phq-9-1.0.0-en"), short_id("a_b")
    ('phq-9-1.0.0-en', 'a-b-648fa9b3')
    """
    plain = _NO_ID.sub("-", name)
    if plain == name and len(name) <= _LONGEST_ID:
        return name
    return f"{plain[: _LONGEST_ID - _HASH - 1]}-{hashlib.sha256(name.encode()).hexdigest()[:_HASH]}"


def resource_name(instrument_id: str) -> str:
    """The resource's name for machines.

    >>> resource_name("clinic-x.phq-9"), resource_name("5q")
    ('ClinicXPhq9', 'Form5q')
    """
    name = "".join(part[:1].upper() + part[1:] for part in _NAME_PARTS.split(instrument_id))
    return name if name[:1].isalpha() and len(name) > 1 else f"Form{name}"
