#!/usr/bin/env bash
# A registry's eight zones with a token of one or two signatures a second: how long the first signing takes, and a normal hour.
#
#   bench/slow-token.sh [RATE] [NAMES]          default: 2 signatures a second, 5 names a zone
#
# The token is SoftHSM behind tests' faulty-pkcs11.c, told to take 1/RATE s for each signature, one at a time: as a smart card does.
# Prints seconds of wall-clock time and signatures.
set -euo pipefail
rate=${1:-2}
names=${2:-5}
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/bench/functions.sh"
find_tools
enter_directory
mkdir keys unsigned signed state
make_token "$work"
gcc -shared -fPIC -O1 -o slow.so "$root/tests/DnssecToolkit.Interop/Tokens/faulty-pkcs11.c" -ldl -lpthread

write() { # zone serial
    { printf '$TTL 300\n@ SOA ns1.cr. hostmaster.cr. %s 7200 3600 1209600 300\n@ NS ns1.cr.\n@ NS ns2.cr.\n' "$2"
      [ "$1" != cr ] || printf 'ns1 A 192.0.2.1\nns2 A 192.0.2.2\n'
      for ((n = 0; n < names; n++)); do echo "n$n A 192.0.2.$((n % 250 + 1))"; done
      for ((n = 0; n < $2; n++)); do echo "new$n A 192.0.2.7"; done; } > "unsigned/.$1" && mv "unsigned/.$1" "unsigned/$1"
}
made() { grep '"event":"signed"' state/journal-*.jsonl | tail -n +$(($1 + 1)) | sed 's/.*"made":\([0-9]*\).*/\1/' | paste -sd+ | bc; }

# The keys name the module that they are to be used through: this one, not yet slow.
echo "module=$module" > slow.so.conf
zones="ac.cr co.cr ed.cr fi.cr go.cr or.cr sa.cr cr"
for zone in $zones; do
    write "$zone" 0
    make_token_keys "$zone" keys "$work/slow.so"
done
# Two sessions sign at once, so each signature takes two of them.
printf 'module=%s\nslow=%s\nsessions=3\n' "$module" "$((2000 / rate))" > slow.so.conf
cat > dnssec.yaml <<CONFIGURATION
state: $work/state
settle: 0
tokens: { t: { module: $work/slow.so, pin: "file:$work/pin" } }
zones:
  - { directory: $work/unsigned, keys: $work/keys, token: t, output: "$work/signed/{zone}" }
CONFIGURATION

echo "eight zones of $names names, a token of $rate signatures a second"
echo "first signing:                           $(seconds "$signall" run --config dnssec.yaml) s, $(made 0) signatures"
echo "an hour with nothing to do:              $(seconds "$signall" run --config dnssec.yaml) s"
before=$(grep -c '"event":"signed"' state/journal-*.jsonl)
write cr 1
write co.cr 1
echo "an hour in which two zones changed:      $(seconds "$signall" run --config dnssec.yaml) s, $(made "$before") signatures"
