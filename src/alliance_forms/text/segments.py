# SPDX-License-Identifier: Apache-2.0
"""How many parts a text message is sent in: what its alphabet is, and how much of it one part holds."""

from typing import Literal

__all__ = ["Alphabet", "alphabet_of", "segments_of"]

Alphabet = Literal["gsm-7", "ucs-2"]

# 3GPP TS 23.038, 6.2.1: the default alphabet, and the signs that take two places in it.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
# What one message holds alone, and each part of a longer one, whose header takes the rest (3GPP TS 23.040).
_ROOM: dict[Alphabet, tuple[int, int]] = {"gsm-7": (160, 153), "ucs-2": (70, 67)}


def alphabet_of(text: str) -> Alphabet:
    """The alphabet a message is sent in.

    >>> alphabet_of("¿Qué?"), alphabet_of("Quizás")
    ('gsm-7', 'ucs-2')
    """
    return "gsm-7" if all(sign in _BASIC or sign in _EXTENDED for sign in text) else "ucs-2"


def segments_of(text: str) -> int:
    """In how many parts a message is sent; a sign that takes two places is never divided.

    >>> segments_of("a" * 160), segments_of("a" * 161), segments_of("á" * 71)
    (1, 2, 2)
    """
    alphabet = alphabet_of(text)
    sizes = [_size(sign, alphabet) for sign in text]
    alone, part = _ROOM[alphabet]
    if sum(sizes) <= alone:
        return 1
    parts, used = 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts


def _size(sign: str, alphabet: Alphabet) -> int:
    if alphabet == "gsm-7":
        return 2 if sign in _EXTENDED else 1
    return 2 if sign > "\uffff" else 1
