# SPDX-License-Identifier: Apache-2.0
"""Sums up what the judges of FHIR resources said, writes docs/fhir-conformance.md, and fails where one complained or did not run.

Takes the folder with the resources and with one file for each judge. HAPI, LHC-Forms and Medplum must have run.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

import fhir.resources
import fhir.resources.R4B
from fhir_broken import BROKEN
from fhir_remarks import EXPLAINED, is_error, remarks

from alliance_forms.fhir import check
from alliance_forms.fhir.versions import VERSIONS

PAGE = Path(__file__).parents[2] / "docs" / "fhir-conformance.md"
# Each judge with its name, what it looks at, and whether the target fails without it.
JUDGES = {
    "HAPI": ("HL7's reference validator, in HAPI FHIR 8.8.1", True),
    "server": ("HAPI's JPA server 8.8.0: takes our package and our results, and keeps what was sent as it was sent", True),
    "LHC-Forms": ("LHC-Forms 40.1.3, given the answers: its responses are read back equal, its scores are ours or none", True),
    "LHC-Forms, typed": ("LHC-Forms 40.1.3, filled in by typing and clicking, with lists and with buttons: likewise", True),
    "Medplum": ("Medplum 5.2.13: its validator", True),
    "fhirpath.js": ("R4's own invariants (que-*, qrs-*, obs-*, bdl-* …) in fhirpath.js 5.2.2", False),
    "TypeScript": ("the types of @types/fhir 0.0.44, in TypeScript 5.9", False),
    "fhir.resources": ("fhir.resources 8.3 (R4B for R4 too; R5)", False),
    "Smart Forms": ("Smart Forms (@aehrc/smart-forms-renderer 1.4.0), given the answers: its scores are ours or none", False),
    "alliance-forms": ("our own `alliance-forms fhir check`", False),
}
RELEASES = {"r4": "R4", "r4b": "R4B", "r5": "R5"}
OURS = ("Questionnaire", "QuestionnaireResponse")
KINDS = (*OURS, "CodeSystem", "ValueSet", "StructureDefinition", "Observation", "Provenance", "Bundle", "Patient", "Parameters")
# The judges that look at resources; the others fill in forms.
LOOKING = ("HAPI", "Medplum", "fhirpath.js", "TypeScript", "fhir.resources", "alliance-forms")


def ours(folder):
    """What our own check says of every Questionnaire and response."""
    found = {}
    for version in RELEASES:
        found[version] = {}
        for name, resource in resources(folder, version):
            if resource["resourceType"] in OURS:
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


def is_broken(name):
    return name.startswith("broken ")


def cells(found):
    """By kind and version: how many were looked at, and what is wrong."""
    table, said = defaultdict(lambda: [0, 0]), []
    for version, release in RELEASES.items():
        for name, messages in found.get(version, {}).items():
            if not is_broken(name):
                errors = [one for one in messages if is_error(one)]
                cell = table[kind_of(name), version]
                cell[0] += 1
                cell[1] += bool(errors)
                said += [f"{release}, {name}: {one.get('place', '')} {one['message'][:200]}" for one in errors[:1]]
    return table, said


def refusals(results):
    """What is broken on purpose, and in which versions each judge refuses it; and what nobody refuses, or who refuses nothing."""
    rows, said = [], []
    for kind, faults in BROKEN.items():
        for fault in faults:
            caught = {judge: _refused(found, f"broken {kind} {fault}") for judge, found in results.items()}
            rows.append(f"| {kind} | {fault} | {' | '.join(caught.values())} |")
            if "yes" not in caught.values():
                said.append(f"no judge refuses {kind}: {fault} in every version it looks at")
    said += [
        f"{judge} refuses nothing that is broken"
        for judge, found in results.items()
        if not any(is_error(one) for version in found.values() for name, told in version.items() if is_broken(name) for one in told)
    ]
    return rows, said


def _refused(found, name):
    told = {version: any(is_error(one) for one in looked[name]) for version, looked in found.items() if name in looked}
    if len(set(told.values())) == 1:
        return "yes" if all(told.values()) else "no"
    return ", ".join(RELEASES[version] for version, refused in told.items() if refused)


def main(folder):
    made = {"alliance-forms": ours(folder), "fhir.resources": models(folder)}
    problems, rows, warned, results = [], [], [], {}
    for judge, (says, needed) in JUDGES.items():
        file = folder / f"{judge}.json"
        found = made.get(judge) or (json.loads(file.read_text()) if file.exists() else None)
        if found is None:
            rows += [f"| {says} | | was not run | | |"]
            problems += [f"{judge} was not run"] if needed else []
            continue
        results[judge] = found
        table, said = cells(found)
        problems += [f"{judge}: {one}" for one in said]
        for kind in KINDS:
            looked = [f"{count - wrong} of {count}" if count else "" for version in RELEASES for count, wrong in [table[kind, version]]]
            rows += [f"| {says} | {kind} | {' | '.join(looked)} |"] if any(looked) else []
        for severity, count, message, kind in remarks(found):
            warned.append(f"| {judge} | {severity} | {count} | {message.replace('|', chr(92) + '|')} | {kind or '**not explained**'} |")
            problems += [] if kind else [f"{judge}: nothing explains the remark: {message}"]
    looking = {judge: results[judge] for judge in LOOKING if judge in results}
    caught, said = refusals(looking)
    page = (Path(__file__).parent / "fhir-conformance.md.in").read_text()
    for mark, lines in {
        "@ROWS@": rows,
        "@REMARKS@": warned,
        "@WHY@": [f"* *{kind}*: {why}" for kind, (_, why) in EXPLAINED.items()],
        "@BROKEN@": [f"| resource | what is wrong | {' | '.join(looking)} |", "|---" * (2 + len(looking)) + "|", *caught],
    }.items():
        page = page.replace(mark, "\n".join(lines))
    PAGE.write_text(page)
    problems += said
    print("\n".join(rows), *problems[:40], f"{len(problems)} problems", sep="\n")  # noqa: T201 - what the target says
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
