"""What the runs of a sweep say: effects, regret, sensitivity, failure, enough replications."""
