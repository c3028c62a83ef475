#!/usr/bin/env bash
# The restore drill with throw-away keys: sign, back up, lose everything, restore from media alone, sign again.
#
#   samples/backup/drill.sh [DIRECTORY]      where the files go; a temporary directory unless said otherwise
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
configuration=${CONFIGURATION:-Release}
if [ $# -gt 0 ]; then out=$1; mkdir -p "$out"; else out=$(mktemp -d); trap 'rm -rf "$out"' EXIT; fi
zone=tld.example
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
PATH="$PATH:/usr/sbin:/sbin"

step() { printf '\n== %s\n' "$1"; }
for tool in signall keyall keybackup; do
    if [ ! -x "$root/src/$tool/bin/$configuration/net10.0/$tool" ]; then
        dotnet build -c "$configuration" -v quiet --nologo -clp:NoSummary "$root/src/$tool" < /dev/null
    fi
done
signall() { "$root/src/signall/bin/$configuration/net10.0/signall" "$@"; }
keyall() { "$root/src/keyall/bin/$configuration/net10.0/keyall" "$@"; }
keybackup() { "$root/src/keybackup/bin/$configuration/net10.0/keybackup" "$@"; }

cd "$out"
mkdir -m 700 keys medium-a medium-b ana berta carlos
"$root/samples/quickstart/make-zone.sh" 20 > zone
keyall key generate --zone $zone --keys keys --type ksk > /dev/null
keyall key generate --zone $zone --keys keys --type zsk > /dev/null
keyall ds --zone $zone --keys keys > ds-at-the-parent

step "Sealing the keys onto two media; any two of three custodians open them"
keybackup create -K keys --output medium-a/keys.sealed --output medium-b/keys.sealed --register copies \
    --threshold 2 --custodian Ana=ana/share --custodian Berta=berta/share --custodian Carlos=carlos/share
keybackup verify medium-a/keys.sealed medium-b/keys.sealed

step "Proving it"
keybackup prove medium-a/keys.sealed --share file:ana/share --share file:berta/share --register copies

step "Losing everything but one medium and two shares"
rm -r keys medium-b ana
ls

step "Restoring"
keybackup restore medium-a/keys.sealed --output restored --share file:carlos/share --share file:berta/share

step "Signing with what came back, under the DS that the parent has had all along"
signall --zone-file zone --keys restored/keys --output signed
keyall ds --zone $zone --keys restored/keys | diff - ds-at-the-parent
if command -v dnssec-verify > /dev/null; then
    dnssec-verify -q -o $zone signed && echo "dnssec-verify: the zone is good"
fi
