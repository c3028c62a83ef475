#!/usr/bin/env bash
# Shows sound zones that were made wrong in one way each (tests/DnssecToolkit.Interop/Verification/ZoneFaults*.cs) to
# verifyzone and to the verifiers one would use otherwise, and prints a Markdown table of who finds what.
#
#   bench/verifiers.sh > docs/verifier-comparison.md
#
# A tool finds a fault where its exit status is not that of the sound zones; verifyzone also where it names another check
# (a warning or a note), and validns where it says something else. dnssec-verify knows no other moment than the present: run it in November 2026, or by faketime.
# Needs dnssec-signzone and dnssec-keygen; tools that are not installed are left out. ldns-verify-zone can hang: ten seconds each.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
moment=20261115000000
seconds=1794700800

dotnet build "$root/src/verifyzone" -v q >&2
dotnet build "$root/tests/DnssecToolkit.Interop" -v q >&2
DNSSEC_TOOLKIT_MUTANTS=$work dotnet test "$root/tests/DnssecToolkit.Interop" --no-build \
    --filter "FullyQualifiedName~EachFaultIsWrittenForOtherVerifiers" >&2
verifyzone=$(ls "$root"/src/verifyzone/bin/*/net*/verifyzone | head -1)

run() {
    case $1 in
        verifyzone) timeout 10 "$verifyzone" --verbose --origin example. --time $moment --margin 0 "$2" ;;
        dnssec-verify) timeout 10 dnssec-verify -q -o example "$2" ;;
        ldns-verify-zone) timeout 10 ldns-verify-zone -V 1 -t $moment "$2" ;;
        kzonecheck) timeout 10 kzonecheck -d on -o example. -t $seconds "$2" ;;
        validns) timeout 10 validns -p all -t $seconds -z example. "$2" ;;
    esac
}


# What a tool says, without what differs from run to run.
say() {
    local status=0
    run "$1" "$2" > "$work/said" 2>&1 || status=$?
    echo "status $status"
    if [ "$1" = verifyzone ]; then grep -o '\[[A-Z0-9-]*\]' "$work/said" | sort -u; fi
    # Validns knows neither CAA nor HTTPS and calls the sound zones faulty: its words are compared, without lines' numbers.
    if [ "$1" = validns ]; then sed 's/^[^:]*:[0-9]*: //' "$work/said" | sort -u; fi
    true
}

tools=(verifyzone)
for tool in dnssec-verify ldns-verify-zone kzonecheck validns; do
    if command -v $tool > /dev/null; then tools+=("$tool"); else echo "$tool is not installed" >&2; fi
done

# A fault of NSEC3 is compared with the sound NSEC3 zone: where the file has NSEC3PARAM or NSEC3.
declare -A sound found
for tool in "${tools[@]}"; do
    found[$tool]=0
    for denial in nsec nsec3 optout; do sound[$tool/$denial]=$(say "$tool" "$work/sound $denial.zone"); done
done

echo "# Who finds what"
echo
echo "Sound zones signed by dnssec-signzone (RSA, SHA-256), made wrong in one way each and signed again where a signature would"
echo "give the fault away. Made by \`bench/verifiers.sh\`; a tool finds a fault where its exit status is not that of the sound"
echo "zone, verifyzone also where it names a check that the sound zone does not fail (warnings and notes, by --verbose), and validns, which"
echo "takes the sound zones as faulty (it knows neither CAA nor HTTPS), where it says something else of them. A tool that ran into"
echo "the script's ten seconds counts as having found the fault."
echo
printf '| fault |'; printf ' %s |' "${tools[@]}"; echo
printf '| --- |'; printf ' --- |%.0s' "${tools[@]}"; echo
count=0
while IFS= read -r file; do
    name=$(basename "$file" .zone)
    case $name in "sound "*) continue ;; esac
    count=$((count + 1))
    denial=nsec
    if grep -q "NSEC3" "$file"; then denial=nsec3; fi
    case $name in *opt-out*) if [ "$name" != "${name/despite/}" ] || [ "$name" != "${name/everywhere/}" ]; then denial=optout; fi ;; esac
    printf '| %s |' "$name"
    for tool in "${tools[@]}"; do
        if [ "$(say "$tool" "$file")" != "${sound[$tool/$denial]}" ]; then
            found[$tool]=$((${found[$tool]} + 1))
            printf ' yes |'
        else
            printf ' – |'
        fi
    done
    echo
done < <(find "$work" -name '*.zone' | LC_ALL=C sort)
printf '| **found of %d** |' $count
for tool in "${tools[@]}"; do printf ' **%d** |' "${found[$tool]}"; done
echo
