#!/usr/bin/env bash
# Verifies the same signed zones with verifyzone and with the verifiers one would use otherwise, side by side, and prints a
# Markdown table: wall seconds, CPU seconds and peak memory (medians of several rounds), and what signing the zone took, with the
# check of its result that is the default and without.
#
#   bench/verify.sh [--sizes "100000 1000000"] [--rounds 3] [--limit 1800] [--algorithm ecdsap256sha256|rsasha256|ed25519]
#
# NSEC. The bare time of as many verifications by OpenSSL, in C on all cores, stands beside. Tools that are not installed are named and left out; one that runs longer than --limit seconds, or says
# that the zone is faulty, has that in place of figures. Needs dnssec-keygen from bind9-utils, and GNU time.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
sizes="100000 1000000"
rounds=3
limit=1800
algorithm=ecdsap256sha256
while [ $# -gt 0 ]; do
    case $1 in
        --sizes) sizes=$2; shift 2 ;;
        --rounds) rounds=$2; shift 2 ;;
        --limit) limit=$2; shift 2 ;;
        --algorithm) algorithm=$2; shift 2 ;;
        *) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done
[ -x /usr/bin/time ] || { echo "bench: error: GNU time is missing: apt-get install time" >&2; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/dnssec-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/keys"
dotnet build -c Release -v quiet --nologo -clp:NoSummary "$root/tests/DnssecToolkit.Benchmarks" >&2
benchmarks="$root/tests/DnssecToolkit.Benchmarks/bin/Release/net10.0/DnssecToolkit.Benchmarks"
"$root/publish.sh" --folder-only --output "$work/publish" signall verifyzone >&2
( cd "$work/keys"
  { dnssec-keygen -q -a "$algorithm" -f KSK zz. && dnssec-keygen -q -a "$algorithm" zz.; } > /dev/null )

gcc -O2 -o "$work/bare" "$root/tests/DnssecToolkit.Benchmarks/bare-signatures.c" -lcrypto -lpthread

# Runs a command under the limit and prints "wall cpu peak-MB", or why there are none.
measure() {
    local status=0
    /usr/bin/time -q -o "$work/times" -f '%e %U %S %M' timeout "$limit" "$@" > "$work/said" 2>&1 || status=$?
    case $status in
        0) awk '{ printf "%.2f %.2f %.0f\n", $1, $2 + $3, $4 / 1024 }' "$work/times" ;;
        124) echo "over ${limit}s - -" ;;
        *) echo "status-$status - -" ;;
    esac
}

verify_with() {
    case $1 in
        verifyzone) measure "$work/publish/verifyzone/verifyzone" --origin zz. "$work/signed" ;;
        verifyzone-library) measure "$work/publish/verifyzone/verifyzone" --origin zz. --crypto library "$work/signed" ;;
        dnssec-verify) measure dnssec-verify -q -o zz. "$work/signed" ;;
        ldns-verify-zone) measure ldns-verify-zone -V 1 "$work/signed" ;;
        kzonecheck) measure kzonecheck -d on -o zz. "$work/signed" ;;
        validns) measure validns -n "$(nproc)" -z zz. "$work/signed" ;;
    esac
}

tools="verifyzone verifyzone-library"
for tool in dnssec-verify kzonecheck ldns-verify-zone validns; do
    if command -v $tool > /dev/null; then tools="$tools $tool"; else echo "bench: $tool is not installed, left out" >&2; fi
done

echo "# Verifying, $algorithm, NSEC, $(nproc) cores, median of $rounds rounds"
for size in $sizes; do
    rm -f "$work"/*.rows
    "$benchmarks" zone --delegations "$size" --seed 1 --output "$work/zone"
    for round in $(seq "$rounds"); do
        echo "bench: $size delegations, round $round of $rounds" >&2
        for check in full none; do
            rm -f "$work/signed"
            measure "$work/publish/signall/signall" --zone-file "$work/zone" --origin zz. --keys "$work/keys" --output "$work/signed" \
                --verify $check >> "$work/signall-$check.rows"
        done
        "$work/bare" "$algorithm" "$(grep -c 'IN RRSIG' "$work/signed")" "$(nproc)" verify | awk '{ print $4, $5, "-" }' >> "$work/bare-verifications.rows"
        for tool in $tools; do verify_with "$tool" >> "$work/$tool.rows"; done
    done
    echo
    echo "## $size delegations"
    echo
    echo "| job | wall s | CPU s | peak MB |"
    echo "|---|---|---|---|"
    for job in signall-full signall-none bare-verifications $tools; do
        sort -n "$work/$job.rows" | awk -v job="$job" '{ row[NR] = $0 } END { split(row[int((NR + 1) / 2)], f, " ")
            if (f[1] == "over") printf "| %s | over %s | | |\n", job, f[2]; else printf "| %s | %s | %s | %s |\n", job, f[1], f[2], f[3] }'
    done
done
