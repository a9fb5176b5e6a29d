# SPDX-License-Identifier: Apache-2.0
"""Responses and wording packs for an instrument, and score reports."""

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from alliance_forms.checks import Index, enabled, index_of
from alliance_forms.codec import answer_digest
from alliance_forms.model import (
    Absent,
    AbsentReason,
    AlertNotEvaluated,
    Answer,
    BooleanItem,
    ChoiceItem,
    DateItem,
    DisplayItem,
    Entry,
    FrozenMap,
    GroupItem,
    Instrument,
    Item,
    OwnWords,
    RaisedAlert,
    Rating,
    Refusal,
    ReleaseRule,
    Response,
    RuleKind,
    ScaleItem,
    Score,
    ScoreReport,
    Session,
    Shown,
    TextItem,
    WordingPack,
    is_wording,
    texts_of,
)  # fmt: skip
from alliance_forms.model.rights import Grant
from alliance_forms.model.wording import TranslationStatus, WordingSource
from alliance_forms.testing import _texts as small
from alliance_forms.testing._conditions import numbers

__all__ = ["responses", "score_reports", "wording_packs"]

Draw = Callable[[st.SearchStrategy[Any]], Any]
_REASONS = tuple(reason for reason in get_args(AbsentReason) if reason != "masked")


@st.composite
def responses(draw: Draw, instrument: Instrument, *, complete: bool | None = None, absences: bool = True) -> Response:
    """Responses that the instrument can have, in the form in which they are stored.

    Args:
        draw: Given by Hypothesis.
        instrument: What was asked.
        complete: Whether every question that is asked has an answer; left open, some responses are partial.
        absences: Whether a reason may stand in place of an answer.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=2)
    ... @given(responses(phq9, complete=True, absences=False))
    ... def every_complete_form_has_a_score(response):
    ...     af.score(phq9, response)["total"].require()
    >>> every_complete_form_has_a_score()
    """
    whole = draw(st.booleans()) if complete is None else complete
    several = len(instrument.rater) > 1
    rater = st.sampled_from(instrument.rater)
    session = draw(st.none() | small.sessions())
    maker = _Answers(draw, index_of(instrument), session, whole=whole, absences=absences)
    nobody = st.none()
    return Response(
        id=draw(nobody | small.opaque_ids()),
        replaces=draw(nobody | small.opaque_ids()),
        instrument=instrument.id,
        version=instrument.version,
        digest=draw(st.sampled_from([None, answer_digest(instrument)])),
        shown=draw(nobody | _shown()),
        status="completed" if whole else draw(st.sampled_from(["in-progress", "stopped"])),
        rater=draw(rater if several else nobody | rater),
        rater_id=draw(nobody | small.opaque_ids()),
        entered_by=draw(nobody | small.opaque_ids()),
        authored=draw(nobody | small.moments()),
        session=session,
        answers=FrozenMap(maker.of(instrument.item, {})),
        release=draw(st.lists(_releases(instrument), max_size=2).map(tuple)),
    )


def _shown() -> st.SearchStrategy[Shown]:
    spoken = st.sampled_from([None, "they", "own", "name", "neutral"])
    return st.builds(Shown, locale=small.locales(), text_digest=st.none() | small.digests(), pronouns=spoken)


def _releases(instrument: Instrument) -> st.SearchStrategy[ReleaseRule]:
    audience = st.sampled_from([("self",), ("self", "therapist"), ("research",)])
    links = st.sampled_from([(), *((item.link_id,) for item in instrument.walk())])
    channel = st.sampled_from([("screen",), ("screen", "email")])
    return st.builds(ReleaseRule, audience=audience, channel=channel, link_id=links, start=st.none() | small.moments())


class _Answers:
    """Answers in the order of the questions, so that only what is asked is answered."""

    def __init__(self, draw: Draw, index: Index, session: Session | None, *, whole: bool, absences: bool) -> None:
        self.draw, self.index, self.session, self.whole, self.absences = draw, index, session, whole, absences

    def of(self, items: tuple[Item, ...], outer: Mapping[str, Answer]) -> dict[str, Answer]:
        given: dict[str, Answer] = {}
        seen: Mapping[str, Answer] = ChainMap(given, dict(outer))
        here = list(_level(items))
        known = {item.link_id for item in here}
        asked: set[str] = set()
        for item in here:
            above = [link for link in self.index.parents[item.link_id] if link in known]
            if not (asked.issuperset(above) and enabled(self.index, item, seen)):
                continue
            asked.add(item.link_id)
            answer = self.answer(item, seen)
            if answer is not None:
                given[item.link_id] = answer
        return given

    def answer(self, item: Item, seen: Mapping[str, Answer]) -> Answer | None:
        if isinstance(item, DisplayItem):
            return None
        if isinstance(item, GroupItem):
            return self.entries(item, seen) if item.repeats else None
        if item.fill and self.session:
            value = getattr(self.session, item.fill.removeprefix("session."))
            if value is not None:
                return Decimal(value) if isinstance(value, int) else str(value)
        if not self.whole and self.draw(st.booleans()):
            return None
        if self.absences and self.draw(st.integers(0, 5)) == 0:
            return Absent(absent=self.draw(st.sampled_from(_REASONS)))
        return self.draw(_answers(self.index, item))  # type: ignore[no-any-return]

    def entries(self, item: GroupItem, seen: Mapping[str, Answer]) -> Answer | None:
        count = self.draw(st.integers(1 if self.whole else 0, min(2, item.max_occurs or 2)))
        name = st.none() | small.opaque_ids()
        made = (Entry(id=self.draw(name), answers=FrozenMap(self.of(item.item, seen))) for _ in range(count))
        return tuple(made) or None


def _level(items: tuple[Item, ...]) -> Iterator[Item]:
    """Items whose answers stand side by side."""
    for item in items:
        yield item
        if isinstance(item, GroupItem) and not item.repeats:
            yield from _level(item.item)


def _answers(index: Index, item: Any) -> st.SearchStrategy[Any]:
    if isinstance(item, ChoiceItem):
        return _chosen(index, item)
    if isinstance(item, BooleanItem):
        return st.booleans()
    if isinstance(item, DateItem):
        length = st.sampled_from([4, 7, 10] if item.partial else [10])
        return st.builds(lambda day, size: day[:size], small.dates(), length)
    if isinstance(item, TextItem):
        return small.texts(max_size=min(item.max_length, 60), lines=item.multiline)
    return numbers(item)


@st.composite
def _chosen(draw: Draw, index: Index, item: ChoiceItem) -> Answer:
    options = [option for option in index.options[item.link_id] if option.absent is None]
    if not options and not item.open_choice:
        return Absent(absent=next(option.absent for option in index.options[item.link_id] if option.absent))
    # A question may have nothing to choose but a way not to answer it.
    own = OwnWords(text=draw(small.texts(lines=False))) if item.open_choice and (not options or draw(st.booleans())) else None
    if not item.repeats:
        return (own,) if own else str(draw(st.sampled_from([option.code for option in options])))
    alone = [option.code for option in options if option.exclusive]
    if alone and not own and draw(st.booleans()):
        return (draw(st.sampled_from(alone)),)
    codes = [option.code for option in options if not option.exclusive]
    chosen = draw(st.sets(st.sampled_from(codes), min_size=0 if own else 1)) if codes else set()
    return (*(code for code in codes if code in chosen), *([own] if own else []))


@st.composite
def wording_packs(draw: Draw, instrument: Instrument) -> WordingPack:
    """Wording packs that complete what the instrument leaves out, in any language.

    >>> import alliance_forms as af
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=2)
    ... @given(wording_packs(af.get_instrument("phq-9")))
    ... def every_pack_has_the_first_question(pack):
    ...     assert any(path.startswith("item/1/text") for path in pack.text)
    >>> every_pack_has_the_first_question()
    """
    left_out = [path for path, text in texts_of(instrument) if text is None]
    chosen = [path for path in left_out if is_wording(path) or draw(st.booleans())] or ["title"]
    texts: dict[str, str] = {}
    for path in chosen:
        each = len(instrument.rater) > 1 and draw(st.integers(0, 4)) == 0
        texts |= {f"{path}@{rater}" if each else path: draw(small.texts()) for rater in (instrument.rater if each else ("",))}
    holders = [scale.id for scale in instrument.scale if scale.key == "holder"]
    part = st.builds(ScaleItem, link_id=st.sampled_from([item.link_id for item in instrument.walk()]), reverse=st.booleans())
    source = st.builds(WordingSource, citation=small.texts(lines=False), verified=st.booleans())
    return WordingPack(
        instrument=instrument.id,
        instrument_version=instrument.version,
        version=draw(small.versions()),
        locale=draw(small.locales()),
        rater=draw(st.sampled_from([None, *instrument.rater])),
        status=draw(st.sampled_from(get_args(TranslationStatus))),
        rights=draw(small.open_rights()),
        grant=draw(st.none() | _grants()),
        source=draw(st.lists(source, max_size=2).map(tuple)),
        text=FrozenMap(texts),
        key=FrozenMap({name: draw(st.lists(part, max_size=3).map(tuple)) for name in holders if draw(st.booleans())}),
    )


def _grants() -> st.SearchStrategy[Grant]:
    words = small.texts(lines=False)
    period = st.lists(small.dates(), min_size=2, max_size=2).map(sorted)
    uses = st.lists(st.sampled_from(["clinical", "research", "education", "commercial"]), max_size=2, unique=True).map(tuple)
    tags = st.lists(small.locales(), max_size=2, unique=True).map(tuple)

    def lasting(days: list[str], *, begins: bool, ends: bool) -> st.SearchStrategy[Grant]:
        start, end = st.just(days[0] if begins else None), st.just(days[1] if ends else None)
        return st.builds(Grant, grantor=words, grantee=words, use=uses, territory=places, locale=tags, start=start, end=end)

    places = st.lists(st.sampled_from(["Norway", "Québec"]), max_size=2, unique=True).map(tuple)
    return st.tuples(period, st.booleans(), st.booleans()).flatmap(lambda three: lasting(three[0], begins=three[1], ends=three[2]))


def score_reports() -> st.SearchStrategy[ScoreReport]:
    """Score reports with scores and refusals, alerts and alerts that could not be evaluated.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=2)
    ... @given(score_reports())
    ... def every_refusal_has_a_reason(report):
    ...     assert all(score.value is not None or score.reason for score in report.scores.values())
    >>> every_refusal_has_a_reason()
    """
    some_code = st.none() | small.codes()
    where = {"id": small.codes(), "link_id": some_code, "score": some_code}
    severity = st.sampled_from(["information", "attention", "urgent"])
    raised = st.builds(RaisedAlert, **where, severity=severity, audience=st.lists(small.codes(), min_size=1, max_size=2).map(tuple))
    reason = st.sampled_from(["missing", *_REASONS, "masked", "invalid-answer", "digest-mismatch", "score-refused"])
    unknown = st.builds(AlertNotEvaluated, **where, reason=reason)
    scores = st.dictionaries(small.codes(), _scores(), max_size=3).map(FrozenMap)
    return st.builds(
        ScoreReport,
        instrument=st.just("phq-9"),
        version=small.versions(),
        digest=small.digests(),
        scoring_digest=small.digests(),
        response=st.none() | small.opaque_ids(),
        rater=st.sampled_from([None, "client", "therapist", "observer"]),
        scores=scores,
        ratings=st.lists(st.builds(Rating, response=small.opaque_ids(), scores=scores), max_size=2).map(tuple),
        alerts=st.lists(raised, max_size=2).map(tuple),
        alerts_not_evaluated=st.lists(unknown, max_size=2).map(tuple),
    )


@st.composite
def _scores(draw: Draw) -> Score:
    rule = draw(st.sampled_from(["refuse", "prorate"]))
    missing = draw(st.lists(small.codes(), max_size=3, unique=True).map(tuple))
    absent = FrozenMap({link: draw(st.sampled_from(_REASONS)) for link in missing if draw(st.booleans())})
    if draw(st.booleans()):
        parts = draw(st.lists(small.codes(), max_size=2, unique=True).map(tuple))
        reason = draw(st.sampled_from(get_args(Refusal)))
        return Score(status="refused", reason=reason, missing=missing, absent=absent, refused_parts=parts, rule=rule, unconfirmed=())
    value, band = draw(small.decimals(-10_000, 10_000)), draw(st.none() | small.codes())
    basis = draw(st.sampled_from(["complete", "prorated", "shortened"]))
    lines = FrozenMap(draw(st.dictionaries(small.codes(), st.booleans(), max_size=2)))
    rules = draw(st.none() | st.lists(st.sampled_from(get_args(RuleKind)), max_size=3, unique=True).map(tuple))
    return Score(
        status="scored", value=value, band=band, cut_offs=lines, missing=missing, absent=absent, rule=rule, basis=basis, unconfirmed=rules
    )
