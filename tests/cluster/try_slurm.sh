#!/usr/bin/env bash
# Tries docs/cluster.md with a real SLURM of one node on this machine, and compares every bit with a sweep done here.
#
#   tests/cluster/try_slurm.sh        as root, in a container: it starts munged, slurmctld and slurmd, and ends them
#
# Needs Debian's slurm-wlm (`apt-get install slurm-wlm`) and a simkansen on the PATH.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/simkansen-slurm-XXXXXX")
export SLURM_CONF="$work/slurm.conf" SHARDS=3
started=()
finish() {
    scancel --user=root 2>/dev/null || true
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    [[ -n ${KEEP:-} ]] || rm -rf "$work"
}
trap finish EXIT

fail() { printf 'FAILED: %s\n' "$*" >&2; tail -n 20 "$work"/*.log >&2 || true; exit 1; }
told() { printf 'ok: %s (after %d s)\n' "$*" "$SECONDS"; }

# A key of our own, a controller and one node, without cgroups and without a database.
mkdir -p "$work"/{state,spool,munge,jobs}
chmod 755 "$work"
dd if=/dev/urandom of="$work/munge/key" bs=1 count=1024 status=none
chmod 400 "$work/munge/key"
cpus=$(nproc)
cat >"$SLURM_CONF" <<CONF
ClusterName=tried
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ReturnToService=2
KillWait=5
MinJobAge=600
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$cpus State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" \
    --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" >"$work/munge.out" 2>&1 &
started+=($!)
sleep 1
slurmctld -D -f "$SLURM_CONF" >"$work/ctld.out" 2>&1 & started+=($!)
sleep 2
slurmd -D -f "$SLURM_CONF" >"$work/slurmd.out" 2>&1 & started+=($!)
for _ in $(seq 30); do [[ $(sinfo -h -o %T 2>/dev/null) == idle ]] && break; sleep 1; done
[[ $(sinfo -h -o %T) == idle ]] || fail "the node does not come up"
told "a cluster of one node"

cat >"$work/plan.yaml" <<PLAN
simkansen: 1
name: tried-on-slurm
scenarios: [$root/scenarios/baseline.yaml, $root/scenarios/tutoring.yaml]
sample: 2
design: grid
vary: {parameters.help_share: [0.5, 0.6, 0.7]}
replications: 2
PLAN
cd "$work/jobs"
state() { scontrol -o show job "$1" | grep -o ' JobState=[A-Z]*' | cut -d= -f2 | sort -u | paste -sd,; }
over() { for _ in $(seq "${2:-240}"); do squeue -h -j "$1" 2>/dev/null | grep -q . || return 0; sleep 1; done; fail "job $1 does not end"; }
submit() { sbatch --parsable --mem-per-cpu=0 --cpus-per-task=1 "$@"; }
array=$root/docs/cluster/sweep.sbatch
same() {
    python - "$1"/tried-on-slurm-* "$work"/here/tried-on-slurm-* <<'PYTHON' || fail "$1 has other bits"
import sys
import simkansen
one, other = (sorted(simkansen.load_results(name).project("* EXCLUDE (seconds)").fetchall(), key=repr) for name in sys.argv[1:])
sys.exit(one != other or not one)
PYTHON
}

simkansen sweep "$work/plan.yaml" --results "$work/here" --workers 1 -q >/dev/null
told "the same sweep without a cluster"

job=$(submit --array=1-3 "$array" "$work/plan.yaml" --results "$work/array")
sleep 3
[[ $(squeue -h -j "$job" -o %j | sort -u | paste -sd,) == *tried-on-slurm* ]] || echo "note: no task had begun when its name was asked"
over "$job"
[[ $(state "$job") == COMPLETED ]] || fail "the array ended as $(state "$job")"
[[ $(scontrol -o show job "$job" | grep -o 'JobName=[^ ]*' | sort -u) == JobName=tried-on-slurm ]] || fail "jobs are not called as the sweep"
same "$work/array"
[[ -s $(echo "$work"/array/*/tables/effects.csv) ]] || fail "no tables after the array"
python - "$work"/array/*/manifest.json <<'PYTHON' || fail "the manifest does not name the command of the whole array"
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    told = json.load(file)
sys.exit("--shard" in told["command"] or told["shards"] != 3)
PYTHON
told "a job array: same bits, with tables, called as the sweep, on record as a whole"

job=$(submit --array=1-3 "$array" "$work/plan.yaml" --results "$work/cancelled")
for _ in $(seq 60); do compgen -G "$work/cancelled/*/parts/*.parquet" >/dev/null && break; sleep 0.5; done
scancel "$job"
over "$job"
again=$(submit --array=1-3 "$array" "$work/plan.yaml" --results "$work/cancelled")
over "$again"
same "$work/cancelled"
told "cancelled and handed in again: same bits"

one=$(submit --array=1-3 "$array" "$work/plan.yaml" --results "$work/both")
two=$(submit --array=1-3 "$array" "$work/plan.yaml" --results "$work/both")
over "$one"
over "$two"
same "$work/both"
told "two arrays at once on one folder: same bits"

job=$(submit --array=1-3 "$array" "$work/plan.yaml" --results "$work/requeued")
for _ in $(seq 60); do [[ $(state "$job") == *RUNNING* ]] && break; sleep 0.5; done
scontrol requeue "$job" || echo "note: it was over before it could be requeued"
over "$job" 400
same "$work/requeued"
told "requeued: same bits"

# SLURM may send its signal up to a minute earlier than it is asked to.
sed -e 's/replications: 2/replications: 400/' "$work/plan.yaml" >"$work/long.yaml"
job=$(SHARDS=1 submit --array=1 --time=00:03:00 --signal=B:TERM@30 "$array" "$work/long.yaml" --results "$work/late")
over "$job" 300
printf 'a task out of time ends as %s, exit code %s\n' "$(state "$job")" "$(scontrol -o show job "$job" | grep -o ' ExitCode=[0-9:]*' | cut -d= -f2)"
tail -n 3 simkansen-"$job"_1.log
compgen -G "$work/late/*/parts/*.parquet" >/dev/null || fail "nothing was kept when the time was over"
told "out of time: finished runs are kept"

mkdir -p "$work/config"
cat >"$work/config/jobqueue.yaml" <<CONF
jobqueue: {slurm: {cores: 1, memory: 1GB, walltime: "00:10:00", job-directives-skip: ["--mem"], interface: null}}
CONF
DASK_CONFIG="$work/config" simkansen sweep "$work/plan.yaml" --engine slurm --jobs 2 --results "$work/engine" -q >/dev/null
same "$work/engine"
told "--engine slurm: same bits"
