"""Requests to the board and its answers: what a request says, checked; documents, packed in a thread of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from sqlite3 import Error as DatabaseError
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from expo_planner.board.state import BoardState, PinnedSession
from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.problems import BadInput, Problem
from expo_planner.domain.schedule import Placement
from expo_planner.files.schema.nodes import FieldProblem
from expo_planner.interface.web.board.guard import Refused, body_of
from expo_planner.interface.web.board.service import BoardService

LONGEST_NAME = 80
"""Characters of the longest name that people may give themselves."""
Answer = Callable[[], JsonDocument | list[JsonDocument] | None]


def refuse(request: Request, refused: Exception) -> Response:
    """The answer to what is refused."""
    assert isinstance(refused, Refused)
    return PlainTextResponse(f"{refused.message}\n", status_code=refused.status)


async def answer(work: Answer, language: Language = "en", status: int = 200) -> Response:
    """The document that some work gives, done and packed in a thread of its own."""

    def packed() -> bytes:
        return _packed(work())

    try:
        content = await run_in_threadpool(packed)
    except PinnedSession as pinned:
        content, status = _packed({"message": pinned.message.say(language)}), 409
    except BadInput as bad:
        content, status = _packed(problems_document(bad, language)), 422
    except DatabaseError as error:
        raise Refused(507, f"The history cannot be written: {error}; nothing was changed") from None
    return Response(content, status, media_type="application/json")


def _packed(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def problems_document(bad: BadInput, language: Language) -> JsonDocument:
    """What is wrong with what was typed, each problem with its entry and its field where these are known."""
    return {
        "message": "\n".join(problem.say(language) for problem in bad.problems),
        "problems": [_problem(problem, language) for problem in bad.problems],
    }


def _problem(problem: Problem, language: Language) -> JsonDocument:
    section, name, *rest = (*map(str, problem.path if isinstance(problem, FieldProblem) else ()), "", "")
    return {
        "where": str(problem.source),
        "section": section,
        "id": name,
        "field": ".".join(step for step in rest if step and not step.isdigit()),
        "message": problem.message.say(language),
        "hint": problem.hint.say(language) if problem.hint else "",
    }


async def change_of(request: Request, board: BoardService) -> Mapping[str, Any]:
    """What a change asks for. Raises Refused where the board is for reading."""
    asked = await body_of(request)
    if board.read_only:
        raise Refused(403, "This board is for reading")
    by_of(asked)
    return asked


def by_of(asked: Mapping[str, Any]) -> str:
    """Who asks."""
    name = asked.get("by")
    if not isinstance(name, str) or not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise Refused(400, f"by must be a name in at most {LONGEST_NAME} characters")
    return name.strip()


def placement_of(state: BoardState, name: str, room: object, start: object) -> Placement:
    """A placement of a session that is asked for."""
    expo = state.expo
    if not isinstance(room, str) or room not in expo.rooms:
        raise Refused(400, "There is no such room")
    return expo.place_session(expo.sessions[name], room, tick_of(state, start, "start"))


def tick_of(state: BoardState, value: object, name: str) -> int:
    """A moment within the days of the expo, in ticks."""
    horizon = state.expo.horizon
    if not isinstance(value, int) or isinstance(value, bool) or not horizon.start <= value <= horizon.end:
        raise Refused(400, f"{name} must be a whole number of minutes within the days of the expo")
    return value


def session_of(request: Request, state: BoardState) -> str:
    """The session that an address names."""
    name: str = request.path_params["session"]
    if name not in state.expo.own_sessions:
        raise Refused(404, "There is no such session")
    return name


def number_of(request: Request, name: str, default: int | None = None) -> int:
    """A whole number in the query of an address."""
    text = request.query_params.get(name)
    if text is None and default is not None:
        return default
    digits = (text or "").removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise Refused(400, f"{name} must be a whole number")
    return int(text or "")


def whole_of(asked: Mapping[str, Any], name: str, *, least: int = 0, most: int = 10**9) -> int:
    """A whole number in what is asked."""
    value = asked.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Refused(400, f"{name} must be a whole number from {least} to {most}")
    return value


def text_of(asked: Mapping[str, Any], name: str) -> str:
    """A text in what is asked; without one, an empty one."""
    value = asked.get(name, "")
    if not isinstance(value, str):
        raise Refused(400, f"{name} must be a text")
    return value


def names_of(asked: Mapping[str, Any], name: str, known: Mapping[str, object]) -> list[str]:
    """A list of ids in what is asked."""
    value = asked.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
        raise Refused(400, f"{name} must be a list of ids that there are")
    return value


def language_of(request: Request, board: BoardService) -> Language:
    """The language that a page asks for, otherwise the board's."""
    asked = request.query_params.get("lang")
    return "zh" if asked == "zh" else "en" if asked == "en" else board.language


def since_of(request: Request) -> str | None:
    """The version of the board that a page has; None where it has none."""
    return request.query_params.get("since")
