#!/usr/bin/env bash
# Signatures a second of every token stack that the tests can start (a TPM 1.2 and opencryptoki's software through opencryptoki, a TPM 2.0
# through tpm2-pkcs11, a SmartCard-HSM through OpenSC; emulated devices below real drivers and daemons) through the toolkit, beside a bare
# C loop over the same key with as many sessions; prints a Markdown table.
#
#   bench/token-stacks.sh [--seconds 5]
#
# The two run one after the other, three times; the best of each counts. Needs root (daemons), gcc, the packages of tests/run.sh and the
# .NET 10 SDK.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
seconds=5
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2; shift 2 ;;
        *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done
table=$(mktemp "${TMPDIR:-/tmp}/dnssec-rates-XXXXXX")
trap 'rm -f "$table"' EXIT
echo "bench: building" >&2
dotnet build -c Release -v quiet --nologo -clp:NoSummary "$root/tests/DnssecToolkit.Interop" >&2
DNSSEC_TOOLKIT_RATES="$table" DNSSEC_TOOLKIT_RATE_SECONDS="$seconds" dotnet test "$root/tests/DnssecToolkit.Interop" -c Release --no-build \
    --filter "FullyQualifiedName~StackRateTests" >&2
echo "| stack | key | sessions | bare C loop | toolkit | ratio |"
echo "|---|---|---|---|---|---|"
sort "$table"
