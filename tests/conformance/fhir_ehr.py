# SPDX-License-Identifier: Apache-2.0
"""An EHR for the judges: a real FHIR server that is started, spoken to over HTTP as any client would, and thrown away."""

import json
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from decimal import Decimal

START = 600  # seconds; a machine of its own needs half a minute
MEDIA = "application/fhir+json"


class Ehr:
    """What a client of the server asks for."""

    def __init__(self, port):
        self.root = f"http://127.0.0.1:{port}"
        self.base = f"{self.root}/fhir"

    def ask(self, method, path, body=None, *, media=MEDIA, **headers):
        """Status and answer; a refusal is an answer too."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": media, "Accept": MEDIA, **{name.replace("_", "-"): value for name, value in headers.items()}}
        request = urllib.request.Request(
            path if path.startswith("http") else f"{self.base}/{path}", data=data, method=method, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return response.status, _tree(response.read())
        except urllib.error.HTTPError as refused:
            return refused.code, _tree(refused.read())

    def must(self, method, path, body=None, **more):
        """The answer, where the server takes it."""
        status, answer = self.ask(method, path, body, **more)
        assert status < 300, f"{method} {path.partition('?')[0]}: {status} {said_by(answer)}"
        return answer

    def install(self, name, version, archive):
        """A FHIR package, as whoever runs the server would install it."""
        where = urllib.parse.urlencode({"name": name, "version": version})
        return self.must("POST", f"{self.root}/install?{where}", archive, media="application/gzip")

    def found(self, kind, **search):
        """Everything a search gives, however many pages that is."""
        page = self.must("GET", f"{kind}?{urllib.parse.urlencode({**search, '_count': 200})}")
        while page:
            yield from (entry["resource"] for entry in page.get("entry", ()))
            further = [link["url"] for link in page.get("link", ()) if link["relation"] == "next"]
            page = self.must("GET", further[0]) if further else None

    def total(self, kind):
        return self.must("GET", f"{kind}?_summary=count")["total"]


def _tree(data):
    try:
        return json.loads(data, parse_float=Decimal)
    except ValueError:
        return {"issue": [{"severity": "error", "diagnostics": data[:300].decode(errors="replace")}]} if data else {}


def said_by(outcome):
    """What an OperationOutcome complains of."""
    issues = outcome.get("issue", ()) if isinstance(outcome, dict) else ()
    return "; ".join(one.get("diagnostics", "")[:200] for one in issues if one["severity"] in ("error", "fatal"))


@contextmanager
def running(folder, version):
    """The server for one version of FHIR, while it runs."""
    port = folder / "port"
    port.unlink(missing_ok=True)
    with (folder / f"{version}.log").open("w") as log:
        # It ends with its standard input, so that nothing is left behind whatever happens here. The compiler that takes longest is left
        # out: the server is thrown away before it would pay.
        command = ["java", "-Xmx1500m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{folder}/classes:{folder}/libraries/*"]
        server = subprocess.Popen([*command, "Server", version, str(port)], stdin=subprocess.PIPE, stdout=log, stderr=log)
        try:
            end = time.monotonic() + START
            while not port.exists():
                if server.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"the server for {version} did not start; see {log.name}")
                time.sleep(0.2)
            yield Ehr(port.read_text())
        finally:
            server.stdin.close()
            server.wait(timeout=60)
