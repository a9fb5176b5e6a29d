# SPDX-License-Identifier: Apache-2.0
"""Serves the pages as a clinic would, with the advised headers; says back what arrived, and takes a form from the first page to its score."""

import json
import sys
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

FOLDER = Path(sys.argv[1])
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
REPORTS: Counter[str] = Counter()


class Handler(BaseHTTPRequestHandler):
    """Files by name, and three places where a form can be sent."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/reports":
            self._answer(200, json.dumps(REPORTS), "application/json")
            return
        file = FOLDER / path.lstrip("/")
        if file.parent == FOLDER and file.suffix in TYPES and file.is_file():
            self._answer(200, file.read_text(encoding="utf-8"), TYPES[file.suffix])
        else:
            self._answer(404, "", "text/plain")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = urlsplit(self.path).path
        if path == "/reports":
            REPORTS[json.loads(body)["csp-report"]["document-uri"].rpartition("/")[2]] += 1
            self._answer(204, "", "text/plain")
        elif path == "/echo":
            self._answer(200, json.dumps(parse_qsl(body.decode(), keep_blank_values=True)), "application/json")
        else:
            self._answer(404, "", "text/plain")

    def _answer(self, status: int, text: str, media_type: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in HEADERS.items():
            # Where the policy is broken the browser says so, script or no script.
            self.send_header(name, f"{value}; report-uri /reports" if name == "Content-Security-Policy" else value)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: what is sent is an answer."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
