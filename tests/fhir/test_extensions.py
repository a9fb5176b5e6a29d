# SPDX-License-Identifier: Apache-2.0
"""Our own extensions: whatever we write is defined, and holds what its definition says."""

import json

import pytest
from fhir.resources.R4B.structuredefinition import StructureDefinition
from fhir.resources.structuredefinition import StructureDefinition as InR5
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.fhir import R4, VERSIONS
from alliance_forms.fhir.extensions import OWN_EXTENSIONS, definitions
from alliance_forms.fhir.terms import OURS
from alliance_forms.testing import form_views, instruments, responses

BASE = OURS + "StructureDefinition/"


def own(tree, holder):
    """Every extension of ours with the element that it stands on."""
    if isinstance(tree, list):
        for one in tree:
            yield from own(one, holder)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if key == "extension":
                yield from ((holder, one) for one in value if one["url"].startswith(BASE))
            inside = holder if key == "extension" else f"{holder}.{key}".replace(".item.item", ".item")
            yield from own(value, inside)


def fits(extension, holds):
    if isinstance(holds, str):
        return extension.keys() == {"url", "value" + holds[0].upper() + holds[1:]}
    return extension.keys() == {"url", "extension"} and all(
        part["url"] in holds and fits(part, holds[part["url"]]) for part in extension["extension"]
    )


@given(st.data())
def test_what_a_response_says_in_an_extension_of_ours_is_defined(data):
    instrument = data.draw(instruments(texts=True))
    form = data.draw(form_views(instrument))
    resource = json.loads(R4.render(form, response=data.draw(responses(instrument))))
    found = list(own(resource, resource["resourceType"]))
    assert found
    for holder, extension in found:
        known = OWN_EXTENSIONS[extension["url"].removeprefix(BASE)]
        assert holder in known.on
        assert fits(extension, known.holds)


@pytest.mark.parametrize("version", VERSIONS.values())
def test_an_independent_model_of_fhir_takes_the_definitions(version):
    model = InR5 if version == "5.0.0" else StructureDefinition
    made = definitions(version=version)
    assert {one["url"] for one in made} == {BASE + name for name in OWN_EXTENSIONS}
    for one in made:
        model.model_validate_json(json.dumps(one))
        ids = [element["id"] for element in one["differential"]["element"]]
        assert len(set(ids)) == len(ids)
