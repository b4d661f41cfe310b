"""The three readings of the same results, one file each: for a school, for policy, for research."""

from __future__ import annotations

from collections.abc import Callable

from simkansen.report.blocks import Reading
from simkansen.report.figures.parts import Context
from simkansen.report.readings import policy, research, school

READERS: dict[str, Callable[[Context], Reading]] = {
    "school": school.read,
    "policy": policy.read,
    "research": research.read,
}
"""What makes the reading of each reader."""
