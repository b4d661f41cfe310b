"""What an experiment file asks for, and what is wrong with it."""
