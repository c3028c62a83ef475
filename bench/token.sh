#!/usr/bin/env bash
# Signatures a second of SoftHSM through the toolkit (child process, batches, every signature verified) beside a bare C loop over the
# same token with as many threads; prints a Markdown table.
#
#   bench/token.sh [--seconds 3] [--rounds 7] [--threads N] [--directory DIR]
#
# The two of one round run one after the other, so that a busy machine slows both: each round gives a ratio, and the middle one
# counts; the rates are the best of each.
# Needs gcc, softhsm2 and the .NET 10 SDK.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
seconds=3
rounds=7
threads=$(nproc)
directory=
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=$2; shift 2 ;;
        --rounds) rounds=$2; shift 2 ;;
        --threads) threads=$2; shift 2 ;;
        --directory) directory=$2; shift 2 ;;
        *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done
. "$root/bench/functions.sh"
if [ -z "$directory" ]; then
    directory=$(mktemp -d "${TMPDIR:-/tmp}/dnssec-bench-XXXXXX")
    trap 'rm -rf "$directory"' EXIT
fi

make_token "$directory"

echo "bench: building" >&2
for project in src/keyall tests/DnssecToolkit.Benchmarks; do
    dotnet build -c Release -v quiet --nologo -clp:NoSummary "$root/$project" >&2
done
keyall="$root/src/keyall/bin/Release/net10.0/keyall"
benchmarks="$root/tests/DnssecToolkit.Benchmarks/bin/Release/net10.0/DnssecToolkit.Benchmarks"
gcc -O2 -o "$directory/bare-token" "$root/tests/DnssecToolkit.Benchmarks/bare-token.c" -ldl -lpthread

better() { if [ "$1" -gt "$2" ]; then echo "$1"; else echo "$2"; fi; }

echo "| key | threads | bare C loop | toolkit | ratio (median) |"
echo "|---|---|---|---|---|"
for kind in "rsa RSASHA256" "ecdsa ECDSAP256SHA256"; do
    set -- $kind
    mkdir -p "$directory/$1"
    "$keyall" key generate --zone zz --keys "$directory/$1" --algorithm "$2" --token 'pkcs11:token=bench' --module "$module" \
        --pin "file:$directory/pin" --state "$directory/state" > /dev/null
    label=$(base64 -d <<< "$(sed -n 's/^Label: //p' "$directory/$1"/*.private)" | tr -d '\0' | sed 's/.*object=\([^;?]*\).*/\1/; s/%20/ /g; s/%2E/./g')
    bare=0
    ours=0
    ratios=
    for _ in $(seq "$rounds"); do
        loop=$("$directory/bare-token" "$module" bench 123456 "$label" "$1" "$seconds" "$threads")
        toolkit=$("$benchmarks" token --keys "$directory/$1" --zone zz. --pin "file:$directory/pin" --seconds "$seconds" \
            --threads "$threads" --state "$directory/state")
        bare=$(better "$loop" "$bare")
        ours=$(better "$toolkit" "$ours")
        ratios="$ratios $((toolkit * 100 / loop))"
    done
    echo "| $2 | $threads | $bare | $ours | $(tr ' ' '\n' <<< "$ratios" | sort -n | sed '/^$/d' | sed -n "$(((rounds + 1) / 2))p") % |"
done
