#!/bin/sh
# The worker that takes the place of another one has its name.
#
# Software: distributed 2026.8.0 (Python), defaults; dask-jobqueue names the jobs of a cluster's queue the same way.
# Input: a cluster of two workers, of which one is given up and another one asked for, twice.
# Expected: a name is of one worker (of one job of the queue): the next one has a new name, as it has a new
#   address and a new number at the queue.
# What happens: the lowest free name is given again, at once. What is kept by name (since when a job is away,
#   whether its workers ever came) is taken for the new one's.
# Why it matters: who asks again for jobs whose workers came and are gone takes a job that waits in the queue for
#   one that is lost, cancels it and asks for another one, which waits as well: nothing is ever worked on.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet "distributed==2026.8.0" "dask==2026.8.0"
cd "$work"
"$work/env/bin/python" - <<'PYTHON'
import sys

import distributed
from distributed import LocalCluster, SchedulerPlugin

print("distributed", distributed.__version__)
came = []


class Visitors(SchedulerPlugin):
    def add_worker(self, scheduler, worker):
        came.append((str(scheduler.workers[worker].name), worker))


if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        cluster.scheduler.add_plugin(Visitors())
        for _ in range(2):
            cluster.sync(cluster.scale_down, [0])
            cluster.scale(2)
            cluster.wait_for_workers(2)
        print("names of the workers that are there:", sorted(map(str, cluster.workers)))
    names, addresses = zip(*came)
    print("names of the workers that came later:", names)
    as_told = names == ("0", "0") and len(set(addresses)) == 2
    print("as told above" if as_told else "this has changed")
    sys.exit(0 if as_told else 1)
PYTHON
