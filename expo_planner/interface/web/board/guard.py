"""What is let through to the board: requests to its own name, from its own pages, small and well formed.

A page of somebody else's in the same browser can neither read the board (the Host must be ours, whatever name leads
here) nor change it (Origin and content type must be ours).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

LARGEST = 1_000_000
"""Bytes of the largest body."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANYWHERE = ("0.0.0.0", "::")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Refused(Exception):
    """A request that is not answered, with the status and a sentence in plain text."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass(frozen=True)
class Guard:
    """Whom the board answers. Without a token, everybody on this machine."""

    host: str
    port: int
    token: str | None = None

    def admit(self, request: Request) -> Response | None:
        """Lets a request through, or answers the first one that brings the token. Raises Refused."""
        asked = request.headers.get("host", "")
        if not self._ours(asked):
            raise Refused(403, "The board is not served under this name")
        origin = request.headers.get("origin")
        if origin is not None and origin != f"{request.url.scheme}://{asked}":
            raise Refused(403, "Other sites must not use the board")
        if self.token is None:
            return None
        given = request.query_params.get("token")
        if given is not None and request.method == "GET" and _same(given, self.token):
            rest = [(name, value) for name, value in request.query_params.multi_items() if name != "token"]
            path = quote("/" + request.scope["path"].lstrip("/"))
            answer = RedirectResponse(f"{path}?{urlencode(rest)}" if rest else path, status_code=303)
            answer.set_cookie(self._cookie, self.token, httponly=True, samesite="strict", path="/")
            return answer
        if not _same(request.cookies.get(self._cookie, ""), self.token):
            raise Refused(403, "Open the board with the link that has its token")
        return None

    @property
    def _cookie(self) -> str:
        """Browsers tell cookies apart by host alone; two boards of one machine each have their own."""
        return f"plan_board_{self.port}"

    def _ours(self, asked: str) -> bool:
        """Whether we are served under this name: any name will do where we listen everywhere and ask for a token."""
        try:
            parts = urlsplit(f"//{asked}")
            name, port = parts.hostname, parts.port
        except ValueError:
            return False
        if name is None or parts.username is not None or parts.path or (port or 80) != self.port:
            return False
        return name in (*LOOPBACK, self.host.lower()) or (self.host in ANYWHERE and self.token is not None)


def _same(given: str, token: str) -> bool:
    return compare_digest(given.encode(), token.encode())


async def body_of(request: Request) -> Mapping[str, Any]:
    """The JSON object in a request. Raises Refused."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "The content type must be application/json")
    length = request.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise Refused(400, "The length of the request is not a number")
    if int(length[:20]) > LARGEST:
        raise Refused(413, "The request is too large")
    content = bytearray()
    try:
        async for piece in request.stream():
            content += piece
            if len(content) > LARGEST:
                raise Refused(413, "The request is too large")
    except ClientDisconnect:
        raise Refused(400, "The request is not complete") from None
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused(400, "The request is not JSON") from None
    if not isinstance(found, dict):
        raise Refused(400, "The request is not a JSON object")
    return found
