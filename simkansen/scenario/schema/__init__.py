"""The words of a scenario file, as models."""
