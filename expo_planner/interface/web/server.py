"""The server: on this machine alone, until Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from expo_planner.interface.web.public import application

HOST = "127.0.0.1"


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
