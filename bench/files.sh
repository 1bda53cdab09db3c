#!/usr/bin/env bash
# Times `diff` and `connections` on whole directories, and `review` of a large change, from start to exit, with the published command line.
# Usage: bench/files.sh PATH_OF_clusters.py   (the generator of synthetic clusters; needs python3 and GNU time)
set -euo pipefail
generator=$(realpath "$1")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet publish src/AdmissionGuard.Cli -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$work/bin" >"$work/publish.log" \
  || { cat "$work/publish.log"; exit 1; }
guard="$work/bin/admission-guard"

timed() { /usr/bin/time -q -f "%e s, %U s of CPU, %M KiB  $1" "${@:2}" >"$work/out"; }

timed "--version" "$guard" --version
for size in "50 8" "100 10" "200 20"; do
  read -r namespaces workloads <<<"$size"
  data="$work/$namespaces"
  python3 "$generator" --ns "$namespaces" --wl "$workloads" --out "$data" >/dev/null
  "$guard" connections --cluster "$data/before" >/dev/null # into the page cache
  timed "connections --ns $namespaces --wl $workloads" "$guard" connections --cluster "$data/before"
  echo "   $(wc -l <"$work/out") lines"
  timed "diff --ns $namespaces --wl $workloads" "$guard" diff --before "$data/before" --after "$data/after"
  tail -n 1 "$work/out"
done

python3 bench/changes.py "$generator" "$work/large"
review=("$guard" review --cluster "$work/large/cluster.json" --change "$work/large/change" --prune -l bench.example/retired=true)
code=0
"${review[@]}" >/dev/null || code=$? # into the page cache; some of it is denied
[ "$code" = 1 ]
for format in text json markdown; do
  timed "review -o $format" "${review[@]}" -o "$format" || [ $? = 1 ]
done
