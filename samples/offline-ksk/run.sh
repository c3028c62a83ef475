#!/usr/bin/env bash
# Two sides of an offline KSK on one machine: request, check, sign, import, and the zone signed with what came back.
#
#   samples/offline-ksk/run.sh [DIRECTORY]     where the files go; a temporary directory unless said otherwise
#
# KEYALL and SIGNALL may name the executables; without them they are built.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:-$(mktemp -d)}
zone=example
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
PATH="$PATH:/usr/sbin:/sbin"

step() { printf '\n== %s\n' "$1"; }
run() { echo "   \$ $(sed -E "s#$out/##g; s#[^ ]*/(keyall|signall) #\1 #" <<< "$* ")"; "$@" | sed 's/^/     /'; }

for tool in signall keyall; do
    variable=${tool^^}
    if [ -z "${!variable:-}" ]; then
        dotnet build -c Release -v quiet --nologo -clp:NoSummary "$root/src/$tool" < /dev/null
        printf -v "$variable" %s "$root/src/$tool/bin/Release/net10.0/$tool"
    fi
done

step "Once: a KSK offline, its public half online"
mkdir -p -m 700 "$out/offline" "$out/online"
mkdir -p "$out/stick" "$out/bundles"
run "$KEYALL" key generate --zone $zone --keys "$out/offline" --type ksk --publish now-1d --activate now-1d
cp "$out"/offline/*.key "$out/online/"
run "$KEYALL" ds --zone $zone --keys "$out/offline"

step "Online: the coming ZSKs, and a request"
run "$KEYALL" request make --zone $zone --keys "$out/online" --zsk-lifetime 30d --until +90d --output "$out/stick/ksr.xml"

step "Offline: check and sign"
run "$KEYALL" request check "$out/stick/ksr.xml" --keys "$out/offline" --first
run "$KEYALL" request sign "$out/stick/ksr.xml" --keys "$out/offline" --first --yes --output "$out/stick/skr.xml"

step "Online: import, and sign the zone"
run "$KEYALL" response import "$out/stick/skr.xml" --request "$out/stick/ksr.xml" --keys "$out/online" --bundles "$out/bundles" --first --verbose
printf '%s\n' '$TTL 3600' "@ SOA ns hostmaster 1 7200 3600 1209600 3600" "@ NS ns" "ns A 192.0.2.53" "www A 192.0.2.80" > "$out/$zone.zone"
run "$SIGNALL" --zone-file "$out/$zone.zone" --origin $zone --keys "$out/online" --bundles "$out/bundles" --output "$out/$zone.signed" --verbose

step "Checking with a program that is not ours"
if command -v ldns-verify-zone > /dev/null; then
    run ldns-verify-zone "$out/$zone.signed"
else
    echo "   ldns-verify-zone is not installed, so it was not asked"
fi
