"""What the columns of results mean, as in docs/results.md."""

from __future__ import annotations

from simkansen.outcomes.registry import SUBJECTS

Meaning = tuple[str, str]
"""Unit in words (empty where there is none), and one sentence."""

_IN_UNIT = "as in the column unit"

_WHAT: dict[str, Meaning] = {
    "scenario": ("", "Name of the scenario."),
    "kind": ("", "level: the scenario itself; effect: the scenario minus the reference, paired."),
    "measure": ("", "What is measured."),
    "unit": ("", "Unit of the numbers in this row."),
}
_WHOM: dict[str, Meaning] = {
    "subject": ("", f"{', '.join(SUBJECTS)}, or all for their mean."),
    "by": ("", "What the pupils are split by."),
    "group": ("", "The group within that split."),
    "week": ("", "The Monday of the week."),
    "n_pupils": ("pupils", "Simulated pupils in the group."),
}
_OVER_RUNS: dict[str, Meaning] = {
    "mean": (_IN_UNIT, "Mean over the replications."),
    "p05": (_IN_UNIT, "One in twenty replications lies below this."),
    "median": (_IN_UNIT, "Half of the replications lie below this."),
    "p95": (_IN_UNIT, "One in twenty replications lies above this."),
    "n_runs": ("replications", "Replications behind the row."),
}
_CHANCE: dict[str, Meaning] = {"replication": ("", "Number of the replication, from 0.")}

OF_SUMMARY: dict[str, Meaning] = {
    **_WHAT,
    **_WHOM,
    **_OVER_RUNS,
    "median_error": (_IN_UNIT, "Standard error of the median: how far it would move with another seed."),
    "chance_share": ("share", "How much of the variance of the replications is chance, from 0 to 1."),
}
OF_RUN: dict[str, Meaning] = {
    **_WHAT,
    **_WHOM,
    **_CHANCE,
    "value": (_IN_UNIT, "What was measured in this replication."),
}
OF_SWEEP_SUMMARY: dict[str, Meaning] = {
    **_WHAT,
    **_OVER_RUNS,
    "point": ("", "Name of the point: a hash of its values."),
}
OF_SWEEP_RUN: dict[str, Meaning] = {
    "replications": ("replications", "How many of its replications count."),
    "key": ("", "Hash of all that determines the run."),
    "point": ("", "Name of the point: a hash of its values."),
    "scenario": ("", "Name of the scenario."),
    **_CHANCE,
    "draw": ("", "Number of its draw of the parameters; empty where none is drawn."),
    "seed": ("", "Seed of all chance."),
    "status": ("", "finished or failed."),
    "phase": ("", "What a failed run was doing."),
    "error": ("", "Why a failed run failed."),
    "seconds": ("s", "Wall time of the run."),
    "own_staff.asked": ("hours", "Hours of own staff that all with a place ask, beyond the reference."),
    "own_staff.taken": ("hours", "What schools have of these: effect, reach and cost are of this part."),
}
