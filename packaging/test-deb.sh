#!/usr/bin/env bash
# Installs, uses, upgrades, removes and purges the package in a clean Debian root, and says what was seen.
#
#   packaging/test-deb.sh [--suite bookworm] [--mirror URL]
#
# Needs root and debootstrap. Exits 77 where the root cannot be made (no root rights, no mirror), as test drivers expect of a skip.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
suite=bookworm
mirror=http://deb.debian.org/debian
while [ $# -gt 0 ]; do
    case $1 in
        --suite) suite=$2; shift 2 ;;
        --mirror) mirror=$2; shift 2 ;;
        *) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done
[ "$(id -u)" = 0 ] || { echo "test-deb: skipped: needs root"; exit 77; }
command -v debootstrap > /dev/null || { echo "test-deb: skipped: apt-get install debootstrap"; exit 77; }

work=$(mktemp -d "${TMPDIR:-/tmp}/dnssec-root-XXXXXX")
clean="$work/root"
mounted=
finish() {
    if [ -n "$mounted" ]; then umount "$clean/proc" || true; fi
    rm -rf --one-file-system "$work"
}
trap finish EXIT
say() { echo "test-deb: $1"; }
die() { echo "test-deb: error: $1" >&2; exit 1; }
inside() { chroot "$clean" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"; }

new=$("$root/packaging/build-deb.sh" --output "$work" 2> "$work/build") || { cat "$work/build"; die "the package cannot be built"; }
# The same under an older version, to upgrade from.
old="$work/dnssec-toolkit_0.0.1_amd64.deb"
dpkg-deb --raw-extract "$new" "$work/tree"
sed -i 's/^Version: .*/Version: 0.0.1/' "$work/tree/DEBIAN/control"
dpkg-deb --root-owner-group --build -Znone "$work/tree" "$old" > /dev/null
say "built $(basename "$new"), $(($(stat -c %s "$new") / 1000000)) MB"

if ! debootstrap --variant=minbase --include=adduser,libssl3,softhsm2 "$suite" "$clean" "$mirror" > "$work/debootstrap" 2>&1; then
    tail -3 "$work/debootstrap"
    say "skipped: debootstrap could not make a root from $mirror"
    exit 77
fi
mount -t proc proc "$clean/proc" && mounted=yes
cp "$old" "$new" "$clean/"

inside dpkg -i "/$(basename "$old")" > "$work/install" 2>&1 || { cat "$work/install"; die "the package does not install"; }
[ "$(stat -c '%U %a' "$clean/var/lib/dnssec-toolkit")" != "" ] || die "there is no state directory"
[ "$(inside stat -c '%U %a' /var/lib/dnssec-toolkit/keys)" = "dnssec-toolkit 700" ] || die "the keys' directory is not the signer's alone"
for tool in $(inside sh -c 'cd /usr/lib/dnssec-toolkit && for file in *; do [ -x "$file" ] && [ ! -d "$file" ] && echo "$file"; done'); do
    [ -e "$clean/usr/bin/$tool" ] || continue # of the units, or of the runtime
    inside "$tool" --version > /dev/null || die "$tool does not start"
    [ -s "$clean/usr/share/man/man1/$tool.1.gz" ] || die "$tool has no man page"
done
say "installed; every tool starts without .NET on the host"

completed=$(inside bash -c '. /usr/share/bash-completion/completions/signall
    COMP_LINE="signall --zone-f" COMP_POINT=16 COMP_WORDS=(signall --zone-f) COMP_CWORD=1
    _dnssec_toolkit signall; echo "${COMPREPLY[*]}"')
[ "$completed" = --zone-file ] || die "bash completes 'signall --zone-f' to '$completed'"
if command -v systemd-analyze > /dev/null; then
    # With the host's systemd, for the clean root has none; its program and its user are of the clean root alone.
    mkdir "$work/units"
    for unit in "$clean"/lib/systemd/system/dnssec-toolkit*; do
        sed -e 's|^ExecStart=/usr/.*|ExecStart=/bin/true|' -e '/^User=/d' -e '/^Documentation=/d' "$unit" > "$work/units/${unit##*/}"
    done
    complaints=$(systemd-analyze --man=no verify "$work"/units/* 2>&1 | grep "$work/units" || true)
    [ -z "$complaints" ] || die "systemd complains about a unit: $complaints"
    say "bash completes; systemd understands the units"
else
    say "bash completes; the units are not checked: apt-get install systemd"
fi

inside env MONITOR_SERVICE_RESULT=exit-code MONITOR_EXIT_STATUS=2 /usr/lib/dnssec-toolkit/unit-failed dnssec-toolkit.service \
    | grep -q '^<3>dnssec-toolkit.service failed: exit-code, status 2' || die "the program that tells of failed units does not"

cat > "$clean/tmp/db.example" <<'ZONE'
$TTL 3600
@ SOA ns hostmaster 1 7200 3600 1209600 600
@ NS ns
ns A 192.0.2.1
ZONE
as_signer() { inside su -s /bin/sh dnssec-toolkit -c "$1"; }
as_signer "keyall key generate --zone example --keys /var/lib/dnssec-toolkit/keys" > /dev/null || die "no key can be made"
as_signer "signall --zone-file /tmp/db.example --origin example --keys /var/lib/dnssec-toolkit/keys --output /var/lib/dnssec-toolkit/db.signed" \
    || die "the signer's user cannot sign"
as_signer "verifyzone /var/lib/dnssec-toolkit/db.signed --origin example > /dev/null" || die "the signed zone is not sound"
say "its user made a key, signed a zone and verified it"

# The process that a module runs in is the tool's single file again.
module=/usr/lib/softhsm/libsofthsm2.so
hsm="export SOFTHSM2_CONF=/tmp/hsm/conf; cd /tmp/hsm"
as_signer "umask 077; mkdir -p /tmp/hsm/tokens; echo 648219 > /tmp/hsm/pin; echo 76543210 > /tmp/hsm/so-pin
    printf 'directories.tokendir = /tmp/hsm/tokens\nobjectstore.backend = file\n' > /tmp/hsm/conf"
as_signer "$hsm; keyall token init --module $module --label zone --pin file:pin --so-pin file:so-pin" > /dev/null || die "no token can be initialised"
as_signer "$hsm; keyall token test --module $module --token pkcs11:token=zone --pin file:pin" > "$work/token" || { cat "$work/token"; die "a token's test fails"; }
as_signer "$hsm; mkdir keys; keyall key generate --zone example --keys keys --token pkcs11:token=zone --module $module --pin file:pin" > /dev/null \
    || die "no key can be made in a token"
as_signer "$hsm; signall --zone-file /tmp/db.example --origin example --keys keys --pin file:pin --output db.signed && verifyzone db.signed --origin example > /dev/null" \
    || die "a key in a token cannot sign"
say "its user made a token and a key in it, and signed with that"

echo '# of the operator' >> "$clean/etc/logrotate.d/dnssec-toolkit"
echo 'zones: []' > "$clean/etc/dnssec-toolkit/dnssec.yaml"
inside dpkg --force-confdef --force-confold -i "/$(basename "$new")" > "$work/upgrade" 2>&1 || { cat "$work/upgrade"; die "the upgrade fails"; }
grep -q 'of the operator' "$clean/etc/logrotate.d/dnssec-toolkit" || die "the upgrade overwrote a changed file"
[ -s "$clean/etc/dnssec-toolkit/dnssec.yaml" ] || die "the upgrade lost the configuration"
as_signer "verifyzone /var/lib/dnssec-toolkit/db.signed --origin example > /dev/null" || die "the upgrade broke the tools"
say "upgraded; what the operator changed stands"

inside dpkg -r dnssec-toolkit > /dev/null 2>&1 || die "it cannot be removed"
[ ! -e "$clean/usr/lib/dnssec-toolkit" ] || die "removal left $(find "$clean/usr/lib/dnssec-toolkit" | head -1 | sed "s|$clean||")"
inside dpkg -P dnssec-toolkit > "$work/purge" 2>&1 || { cat "$work/purge"; die "it cannot be purged"; }
ls "$clean"/var/lib/dnssec-toolkit/keys/*.private > /dev/null || die "a purge removed keys"
grep -q 'holds keys or state' "$work/purge" || die "the purge does not say that it left the keys"
[ ! -e "$clean/etc/logrotate.d/dnssec-toolkit" ] || die "the purge left its files in /etc"
say "removed and purged; the keys are still there, and it said so"
