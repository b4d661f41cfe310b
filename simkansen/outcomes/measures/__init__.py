"""The measures of a run, one family a file."""
