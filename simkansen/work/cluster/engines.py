"""Engines of many machines: Dask, and SLURM through Dask."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import math
import shutil
import time
from collections.abc import Set
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from simkansen.phrases import phrase
from simkansen.work.cluster.executor import ClusterExecutor, Decides
from simkansen.work.engines import Engine
from simkansen.work.errors import KEPT, EngineError
from simkansen.work.processes import keyboard_is_ours

_COUNT_SECONDS = 1.0
"""How often the workers of a cluster are counted (s)."""

_LOST_SECONDS = 60.0
"""A SLURM job whose workers have been away for so long is over, and is asked for again (s)."""

_PATIENCE = 0.5
"""How long a worker of this machine is asked to end before it is killed (s)."""

_DEATHS = 1
"""Deaths of workers after which a scheduler of ours gives up an item, so that nodes may come and go."""

_SHARE_OF_SECOND_TRIES = 10
"""On a cluster, one worker in so many may try again what killed a worker: seldom two such on one worker."""


def dask(scheduler: str | None = None, workers: int | None = None, decides: Decides = dict) -> Engine:
    """Work on a Dask cluster.

    Parameters
    ----------
    scheduler
        Address of a scheduler that runs, such as ``"tcp://node7:8786"``; its workers have one thread each.
        Without one, a cluster of processes is started on this machine.
    workers
        Worker processes of a cluster on this machine; as many as there are processors by default.
    decides
        What must be the same in this program and in its workers, for results to be the same bits.

    Raises
    ------
    EngineError
        If Dask is not installed.
    """
    _needed("distributed")
    return _Scheduler(scheduler, decides) if scheduler else _LocalCluster(workers, decides)


def slurm(
    jobs: int,
    *,
    cores: int | None = None,
    memory: str | None = None,
    walltime: str | None = None,
    logs: Path | None = None,
    decides: Decides = dict,
    name: str | None = None,
) -> Engine:
    """Work in SLURM jobs that are asked for from here, and again when their time is over.

    All that is not given here comes from the user's Dask configuration (``jobqueue: slurm:``).

    Parameters
    ----------
    jobs
        Jobs at once.
    cores
        Processors of a job; each has one worker process with one thread.
    memory
        Memory of a job, such as ``"16GB"``.
    walltime
        Time limit of a job, such as ``"02:00:00"``.
    logs
        Folder for what the jobs print.
    decides
        As in `dask`.
    name
        What the jobs are called.

    Raises
    ------
    EngineError
        If what it needs is not installed.
    """
    _needed("distributed")
    _needed("dask_jobqueue")
    said = {
        "cores": cores,
        "memory": memory,
        "walltime": walltime,
        "log_directory": None if logs is None else str(logs),
        "job_name": name,
    }
    return _Slurm(jobs, {name: value for name, value in said.items() if value is not None}, decides)


def _needed(module: str) -> Any:  # noqa: ANN401 - a module, which may not be there when types are checked
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        raise EngineError(
            phrase(
                "This engine needs the package {package}: pip install 'simkansen[cluster]'",
                package=module.replace("_", "-"),
            )
        ) from None


class _Dask(Engine):
    """What engines with a Dask scheduler have in common."""

    name = "dask"

    def __init__(self, decides: Decides) -> None:
        self._decides = decides
        self._client: Any = None
        self._executor: ClusterExecutor | None = None
        self._counted = -math.inf
        self._note(0)

    def _open(self) -> Any:  # noqa: ANN401
        """Give a new client."""
        raise NotImplementedError

    def _tend(self) -> None:
        """Look after the cluster; called now and then."""

    def executor(self) -> Executor:
        if self._executor is None:
            with keyboard_is_ours():
                self._client = self._open()
            # Not pure: a second try must be work of its own, not the outcome of the first.
            killed = _needed("distributed").KilledWorker
            self._executor = ClusterExecutor(self._client.get_executor(pure=False), killed, self._decides)
        self._count()
        return self._executor

    def close(self) -> None:
        client, self._client, self._executor = self._client, None, None
        self._counted = -math.inf
        self._note(0)
        if client is not None:
            client.close()

    def _note(self, workers: int) -> None:
        """Note how many workers there are."""
        self.workers = workers
        # No more than can be worked on: what waits at a worker would share the blame for its death.
        self.room = max(1, workers)
        self.second_tries = max(1, workers // _SHARE_OF_SECOND_TRIES)

    def _count(self) -> None:
        now = time.monotonic()
        if now - self._counted < _COUNT_SECONDS:
            return
        self._counted = now
        try:
            threads: dict[str, int] = self._client.nthreads()
        except OSError as error:
            said = phrase(
                "The Dask scheduler does not answer any more ({error}). {kept}", error=error, kept=KEPT
            )
            raise EngineError(said) from None
        if any(count != 1 for count in threads.values()):
            raise EngineError(
                phrase(
                    "A worker of the Dask cluster has {threads} threads, and a run takes a process for "
                    "itself. Start workers with --nthreads 1, and as many as there are processors",
                    threads=max(threads.values()),
                )
            )
        self._note(len(threads))
        self._tend()


class _Scheduler(_Dask):
    """Workers of a scheduler that somebody else started, and that lives on."""

    def __init__(self, address: str, decides: Decides) -> None:
        super().__init__(decides)
        self._address = address

    def _open(self) -> Any:  # noqa: ANN401
        logging.getLogger("distributed.client").setLevel(
            logging.CRITICAL
        )  # what it tells, `EngineError` says
        try:
            return _needed("distributed").Client(self._address, set_as_default=False)
        except (OSError, ValueError) as error:
            raise EngineError(
                phrase(
                    "No Dask scheduler answers at {address} ({error}). Is it running, and can this machine "
                    "reach it? It prints its address when it starts: dask scheduler",
                    address=self._address,
                    error=error,
                )
            ) from None


class _OwnCluster(_Dask):
    """A cluster that was started here, and that ends with the engine.

    Its parts know each other by a certificate made for the occasion: whoever can talk to a scheduler has code
    run in the name of its user, and login nodes are full of others.
    """

    def __init__(self, decides: Decides) -> None:
        super().__init__(decides)
        _needed("cryptography")
        self._cluster: Any = None

    def _start(self) -> Any:  # noqa: ANN401
        """Give a new cluster."""
        raise NotImplementedError

    def _open(self) -> Any:  # noqa: ANN401
        self._cluster = self._start()
        return _needed("distributed").Client(self._cluster, set_as_default=False)

    def close(self) -> None:
        try:
            super().close()
        finally:
            cluster, self._cluster = self._cluster, None
            if cluster is not None:
                cluster.close()


class _LocalCluster(_OwnCluster):
    """Worker processes of this machine, each with a nanny that starts it again."""

    def __init__(self, workers: int | None, decides: Decides) -> None:
        super().__init__(decides)
        self._wanted = workers

    def close(self) -> None:
        if self._cluster is not None:
            self._cluster.sync(self._end_workers)
        super().close()

    def _note(self, workers: int) -> None:
        super()._note(workers)
        self.second_tries = 0  # on one machine an item may need all the memory there is

    def _tend(self) -> None:
        """Replace workers that are gone for good: a nanny gives up on one that dies in its first moment."""
        wanted = len(self._cluster.worker_spec)
        if self.workers < wanted:
            self._cluster.scale(wanted)  # does nothing for those that a nanny is starting again

    async def _end_workers(self) -> None:
        """End workers at once; left to itself, the cluster waits some seconds for what they do."""
        workers = self._cluster.workers.values()
        await asyncio.gather(*(nanny.close(timeout=_PATIENCE) for nanny in workers), return_exceptions=True)

    def _start(self) -> Any:  # noqa: ANN401
        return _needed("distributed").LocalCluster(
            n_workers=self._wanted,
            threads_per_worker=1,
            processes=True,
            security=True,
            silence_logs=logging.CRITICAL,
            scheduler_kwargs={"allowed_failures": 0, "dashboard": False, **_ANY_PORT},
        )


class _Slurm(_OwnCluster):
    """Workers in SLURM jobs, with the scheduler in this process."""

    name = "slurm"

    def __init__(self, jobs: int, options: dict[str, Any], decides: Decides) -> None:
        super().__init__(decides)
        self._jobs, self._options = jobs, options
        self._seen: dict[str, float] = {}
        self._came: set[str] = set()

    def script(self) -> str:
        """Return the script of a job, as it is given to ``sbatch``; no job is asked for."""
        cluster = self._described()
        try:
            text: str = cluster.job_script()
        finally:
            cluster.close()
        return text

    def _described(self) -> Any:  # noqa: ANN401
        """Give a cluster for which no job has been asked yet."""
        jobqueue, config = _needed("dask_jobqueue"), _needed("dask").config
        cores = self._options.get("cores") or config.get("jobqueue.slurm.cores")
        memory = self._options.get("memory") or config.get("jobqueue.slurm.memory")
        if cores is None or memory is None:
            raise EngineError(_NO_SIZE)
        scheduler = config.get("jobqueue.slurm.scheduler-options", None) or {}
        return jobqueue.SLURMCluster(
            processes=cores,
            scheduler_options={"allowed_failures": _DEATHS, **_ANY_PORT, **scheduler},
            security=True,
            shared_temp_directory=config.get("jobqueue.slurm.shared-temp-directory") or str(Path.cwd()),
            silence_logs=logging.CRITICAL,
            **self._options,
        )

    def _start(self) -> Any:  # noqa: ANN401
        if shutil.which("sbatch") is None:
            raise EngineError(
                "There is no sbatch here: start this on a machine from which jobs are handed in, such as the "
                "cluster's login node"
            )
        cluster = self._described()

        async def ask() -> None:
            cluster.scale(jobs=self._jobs)
            await cluster

        try:
            cluster.sync(ask)
        except RuntimeError as error:
            script = cluster.job_script()
            with contextlib.suppress(
                AssertionError
            ):  # it takes a job that was refused for one that still runs
                cluster.close()
            said = phrase(
                "SLURM does not take the job.\n{error}\nThe job:\n{script}", error=error, script=script
            )
            raise EngineError(said) from None
        self._came = _names_of_workers(cluster)
        return cluster

    def _tend(self) -> None:
        """Ask again for jobs that were there and are gone: their time was over, or their node."""
        now = time.monotonic()
        for name in self._cluster.worker_spec:
            if self._has_worker(name, self._cluster.observed):
                self._seen[name] = now
            elif self._has_worker(name, self._came):  # it may have come and gone since workers were counted
                self._seen.setdefault(name, now)
        gone = [name for name, seen in self._seen.items() if now - seen > _LOST_SECONDS]
        if not gone:
            return

        async def ask_again() -> None:
            await self._cluster.scale_down(gone)
            self._cluster.scale(jobs=self._jobs)
            await self._cluster

        for name in gone:
            del self._seen[name]
            # Dask gives the next job the same name: that workers of this name came before says nothing of
            # that one, which may wait in the queue for hours.
            self._came.difference_update(self._workers_of(name))
        self._cluster.sync(ask_again)

    def _has_worker(self, job: str, workers: Set[str]) -> bool:
        return not workers.isdisjoint(self._workers_of(job))

    def _workers_of(self, job: str) -> list[str]:
        return [f"{job}{suffix}" for suffix in self._cluster.worker_spec[job].get("group", [""])]


def _names_of_workers(cluster: Any) -> set[str]:  # noqa: ANN401
    """Give a set that grows by the name of each worker that comes, however short it stays."""
    came = {str(worker.name) for worker in cluster.scheduler.workers.values()}

    class Visitors(_needed("distributed").SchedulerPlugin):  # type: ignore[misc]
        name = "simkansen-workers"

        def add_worker(self, scheduler: Any, worker: str) -> None:  # noqa: ANN401
            came.add(str(scheduler.workers[worker].name))

    cluster.scheduler.add_plugin(Visitors())
    return came


_ANY_PORT = {"dashboard_address": ":0"}
"""Dask has one port for its web pages, which is taken where two of its programs run, as on login nodes."""

_NO_SIZE = """\
How many processors and how much memory has a job? Say so in ~/.config/dask/jobqueue.yaml:

jobqueue:
  slurm:
    cores: 16
    memory: 32GB
    walltime: "02:00:00"
"""
