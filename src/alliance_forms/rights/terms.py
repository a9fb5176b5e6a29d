# SPDX-License-Identifier: Apache-2.0
"""What follows from each basis: one row for each, and nowhere else a word about it."""

from typing import Literal

import attrs

from alliance_forms.model import Basis, Rights

__all__ = ["TERMS", "Change", "Terms", "changeable", "credit", "recordable"]

Change = Literal["translation", "part"]


@attrs.frozen(kw_only=True)
class Terms:
    """What a wording of one basis may be used for; None is left open: it is for the holder to say, by flags and a grant.

    Attributes:
        redistribution: Whether copies may be given on, as this package does.
        commercial: Whether also in commercial use.
        derivatives: Whether it may be changed or translated.
        share_alike: Whether what is made of it has to be under the same licence.
        electronic: Whether it may stand on a screen.
        record_export: Whether it may go into somebody's record, as a FHIR Questionnaire does.
        attribution: Whether its author has to be named wherever it is shown.
    """

    redistribution: bool | None
    commercial: bool | None
    derivatives: bool | None
    share_alike: bool | None
    electronic: bool | None
    record_export: bool | None
    attribution: bool | None


def _terms(row: str) -> Terms:
    said = {"yes": True, "no": False, "open": None}
    names = [field.name for field in attrs.fields(Terms)]
    return Terms(**{name: said[word] for name, word in zip(names, row.split(), strict=True)})


# The rows of the Creative Commons licences follow the elements in their names, as recalled. "free-no-permission" is the Pfizer screeners'
# formula, "No permission required to reproduce, translate, display or distribute", as the bundled wordings quote it.
TERMS: dict[Basis, Terms] = {
    #                             redistribution commercial derivatives share-alike electronic record-export attribution
    "public-domain":       _terms("yes           yes        yes         no          yes        yes           no"),
    "free-no-permission":  _terms("yes           yes        yes         no          yes        yes           no"),
    "CC0-1.0":             _terms("yes           yes        yes         no          yes        yes           no"),
    "CC-BY-4.0":           _terms("yes           yes        yes         no          yes        yes           yes"),
    "CC-BY-SA-4.0":        _terms("yes           yes        yes         yes         yes        yes           yes"),
    "CC-BY-NC-4.0":        _terms("yes           no         yes         no          yes        yes           yes"),
    "CC-BY-NC-SA-4.0":     _terms("yes           no         yes         yes         yes        yes           yes"),
    "CC-BY-NC-SA-3.0-IGO": _terms("yes           no         yes         yes         yes        yes           yes"),
    "CC-BY-ND-4.0":        _terms("yes           yes        no          no          yes        yes           yes"),
    "CC-BY-NC-ND-4.0":     _terms("yes           no         no          no          yes        yes           yes"),
    "licence-required":    _terms("no            open       no          no          open       open          open"),
    "unknown":             _terms("no            open       no          no          open       open          open"),
}  # fmt: skip


def changeable(rights: Rights) -> bool:
    """Whether others than the holder may translate the wording, reword it or show a part of it.

    >>> changeable(Rights(basis="CC-BY-4.0")), changeable(Rights(basis="CC-BY-ND-4.0"))
    (True, False)
    """
    return TERMS[rights.basis].derivatives is True


def recordable(rights: Rights) -> bool:
    """Whether the wording may go into somebody's record, as far as its basis and its holder's flags say; a grant is judged elsewhere.

    >>> recordable(Rights(basis="CC-BY-4.0")), recordable(Rights(basis="licence-required", record_export=False))
    (True, False)
    """
    terms = TERMS[rights.basis]
    return (rights.record_export if terms.record_export is None else terms.record_export) is not False


def credit(rights: Rights) -> str | None:
    """The line that travels with every output: the one stated, else the holder's name where the basis asks for one.

    >>> credit(Rights(basis="CC-BY-4.0", holder="Clinic X"))
    '© Clinic X (CC-BY-4.0)'
    """
    if rights.attribution or not rights.holder or TERMS[rights.basis].attribution is False:
        return rights.attribution
    return f"© {rights.holder} ({rights.basis})" if rights.basis.startswith("CC") else f"© {rights.holder}"
