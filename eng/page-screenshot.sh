#!/bin/sh
# Makes the screenshot of docs/html.md anew. Usage: eng/page-screenshot.sh [PAGE PICTURE]
set -eu

cd "$(dirname "$0")/.."
page=${1:-}
picture=${2:-docs/images/review.png}
if [ -z "$page" ]; then
    page=$(mktemp --suffix=.html)
    trap 'rm -f "$page"' EXIT
    dotnet run --project src/AdmissionGuard.Cli -- \
        review --cluster samples/shop --change samples/changes/01-template-renders-empty-ingress -o html > "$page" || [ $? -eq 1 ]
fi

chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --hide-scrollbars --window-size=1280,1430 --screenshot="$picture" "file://$(realpath "$page")"
