"""The rules of one school week, one file per step, and the order in which they are called."""
