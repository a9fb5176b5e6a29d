# SPDX-License-Identifier: Apache-2.0
"""Results for a record: what `release` gives it of one response, as Observations, and all of it as one transaction."""

from alliance_forms.fhir.results.bundle import bundle, observations
from alliance_forms.fhir.results.codes import RESULTS
from alliance_forms.fhir.results.options import ResultOptions

__all__ = ["RESULTS", "ResultOptions", "bundle", "observations"]
