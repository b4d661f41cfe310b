"""What is told of an experiment as it was read, before a sweep."""
