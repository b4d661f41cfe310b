"""What is measured: each measure is a pure function of traces and of the population's tables."""
