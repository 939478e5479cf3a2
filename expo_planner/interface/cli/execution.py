"""Where a command computes: in processes of this machine, or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from expo_planner.domain.i18n import Language, Text
from expo_planner.execution.executor import ClusterLost, VersionsDiffer
from expo_planner.interface.cli.shared import BAD_INPUT, NO_ANSWER, fail
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.execution.dask_cluster import DaskCluster
    from expo_planner.execution.executor import Executor

Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="local|tcp://HOST:PORT",
        help="Compute on a Dask cluster: one of this machine, or that of a scheduler; processes if not given.",
    ),
]
NEEDS_DASK = Text(
    "--cluster needs Dask: pip install 'expo-planner[cluster]'",
    "--cluster 需要 Dask：pip install 'expo-planner[cluster]'",
)
LOST = Text(
    "{cluster}: the cluster cannot be reached, or not any more: {why}; start its scheduler, then repeat this command",
    "{cluster}：无法连接集群，或连接已断：{why}，请启动调度器后重新运行同一命令",
)
DIFFERENT = Text(
    "{cluster}: a worker runs other versions; install the same ones everywhere\n  here:  {here}\n  there: {there}",
    "{cluster}：有工作进程的版本不同，请各处安装同样的版本\n  本机：{here}\n  对方：{there}",
)
NO_WORKERS = Text(
    "{cluster}: there are no workers yet; waiting. Start some: dask worker {cluster}",
    "{cluster}：尚无工作进程，正在等待，请启动：dask worker {cluster}",
)
DASHBOARD = Text("dashboard of the cluster: {link}", "集群状态页：{link}")


@contextmanager
def executing(cluster: str | None, workers: int | None, language: Language, *, quiet: bool) -> Iterator[Executor]:
    """What runs a command's tasks; a cluster that fails, or that does not fit, ends the command."""
    count = workers or os.cpu_count() or 1
    try:
        if cluster is None:
            from expo_planner.execution.local_processes import LocalProcesses

            yield LocalProcesses(count)
            return
        with closing(_connected(cluster, count, language)) as dask:
            if cluster == "local" and not quiet:
                tell(DASHBOARD.fill(link=dask.dashboard).say(language), error=True)
            if not dask.workers:
                tell(NO_WORKERS.fill(cluster=cluster).say(language), error=True)
            yield dask
    except ClusterLost as lost:
        fail(NO_ANSWER, LOST, language, cluster=cluster, why=lost)
    except VersionsDiffer as differ:
        fail(BAD_INPUT, DIFFERENT, language, cluster=cluster, here=differ.here, there=differ.there)


def _connected(cluster: str, workers: int, language: Language) -> DaskCluster:
    try:
        from expo_planner.execution.dask_cluster import DaskCluster
    except ModuleNotFoundError:
        fail(BAD_INPUT, NEEDS_DASK, language)
    return DaskCluster(None if cluster == "local" else cluster, workers)
