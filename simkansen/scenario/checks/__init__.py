"""What is wrong with a scenario as a whole, and what in it would change nothing."""
