"""What is told of interventions and their lines once the pupils are made, before a run."""
