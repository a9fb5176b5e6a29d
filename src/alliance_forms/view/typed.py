# SPDX-License-Identifier: Apache-2.0
"""What a person means by a number they typed; nothing is guessed."""

import re
from decimal import Decimal

__all__ = ["WRITTEN_DIGITS", "typed_number"]

# Digits a keyboard for Arabic or Persian writes, with their decimal mark, and the signs people use for minus. Python's own int()
# would take a hundred kinds of digits more.
WRITTEN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−–", "01234567890123456789.--")
# As the JSON reader: more digits than this is no measurement.
_MOST_DIGITS = 15
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]{0,30})(?:(?P<mark>[.,])(?P<fraction>[0-9]{1,30}))?")
_GROUP = 3


def typed_number(text: str, *, decimals: int) -> Decimal | None:
    """A number with a point or a comma; None where it is none, or may be thousands: "1,500" is never guessed.

    Args:
        text: What was typed.
        decimals: Decimal places that make sense here; with three or more, a point before three digits is a decimal point.

    >>> typed_number("2,5", decimals=1), typed_number("٣", decimals=0), typed_number("1,500", decimals=0)
    (Decimal('2.5'), Decimal('3'), None)
    """
    match = _NUMBER.fullmatch(text.strip().translate(WRITTEN_DIGITS))
    if match is None or not (match["whole"] or match["fraction"]):
        return None
    whole, fraction = match["whole"], match["fraction"] or ""
    doubtful = len(fraction) == _GROUP and whole.strip("0") and (decimals < _GROUP or match["mark"] == ",")
    if doubtful or len((whole + fraction).strip("0")) > _MOST_DIGITS:
        return None
    return Decimal(f"{match['sign']}{whole or 0}.{fraction or 0}") if fraction else Decimal(f"{match['sign']}{whole}")
