"""Calibration: published figures that the model is fitted to, the search, and its check."""
