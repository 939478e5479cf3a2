"""Tasks are run once each, wherever they run, whoever dies in between."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from clusters import Cluster, running_cluster

from expo_planner.execution.dask_cluster import DaskCluster
from expo_planner.execution.executor import ClusterLost, Executor, Failed, InProcess, VersionsDiffer
from expo_planner.execution.local_processes import LocalProcesses

pytestmark = pytest.mark.filterwarnings("ignore")  # distributed leaves sockets for the garbage collector


def times(factor: int, number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return factor * number


def kills_its_worker(_: None, number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def nap(seconds: float, number: int) -> int:
    time.sleep(seconds)
    return number


def process_of(_: None, number: int) -> int:
    return os.getpid()


@contextmanager
def executors(kind: str) -> Iterator[Executor]:
    with ExitStack() as ending:
        if kind == "in process":
            yield InProcess()
        elif kind == "local processes":
            yield LocalProcesses(2)
        else:
            executor = DaskCluster(None, 2)
            ending.callback(executor.close)
            yield executor


EVERYWHERE = pytest.mark.parametrize("kind", ["in process", "local processes", "local cluster"])


@EVERYWHERE
def test_every_task_has_one_answer_and_errors_are_answers(kind: str) -> None:
    with executors(kind) as executor:
        found = dict(executor.run(times, 10, range(8)))
    assert found == {number: 10 * number for number in range(8) if number != 3} | {3: Failed("ValueError: three")}


@EVERYWHERE
def test_tasks_are_made_only_as_workers_get_free(kind: str) -> None:
    made: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            made.append(number)
            yield number

    with executors(kind) as executor:
        for _ in zip(executor.run(nap, 0.0, tasks()), range(5), strict=False):
            pass
    assert 5 <= len(made) <= 20


@EVERYWHERE
def test_after_the_deadline_nothing_comes(kind: str) -> None:
    with executors(kind) as executor:
        found = dict(executor.run(nap, 0.1, range(1000), deadline=time.monotonic() + 2))
    assert len(found) < 1000


@pytest.mark.parametrize("kind", ["local processes", "local cluster"])
def test_a_task_that_kills_its_worker_fails_alone(kind: str) -> None:
    with executors(kind) as executor:
        found = dict(executor.run(kills_its_worker, None, range(8)))
    assert found == {number: number for number in range(8) if number != 3} | {3: Failed()}
    assert found[3] == Failed() and Failed().died


def test_a_worker_process_that_is_killed_leaves_its_tasks_to_others() -> None:
    killed = False
    found = {}
    for number, answer in LocalProcesses(2).run(nap, 0.05, range(30)):
        found[number] = answer
        if not killed:
            killed = True
            os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)
    assert found == {number: number for number in range(30)}


def test_worker_processes_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    """Also if it is killed and cannot end them."""
    script = tmp_path / "driver.py"
    script.write_text(
        "from test_execution import process_of, nap\n"
        "from expo_planner.execution.local_processes import LocalProcesses\n"
        "if __name__ == '__main__':\n"
        "    for _, pid in LocalProcesses(1).run(process_of, None, iter(int, 1)):\n"
        "        print(pid, flush=True)\n"
    )
    driver = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    assert driver.stdout is not None
    worker = int(driver.stdout.readline())
    driver.kill()
    driver.wait()
    driver.stdout.close()
    for _ in range(100):
        if not _runs(worker):
            break
        time.sleep(0.1)
    assert not _runs(worker)


def _runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running_cluster(workers=2) as started:
        yield started


def test_a_cluster_goes_on_without_a_worker(cluster: Cluster) -> None:
    executor = DaskCluster(cluster.address, 2)
    found = {}
    for number, answer in executor.run(nap, 0.05, range(40)):
        found[number] = answer
        if len(found) == 5:
            cluster.kill_worker()
    executor.close()
    assert found == {number: number for number in range(40)}


def test_a_scheduler_that_is_lost_is_told() -> None:
    found = 0
    with running_cluster(workers=1) as started:
        executor = DaskCluster(started.address, 1)
        with pytest.raises(ClusterLost):
            for _ in executor.run(nap, 0.05, range(10_000)):
                found += 1
                if found == 5:
                    started.kill_scheduler()
        executor.close()
    assert 5 <= found < 10_000


def test_no_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("expo_planner.execution.dask_cluster.CONNECTING", 0.5)
    with pytest.raises(ClusterLost):
        DaskCluster("tcp://127.0.0.1:1", 1)
    with pytest.raises(ClusterLost):
        DaskCluster("nonsense", 1)


def test_workers_of_other_versions_are_refused(monkeypatch: pytest.MonkeyPatch, cluster: Cluster) -> None:
    monkeypatch.setattr("platform.python_version", lambda: "4.0.0")
    with pytest.raises(VersionsDiffer) as refused:
        DaskCluster(cluster.address, 2)
    assert "Python 4.0.0" in refused.value.here and "ortools" in refused.value.there
