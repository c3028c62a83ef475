#!/usr/bin/env bash
# Publishes the executables for 64-bit Linux, compiled ahead (ReadyToRun) so that they start fast:
#
#   publish.sh [--folder-only] [--output DIR] [signall|keyall|…]
#
#   DIR/TOOL/TOOL      a folder that runs where the .NET 10 runtime is installed (dotnet-runtime-10.0)
#   DIR/single/TOOL    one file that needs no .NET, for offline hosts and live media
#
# DIR is artifacts/publish unless said otherwise. Without names, all executables are published.
# NuGet must serve microsoft.netcore.app.crossgen2.linux-x64, and for the single files microsoft.netcore.app.runtime.linux-x64.
set -euo pipefail

root=$(cd "$(dirname "$0")" && pwd)
output="$root/artifacts/publish"
singles=yes
tools=()
while [ $# -gt 0 ]; do
    case $1 in
        --folder-only) singles=; shift ;;
        --output) output=$2; shift 2 ;;
        --help|-h|-*) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
        *) tools+=("$1"); shift ;;
    esac
done
if [ ${#tools[@]} -eq 0 ]; then
    for project in "$root"/src/*/*.csproj; do
        grep -q '<OutputType>Exe' "$project" && tools+=("$(basename "$project" .csproj)")
    done
fi

# Each form has an artifacts folder of its own, so that ordinary builds in bin/ and obj/ stay as they are.
publish() {
    dotnet publish "$root/src/$1/$1.csproj" -c Release -r linux-x64 -v quiet --nologo \
        --artifacts-path "$root/artifacts/build-$2" -o "$3" "${@:4}"
}

for tool in "${tools[@]}"; do
    publish "$tool" folder "$output/$tool" --no-self-contained
    echo "$output/$tool/$tool"
    if [ -n "$singles" ]; then
        publish "$tool" single "$output/single" --self-contained -p:PublishSingleFile=true
        echo "$output/single/$tool"
    fi
done
