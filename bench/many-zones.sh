#!/usr/bin/env bash
# A thousand small zones: a first run, a run with nothing to do, a run after every zone changed; against a shell loop of dnssec-signzone.
#
#   bench/many-zones.sh [ZONES] [NAMES] [files|softhsm]          default: 1000 zones of 20 names, key files
#
# Prints seconds of wall-clock time. Everything happens in a temporary directory, with ECDSAP256SHA256 keys: a pair for each zone, or, in
# SoftHSM, one KSK and one ZSK that all zones share.
set -euo pipefail
zones=${1:-1000}
names=${2:-20}
keys=${3:-files}
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/bench/functions.sh"
find_tools
PATH=$PATH:/usr/sbin:/sbin
enter_directory
mkdir unsigned keys signed theirs theirkeys

write() { # zone serial
    { printf '$TTL 300\n@ SOA ns1 hostmaster %s 7200 3600 1209600 300\n@ NS ns1\n@ NS ns2\nns1 A 192.0.2.1\nns2 A 192.0.2.2\n' "$2"
      for ((n = 0; n < names; n++)); do echo "n$n A 192.0.2.$(($2 % 250 + 1))"; done; } > "unsigned/.$1" && mv "unsigned/.$1" "unsigned/$1"
}
theirs() { # the loop that registries have
    for file in unsigned/*; do
        zone=${file#unsigned/}
        dnssec-signzone -q -S -K theirkeys -o "$zone" -N increment -d theirs -f "theirs/$zone.signed" "$file"
    done
}

token=
if [ "$keys" = softhsm ]; then
    mkdir state
    make_token "$work"
    make_token_keys shared.example . "$module"
    token="tokens: { t: { module: $module, pin: \"file:$work/pin\" } }"
fi
share() { # zone: a key's tag does not depend on its owner
    for file in Kshared.example.*; do
        sed "s/shared\.example/$1/g" "$file" > "keys/${file/shared.example/$1}"
    done
}

for ((z = 0; z < zones; z++)); do
    zone="z$z.example"
    write "$zone" 1
    [ -z "$token" ] || { share "$zone"; continue; }
    for kind in "-f KSK" ""; do
        key=$(dnssec-keygen -q -a ECDSAP256SHA256 $kind -K theirkeys "$zone")
        cp "theirkeys/$key".* keys/
    done
done
cat > dnssec.yaml <<EOF
state: $work/state
settle: 0
$token
zones:
  - { directory: $work/unsigned, keys: $work/keys, ${token:+token: t, }output: "$work/signed/{zone}" }
EOF

echo "$zones zones of $((names + 3)) names, keys in $keys, $(nproc) cores"
echo "signall run, first:                   $(seconds "$signall" run --config dnssec.yaml) s"
echo "signall run, nothing to do:           $(seconds "$signall" run --config dnssec.yaml) s"
for ((z = 0; z < zones; z++)); do write "z$z.example" 2; done
echo "signall run, every zone changed:      $(seconds "$signall" run --config dnssec.yaml) s"
[ -n "$token" ] || echo "dnssec-signzone, a loop over them:    $(seconds theirs) s"
