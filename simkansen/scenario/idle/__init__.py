"""What in a scenario would change nothing, or is cut, and may yet be meant."""
