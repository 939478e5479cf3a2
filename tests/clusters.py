"""Dask clusters for tests: a scheduler and workers in processes of their own, as people start them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTING = 60.0
"""Seconds until a scheduler and its workers have to be there."""


@dataclass
class Cluster:
    """A scheduler and its workers."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]

    def kill_worker(self) -> None:
        """Kills one of the workers, as a machine dies."""
        self.workers.pop().kill()

    def kill_scheduler(self) -> None:
        self.scheduler.kill()


@contextmanager
def running_cluster(workers: int) -> Iterator[Cluster]:
    """A scheduler with so many workers, none of which is started again; all end with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    started = [_dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")]
    try:
        worker = ("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        started += [_dask(*worker) for _ in range(workers)]
        _await(address, workers)
        yield Cluster(address, started[0], started[1:])
    finally:
        for process in started:
            process.kill()
            process.wait()


def _dask(*arguments: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )


def _await(address: str, workers: int) -> None:
    from distributed import Client

    began = time.monotonic()
    while True:
        try:
            with Client(address, timeout=1) as client:
                client.wait_for_workers(workers, timeout=STARTING)
            return
        except OSError:
            if time.monotonic() - began > STARTING:
                raise
