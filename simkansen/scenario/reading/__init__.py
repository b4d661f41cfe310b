"""From YAML files to scenarios: every problem with its file, line and column."""
