# SPDX-License-Identifier: Apache-2.0
"""Carries compiled catalogues and the published schemas into the wheel.

`locales/` and `schemas/` stand at the top level because they are artefacts in their own right; an installed package
finds them as `alliance_forms/_locales` and `alliance_forms/_schemas`. A checkout (editable install) reads them where
they stand.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogue(source: Path, target: Path) -> None:
    """Write the `.mo` of one `.po`; entries marked fuzzy stay out."""
    with source.open("rb") as file:
        # Without the locale Babel assumes two plural forms where the header names no language.
        language = re.split("[-_]", source.parent.parent.name)[0]
        catalogue = read_po(file, locale=language, abort_invalid=True)
    # Babel fills in the current time where the header has none; the same source has to make the same wheel.
    catalogue.creation_date = datetime(2020, 1, 1, tzinfo=UTC)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)


class CarryResources(BuildHookInterface):
    """Compiles `locales/*/LC_MESSAGES/*.po` and adds the results and `schemas/*.json` to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill the list of files that hatchling puts in from elsewhere."""
        if version == "editable":
            return
        root = Path(self.root)
        self._scratch = TemporaryDirectory()
        compiled = Path(self._scratch.name)
        included = build_data["force_include"]
        for source in sorted((root / "locales").glob("*/LC_MESSAGES/*.po")):
            inside = source.relative_to(root / "locales").with_suffix(".mo")
            compile_catalogue(source, compiled / inside)
            included[str(compiled / inside)] = f"alliance_forms/_locales/{inside.as_posix()}"
        for schema in sorted((root / "schemas").glob("*.json")):
            included[str(schema)] = f"alliance_forms/_schemas/{schema.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling's
        """Remove the compiled catalogues once they are in the wheel."""
        if version != "editable":
            self._scratch.cleanup()
