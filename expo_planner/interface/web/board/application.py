"""The board as a web application: its page, its JSON documents, and an event for every change."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from expo_planner.board.state import BoardState
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Placement
from expo_planner.interface.json.board import shade_document
from expo_planner.interface.json.placements import where_document, why_document
from expo_planner.interface.web.board.computation_routes import computation_routes
from expo_planner.interface.web.board.edit_routes import edit_routes
from expo_planner.interface.web.board.exchange import (
    answer,
    by_of,
    change_of,
    language_of,
    number_of,
    placement_of,
    refuse,
    session_of,
    since_of,
    whole_of,
)
from expo_planner.interface.web.board.guard import HEADERS, Guard, Refused
from expo_planner.interface.web.board.page_file import page_file
from expo_planner.interface.web.board.release_routes import release_routes
from expo_planner.interface.web.board.screen_routes import screen_routes
from expo_planner.interface.web.board.service import BoardService
from expo_planner.planner.shade import shade
from expo_planner.planner.where import where

MOST_PLACES = 50


def application(board: BoardService, guard: Guard) -> ASGIApp:
    """The application of one board."""
    live = board.follower.board

    async def show(request: Request) -> Response:
        language = language_of(request, board)
        return await answer(lambda: board.document(language, since=since_of(request)))

    async def move(request: Request) -> Response:
        asked, language = await change_of(request, board), language_of(request, board)
        revision = whole_of(asked, "revision")

        def moved() -> JsonDocument:
            state, notice = live.move(by_of(asked), revision, _moves(asked.get("moves"), live.state))
            return board.document(language, state, notice, since_of(request))

        return await answer(moved, language)

    async def undo(request: Request) -> Response:
        asked, language = await change_of(request, board), language_of(request, board)
        return await answer(
            lambda: board.document(language, live.undo(by_of(asked)), since=since_of(request)), language
        )

    async def redo(request: Request) -> Response:
        asked, language = await change_of(request, board), language_of(request, board)
        return await answer(
            lambda: board.document(language, live.redo(by_of(asked)), since=since_of(request)), language
        )

    async def shades(request: Request) -> Response:
        state, name = live.state, session_of(request, live.state)
        return await answer(lambda: shade_document(shade(state.index, state.schedule, name)))

    async def why(request: Request) -> Response:
        state, name, language = live.state, session_of(request, live.state), language_of(request, board)
        start = number_of(request, "start")
        placement = placement_of(state, name, request.query_params.get("room"), start)

        def judged() -> JsonDocument:
            expo, verdict = live.why(name, placement)
            document = why_document(expo, verdict, language)
            messages = [clash["message"] for clash in document["clashes"]]
            return {"messages": messages, "cost": verdict.cost, "told": verdict.told, "why": document}

        return await answer(judged)

    async def places(request: Request) -> Response:
        state, name, language = live.state, session_of(request, live.state), language_of(request, board)
        top = number_of(request, "top", 5)
        if not 1 <= top <= MOST_PLACES:
            raise Refused(400, f"top must be between 1 and {MOST_PLACES}")
        return await answer(
            lambda: where_document(state.expo, where(state.scenario, state.schedule, name, top=top), language)
        )

    async def history(request: Request) -> Response:
        language, kept = language_of(request, board), board.follower.history
        entries = [] if kept is None else await run_in_threadpool(kept.entries)
        return await answer(
            lambda: [
                {
                    "number": entry.number,
                    "when": entry.at.isoformat(timespec="seconds"),
                    "by": entry.by,
                    "what": entry.what.say(language),
                }
                for entry in entries
            ]
        )

    async def events(request: Request) -> Response:
        return StreamingResponse(board.events(language_of(request, board)), media_type="text/event-stream")

    async def page(request: Request) -> Response:
        return await run_in_threadpool(page_file, request.path_params.get("name", ""))

    app = Starlette(
        routes=[
            Route("/", page, methods=["GET"]),
            Route("/assets/{name:path}", page, methods=["GET"]),
            Route("/api/board", show, methods=["GET"]),
            Route("/api/moves", move, methods=["POST"]),
            Route("/api/undo", undo, methods=["POST"]),
            Route("/api/redo", redo, methods=["POST"]),
            Route("/api/shade/{session:path}", shades, methods=["GET"]),
            Route("/api/why/{session:path}", why, methods=["GET"]),
            Route("/api/where/{session:path}", places, methods=["GET"]),
            Route("/api/events", events, methods=["GET"]),
            Route("/api/history", history, methods=["GET"]),
            *edit_routes(board),
            *computation_routes(board),
            *release_routes(board),
            *screen_routes(board),
        ],
        exception_handlers={Refused: refuse},
    )
    app.router.redirect_slashes = False
    return _guarded(app, guard)


def _guarded(app: ASGIApp, guard: Guard) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        request = Request(scope)
        try:
            answered = guard.admit(request)
        except Refused as refused:
            answered = refuse(request, refused)
        await (answered or app)(scope, receive, with_headers)

    return answer


def _moves(asked: object, state: BoardState) -> dict[str, Placement | None]:
    if not isinstance(asked, dict) or not asked:
        raise Refused(400, "moves must be an object with at least one session")
    moves: dict[str, Placement | None] = {}
    for name, place in asked.items():
        if name not in state.expo.own_sessions:
            raise Refused(400, "There is no such session")
        if place is None:
            moves[name] = None
        elif isinstance(place, dict):
            moves[name] = placement_of(state, name, place.get("room"), place.get("start"))
        else:
            raise Refused(400, "A move must have room and start, or be null")
    return moves
