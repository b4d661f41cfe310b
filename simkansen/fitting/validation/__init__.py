"""Validation: figures that were kept out of the fit, beside what the model says of them."""
