# SPDX-License-Identifier: Apache-2.0
"""Which version of FHIR a command writes."""

import click

__all__ = ["NAMES", "fhir_version"]

# The formats themselves are imported when they are asked for.
NAMES = {"r4": "fhir-r4", "r4b": "fhir-r4b", "r5": "fhir-r5"}
fhir_version = click.option("--fhir", "version", type=click.Choice(list(NAMES)), default="r4", show_default=True, help="Version of FHIR.")
