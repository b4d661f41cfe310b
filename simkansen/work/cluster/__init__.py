"""Workers that others manage: a cluster of dask, the jobs of Slurm."""
