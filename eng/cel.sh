#!/bin/sh
# Prints the path of a program that evaluates CEL, the language of admission policies: @bufbuild/cel from npm, which passes the language's
# own conformance tests, and eng/cel.mjs on top of it. It is put under artifacts/cel: no part of this repository, and no dependency of what
# is shipped.
set -eu

version=0.6.1
root=$(cd "$(dirname "$0")/.." && pwd)
target=$root/artifacts/cel/$version

if [ ! -d "$target/node_modules/@bufbuild/cel" ]; then
    command -v npm >/dev/null || { echo "cel.sh: no npm on the PATH" >&2; exit 1; }
    mkdir -p "$target"
    npm install --prefix "$target" --no-save --no-audit --no-fund --ignore-scripts "@bufbuild/cel@$version" >&2
fi
# It stands beside its package: that is where node looks for it.
cp "$root/eng/cel.mjs" "$target/cel.mjs"
echo "$target/cel.mjs"
