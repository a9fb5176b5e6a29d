# SPDX-License-Identifier: Apache-2.0
"""Sums up what the judges of FHIR resources said, writes docs/fhir-conformance.md, and fails where one complained or did not run.

Takes the folder with the resources and with one file for each judge. HAPI, LHC-Forms and Medplum must have run.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import fhir.resources
import fhir.resources.R4B

from alliance_forms.fhir import check
from alliance_forms.fhir.versions import VERSIONS

PAGE = Path(__file__).parents[2] / "docs" / "fhir-conformance.md"
# Each judge with its name, what it looks at, and whether the target fails without it.
JUDGES = {
    "HAPI": ("HL7's reference validator, in HAPI FHIR 8.8.1", True),
    "server": ("HAPI's JPA server 8.8.0: takes our package and our results, and keeps what was sent as it was sent", True),
    "LHC-Forms": ("LHC-Forms 40.1.3: shows our Questionnaires with answers in them; the responses it gives are read back equal", True),
    "Medplum": ("Medplum 5.2.13: its validator", True),
    "fhirpath.js": ("R4's own invariants (que-*, qrs-*) in fhirpath.js 5.2.2", False),
    "TypeScript": ("the types of @types/fhir 0.0.44, in TypeScript 5.9", False),
    "fhir.resources": ("fhir.resources 8.3 (R4B for R4 too; R5)", False),
    "Smart Forms": ("Smart Forms (@aehrc/smart-forms-renderer): the scores it calculates", False),
    "alliance-forms": ("our own `alliance-forms fhir check`", False),
}
RELEASES = {"r4": "R4", "r4b": "R4B", "r5": "R5"}
KINDS = ("Questionnaire", "QuestionnaireResponse", "CodeSystem", "ValueSet", "Observation", "Provenance", "Bundle", "Patient", "Parameters")
BROKEN = "broken Questionnaire"


def ours(folder):
    """What our own check says of every Questionnaire and response."""
    found = {}
    for version in RELEASES:
        found[version] = {}
        for name, resource in resources(folder, version):
            if resource["resourceType"] in KINDS[:2]:
                problems = check(json.dumps(resource), version=VERSIONS[f"fhir-{version}"])
                found[version][name] = [{"severity": one.severity, "message": str(one)} for one in problems]
    return found


def models(folder):
    """What the classes of fhir.resources say."""
    found = {}
    for version, space in (("r4", fhir.resources.R4B), ("r4b", fhir.resources.R4B), ("r5", fhir.resources)):
        found[version] = {}
        for name, resource in resources(folder, version):
            try:
                space.get_fhir_model_class(resource["resourceType"]).model_validate_json(json.dumps(resource))
                found[version][name] = []
            except ValueError as error:
                found[version][name] = [{"severity": "error", "message": str(error)[:200]}]
    return found


def resources(folder, version):
    for line in (folder / f"{version}.jsonl").read_text().splitlines():
        one = json.loads(line)
        yield one["name"], one["resource"]


def kind_of(name):
    return next((kind for kind in KINDS if kind in name.split()), "Questionnaire")


def cells(found, versions):
    """By kind and version: how many were looked at, and what is wrong."""
    table, said = defaultdict(lambda: [0, 0]), []
    for version in versions:
        for name, messages in found.get(version, {}).items():
            errors = [one for one in messages if one["severity"] in ("error", "fatal")]
            if name == BROKEN:
                if not errors:
                    said.append(f"{RELEASES[version]}: what is broken on purpose was accepted")
                continue
            cell = table[kind_of(name), version]
            cell[0] += 1
            cell[1] += bool(errors)
            said += [f"{RELEASES[version]}, {name}: {one.get('place', '')} {one['message'][:200]}" for one in errors[:1]]
    return table, said


def remarks(found):
    """Warnings and information, each once with how often."""
    counted = Counter()
    for messages in (one for version in found.values() for name, one in version.items() if name != BROKEN):
        told = (one for one in messages if one["severity"] not in ("error", "fatal"))
        counted.update((one["severity"], _general(one["message"])) for one in told)
    return counted.most_common(12)


def _general(message):
    """A remark without what it is about, so that the same one is counted once."""
    return re.sub(r"'[^']*'|\(.*|Character .*", "…", message)[:110]


def main(folder):
    made = {"alliance-forms": ours(folder), "fhir.resources": models(folder)}
    problems, rows, warned = [], [], []
    for judge, (says, needed) in JUDGES.items():
        file = folder / f"{judge}.json"
        found = made.get(judge) or (json.loads(file.read_text()) if file.exists() else None)
        if found is None:
            rows += [f"| {says} | | was not run | | |"]
            problems += [f"{judge} was not run"] if needed else []
            continue
        table, said = cells(found, RELEASES)
        problems += [f"{judge}: {one}" for one in said]
        for kind in KINDS:
            looked = [f"{count - wrong} of {count}" if count else "" for version in RELEASES for count, wrong in [table[kind, version]]]
            rows += [f"| {says} | {kind} | {' | '.join(looked)} |"] if any(looked) else []
        warned += [
            f"| {judge} | {severity} | {count} | {message.replace('|', chr(92) + '|')} |" for (severity, message), count in remarks(found)
        ]
    page = (Path(__file__).parent / "fhir-conformance.md.in").read_text()
    page = page.replace("@ROWS@", "\n".join(rows)).replace("@REMARKS@", "\n".join(warned) or "| | | | none |")
    PAGE.write_text(page)
    print("\n".join(rows), *problems[:40], f"{len(problems)} problems", sep="\n")  # noqa: T201 - what the target says
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
