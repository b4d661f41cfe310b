"""Doing the runs of an experiment."""
