"""The addresses of the screens at the doors of the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from expo_planner.board.state import BoardState
from expo_planner.interface.json.now import moment_asked, now_document, rooms_document
from expo_planner.interface.web.board.exchange import answer, language_of
from expo_planner.interface.web.board.guard import Refused
from expo_planner.interface.web.board.page_file import page_file
from expo_planner.interface.web.board.service import BoardService


def screen_routes(board: BoardService) -> Sequence[Route]:
    """The routes of the screens: their pages, and what they show."""
    live = board.follower.board

    async def page(request: Request) -> Response:
        if "room" in request.path_params:
            room_of(request, live.state)
        return await run_in_threadpool(page_file, "now.html")

    async def rooms(request: Request) -> Response:
        state, language = live.state, language_of(request, board)
        now = moment_of(request, state)
        return await answer(lambda: rooms_document(state, language, now))

    async def screen(request: Request) -> Response:
        state, language = live.state, language_of(request, board)
        room, now = room_of(request, state), moment_of(request, state)
        return await answer(lambda: now_document(state, room, language, now))

    return [
        Route("/now", page, methods=["GET"]),
        Route("/now/{room:path}", page, methods=["GET"]),
        Route("/api/now", rooms, methods=["GET"]),
        Route("/api/now/{room:path}", screen, methods=["GET"]),
    ]


def room_of(request: Request, state: BoardState) -> str:
    """The room that an address names."""
    room: str = request.path_params["room"]
    if room not in state.expo.rooms:
        raise Refused(404, "There is no such room")
    return room


def moment_of(request: Request, state: BoardState) -> datetime:
    """What a screen takes for now."""
    try:
        return moment_asked(state.expo, request.query_params.get("at"))
    except ValueError:
        raise Refused(400, "at must be a time of the expo's clock, such as 2023-07-06T13:30") from None
