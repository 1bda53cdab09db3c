#!/bin/sh
# Reviews the NetworkPolicies of a branch against a dump of the cluster, and leaves review.md, review.sarif and review.xml behind.
#
#   review.sh CLUSTER POLICIES BASE
#
# CLUSTER   the dump: kubectl get namespaces,nodes,pods,services,networkpolicies -A -o json > cluster.json
# POLICIES  the file or directory of manifests in this checkout
# BASE      the commit that the branch is merged into
#
# Exit code: 0 allowed or warned, 1 denied, 2 something cannot be read. Needs admission-guard, git, jq and tar.
set -eu
cluster=$1
policies=$2
base=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Denied (1) is an answer, anything above is none.
review() {
    status=0
    admission-guard review --cluster "$cluster" "$@" || status=$?
    [ "$status" -le 1 ] || exit "$status"
}

# The policies of some manifests that the cluster holds too.
stored() {
    review --change "$1" -o json >"$work/review.json"
    jq -r '.reviews[] | select(.operation == "UPDATE") | .policy' "$work/review.json" | LC_ALL=C sort
}

# What the branch removes is deleted in the cluster, where a GitOps tool prunes.
mkdir "$work/base"
: >"$work/before"
if git cat-file -e "$base:$policies" 2>/dev/null; then
    git archive "$base" -- "$policies" | tar -x -C "$work/base"
    stored "$work/base" >"$work/before"
fi
stored "$policies" >"$work/after"
deleted=$(LC_ALL=C comm -23 "$work/before" "$work/after")

set -- --change "$policies"
# Names of policies hold no blanks.
[ -z "$deleted" ] || set -- "$@" --delete $deleted
review "$@" -o markdown >review.md
review "$@" -o sarif >review.sarif
review "$@" -o junit >review.xml
review "$@"
exit "$status"
