#!/usr/bin/env bash
# One large zone of which a hundred names changed: signall, which keeps fresh signatures, against signing everything again.
#
#   bench/few-changes.sh [NAMES] [CHANGED] [files|softhsm]          default: 1000000 100 files
#
# Prints seconds of wall-clock time: signall's first run, its run after the change, and, for files, dnssec-signzone over its own
# previous output and ldns-signzone, which signs everything. Every second name is a signed delegation.
set -euo pipefail
names=${1:-1000000}
changed=${2:-100}
keys=${3:-files}
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/bench/functions.sh"
find_tools
PATH=$PATH:/usr/sbin:/sbin
enter_directory
mkdir keys theirs state

write() { # serial
    awk -v names="$names" -v changed="$changed" -v serial="$1" 'BEGIN {
        print "$TTL 3600\n@ SOA ns1 hostmaster " serial " 7200 3600 1209600 3600\n@ NS ns1\n@ NS ns2\nns1 A 192.0.2.1\nns2 A 192.0.2.2"
        every = int(names / (changed > 0 ? changed : 1))
        for (i = 0; i < names; i++) {
            print "d" i " NS ns1"
            if (i % 2 == 0) printf "d%d DS %d 13 2 %064d\n", i, i % 60000 + 1, (serial > 1 && i % every == 0) ? i + serial : i
            else if (serial > 1 && every > 0 && i % every == 0) print "d" i " NS ns2"
        }
    }' > .zone && mv .zone zone
}

token=
if [ "$keys" = softhsm ]; then
    make_token "$work"
    make_token_keys example keys "$module"
    token="tokens: { t: { module: $module, pin: \"file:$work/pin\" } }"
else
    for kind in "-f KSK" ""; do
        key=$(dnssec-keygen -q -a ECDSAP256SHA256 $kind -K keys example)
        [ -n "$kind" ] && ksk=$key || zsk=$key
    done
fi
cat > dnssec.yaml <<CONFIGURATION
state: $work/state
settle: 0
$token
zones:
  - { zone: example, file: $work/zone, keys: $work/keys, ${token:+token: t, }output: $work/signed }
CONFIGURATION

echo "a zone of $names delegations, $changed changed, keys in $keys, $(nproc) cores"
write 1
echo "signall run, first:                      $(seconds "$signall" run --config dnssec.yaml) s"
[ "$keys" = softhsm ] || echo "dnssec-signzone, first:                  $(seconds dnssec-signzone -q -S -K keys -o example -d theirs -f theirs/signed zone) s"
write 2
echo "signall run, after the change:           $(seconds "$signall" run --config dnssec.yaml) s"
echo "signatures made, kept:                   $(grep '"event":"signed"' state/journal-*.jsonl | tail -1 | sed 's/.*"made":\([0-9]*\),"reused":\([0-9]*\).*/\1, \2/')"
if [ "$keys" != softhsm ]; then
    echo "dnssec-signzone, everything again:       $(seconds dnssec-signzone -q -S -K keys -o example -d theirs -f theirs/signed zone) s"
    if command -v ldns-signzone > /dev/null; then
        echo "ldns-signzone, which signs everything:   $(seconds ldns-signzone -o example -f theirs/ldns zone "keys/$zsk" "keys/$ksk") s"
    fi
fi
