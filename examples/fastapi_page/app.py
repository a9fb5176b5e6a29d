# SPDX-License-Identifier: Apache-2.0
"""A form in a page of FastAPI: its own template around it, and a token in the session against forged requests.

`python app.py 8000` serves it on this machine.
"""

import os
import secrets
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup
from starlette.middleware.sessions import SessionMiddleware

import alliance_forms as af
from alliance_forms.html import advised_headers, style_sheet

INSTRUMENT = af.load(Path(__file__).parents[1].joinpath("week.json").read_bytes(), af.Instrument)
HOST = af.Host(care={"en": "If you need help now, call the clinic: 000 000 0000."})

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
app.add_middleware(SessionMiddleware, secret_key=os.environ.get("SECRET_KEY") or secrets.token_hex(), same_site="lax")
templates = Jinja2Templates(Path(__file__).parent / "templates")


@app.get("/")
def ask(request: Request) -> Response:
    """The empty form."""
    return _page(request, "Your week")


@app.post("/")
async def take(request: Request) -> Response:
    """The score, or the form again with what was typed and what needs another look."""
    fields = await request.form()
    given, kept = str(fields.get("csrf_token", "")), request.session.get("csrf_token", "")
    if not kept or not secrets.compare_digest(given.encode(), kept.encode()):
        raise HTTPException(403, "This form was not sent from our page. Please open it again.")
    try:
        response = af.read(INSTRUMENT, "html", fields, host=HOST)
    except af.InvalidAnswers as error:
        return _page(request, "Error: Your week", status=422, submitted=error.submitted, problems=error.problems)
    # Here a host stores the response.
    score = af.score(INSTRUMENT, response, host=HOST)["energy"]
    return templates.TemplateResponse(request, "page.html", {"title": "Thank you", "score": score}, headers=_headers())


@app.get("/forms/alliance-forms.css")
def css() -> Response:
    """The style sheet of the forms."""
    return Response(style_sheet(), media_type="text/css", headers=_headers())


def _page(request: Request, title: str, *, status: int = 200, **given: object) -> Response:
    token = request.session.setdefault("csrf_token", secrets.token_urlsafe())
    field = Markup('<input type="hidden" name="csrf_token" value="{}">').format(token)
    form = Markup(af.render(INSTRUMENT, "html", host=HOST, hidden=field, **given))  # noqa: S704
    return templates.TemplateResponse(request, "page.html", {"title": title, "form": form}, status_code=status, headers=_headers())


def _headers() -> dict[str, str]:
    """Nothing is kept by the browser, nothing comes from elsewhere; this site is told where a form comes from, no other is."""
    return dict(advised_headers())


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
