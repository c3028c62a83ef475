#!/usr/bin/env bash
# Builds the Debian package: the four tools with their own .NET runtime, man pages, completion, systemd units.
#
#   packaging/build-deb.sh [--output DIR] [--version VERSION]
#
# Prints the package's path. DIR is artifacts/packages; VERSION is that of the sources. Needs dpkg-deb, gzip and the .NET 10 SDK.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
output="$root/artifacts/packages"
version=$(sed -n 's|.*<VersionPrefix>\(.*\)</VersionPrefix>.*|\1|p' "$root/Directory.Build.props")
while [ $# -gt 0 ]; do
    case $1 in
        --output) output=$2; shift 2 ;;
        --version) version=$2; shift 2 ;;
        *) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done

for needed in dpkg-deb gzip dotnet; do
    command -v $needed > /dev/null || { echo "build-deb: error: $needed is missing: apt-get install dpkg gzip, and the .NET 10 SDK" >&2; exit 2; }
done

tree=$(mktemp -d "${TMPDIR:-/tmp}/dnssec-deb-XXXXXX")
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"

# One folder for all tools, so that they share one runtime.
library="$tree/usr/lib/dnssec-toolkit"
tools=()
for project in "$root"/src/*/*.csproj; do
    grep -q '<OutputType>Exe' "$project" || continue
    tools+=("$(basename "$project" .csproj)")
    dotnet publish "$project" -c Release -r linux-x64 -v quiet --nologo --self-contained -p:DebugType=none \
        --artifacts-path "$root/artifacts/build-deb" -o "$library" >&2
done
rm -f "$library"/*.xml "$library"/*.pdb "$library/createdump"
find "$library" -type f -exec chmod 644 {} +

install -d "$tree/usr/bin" "$tree/usr/share/man/man1" "$tree/usr/share/bash-completion/completions" \
    "$tree/usr/share/zsh/vendor-completions" "$tree/usr/share/doc/dnssec-toolkit/examples" "$tree/etc/dnssec-toolkit" \
    "$tree/lib/systemd/system" "$tree/etc/logrotate.d" "$tree/DEBIAN"
for tool in "${tools[@]}"; do
    chmod 755 "$library/$tool"
    ln -s "../lib/dnssec-toolkit/$tool" "$tree/usr/bin/$tool"
    gzip -9nc "$root/docs/man/$tool.1" > "$tree/usr/share/man/man1/$tool.1.gz"
    install -m 644 "$root/packaging/completion/bash" "$tree/usr/share/bash-completion/completions/$tool"
done
{ echo "#compdef ${tools[*]}"; cat "$root/packaging/completion/zsh"; } > "$tree/usr/share/zsh/vendor-completions/_dnssec-toolkit"
install -m 644 "$root"/packaging/systemd/* "$tree/lib/systemd/system/"
install -m 755 "$root"/packaging/scripts/* "$library/"
install -m 644 "$root/packaging/logrotate" "$tree/etc/logrotate.d/dnssec-toolkit"
install -m 644 "$root"/packaging/examples/* "$tree/usr/share/doc/dnssec-toolkit/examples/"
install -m 644 "$root/LICENSE" "$tree/usr/share/doc/dnssec-toolkit/copyright"
gzip -9nc "$root/CHANGELOG.md" > "$tree/usr/share/doc/dnssec-toolkit/changelog.gz"

for script in preinst postinst prerm postrm; do
    [ ! -f "$root/packaging/debian/$script" ] || install -m 755 "$root/packaging/debian/$script" "$tree/DEBIAN/$script"
done
echo /etc/logrotate.d/dnssec-toolkit > "$tree/DEBIAN/conffiles"
size=$(du -sk --exclude=DEBIAN "$tree" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@SIZE@/$size/" "$root/packaging/debian/control" > "$tree/DEBIAN/control"

mkdir -p "$output"
package="$output/dnssec-toolkit_${version}_amd64.deb"
dpkg-deb --root-owner-group --build -Zxz "$tree" "$package" >&2
echo "$package"
