# SPDX-License-Identifier: Apache-2.0
"""A form as text messages, one question to a message, and the replies read back by the question that was asked."""

from collections.abc import Iterable, Iterator

import attrs

from alliance_forms.errors import UsageFault
from alliance_forms.i18n import Interface
from alliance_forms.identity import DisclosedIdentity
from alliance_forms.model import DisplayItem, GroupItem, Item
from alliance_forms.text.body import Body
from alliance_forms.text.envelope import require_full_contact, title_line
from alliance_forms.text.layout import collapse, plain_signs, unmarked
from alliance_forms.text.profiles import PROFILES
from alliance_forms.text.read import read_typed
from alliance_forms.text.segments import Alphabet, alphabet_of, segments_of
from alliance_forms.view import FormView, Reading

__all__ = ["Message", "messages", "read_replies"]

_MOST: int = PROFILES["sms"].segments or 1
_BLANK = "-"


@attrs.frozen(kw_only=True)
class Message:
    """One text message.

    Attributes:
        label: The question it asks; empty where it asks none.
        text: What is sent. Its first line, which a locked screen may show, says the discreet title only.
        version_tag: Of the form it belongs to; kept by the host, so that nobody has to type it.
        alphabet: ``gsm-7``, or ``ucs-2`` where a sign is not in it.
        segments: In how many parts it is sent.
    """

    label: str
    text: str = attrs.field(repr=False)
    version_tag: str
    alphabet: Alphabet
    segments: int


def messages(form: FormView, *, recipient: DisclosedIdentity) -> tuple[Message, ...]:
    """What to send, in this order, each question when the one before is answered; a question that does not fit is not cut.

    Args:
        form: What is asked.
        recipient: What `alliance_forms.disclose` lets the sender know of the person, their wishes for contact above all.

    Raises:
        UsageFault: The person may not be reached by text message, or nothing but the discreet title may be said there; a question
            with its answers needs more than six parts, or belongs to a part that can be filled in more than once.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import ContactWish
    >>> wish = ContactWish(channel="sms", allowed=True, mention="anything", audience=("self",))
    >>> me = af.disclose(af.IdentityProfile(contact=(wish,)), "self", channel="sms")
    >>> form = af.form_view(af.get_instrument("phq-9"), locale="en")
    >>> sent = messages(form, recipient=me)
    >>> [one.label for one in sent if one.label]
    ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']
    >>> max(one.segments for one in sent if one.label)
    3
    """
    require_full_contact(recipient, "sms")
    body = Body(form.isolated, {}, isolates=False, whole=False)
    asked = list(_questions(body, form.instrument.item, []))
    total = sum(1 for label, _ in asked if label)
    stem = _lines(line.text for line in body.stem())
    title = plain_signs(title_line(form))
    sent = list(_opening(body, title))
    for number, (label, lines) in enumerate(asked, start=1):
        first = f"{title} {number}/{total}" if label else title
        sent.append(_message(form, "\n".join([first, *(stem if label else ()), *lines]), label))
    long = [message.label for message in sent if message.label and message.segments > _MOST]
    if long:
        raise UsageFault(f"these questions do not fit into {_MOST} parts of a text message: {', '.join(long)}; choose another profile")
    return tuple(sent)


def _questions(body: Body, items: Iterable[Item], above: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each question with its lines; what stands above a group is said with each of its questions, what stands between with the next."""
    waiting: list[str] = []
    for item in items:
        if not body.form.asked(item):
            continue
        lines = _lines(line.text for line in body.ask(item))
        if isinstance(item, DisplayItem):
            waiting += lines
        elif not isinstance(item, GroupItem):
            yield item.link_id, [*above, *waiting, *lines]
            waiting = []
        elif item.repeats:
            raise UsageFault(f"text messages cannot ask what may be filled in more than once: {item.link_id}; choose another profile")
        else:
            yield from _questions(body, item.item, [*above, *waiting, *lines])
            waiting = []
    if waiting:
        yield "", [*above, *waiting]


def _opening(body: Body, title: str) -> Iterator[Message]:
    """What is said before the first question, in as many messages as it takes."""
    t = Interface(body.form.lang).text
    how = t("Answer each message with your answer only. You can leave a question blank by sending {sign}", sign=_BLANK).text
    text = title
    for line in _lines([how, *(line.text for line in (*body.notices(), *body.credit()))]):
        if segments_of(f"{text}\n{line}") > _MOST and text != title:
            yield _message(body.form, text, "")
            text = title
        text = f"{text}\n{line}"
    yield _message(body.form, text, "")


def _lines(texts: Iterable[str]) -> list[str]:
    return [line for text in texts if (line := collapse(plain_signs(unmarked(text))))]


def _message(form: FormView, text: str, label: str) -> Message:
    return Message(label=label, text=text, version_tag=form.version_tag, alphabet=alphabet_of(text), segments=segments_of(text))


def read_replies(form: FormView, replies: Iterable[tuple[Message, str]], *, authored: str | None = None) -> Reading:
    """The answers in replies to messages, with every problem; a lone hyphen, or nothing, leaves a question blank.

    Args:
        form: What was asked.
        replies: Each message that asked a question, with what came back.
        authored: When it was filled in, as the host says.

    >>> import alliance_forms as af
    >>> form = af.form_view(af.get_instrument("phq-9"), locale="en")
    >>> asked = Message(label="1", text="", version_tag=form.version_tag, alphabet="gsm-7", segments=1)
    >>> read_replies(form, [(asked, "Several days")]).response.answers["1"]
    '1'
    """
    typed: list[tuple[str, str]] = []
    other = False
    for message, text in replies:
        other = other or message.version_tag != form.version_tag
        blank = plain_signs(text).strip() == _BLANK
        typed.append((message.label, "" if blank else text))
    return read_typed(form, typed, other_version=other, authored=authored)
