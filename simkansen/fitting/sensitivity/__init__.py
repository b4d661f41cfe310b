"""Sensitivity analysis: what the results rest on, and whether the order of interventions holds."""
