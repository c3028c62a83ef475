#!/usr/bin/env bash
# Builds everything and runs every test; the last line is "N passed, N failed, N skipped".
#
#   tests/run.sh [--configuration Release|Debug|both] [--no-install]
#
# The tests compare with programs that we did not write. As root this installs them from Debian; otherwise it says how.
# Tests whose program is absent are skipped, with the reason. Default: Release.
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
configurations=Release
install=yes
while [ $# -gt 0 ]; do
    case $1 in
        --configuration) if [ "${2:-}" = both ]; then configurations="Release Debug"; else configurations=$2; fi; shift 2 ;;
        --no-install) install=; shift ;;
        *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done

# package:program, by Debian 12's names; - where the package has no program of its own
needs="bind9:named bind9-utils:dnssec-signzone bind9-dnsutils:delv ldnsutils:ldns-signzone knot:knotd
    knot-dnssecutils:kzonesign validns:validns python3-jsonschema:jsonschema softhsm2:softhsm2-util unbound:unbound openssl:openssl strace:strace python3:python3 gcc:gcc libssl-dev:- libnss3:-
    swtpm:swtpm swtpm-tools:swtpm_setup trousers:tcsd tpm-tools:tpm_takeownership opencryptoki:pkcsslotd libopencryptoki0:-
    libtpm2-pkcs11-1:- libtss2-tcti-swtpm0:- pcscd:pcscd vsmartcard-vpcd:- opensc:pkcs11-tool opensc-pkcs11:- tpm2-tools:tpm2_dictionarylockout libxml2-utils:xmllint zbar-tools:zbarimg iproute2:ip rsync:rsync openssh-client:sftp openssh-sftp-server:-
    debootstrap:debootstrap systemd:systemd-analyze opendnssec-signer:ods-signerd opendnssec-common:- nsd:nsd prometheus:promtool chromium:chromium poppler-utils:pdftotext"

has() {
    if [ "$2" = - ]; then dpkg -s "$1" > /dev/null 2>&1; else PATH="$PATH:/usr/sbin:/sbin" command -v "$2" > /dev/null; fi
}

missing=
for need in $needs; do
    has "${need%%:*}" "${need##*:}" || missing="$missing ${need%%:*}"
done
if [ -n "$missing" ]; then
    if [ -n "$install" ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        echo "Installing what the tests compare with:$missing"
        export DEBIAN_FRONTEND=noninteractive
        # Name servers that start by themselves on installation would take ports and memory for nothing.
        if [ ! -e /usr/sbin/policy-rc.d ]; then
            printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
            chmod +x /usr/sbin/policy-rc.d
            trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        fi
        apt-get update -q > /dev/null
        for package in $missing; do
            apt-get install -q -y --no-install-recommends "$package" > /dev/null 2>&1 \
                || echo "Could not install $package; the tests that need it are skipped."
        done
        [ "$(trap -p EXIT)" = "" ] || rm -f /usr/sbin/policy-rc.d
        trap - EXIT
    else
        echo "Some tests will be skipped. To run them all, as root: apt-get install$missing"
    fi
fi

# BIND 9.20, for its dnssec-ksr: Debian 12 has it in bookworm-backports. It goes beside the system's own, under names ending in -9.20.
newer="${XDG_CACHE_HOME:-$HOME/.cache}/dnssec-toolkit/bind-9.20"
fetch_newer_bind() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/dnssec-bind-XXXXXX") || return 1
    mkdir -p "$work/lists/partial" "$work/root"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm-backports main
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main" > "$work/sources.list"
    apt="-q -o Dir::Etc::sourcelist=$work/sources.list -o Dir::Etc::sourceparts=- -o Dir::State::lists=$work/lists -o APT::Sandbox::User=root"
    (
        cd "$work" && apt-get $apt update && apt-get $apt download bind9/bookworm-backports bind9-libs/bookworm-backports bind9-utils/bookworm-backports \
            liburcu8 libjemalloc2 && for package in *.deb; do dpkg -x "$package" root || exit 1; done
    ) > /dev/null 2>&1 || { rm -rf "$work"; return 1; }
    mkdir -p "$newer/bin" && cp -r "$work/root/usr" "$newer/" && rm -rf "$work"
    for program in bin/dnssec-ksr sbin/named sbin/rndc; do
        printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$newer/usr/lib/$(uname -m)-linux-gnu" "$newer/usr/$program" > "$newer/bin/${program#*/}-9.20"
        chmod +x "$newer/bin/${program#*/}-9.20"
    done
}
if [ ! -x "$newer/bin/dnssec-ksr-9.20" ] && [ -n "$install" ] && grep -q '^VERSION_ID="12"' /etc/os-release 2> /dev/null; then
    echo "Fetching BIND 9.20 beside the system's"
    fetch_newer_bind || echo "Could not fetch it; the tests of dnssec-ksr are skipped."
fi
PATH="$PATH:$newer/bin"
export PATH

# What a test interrupts must not have inherited, from a shell's background job or nohup, that it ignores Ctrl-C.
default_signals=
if env --default-signal=INT true 2> /dev/null; then default_signals="env --default-signal=INT"; fi

results=$(mktemp -d "${TMPDIR:-/tmp}/dnssec-results-XXXXXX")
trap 'rm -rf "$results"' EXIT
broken=
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
for configuration in $configurations; do
    dotnet build "$root/DnssecToolkit.sln" -c "$configuration" -v quiet -clp:NoSummary < /dev/null || { broken=yes; continue; }
    for project in DnssecToolkit.Tests DnssecToolkit.Interop; do
        echo "Testing $project ($configuration)"
        $default_signals dotnet test "$root/tests/$project/$project.csproj" -c "$configuration" --no-build -v quiet \
            --results-directory "$results" --logger "trx;LogFileName=$project.$configuration.trx" \
            --blame-hang-timeout 15m --logger "console;verbosity=minimal" < /dev/null || broken=yes
    done
done

# Sums what the result files count: <Counters total=".." executed=".." passed=".." failed=".." error=".." ... />
count() {
    cat "$results"/*.trx 2> /dev/null | grep -o '<Counters [^>]*' | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' \
        | awk '{ sum += $1 } END { print sum + 0 }'
}
total=$(count total)
passed=$(count passed)
failed=$(($(count failed) + $(count error) + $(count timeout) + $(count aborted)))
# Skipped tests are those that were not executed.
skipped=$((total - passed - failed))
if [ -n "$broken" ] && [ "$failed" = 0 ]; then
    echo "The build or a test run broke before it could count."
    failed=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
