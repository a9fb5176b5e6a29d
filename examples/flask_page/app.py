# SPDX-License-Identifier: Apache-2.0
"""A form in a page of Flask: its own template around it, and Flask-WTF against forged requests.

`python app.py 8000` serves it on this machine.
"""

import os
import secrets
import sys
from pathlib import Path

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup

import alliance_forms as af
from alliance_forms.html import advised_headers, style_sheet

INSTRUMENT = af.load(Path(__file__).parents[1].joinpath("week.json").read_bytes(), af.Instrument)
HOST = af.Host(care={"en": "If you need help now, call the clinic: 000 000 0000."})

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ.get("SECRET_KEY") or secrets.token_hex(), SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True
)
CSRFProtect(app)


@app.get("/")
def ask() -> str:
    """The empty form."""
    return _page("Your week")


@app.post("/")
def take() -> str | tuple[str, int]:
    """The score, or the form again with what was typed and what needs another look."""
    try:
        response = af.read(INSTRUMENT, "html", request.form, host=HOST)
    except af.InvalidAnswers as error:
        return _page("Error: Your week", submitted=error.submitted, problems=error.problems), 422
    # Here a host stores the response.
    return render_template("page.html", title="Thank you", score=af.score(INSTRUMENT, response, host=HOST)["energy"])


@app.get("/forms/alliance-forms.css")
def css() -> Response:
    """The style sheet of the forms."""
    return Response(style_sheet(), mimetype="text/css")


@app.after_request
def headers(response: Response) -> Response:
    """Nothing is kept by the browser, nothing comes from elsewhere; this site is told where a form comes from, no other is."""
    response.headers.update(advised_headers())
    return response


def _page(title: str, **given: object) -> str:
    field = Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
    return render_template("page.html", title=title, form=Markup(af.render(INSTRUMENT, "html", host=HOST, hidden=field, **given)))  # noqa: S704


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]))
