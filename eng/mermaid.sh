#!/bin/sh
# Prints the path of Mermaid as one script for a browser, from npm, in the version that the tests were written for. It is put under
# artifacts/mermaid: no part of this repository, and no dependency of what is shipped. Only its own archive is loaded: the script in it has all
# that it needs.
set -eu

version=12.3.0
target=$(cd "$(dirname "$0")/.." && pwd)/artifacts/mermaid/$version
script=$target/package/dist/mermaid.min.js

if [ ! -f "$script" ]; then
    command -v npm >/dev/null || { echo "mermaid.sh: no npm on the PATH" >&2; exit 1; }
    mkdir -p "$target"
    archive=$(npm pack --silent --pack-destination "$target" "mermaid@$version")
    tar -xzf "$target/$archive" -C "$target" package/dist/mermaid.min.js
    rm "$target/$archive"
fi
echo "$script"
