# SPDX-License-Identifier: Apache-2.0
"""A form in a page of Django: its own template around it, and its own middleware against forged requests.

`python app.py 8000` serves it on this machine.
"""

import os
import secrets
import sys
from pathlib import Path
from wsgiref.simple_server import make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import mark_safe

import alliance_forms as af
from alliance_forms.html import advised_headers, style_sheet

HERE = Path(__file__).parent
INSTRUMENT = af.load(HERE.parent.joinpath("week.json").read_bytes(), af.Instrument)
HOST = af.Host(care={"en": "If you need help now, call the clinic: 000 000 0000."})

# What stands in settings.py elsewhere.
settings.configure(
    SECRET_KEY=os.environ.get("SECRET_KEY") or secrets.token_hex(),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware", f"{__name__}.with_headers"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [HERE / "templates"]}],
)


def week(request: HttpRequest) -> HttpResponse:
    """The empty form; when it is sent the score, or the form again with what was typed and what needs another look."""
    if request.method != "POST":
        return _page(request, "Your week")
    try:
        response = af.read(INSTRUMENT, "html", request.POST, host=HOST)
    except af.InvalidAnswers as error:
        return _page(request, "Error: Your week", status=422, submitted=error.submitted, problems=error.problems)
    # Here a host stores the response.
    return render(request, "page.html", {"title": "Thank you", "score": af.score(INSTRUMENT, response, host=HOST)["energy"]})


def css(_: HttpRequest) -> HttpResponse:
    """The style sheet of the forms."""
    return HttpResponse(style_sheet(), content_type="text/css")


def _page(request: HttpRequest, title: str, *, status: int = 200, **given: object) -> HttpResponse:
    field = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    form = mark_safe(af.render(INSTRUMENT, "html", host=HOST, hidden=field, **given))  # noqa: S308
    return render(request, "page.html", {"title": title, "form": form}, status=status)


def with_headers(get_response):  # noqa: ANN001, ANN201 - as Django calls it
    """Nothing is kept by the browser, nothing comes from elsewhere; this site is told where a form comes from, no other is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in advised_headers().items():
            response.headers[name] = value
        return response

    return middleware


urlpatterns = [path("", week), path("forms/alliance-forms.css", css)]
application = get_wsgi_application()

if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
