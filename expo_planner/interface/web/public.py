"""The published folder as a web application: what subscribers' calendar programmes and browsers need, and no more.

An entity tag is made from the bytes that are sent (RFC 9110 8.8.3), so the packed file has another than the plain one.
If-Modified-Since is left unanswered on purpose: a session that leaves a room's feed changes the feed, but none of the
times in it, and a date would tell the subscriber that nothing happened.
"""

from __future__ import annotations

import gzip
import re
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from expo_planner.interface.web.file_index import NeedsSlash, Page, find

FRAMED = "embed.html"
"""The one page that other sites may show in a frame: it has links, and nothing else that a click could do."""
_TAGS = re.compile(r'(?:W/)?("[^"]*")')


def application(folder: Path) -> ASGIApp:
    """The folder's application: GET and HEAD of its files; the folder is read at every request."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        response = await run_in_threadpool(respond, folder, Request(scope))
        await response(scope, receive, send)

    return answer


def respond(folder: Path, request: Request) -> Response:
    """The answer to one request."""
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse("Only GET and HEAD\n", status_code=405, headers={"Allow": "GET, HEAD"})
    path: str = request.scope["path"]
    try:
        page = find(folder, path)
    except NeedsSlash:
        return RedirectResponse(quote(path) + "/", status_code=308)
    return _answer(request, page) if page else PlainTextResponse("Not found\n", status_code=404)


def _answer(request: Request, page: Page) -> Response:
    packed = page.packs and takes_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{page.digest}-gzip"' if packed else f'"{page.digest}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(page.modified, usegmt=True),
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if page.type.startswith("text/html") and page.name != FRAMED:
        headers["Content-Security-Policy"] = "frame-ancestors 'self'"
    if page.packs:
        headers["Vary"] = "Accept-Encoding"
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    headers["Content-Type"] = page.type
    if page.name.endswith(".ics"):
        headers["Content-Disposition"] = "inline"
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(gzip.compress(page.content, mtime=0) if packed else page.content, headers=headers)


def matches(asked: str, tag: str) -> bool:
    """Whether an If-None-Match names this tag (RFC 9110 13.1.2: weak comparison)."""
    return asked.strip() == "*" or tag in _TAGS.findall(asked)


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding allows gzip (RFC 9110 12.5.3)."""
    weights: dict[str, float] = {}
    for coding in accepted.lower().split(","):
        name, _, parameters = coding.partition(";")
        given = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameters)
        weights[name.strip()] = float(given[1]) if given else 1.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0
