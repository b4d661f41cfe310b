"""Experiments: a design of points, many runs over it, and what they say."""
