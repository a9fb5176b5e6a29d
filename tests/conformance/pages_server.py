# SPDX-License-Identifier: Apache-2.0
"""Serves the pages as a clinic would, with the advised headers; says back what arrived, and takes a form from its first page to its score."""

import json
import sys
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from pages import HOST, every_type

import alliance_forms as af
from alliance_forms.html import HtmlOptions, advised_headers, visit
from alliance_forms.view import FormView

TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
OPTIONS = HtmlOptions(document=True, script=True, assets="/")
REPORTS: Counter[str] = Counter()


def form_of(name: str) -> FormView:
    """The form on whose way somebody is."""
    if name == "every-type":
        return every_type("en")
    return af.form_view(af.get_instrument(name), host=HOST)


class Handler(BaseHTTPRequestHandler):
    """Files by name, and places where a form can be sent."""

    protocol_version = "HTTP/1.1"
    folder: Path

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        file = self.folder / path.lstrip("/")
        if path == "/reports":
            self._answer(200, json.dumps(REPORTS), "application/json")
        elif path.startswith("/way/"):
            self._way(path, None)
        elif file.parent == self.folder and file.suffix in TYPES and file.is_file():
            self._answer(200, file.read_text(encoding="utf-8"), TYPES[file.suffix])
        else:
            self._answer(404, "", "text/plain")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = urlsplit(self.path).path
        if path == "/reports":
            REPORTS[json.loads(body)["csp-report"]["document-uri"].rpartition("/")[2]] += 1
            self._answer(204, "", "text/plain")
            return
        sent = parse_qsl(body.decode("ascii"), keep_blank_values=True)
        if path == "/echo":
            self._answer(200, json.dumps(sent), "application/json")
        else:
            self._way(path, sent)

    def _way(self, path: str, sent: list[tuple[str, str]] | None) -> None:
        """``/way/<instrument>/<questions a page>``: from the first page to the score."""
        name, per_page = path.split("/")[2:4]
        form = form_of(name)
        step = visit(form, sent, options=HtmlOptions(document=True, assets="/", per_page=int(per_page)))
        if step.page is not None:
            self._answer(step.status, step.page, TYPES[".html"])
            return
        report = af.score(form.instrument, step.response, host=HOST)
        scores = {scale: str(score.value) if score.value is not None else score.reason for scale, score in report.scores.items()}
        answers = {link: answer for link, answer in step.response.answers.items() if isinstance(answer, str)}
        self._answer(200, json.dumps({"scores": scores, "answers": answers}), "application/json")

    def _answer(self, status: int, text: str, media_type: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in advised_headers(OPTIONS).items():
            # Where the policy is broken the browser says so, script or no script.
            self.send_header(name, f"{value}; report-uri /reports" if name == "Content-Security-Policy" else value)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: what is sent is an answer."""


if __name__ == "__main__":
    Handler.folder = Path(sys.argv[1])
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()
