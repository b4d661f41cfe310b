"""What the runs of a sweep say: effects, regret, sensitivity, where interventions fail, enough replications."""
