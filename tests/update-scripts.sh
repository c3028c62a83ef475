#!/usr/bin/env bash
# Writes what the tools do now into the scripts below tests/DnssecToolkit.Tests/Scripts, which are their golden tests.
# Keys, inceptions and expirations are fixed, so that only what changed differs; read the difference like code.
set -euo pipefail
cd "$(dirname "$0")/.."

DNSSEC_TOOLKIT_UPDATE_SCRIPTS=yes dotnet test tests/DnssecToolkit.Tests -v quiet \
    --filter "FullyQualifiedName~ScriptTests" < /dev/null
git status --short tests/DnssecToolkit.Tests/Scripts
