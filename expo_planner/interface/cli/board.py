"""`plan serve SCENARIO`: the planning board."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from sqlite3 import Error as DatabaseError

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.cli.shared import (
    BAD_INPUT,
    fail,
    language_of,
    load_scenario,
    read_standing,
    refusing,
)
from expo_planner.interface.text.terminal import tell

BOARD_AT = Text("the board of {path} is at {url}; press Ctrl-C to stop", "{path} 的排期看板在 {url}，按 Ctrl-C 结束")
NO_ADDRESS = Text(
    "{host} port {port} is not available: {why}; choose another with --host or --port",
    "{host} 端口 {port} 无法使用：{why}，请用 --host 或 --port 另选",
)
ODD_TOKEN = Text(
    "--token must have 8 or more letters and digits, without spaces", "--token 应为 8 个以上的字母或数字，不含空格"
)
SHORTEST_TOKEN = 8
IN_USE = Text(
    "{path} is already open on a board; close that one first, or add --read-only",
    "{path} 的看板已经打开，请先关闭，或加 --read-only",
)
NO_HISTORY = Text(
    "{path}: the history cannot be opened: {why}; rename it to begin a new one",
    "{path}：无法打开历史记录：{why}；可将其改名，另起新的记录",
)
NEWER = Text("it comes from a newer version of plan", "它来自更新版本的 plan")


@dataclass(frozen=True)
class Access:
    """Where a board is served, and to whom."""

    host: str
    port: int
    token: str | None
    read_only: bool
    browser: bool
    out: Path | None


def serve_scenario(
    path: Path, access: Access, schedule: Path | None, lang: str | None, *, allow_outside: bool, quiet: bool
) -> None:
    """Serves the board of a scenario until Ctrl-C."""
    from expo_planner.board.file_follower import FileFollower
    from expo_planner.board.history import History, OtherFormat
    from expo_planner.board.scenario_file import ScenarioFile
    from expo_planner.board.state import PinnedSession
    from expo_planner.interface.web.board.guard import LOOPBACK
    from expo_planner.interface.web.board.service import BoardService
    from expo_planner.interface.web.server import serve_board
    from expo_planner.publishing.files import hold, let_go

    loaded = load_scenario(path, lang, allow_outside=allow_outside)
    language = language_of(lang, loaded)
    token = _token(access, language) if access.token or access.host not in LOOPBACK else None
    taken = None if schedule is None else read_standing(schedule, loaded, lang)
    with refusing(path, language):
        file = ScenarioFile.read(path, allow_outside=allow_outside)
    lock, history = None, None
    kept = file.path.parent / ".plan" / f"{file.path.name}.sqlite"
    if not access.read_only:
        try:
            kept.parent.mkdir(exist_ok=True)
            (kept.parent / ".gitignore").write_text("*\n")  # the scenario is for git, the history is for this machine
            lock = hold(kept.with_suffix(".lock"), wait=False)
            history = History(kept)
        except TimeoutError:
            fail(BAD_INPUT, IN_USE, language, path=path)
        except OtherFormat:
            fail(BAD_INPUT, NO_HISTORY, language, path=kept, why=NEWER)
        except (DatabaseError, OSError) as error:
            fail(BAD_INPUT, NO_HISTORY, language, path=kept, why=error)

    def ready(url: str) -> None:
        if not quiet:
            tell(BOARD_AT.fill(path=path, url=url).say(language))
            sys.stdout.flush()
        if access.browser:
            import webbrowser

            webbrowser.open(url)

    try:
        follower = FileFollower(file, history)
        if taken is not None:
            assert schedule is not None
            follower.board.take("plan", taken, schedule.name)
        board = BoardService(
            follower, language, access.out or file.path.with_name(f"{file.path.stem}-published"), access.read_only
        )
        serve_board(board, access.host, access.port, token, ready)
    except PinnedSession as pinned:
        tell(pinned.message.say(language), error=True)
        raise SystemExit(BAD_INPUT) from None
    except OSError as error:
        fail(BAD_INPUT, NO_ADDRESS, language, host=access.host, port=access.port, why=error.strerror or error)
    finally:
        if lock is not None:
            let_go(lock)


def _token(access: Access, language: Language) -> str:
    """The token asked for, or a new one."""
    token = access.token or token_urlsafe(24)
    if len(token) < SHORTEST_TOKEN or not (token.isascii() and token.replace("-", "").replace("_", "").isalnum()):
        fail(BAD_INPUT, ODD_TOKEN, language)
    return token
