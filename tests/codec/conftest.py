# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import pytest

from alliance_forms.codec import FORMATS, read_json

DOCUMENTS = Path(__file__).parent / "documents"


@pytest.fixture(scope="session")
def full():
    """By kind, a document that uses every key of its format."""
    trees = (read_json(path.read_bytes()) for path in sorted(DOCUMENTS.glob("*.json")))
    return {FORMATS[tree["format"]]: tree for tree in trees}
