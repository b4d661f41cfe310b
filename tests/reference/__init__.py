"""The same week as plain Mesa objects and plain Python loops: slow, readable, and nobody's orchestration.

What it shares with the package is named in `rules.py`: scalar rules, in their plain form, and single draws of
chance. A population, a calendar, interventions as a scenario words them and parameters come in as data.
"""
