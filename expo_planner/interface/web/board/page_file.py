"""The files of the board's pages."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import PlainTextResponse, Response

from expo_planner.interface.web.file_index import NeedsSlash, find

PAGE = Path(__file__).parent / "page"


def page_file(name: str) -> Response:
    """A file of the pages; the board's own page for an empty name."""
    try:
        found = find(PAGE, name) if "/" not in name else None
    except NeedsSlash:
        found = None
    if found is None:
        return PlainTextResponse("Not found\n", status_code=404)
    return Response(found.content, headers={"Content-Type": found.type})
