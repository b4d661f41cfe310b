"""What work costs: seconds of one processor, bytes of memory and of disk.

All that was measured stands here, once; ``python tests/benchmarks/costs.py`` measures it again and prints
both. It shapes estimates, no result. Seconds are those of two busy cores; where nothing else is at work they
are about half. A row is one of those who are simulated, a step one turn of the model, and a treatment
something that the model does to some of the rows.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

ROW_STEP_NANOSECONDS = 150.0
"""Of a row in one step without treatments."""

ANY_TREATMENT_NANOSECONDS, TREATMENT_NANOSECONDS = 70.0, 20.0
"""What that costs more with treatments: once, and for each of them."""

STEP_MILLISECONDS = 0.35
"""Of a step, however few rows there are."""

BUILD_ROW_MICROSECONDS = 3.0
"""Making one row."""

MEASURE_ALL_SECONDS, MEASURE_FEW_SECONDS = 0.12, 0.01
"""Measuring one simulation and storing that: every measure of every group, or the few numbers of a sweep."""

SUMMARY_SECONDS = 0.04
"""Summarising one simulation of which every measure is stored."""

PAGE_SECONDS, PAGE_SIMULATION_SECONDS = 1.5, 1.2
"""Figures and page: once, and for each of the simulations that they compare."""

ANALYSIS_SECONDS = 5.0
"""Tables and figures of a sweep."""

START_SECONDS = 4.0
"""Starting a program, and reading its compiled rules."""

PROCESS_BYTES = 400e6
"""Memory of a process, the rows aside."""

ROW_BYTES = 2_200.0
"""Memory of a row, in each process that works."""

STORED_ALL_BYTES, STORED_FEW_BYTES, STORED_NUMBER_BYTES = 60e3, 200.0, 60.0
"""Disk for one simulation, with every measure or as a run of a sweep; and for a number in a journal."""

BESIDE_THE_STEPS = 1.3
"""What an evaluation of a calibration takes, over its steps alone."""

PAGES_BYTES = 3e6
"""Disk for tables and figures."""


def simulation_seconds(rows: float, steps: int, treatments: int = 0) -> float:
    """Estimate the processor time of one simulation (s).

    Parameters
    ----------
    rows, steps, treatments
        How many.
    """
    extra = ANY_TREATMENT_NANOSECONDS + treatments * TREATMENT_NANOSECONDS if treatments else 0.0
    return steps * (STEP_MILLISECONDS * 1e-3 + rows * (ROW_STEP_NANOSECONDS + extra) * 1e-9)


def build_seconds(rows: float) -> float:
    """Estimate the processor time of making rows (s)."""
    return rows * BUILD_ROW_MICROSECONDS * 1e-6


def wall_seconds(items: int, each: float, workers: int) -> float:
    """Estimate how long items take side by side (s): whoever is ready waits for the last of its round."""
    return -(-items // workers) * each


def memory_bytes(rows: float, workers: int) -> float:
    """Estimate the memory of a program and its worker processes, each of which holds the rows (bytes)."""
    processes = workers + 1 if workers > 1 else 1
    return processes * PROCESS_BYTES + workers * rows * ROW_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What some work is expected to take.

    Attributes
    ----------
    workers
        How many items are worked on at the same time.
    seconds
        Wall time (s) for all that is left, if nothing else asks for the processors.
    memory_bytes, disk_bytes
        Memory at most at one moment; size of the results folder.
    folder
        Where the results would go.
    counts
        What is counted of this kind of work, by name; exact.
    said
        The counts in words: what they are of, and how many.
    """

    workers: int
    seconds: float
    memory_bytes: float
    disk_bytes: float
    folder: str
    counts: Mapping[str, object]
    said: tuple[tuple[str, str], ...]

    @classmethod
    def of_items(
        cls, items: int, each: float, once: float, rows: float, workers: int | None, **rest: Any  # noqa: ANN401
    ) -> Self:  # fmt: skip
        """Estimate workers, time and memory of items that are worked on side by side.

        Parameters
        ----------
        items
            How many are left.
        each, once
            Time of one, and of all that is done once where any is left (s).
        rows
            How many rows each worker holds.
        workers
            Worker processes; all processors by default.
        **rest
            The other attributes.
        """
        at_once = workers or os.cpu_count() or 1
        seconds = once + wall_seconds(items, each, at_once) if items else 0.0
        return cls(workers=at_once, seconds=seconds, memory_bytes=memory_bytes(rows, at_once), **rest)

    def as_dict(self) -> dict[str, object]:
        """Return the estimate as plain values for JSON."""
        about = ("workers", "seconds", "memory_bytes", "disk_bytes", "folder")
        return {**self.counts, **{name: getattr(self, name) for name in about}}
