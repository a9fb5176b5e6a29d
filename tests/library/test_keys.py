# SPDX-License-Identifier: Apache-2.0
"""A key that a licensed pack brings scores exactly as one that stands in the definition."""

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from alliance_forms.codec import answer_digest
from alliance_forms.library.keys import key_problems, with_key
from alliance_forms.model import FrozenMap, Grant, Rights, WordingPack
from alliance_forms.rights import Setting
from alliance_forms.scoring import report
from alliance_forms.testing._scored import scored_forms

GRANT = Grant(grantor="A", grantee="B", end="2026-12-31")


def withheld(instrument):
    """The same instrument without the key of its sums and means, and a pack that brings it."""
    kept = {scale.id: scale.item for scale in instrument.scale if scale.item and scale.method in ("sum", "mean")}
    scales = tuple(attrs.evolve(scale, item=(), key="holder") if scale.id in kept else scale for scale in instrument.scale)
    pack = WordingPack(
        instrument=instrument.id, instrument_version=instrument.version, version="1.0.0", locale="en", status="official",
        rights=Rights(basis="licence-required"), grant=GRANT, text=FrozenMap({"title": "T"}), key=FrozenMap(kept),
    )  # fmt: skip
    return attrs.evolve(instrument, scale=scales), pack, kept


@given(scored_forms(), st.booleans())
def test_it_scores_as_if_it_stood_in_the_definition(pair, in_force):
    whole, response = pair
    bare, pack, kept = withheld(whole)
    # What a composite can reach is not known before the keys of its parts are, so that it cannot have a look-up table.
    assume(kept and not any(scale.part and scale.lookup for scale in whole.scale))
    response = attrs.evolve(response, digest=answer_digest(bare))
    given_ = with_key(bare, (pack,), setting=Setting(at="2026-12-31" if in_force else "2027-01-01"))
    scored = report(bare, response, keyed=given_)
    assert scored.digest == answer_digest(bare)
    if in_force:
        assert key_problems(pack, bare) == ()
        assert scored.scores == report(whole, attrs.evolve(response, digest=answer_digest(whole))).scores
    else:
        assert scored == report(bare, response)
        assert {scored[name].reason for name in kept} == {"key-not-supplied"}
