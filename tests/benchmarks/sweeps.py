"""What a sweep costs beside its solving: `python -m benchmarks.sweeps SCENARIO VARIANTS`, in the folder tests.

Prints variants a minute with one worker and with two, the time of a variant beyond its solving, the memory of the
process that hands variants out, and whether processes, a cluster of this machine and workers that are started by
themselves, one of them killed on the way, give the same bytes. `--many N` adds so many variants of a tiny expo.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clusters import running_cluster

from expo_planner.files.variants.base import BaseScenario
from expo_planner.files.variants.read import read_variants
from expo_planner.interface.json.sweep import variant_text
from expo_planner.planner.sweep import SweepEffort, VariantTask
from expo_planner.solver.limits import Effort
from expo_planner.solver.threads import ONE_THREAD

TINY = """
expo: {id: tiny, title: Tiny, timezone: UTC, days: [2027-05-20], hours: 09:00-12:00, language: en}
rooms: [{id: A, name: A, capacity: 50}, {id: B, name: B}]
sessions: [{id: one, title: One, duration: 1h, attendance: 40}, {id: two, title: Two, duration: 1h}]
"""


@dataclass(frozen=True)
class Swept:
    """A sweep that ended: wall seconds, CPU seconds and the largest memory (MB) of its main process, and what it wrote.

    `digest` stands for all files and their bytes.
    """

    seconds: float
    cpu: float
    memory: float
    digest: str


def sweep(scenario: Path, variants: Path, folder: Path, *options: str) -> Swept:
    """Runs `plan sweep` into a folder."""
    command = [sys.executable, "-m", "expo_planner", "sweep", str(scenario), "--variants", str(variants)]
    began = time.monotonic()
    process = subprocess.Popen([*command, "-o", str(folder), "-q", *options], env={**os.environ, **ONE_THREAD})
    peak = cpu = 0.0
    while process.poll() is None:
        peak, cpu = max(peak, _peak(process.pid)), max(cpu, _cpu(process.pid))
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"plan sweep ended with {process.returncode}")
    return Swept(time.monotonic() - began, cpu, peak, digest(folder))


def _peak(pid: int) -> float:
    """The largest memory that a process has had, in MB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def _cpu(pid: int) -> float:
    """The CPU seconds that a process has taken, its children aside."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def digest(folder: Path) -> str:
    """One text for all files of a folder and their bytes."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()[:12]


def solving(scenario: Path, variants: Path, seconds: float) -> float:
    """Seconds that solving all distinct variants takes, one after the other in this process, and nothing else."""
    base = BaseScenario(scenario)
    listed = read_variants(variants, base)
    how = SweepEffort(base=None, effort=Effort(time_limit=seconds))
    total = 0.0
    for change in {base.key(one.change): one.change for one in listed}.values():
        varied = base.varied(change)
        began = time.perf_counter()
        variant_text((how, "en"), VariantTask(varied.scenario, varied.absent, change.seed))
        total += time.perf_counter() - began
    return total


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures what is asked for and prints it."""
    parser = argparse.ArgumentParser(prog="benchmarks.sweeps", description="What a sweep costs.")
    parser.add_argument("scenario", type=Path)
    parser.add_argument("variants", type=Path)
    parser.add_argument("--many", type=int, default=0, metavar="N", help="also N variants of a tiny expo")
    given = parser.parse_args(arguments)
    count = len(read_variants(given.variants, BaseScenario(given.scenario))) + 1
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        pair = given.scenario, given.variants
        runs = {}
        for workers in (1, 2):
            runs[f"{workers} processes"] = done = sweep(*pair, home / str(workers), "--workers", str(workers))
            print(f"{workers} processes: {count} variants, {count * 60 / done.seconds:.0f} a minute", flush=True)
        print(f"ratio {runs['1 processes'].seconds / runs['2 processes'].seconds:.2f}")
        alone = solving(*pair, 10.0)
        print(f"overhead {(runs['1 processes'].seconds - alone) / count * 1000:.1f} ms a variant, start included")
        runs["cluster local"] = sweep(*pair, home / "dask", "--cluster", "local", "--workers", "2")
        for killing in (False, True):
            with running_cluster(workers=2) as cluster:
                if killing:
                    threading.Timer(runs["2 processes"].seconds / 3, cluster.kill_worker).start()
                name = "dask workers" + ", one killed" * killing
                runs[name] = sweep(*pair, home / name.replace(" ", "-"), "--cluster", cluster.address)
        for name, done in runs.items():
            each = done.cpu / count * 1000
            print(
                f"{name}: {done.seconds:.0f} s; main process {each:.1f} CPU ms a variant, {done.memory:.0f} MB",
                end="; ",
            )
            print(f"bytes {done.digest}", flush=True)
        if given.many:
            (home / "tiny.yaml").write_text(TINY)
            lines = f"grids: [{{name: many, seed: [0..{given.many - 1}]}}]"
            (home / "many.yaml").write_text(lines)
            done = sweep(home / "tiny.yaml", home / "many.yaml", home / "many", "--workers", "2")
            each = done.cpu / given.many * 1000
            print(f"{given.many} tiny variants: {done.seconds:.0f} s", end="; ")
            print(f"main process {each:.1f} CPU ms a variant, {done.memory:.0f} MB")


if __name__ == "__main__":
    main()
