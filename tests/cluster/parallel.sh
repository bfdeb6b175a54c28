#!/usr/bin/env bash
# Searches a folder in shards with GNU parallel, on this computer or on several that share its folders:
#   parallel.sh EXECUTABLE KNOWN PHOTOS OUT SHARDS [options of parallel, such as --jobs 4]
# OUT gets results/<shard>.ndjson, all.ndjson with what all have found, and jobs.log. After a stop, the same command
# goes on: shards that have ended well aren't begun again, others go on in their files. Exit codes are those of scan.
set -euo pipefail
executable=$(realpath "$1") known=$(realpath "$2") photos=$(realpath "$3") shards=$5
mkdir -p "$4"
out=$(realpath "$4")
shift 5

mkdir -p "$out/results" "$out/data"
# The reference photos are analysed once. What a shard remembers serves its second try, and `index merge` later.
# (3: some of them could not be read.)
[ -d "$out/references" ] || "$executable" known "$known" --data "$out/references" --quiet >/dev/null || [ $? = 3 ]
search() {
  # Whole or not at all: a shard may be killed at any time.
  [ -d "$out/data/$1" ] || {
    rm -rf "$out/copy-$1" && cp -r "$out/references" "$out/copy-$1" && mv "$out/copy-$1" "$out/data/$1"
  }
  "$executable" scan --shard "$1/$shards" --exit-zero --parallel 1 --priority normal --all --quiet \
    --known "$known" --data "$out/data/$1" --output "$out/results/$1.ndjson" "$photos" >/dev/null
}
export executable known photos out shards
export -f search
PARALLEL_SHELL=$(command -v bash)
export PARALLEL_SHELL

# Whatever fails is tried three times; --resume-failed goes on from the log of an earlier run.
seq 0 $((shards - 1)) | parallel --will-cite --retries 3 --joblog "$out/jobs.log" --resume-failed \
  --env executable --env known --env photos --env out --env shards --env search "$@" search {}
"$executable" merge "$out"/results/*.ndjson -o "$out/all.ndjson"
