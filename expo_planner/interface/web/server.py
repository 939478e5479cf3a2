"""The servers: of a published folder on this machine alone, and of a planning board; until Ctrl-C."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import uvicorn

from expo_planner.interface.web.board import application as board_application
from expo_planner.interface.web.board.guard import Guard
from expo_planner.interface.web.board.service import BoardService
from expo_planner.interface.web.public import application

HOST = "127.0.0.1"
SWITCH = 0.0005
"""Seconds that writing the file may keep whoever drags a session waiting, again and again."""
COLLECT = (100_000, 20, 100)
"""How seldom cyclic garbage is looked for: a large scenario is many objects that stay, and few of them are cyclic."""


def serve_public(folder: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serves a published folder until Ctrl-C; `ready` is called with the address. Port 0 is any free port.

    Raises OSError if the port is not available.
    """
    with socket.create_server((HOST, port)) as listening:
        ready(f"http://{HOST}:{listening.getsockname()[1]}/")
        config = uvicorn.Config(
            application(folder), lifespan="off", ws="none", log_level="warning", access_log=False, server_header=False
        )
        try:
            uvicorn.Server(config).run(sockets=[listening])
        except KeyboardInterrupt:
            return


def serve_board(board: BoardService, host: str, port: int, token: str | None, ready: Callable[[str], None]) -> None:
    """Serves a planning board until Ctrl-C or SIGTERM; all that was changed is in its file then.

    `ready` is called with the address, which has the token in it. Raises OSError if host or port is not available.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        port = listening.getsockname()[1]
        application = board_application.application(board, Guard(host, port, token))
        config = uvicorn.Config(
            application,
            lifespan="off",
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
        sys.setswitchinterval(SWITCH)
        gc.set_threshold(*COLLECT)
        board.follower.start()
        name = f"[{host}]" if ":" in host else host
        ready(f"http://{name}:{port}/" + (f"?token={token}" if token else ""))
        try:
            _BoardServer(config, board).run(sockets=[listening])
        except KeyboardInterrupt:
            return
        finally:
            board.follower.close()


class _BoardServer(uvicorn.Server):
    """A server that ends the streams of events first, and writes what is left before a signal ends the process."""

    def __init__(self, config: uvicorn.Config, board: BoardService) -> None:
        super().__init__(config)
        self._board = board

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._board.close()
        await super().shutdown(sockets)
        await asyncio.to_thread(self._board.follower.close)
