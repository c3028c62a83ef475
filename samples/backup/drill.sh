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
home=$out/home                         # the machine that the keys are made on; later another that knows nothing
run() {
    env -i PATH="$PATH" HOME="$home" DOTNET_ROOT="${DOTNET_ROOT-}" SOFTHSM2_CONF="$home/softhsm2.conf" \
        "$root/src/$1/bin/$configuration/net10.0/$1" "${@:2}"
}
signall() { run signall "$@"; }
keyall() { run keyall "$@"; }
keybackup() { run keybackup "$@"; }
verified() {
    keyall ds --zone $zone --keys "$1" | diff - ds-at-the-parent
    if command -v dnssec-verify > /dev/null; then
        dnssec-verify -q -z -o $zone "$2" && echo "dnssec-verify: the zone is good"
    fi
}

cd "$out"
mkdir -m 700 home keys medium-a medium-b ana berta carlos
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

step "Restoring on a machine that knows nothing, as a ceremony with a transcript"
home=$out/fresh-home
mkdir -m 700 "$home"
began=$(date +%s)
keybackup ceremony restore medium-a/keys.sealed --output restored --share file:carlos/share --share file:berta/share \
    --transcript transcript.txt --yes > /dev/null
keyall ceremony check transcript.txt

step "Signing with what came back, under the DS that the parent has had all along"
keybackup prove medium-a/keys.sealed --share file:carlos/share --share file:berta/share --register fresh-copies > /dev/null
signall --zone-file zone --keys restored/keys --output signed --require-backup proven --backup-register fresh-copies
verified restored/keys signed
echo "from the medium to a verified zone: $(($(date +%s) - began)) seconds of the machine's time"

module=$(ls /usr/lib/softhsm/libsofthsm2.so /usr/lib64/softhsm/libsofthsm2.so /usr/lib64/pkcs11/libsofthsm2.so 2> /dev/null | head -n 1 || true)
if [ -z "$module" ] || ! command -v softhsm2-util > /dev/null; then
    echo "SoftHSM is not installed: the drill with a token is left out"
    exit 0
fi

make_token() {
    mkdir -m 700 "$home/tokens"
    printf 'directories.tokendir = %s\nobjectstore.backend = file\n' "$home/tokens" > "$home/softhsm2.conf"
    SOFTHSM2_CONF="$home/softhsm2.conf" softhsm2-util --init-token --free --label "$1" --so-pin 12345678 --pin 123456 > /dev/null
}
step "The same with a key in a token: wrapped, the token destroyed, put into a fresh one"
(umask 077; echo 123456 > pin)
mkdir -m 700 token-keys
make_token drill
keyall key generate --zone $zone --keys token-keys --type csk --token pkcs11:token=drill --module "$module" --pin file:pin --extractable > /dev/null
keyall ds --zone $zone --keys token-keys > ds-at-the-parent
keybackup create -K token-keys --wrap-from pkcs11:token=drill --module "$module" --pin file:pin --output medium-a/token.sealed \
    --threshold 1 --custodian Eva=token-share > /dev/null
rm -r "$home" token-keys
home=$out/another-home
mkdir -m 700 "$home"
make_token fresh
began=$(date +%s)
keybackup restore medium-a/token.sealed --output restored-token --share file:token-share --into pkcs11:token=fresh --module "$module" --pin file:pin
signall --zone-file zone --keys restored-token/keys --output signed-by-token --pin file:pin --csk
verified restored-token/keys signed-by-token
echo "from the medium to a verified zone: $(($(date +%s) - began)) seconds of the machine's time, with a fresh token"
