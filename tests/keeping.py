"""Keeps every public page that any test was given, for the HTML checker of `.ci/run`."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import blake2s
from pathlib import Path

from django.http import HttpRequest, HttpResponse

#: The folder to keep them in; unset or empty, nothing is kept: an empty name would be the folder we stand in.
VARIABLE = "KEEP_PAGES"
View = Callable[[HttpRequest], HttpResponse]


def keep_pages(get_response: View) -> View:
    """Middleware: writes what a reader would get, one file for each different page; not the admin's."""
    folder = Path(os.environ[VARIABLE])
    folder.mkdir(parents=True, exist_ok=True)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        html = response.headers.get("Content-Type", "").startswith("text/html")
        if html and response.content and not request.path.startswith("/quan-tri/"):
            name = f"{response.status_code}-{blake2s(response.content, digest_size=8).hexdigest()}.html"
            (folder / name).write_bytes(response.content)
        return response

    return middleware
