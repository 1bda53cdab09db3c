#!/bin/sh
# Reviews the NetworkPolicies of a branch against a dump of the cluster, and leaves review.md, review.sarif and review.xml behind.
#
#   review.sh CLUSTER POLICIES BASE
#
# CLUSTER   the dump: kubectl get namespaces,nodes,pods,services,networkpolicies -A -o json > cluster.json
# POLICIES  the file or directory of manifests, below the current directory of the checkout
# BASE      the commit or branch that the branch is merged into
#
# Exit code: 0 allowed or warned, 1 denied, 2 something cannot be read. Needs admission-guard, git, jq and tar.
# It runs up to six reviews: two to find what the branch removes, and one for each format and the terminal.
set -eu

fail() {
    echo "review.sh: $1" >&2
    exit 2
}

[ $# -eq 3 ] || { echo "usage: review.sh CLUSTER POLICIES BASE" >&2; exit 2; }
cluster=$1
policies=$2
case $policies in
    '' | /* | .. | ../* | */.. | */../*)
        fail "POLICIES is a path below the current directory, not '$policies': run it where the manifests are" ;;
esac
[ "$(git rev-parse --is-inside-work-tree)" = true ] || fail "the current directory is in no checkout of git"
tip=$(git rev-parse --verify -q "$3^{commit}") || fail "BASE '$3' is no commit of this clone: fetch it (fetch-depth: 0, GIT_DEPTH: 0)"
# What the base got since the branch left it is not removed by the branch.
base=$(git merge-base "$tip" HEAD) ||
    fail "BASE '$3' and HEAD have no common commit in this clone: fetch with depth 0 (fetch-depth: 0, GIT_DEPTH: 0)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# None of an earlier run must pass for this one's.
rm -f review.md review.sarif review.xml

# Denied (1) is an answer, anything above is none.
review() {
    status=0
    admission-guard review --cluster "$cluster" "$@" || status=$?
    [ "$status" -le 1 ]
}

# The policies of some manifests that the cluster holds too.
stored() {
    review --change "$1" -o json >"$work/review.json" || return "$status"
    jq -r '.reviews[] | select(.operation == "UPDATE") | .policy' "$work/review.json" | LC_ALL=C sort
}

present=
: >"$work/after"
if [ -e "$policies" ]; then
    present=1
    stored "$policies" >"$work/after" || exit "$status"
fi

# What the branch removes is deleted in the cluster, where a GitOps tool prunes.
unread=
: >"$work/before"
if git cat-file -e "$base:./$policies" 2>/dev/null; then
    mkdir "$work/base"
    git archive "$base" -- "$policies" >"$work/base.tar" || exit 2
    tar -xf "$work/base.tar" -C "$work/base"
    # A branch that mends a manifest is judged all the same.
    if ! stored "$work/base" >"$work/before" 2>"$work/error"; then
        : >"$work/before"
        unread="deletions are not judged: the manifests of $(git rev-parse --short "$base") cannot be read"
        echo "review.sh: $unread: $(sed "s|$work/base/||g; s|^admission-guard: ||" "$work/error")" >&2
    fi
elif [ -z "$present" ]; then
    fail "$policies: neither here nor at $(git rev-parse --short "$base"), where the branch left '$3'"
fi
deleted=$(LC_ALL=C comm -23 "$work/before" "$work/after")
if [ -z "$present$deleted" ]; then
    [ -z "$unread" ] || exit 2
    echo "review.sh: nothing to review: $policies is removed, and the cluster has none of its policies" >&2
    exit 0
fi

set --
[ -z "$present" ] || set -- --change "$policies"
# Names of policies hold no blanks.
[ -z "$deleted" ] || set -- "$@" --delete $deleted
for format in markdown:md sarif:sarif junit:xml; do
    review "$@" -o "${format%:*}" >"$work/result" || exit "$status"
    cp "$work/result" "review.${format#*:}"
done
[ -z "$unread" ] || printf '\nNote: %s.\n' "$unread" >>review.md
review "$@" || :
exit "$status"
