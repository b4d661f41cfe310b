"""Scenarios as text: effective values, templates, the JSON Schema, and what a run would take."""
