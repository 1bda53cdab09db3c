#!/bin/sh
# Prints the path of Microsoft's SARIF validator for Linux, from npm, in the version that the tests were written for. It is put
# under artifacts/sarif-multitool: no part of this repository, and no dependency of what is shipped.
set -eu

version=5.7.0
target=${ADMISSION_GUARD_SARIF_DIR:-$(cd "$(dirname "$0")/.." && pwd)/artifacts/sarif-multitool}
binary=$target/$version/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool

if [ ! -f "$binary" ]; then
    command -v npm >/dev/null || { echo "sarif-multitool.sh: no npm on the PATH" >&2; exit 1; }
    mkdir -p "$target/$version"
    npm install --prefix "$target/$version" --no-save --no-audit --no-fund --ignore-scripts "@microsoft/sarif-multitool-linux@$version" >&2
    chmod +x "$binary"
fi
echo "$binary"
