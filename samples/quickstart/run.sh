#!/usr/bin/env bash
# From a clone to a signed zone: builds the tools, makes keys, signs a sample zone and checks it with whatever is installed.
#
#   samples/quickstart/run.sh [DIRECTORY]      where the files go; samples/quickstart/out unless said otherwise
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${1:-$here/out}
zone=tld.example
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
PATH="$PATH:/usr/sbin:/sbin"

step() { printf '\n== %s\n' "$1"; }
# Shows a command as one would type it, then runs it.
run() { echo "   \$ $(sed "s|$root/||g; s|src/[a-z]*/bin/Release/net10.0/||" <<< "$*")"; "$@" | sed 's/^/     /'; }

if ! command -v dotnet > /dev/null; then
    echo "quickstart: error: the .NET 10 SDK is missing (https://dotnet.microsoft.com/download)" >&2
    exit 2
fi

step "Building signall and keyall"
for tool in signall keyall; do
    dotnet build -c Release -v quiet --nologo -clp:NoSummary "$root/src/$tool" < /dev/null
done
signall="$root/src/signall/bin/Release/net10.0/signall"
keyall="$root/src/keyall/bin/Release/net10.0/keyall"

step "Writing a sample zone"
mkdir -p "$out"
mkdir -p -m 700 "$out/keys"
"$here/make-zone.sh" > "$out/$zone.zone"
echo "   $(grep -c . "$out/$zone.zone") lines: delegations with DS and glue, IDNs, an empty non-terminal, a wildcard, CAA, SVCB, TLSA"

step "Making keys: a KSK and a ZSK, ECDSA P-256"
# A directory with keys is kept: keys are not made again for a zone that has them.
if compgen -G "$out/keys/K$zone.+*.private" > /dev/null; then
    echo "   kept those of an earlier run"
else
    run "$keyall" key generate --zone $zone --keys "$out/keys" --type ksk
    run "$keyall" key generate --zone $zone --keys "$out/keys" --type zsk
fi

step "Signing"
run "$signall" --zone-file "$out/$zone.zone" --keys "$out/keys" --output "$out/$zone.signed" --ds-output "$out" --verbose

step "Checking with programs that are not ours"
absent=
# check PROGRAM PACKAGE ARGUMENTS…
check() {
    local program=$1 package=$2 said
    shift 2
    if ! command -v "$program" > /dev/null; then
        absent="$absent $program($package)"
    elif said=$("$program" "$@" 2>&1 < /dev/null); then
        echo "   $program: the zone is good"
    else
        printf '   %s: refuses the zone:\n%s\n' "$program" "$said"
        exit 1
    fi
}
check dnssec-verify bind9-utils -o $zone "$out/$zone.signed"
check ldns-verify-zone ldnsutils "$out/$zone.signed"
check kzonecheck knot-dnssecutils -d on -o $zone "$out/$zone.signed"
check named-checkzone bind9-utils -i local -k ignore $zone "$out/$zone.signed"
if [ -n "$absent" ]; then
    echo "   not installed, so not asked:$absent"
    echo "   (signall has read the zone back and verified every signature itself)"
fi

step "Done"
cat <<END
   the zone as it was      $out/$zone.zone
   the keys                $out/keys
   the signed zone         $out/$zone.signed
   the DS for the parent   $out/dsset-$zone.

   Run it again: signatures that are still fresh are kept.
   Next: README.md, and docs/man/signall.1 for every option.
END
