"""Doing stored runs of a sweep again."""
