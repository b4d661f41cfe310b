"""The parts of the behaviour, and which of them each kind of stored result rests on."""

from __future__ import annotations

Scope = tuple[str, ...]
"""Names of parts."""

PARTS: dict[str, str] = {
    "population": "schools, homes, classes and pupils as they are made",
    "weeks": "the weeks without interventions, in all columns",
    "interventions": "the weeks with interventions, whom they reach and what they cost",
    "measures": "the measures of a run",
    "draws": "how parameters and chance are drawn",
    "studies": "what studies measure that the model is fitted to",
    "search": "the search of the fit, on a small problem",
    "validation": "what is compared with figures kept out of the fit, and how it is judged",
    "trials": "virtual trials",
    "sensitivity": "what a sensitivity study measures, and how it ranks",
    "sweeps": "what a sweep measures",
}
"""What each part is about."""

NORM: Scope = ("population", "weeks")
FIT: Scope = ("population", "weeks", "draws", "studies", "search")
COMPARED: Scope = (
    "population", "weeks", "interventions", "measures", "draws", "studies", "validation", "trials",
)  # fmt: skip
RUNS: Scope = ("population", "weeks", "interventions", "measures", "draws")
SWEEPS: Scope = (*RUNS, "sweeps")
SENSITIVITY: Scope = (*RUNS, "sensitivity")
