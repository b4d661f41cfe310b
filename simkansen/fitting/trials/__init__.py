"""Virtual trials: published trials done again in the model."""
