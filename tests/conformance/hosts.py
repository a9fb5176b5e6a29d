# SPDX-License-Identifier: Apache-2.0
"""Starts the pages of examples/ in Django, Flask and FastAPI on this machine only, has a browser go through each, and ends them.

Takes the file of the browser's part. Its exit status is that part's, or 1 where a server does not answer.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOSTS = ("django", "flask", "fastapi")
PATIENCE = 60


def main(browser: str) -> int:
    """Every host at once, one browser for all."""
    with contextlib.ExitStack() as stack:
        addresses = {host: stack.enter_context(serving(host)) for host in HOSTS}
        for host, address in addresses.items():
            if not answers(address):
                sys.exit(f"the page in {host} does not answer")
        return subprocess.run(["node", browser, json.dumps(addresses)], check=False, timeout=300).returncode


@contextlib.contextmanager
def serving(host: str) -> Iterator[str]:
    """One page, served as long as it is needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "examples" / f"{host}_page" / "app.py"), str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, **quiet, env={**os.environ, "ALLIANCE_FORMS_NO_PLUGINS": "1"})
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def answers(address: str) -> bool:
    """Whether a page is there, within a minute."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return bool(urllib.request.urlopen(address, timeout=10).status == 200)
        except urllib.error.HTTPError:
            return False
        except OSError:
            time.sleep(0.2)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
