# SPDX-License-Identifier: Apache-2.0
"""Other people's conditions as ours: the same comparison where we have it, else a loss that says what happens instead."""

from typing import Any

from alliance_forms.fhir.importing.draft import Draft, Known
from alliance_forms.fhir.terms import SDC, Json, Place

__all__ = ["conditions"]

_ORDERED = ("integer", "decimal", "rating", "visual-analogue")
_KINDS: dict[str, tuple[str, ...]] = {
    "answerBoolean": ("boolean",), "answerDecimal": _ORDERED, "answerInteger": _ORDERED, "answerDate": ("date",), "answerString": ("text",),
}  # fmt: skip


def conditions(draft: Draft, item: Json, place: Place, above: tuple[str, ...]) -> Json:
    """When an item is asked, as the keys of its document.

    Args:
        draft: The import; it knows the questions before this one.
        item: The item.
        place: Where it stands.
        above: The repeating groups it stands in.
    """
    made = _own(draft, item, place, above)
    around = draft.known.get(draft.inside.get(item["linkId"], ""))
    if around is None:
        return made
    # An answer stands inside the answer to the question around it, so that there is none without that.
    asked = around.document["linkId"]
    own = made.get("enableWhen", [])
    if made.get("enableBehavior") == "any" and len(own) > 1:
        draft.lose(place, "it is asked by its own conditions only, also where the question around it has no answer")
        return made
    if any(one["question"] == asked and one["answer"] is not False and one["operator"] != "!=" for one in own):
        return made
    made = {"enableWhen": [{"question": asked, "operator": "exists", "answer": True}, *own]}
    return made | ({"enableBehavior": "all"} if own else {})


def _own(draft: Draft, item: Json, place: Place, above: tuple[str, ...]) -> Json:
    if any(one["url"] == SDC + "sdc-questionnaire-enableWhenExpression" for one in item.get("extension", ())):
        draft.lose(place, "when it is asked is an expression, which is not evaluated here: it is always asked")
    given = item.get("enableWhen", [])
    made = [_condition(draft, one, (*place, "enableWhen", number), above) for number, one in enumerate(given)]
    said = [one for one in made if one]
    behaviour = item.get("enableBehavior")
    if len(said) < len(made) and behaviour == "any":
        draft.lose(place, "one of the conditions of which any is enough cannot be said here: it is always asked")
        return {}
    if not said:
        return {}
    return {"enableWhen": said} | ({"enableBehavior": behaviour} if behaviour else {})


def _condition(draft: Draft, one: Json, place: Place, above: tuple[str, ...]) -> Json | None:
    known = draft.known.get(one["question"])
    operator = one["operator"]
    value = _value(one, known) if known else None
    if known is None:
        reason = "the question it looks at is not asked here, is asked later, or is a score"
    elif known.document["type"] in ("group", "display"):
        reason = "nothing is answered there"
    elif known.above != above[: len(known.above)]:
        reason = "it looks into a repeating group from outside"
    elif operator == "exists":
        return {"question": known.document["linkId"], "operator": operator, "answer": one.get("answerBoolean") is True}
    elif value is None or (operator not in ("=", "!=") and known.document["type"] in ("choice", "boolean")):
        reason = "such a comparison is not made here"
    else:
        return {"question": known.document["linkId"], "operator": operator, "answer": value}
    draft.lose(place, f"this condition is not looked at, so that the item is asked whatever the answer is: {reason}")
    return None


def _value(one: Json, known: Known) -> Any:
    """What is compared with, as ours; None where it is nothing that the question can be compared with."""
    key = next((key for key in one if key.startswith("answer")), "")
    kind, value = known.document["type"], one.get(key)
    if kind == "choice":
        if key == "answerCoding" and isinstance(value, dict):
            return known.codes.get(f"{value.get('system', '')}|{value.get('code', '')}")
        return (
            value if key == "answerString" and known.document.get("openChoice") and str(value).strip() not in known.codes.values() else None
        )
    if kind not in _KINDS.get(key, ()) or (isinstance(value, str) and not value.strip()):
        return None
    return value
