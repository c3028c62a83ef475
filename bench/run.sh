#!/usr/bin/env bash
# Signs the same zones with signall and with the signers one would use otherwise, side by side, and prints a Markdown table:
# wall seconds, CPU seconds and peak memory (medians of several rounds), and the bare time of as many signatures.
#
#   bench/run.sh [--sizes "10000 100000"] [--million] [--rounds 3] [--algorithm ecdsap256sha256|rsasha256|ed25519]
#                [--denial nsec|nsec3] [--directory DIR]
#
# The tools of one round run one after another, so that a busy machine slows all of them; compare ratios, not seconds.
# Tools that are not installed are named and left out. Needs gcc, libssl-dev, time, and dnssec-keygen from bind9-utils.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
sizes="10000 100000"
rounds=3
algorithm=ecdsap256sha256
denial=nsec
directory=

die() { echo "bench: error: $1" >&2; exit 2; }

while [ $# -gt 0 ]; do
    case $1 in
        --sizes) sizes=$2; shift 2 ;;
        --million) sizes="$sizes 1000000"; shift ;;
        --rounds) rounds=$2; shift 2 ;;
        --algorithm) algorithm=$2; shift 2 ;;
        --denial) denial=$2; shift 2 ;;
        --directory) directory=$2; shift 2 ;;
        *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done

bits=
case $algorithm in
    ecdsap256sha256) number=13 ;;
    rsasha256) number=8; bits="-b 2048" ;;
    ed25519) number=15 ;;
    *) die "--algorithm $algorithm is none of ecdsap256sha256, rsasha256, ed25519" ;;
esac
[ -x /usr/bin/time ] || die "GNU time is missing: apt-get install time"
for needed in gcc dnssec-keygen dotnet; do
    command -v $needed > /dev/null || die "$needed is missing: apt-get install gcc libssl-dev bind9-utils, and the .NET 10 SDK"
done

if [ -z "$directory" ]; then
    directory=$(mktemp -d "${TMPDIR:-/tmp}/dnssec-bench-XXXXXX")
    trap 'rm -rf "$directory"' EXIT
fi
mkdir -p "$directory/keys" "$directory/knot"
cores=$(nproc)

# --- what runs -------------------------------------------------------------------------------------------------------

echo "bench: building" >&2
dotnet publish -c Release -r linux-x64 --no-self-contained -p:PublishReadyToRun=true -v quiet --nologo -clp:NoSummary \
    --artifacts-path "$root/artifacts/build-folder" -o "$directory/benchmarks" "$root/tests/DnssecToolkit.Benchmarks" >&2
benchmarks="$directory/benchmarks/DnssecToolkit.Benchmarks"
gcc -O2 -o "$directory/bare-signatures" "$root/tests/DnssecToolkit.Benchmarks/bare-signatures.c" -lcrypto -lpthread
signall=
if [ -d "$root/src/signall" ]; then
    "$root/publish.sh" --folder-only --output "$directory/publish" signall >&2
    signall="$directory/publish/signall/signall"
fi

tools=
for tool in dnssec-signzone ldns-signzone kzonesign; do
    if command -v $tool > /dev/null; then tools="$tools $tool"; else echo "bench: $tool is not installed, left out" >&2; fi
done

( cd "$directory/keys"
  rm -f K*
  # shellcheck disable=SC2086
  { dnssec-keygen -q -a $algorithm $bits -f KSK zz. && dnssec-keygen -q -a $algorithm $bits zz.; } > /dev/null )
keys=$(cd "$directory/keys" && ls K*.key | sed "s|^|$directory/keys/|; s|\.key\$||")

cat > "$directory/knot/knot.conf" <<END
server:
    rundir: "$directory/knot"
database:
    storage: "$directory/knot"
    journal-db-max-size: 4G
policy:
  - id: bench
    algorithm: $algorithm
    ${bits:+ksk-size: 2048}
    ${bits:+zsk-size: 2048}
    signing-threads: $cores
    nsec3: $([ $denial = nsec3 ] && echo on || echo off)
    nsec3-iterations: 0
    nsec3-salt-length: 0
    ksk-lifetime: 0
    zsk-lifetime: 0
zone:
  - domain: zz.
    file: "$directory/zone"
    dnssec-signing: on
    dnssec-policy: bench
END

# --- one job each ----------------------------------------------------------------------------------------------------

sign_with() {
    case $1 in
        signall) "$signall" --zone-file "$directory/zone" --origin zz. --keys "$directory/keys" --denial $denial \
            --output "$directory/signall.out" --verify none ;;
        signall-full) "$signall" --zone-file "$directory/zone" --origin zz. --keys "$directory/keys" --denial $denial \
            --output "$directory/signall-full.out" --verify full ;;
        signall-again) "$signall" --zone-file "$directory/zone" --origin zz. --keys "$directory/keys" --denial $denial \
            --previous "$directory/signall.out" --output "$directory/signall-again.out" --verify none ;;
        rewrite) "$benchmarks" rewrite "$directory/zone" "$directory/signall.out" --output "$directory/rewrite.out" ;;
        # shellcheck disable=SC2046
        dnssec-signzone) dnssec-signzone -q -S -P -x -n "$cores" -K "$directory/keys" -d "$directory" -o zz. \
            $([ $denial = nsec3 ] && echo "-3 - -H 0") -f "$directory/bind.out" "$directory/zone" ;;
        # shellcheck disable=SC2046,SC2086
        ldns-signzone) ldns-signzone $([ $denial = nsec3 ] && echo "-n -t 0") -o zz. -f "$directory/ldns.out" \
            "$directory/zone" $keys ;;
        kzonesign) rm -rf "$directory/knot/out" && kzonesign -c "$directory/knot/knot.conf" -o "$directory/knot/out" zz. ;;
    esac
}

# Appends "wall user system peak-kB" of one job to its file.
measure() {
    # signall would keep the signatures of an output that is there.
    case $1 in signall|signall-full) rm -f "$directory/$1.out" ;; esac
    sync
    export -f sign_with
    export signall benchmarks directory denial keys cores
    if ! /usr/bin/time -q -o "$directory/times" -f '%e %U %S %M' bash -c "sign_with $1" > "$directory/said" 2>&1; then
        echo "bench: $1 failed:" >&2
        tail -5 "$directory/said" >&2
        return 1
    fi
    tail -1 "$directory/times" >> "$directory/$1.measured"
}

# Prints wall, CPU and peak MB: the median round by wall.
median() { sort -n "$1" | awk '{ row[NR] = $0 } END { split(row[int((NR + 1) / 2)], f, " "); printf "%.2f %.2f %.0f", f[1], f[2] + f[3], f[4] / 1024 }'; }

signatures_in() { grep -cE '[[:space:]]RRSIG[[:space:]]+[A-Z0-9]+[[:space:]]+[0-9]+[[:space:]]+[0-9]+[[:space:]]' "$1"; }

# A row of the table: name, measured file, bare wall, bare CPU.
row() {
    read -r wall cpu peak <<< "$(median "$2")"
    awk -v n="$1" -v w="$wall" -v c="$cpu" -v p="$peak" -v bw="$3" -v bc="$4" \
        'BEGIN { printf "| %s | %.2f | %.2f | %s | %.2f | %.2f |\n", n, w, c, p, w / bw, c / bc }'
}

# --- the rounds ------------------------------------------------------------------------------------------------------

echo "# Signing, $algorithm, $denial, $cores cores, median of $rounds rounds"
echo
grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'
for size in $sizes; do
    rm -f "$directory"/*.measured "$directory/bare"
    "$benchmarks" zone --delegations "$size" --seed 1 --output "$directory/zone"
    echo "bench: $size delegations, $(stat -c %s "$directory/zone") octets" >&2
    jobs="$tools"
    [ -n "$signall" ] && jobs="signall signall-full signall-again rewrite $tools"
    count=
    for round in $(seq "$rounds"); do
        echo "bench: round $round of $rounds" >&2
        for job in $jobs; do
            measure "$job" || jobs=${jobs//$job/}
        done
        if [ -z "$count" ]; then
            for output in signall.out bind.out ldns.out; do
                [ -f "$directory/$output" ] && { count=$(signatures_in "$directory/$output"); break; }
            done
        fi
        "$directory/bare-signatures" $algorithm "$count" "$cores" | awk '{ print $4, $5, 0, 0 }' >> "$directory/bare"
    done
    read -r bare_wall bare_cpu _ <<< "$(median "$directory/bare")"
    echo
    echo "## $size delegations, $count signatures"
    echo
    echo "| job | wall s | CPU s | peak MB | wall / bare | CPU / bare |"
    echo "|---|---|---|---|---|---|"
    echo "| bare signatures (C, all cores) | $bare_wall | $bare_cpu | | 1.00 | 1.00 |"
    [ -f "$directory/signall.measured" ] && row "signall --verify none" "$directory/signall.measured" "$bare_wall" "$bare_cpu"
    [ -f "$directory/signall-full.measured" ] && row "signall --verify full" "$directory/signall-full.measured" "$bare_wall" "$bare_cpu"
    for tool in $tools; do
        [ -f "$directory/$tool.measured" ] && row "$tool" "$directory/$tool.measured" "$bare_wall" "$bare_cpu"
    done
    if [ -f "$directory/signall-again.measured" ]; then
        read -r read_wall read_cpu _ <<< "$(median "$directory/rewrite.measured")"
        echo
        echo "Signing again with every signature reusable, against reading both files and writing the signed one (\`benchmarks rewrite\`):"
        echo
        echo "| job | wall s | CPU s | peak MB | wall / rewrite | CPU / rewrite |"
        echo "|---|---|---|---|---|---|"
        row "read both, write the signed one" "$directory/rewrite.measured" "$read_wall" "$read_cpu"
        row "signall --previous" "$directory/signall-again.measured" "$read_wall" "$read_cpu"
    fi
done
