"""Parts of the reading for research: each file one section's tables and sentences."""
