"""What makes a page of its parts: figures inside it, what it may load, and what can be taken from it."""
