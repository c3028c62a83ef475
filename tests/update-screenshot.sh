#!/usr/bin/env bash
# Takes the screenshot of the status page for the docs, docs/images/status-page.png, with headless Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."

DNSSEC_TOOLKIT_UPDATE_SCREENSHOT=yes dotnet test tests/DnssecToolkit.Interop -v quiet \
    --filter "FullyQualifiedName~StatusPageTests.A_browser_shows" < /dev/null
git status --short docs/images
