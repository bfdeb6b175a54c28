#!/usr/bin/env bash
# Searches a folder in shards as a Slurm array: a task a shard, each with a core.
#   sbatch --array=0-63 slurm.sh EXECUTABLE KNOWN PHOTOS OUT
# All are paths that every node has. OUT gets results/<shard>.ndjson; when the array has ended:
#   EXECUTABLE merge OUT/results/*.ndjson -o OUT/all.ndjson
#SBATCH --job-name=facefinder
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time=08:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=facefinder-%A_%a.log
# A minute before its time is over, the task is told, and ends in order.
#SBATCH --signal=B:TERM@60
set -euo pipefail
executable=$1 known=$2 photos=$3 out=$4
shard=$SLURM_ARRAY_TASK_ID shards=$SLURM_ARRAY_TASK_COUNT
if [ "$SLURM_ARRAY_TASK_MIN" != 0 ] || [ "$((SLURM_ARRAY_TASK_MAX + 1))" != "$shards" ]; then
  echo "expected --array=0-N: shards are counted from 0, and none may be missing" >&2
  exit 2
fi
mkdir -p "$out/results"

# The shell passes the signal on; waiting for a child in the background, it can.
"$executable" scan --shard "$shard/$shards" --exit-zero --parallel 1 --priority normal --all --quiet \
  --max-megapixels 100 \
  --known "$known" --data "$out/data/$shard" --output "$out/results/$shard.ndjson" "$photos" >/dev/null &
search=$!
trap 'kill -TERM $search' TERM
code=0
wait $search || code=$?
# Interrupted by the signal, wait has to wait once more for the search's own end.
while kill -0 $search 2>/dev/null; do code=0; wait $search || code=$?; done

# Wrong usage (2) will be wrong again; everything else goes on where it was, three times at most.
if [ $code != 0 ] && [ $code != 2 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_$shard"
fi
exit $code
