# SPDX-License-Identifier: Apache-2.0
"""What others may see of a form on its way: its discreet title; and nothing where contact is not safe."""

import unicodedata

import attrs

from alliance_forms.errors import UsageFault
from alliance_forms.i18n import Interface
from alliance_forms.identity import DisclosedIdentity
from alliance_forms.model import Response
from alliance_forms.text.layout import clean, collapse, unmarked
from alliance_forms.text.places import Typed, typed_of
from alliance_forms.text.profiles import TextOptions
from alliance_forms.text.write import write
from alliance_forms.view import FormView

__all__ = ["Letter", "file_name", "letter", "require_full_contact", "title_line"]

_DEFAULT = TextOptions()
_LONGEST_TITLE = 70
_LONGEST_NAME = 60
# Names that some systems keep for devices, whatever stands behind the point.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


@attrs.frozen(kw_only=True)
class Letter:
    """A form ready to be sent.

    Attributes:
        subject: The discreet title, on one line.
        preview: What a list of letters may show beside the subject: the same.
        file_name: For the form as an attachment.
        text: The form, to be filled in and sent back.
    """

    subject: str
    preview: str
    file_name: str
    text: str = attrs.field(repr=False)


def letter(
    form: FormView,
    *,
    recipient: DisclosedIdentity,
    channel: str = "email",
    response: Response | None = None,
    options: TextOptions = _DEFAULT,
) -> Letter:
    """A form to send to a person, where they have said that it is safe to.

    Args:
        form: What to send.
        recipient: What `alliance_forms.disclose` lets the sender know of the person, their wishes for contact above all.
        channel: How it travels.
        response: Answers to fill in.
        options: Where it is read, and the width of a line.

    Raises:
        UsageFault: The person may not be reached this way, or nothing but the discreet title may be said there.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import ContactWish
    >>> wish = ContactWish(channel="email", allowed=True, mention="anything", audience=("self",))
    >>> me = af.disclose(af.IdentityProfile(contact=(wish,)), "self", channel="email")
    >>> sent = letter(af.form_view(af.get_instrument("phq-9"), locale="en"), recipient=me)
    >>> sent.subject, sent.file_name
    ('Your form', 'Your-form.txt')
    """
    require_full_contact(recipient, channel)
    title = title_line(form)
    typed = typed_of(form, response) if response else Typed()
    return Letter(subject=title, preview=title, file_name=file_name(form), text=write(form.isolated, typed, (), options))


def require_full_contact(recipient: DisclosedIdentity, channel: str) -> None:
    """Refuse to write what a person does not want written on a channel.

    Raises:
        UsageFault: They may not be reached there, or nothing but the discreet title may be said.
    """
    whole = recipient.may_contact(channel).choose(discreet="", anything="form")
    if not whole:
        raise UsageFault(f"a form says too much for {channel!r} here; send its discreet title only, and show the form on a screen")


def title_line(form: FormView) -> str:
    """The discreet title as one line without a control or a mark of direction, so that it cannot become a second header.

    >>> import alliance_forms as af
    >>> title_line(af.form_view(af.get_instrument("phq-9"), locale="es"))
    'Su formulario'
    """
    # Staff who type in a paper form see the instrument's id; a letter does not.
    title = "" if form.transcription else collapse(unmarked(clean(form.discreet_title.value)))[:_LONGEST_TITLE].rstrip()
    return title or Interface(form.lang).text("Your form").text


def file_name(form: FormView, extension: str = "txt") -> str:
    """A name for a file: letters and digits of the discreet title, whatever they are, and hyphens.

    >>> import alliance_forms as af
    >>> file_name(af.form_view(af.get_instrument("phq-9"), locale="es"), extension="pdf")
    'Su-formulario.pdf'
    """
    title = unicodedata.normalize("NFC", title_line(form))
    kept = "".join(sign if sign.isalnum() or unicodedata.category(sign) in {"Mn", "Mc"} else " " for sign in title)
    stem = "-".join(kept.split())[:_LONGEST_NAME].strip("-")
    if not stem or stem.casefold() in _DEVICES:
        stem = f"form-{stem}".rstrip("-")
    return f"{stem}.{extension}"
