# SPDX-License-Identifier: Apache-2.0
"""Starts a real FHIR server for each version, installs our package there, sends it our results, and writes what it made of them.

Takes the folder of the FHIR judges, in which the server's own lies (fhir_server.sh), and, where not all are wanted, versions of FHIR. Then the guide docs/ehr.md is gone through against
the same server, block by block, as its reader would.
"""

import json
import re
import sys
import time
import traceback
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from fhir_ehr import running
from fhir_record import Record
from fhir_server_cases import CASES

import alliance_forms as af
from alliance_forms.fhir import VERSIONS, package
from alliance_forms.library import record_forms
from alliance_forms.plugins import Shelf

GUIDE = Path(__file__).parents[2] / "docs" / "ehr.md"
RELEASES = ("r4", "r5")


class Findings(dict):
    """What was tried by name, each with what went wrong, in the shape of the other judges."""

    @contextmanager
    def trying(self, name):
        said = self.setdefault(name, [])
        try:
            yield
        except (AssertionError, LookupError, TypeError, ValueError) as wrong:
            place = traceback.extract_tb(wrong.__traceback__)[-1]
            message = str(wrong) or f"{place.name}: {place.line}"
            said.append(
                {
                    "severity": "error",
                    "id": type(wrong).__name__,
                    "place": f"{Path(place.filename).name}:{place.lineno}",
                    "message": message[:600],
                }
            )


def installed(ehr, version, findings):
    """The package is installed as the server does it, and each of its resources is then found by its URL and is what was sent."""
    made = package(
        record_forms(host=af.Host(shelf=Shelf(group=None))),
        name=f"alliance-forms.{version}",
        version="1.0.0",
        fhir=VERSIONS[f"fhir-{version}"],
    )
    answer = ehr.install(made.name, made.version, made.archive())
    resources = [json.loads(text, parse_float=Decimal) for path, text in made.files.items() if path.count("-")]
    with findings.trying("package Bundle installed"):
        assert sum(answer["installed"].values()) == len(resources), answer["installed"]
    for resource in resources:
        kind = resource["resourceType"]
        with findings.trying(f"package {resource['id']} {kind}"):
            stored = list(ehr.found(kind, url=resource["url"]))
            assert len(stored) == 1, f"found {len(stored)} times by its URL"
            differing = Record.differing(resource, stored[0])
            assert not differing, f"it is not what was sent: {differing}"


def told_as_it_is(ehr, findings):
    """The guide, from its first block to its last: all that is Python, with the server where its page says one is."""
    space = {"BASE": ehr.base, "__name__": "guide"}
    blocks = re.finditer(r"^```(python|py)\n(.*?)^```$", GUIDE.read_text(), flags=re.MULTILINE | re.DOTALL)
    with findings.trying("guide Bundle of docs/ehr.md"):
        for block in blocks:
            # Line numbers of the page, so that a failure says where.
            source = "\n" * GUIDE.read_text().count("\n", 0, block.start(2)) + block[2]
            exec(compile(source, str(GUIDE), "exec"), space)


def main(folder, releases):
    found = {}
    for version in releases:
        begun, findings = time.monotonic(), Findings()
        with running(folder / "server", version) as ehr:
            started = time.monotonic() - begun
            installed(ehr, version, findings)
            record = Record(ehr, version)
            for name, case in CASES.items():
                with findings.trying(name):
                    case(record)
            for number, (name, kind) in enumerate(record.sent):
                findings[f"{name} {number} {kind}"] = []
            if version == "r4":
                told_as_it_is(ehr, findings)
        found[version] = findings
        wrong = [f"{name}: {one['place']} {one['message']}" for name, said in findings.items() for one in said]
        seconds = time.monotonic() - begun
        head = f"HAPI JPA server: {version}, {len(findings)} tried, {len(wrong)} wrong, in {seconds:.0f} s ({started:.0f} to start)"
        print(head, *wrong, sep="\n  ")  # noqa: T201 - what the target says
    (folder / "server.json").write_text(json.dumps(found))
    return 1 if any(said for findings in found.values() for said in findings.values()) else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:] or RELEASES))
