"""What is kept in files: whole, by any number of programs at once, and read back to the same bits."""
