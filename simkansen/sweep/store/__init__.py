"""What a sweep keeps of its runs, and how it is read."""
