# What benchmarks share; they source it: . "$root/bench/functions.sh"

find_tools() { # sets signall and keyall
    signall=${SIGNALL:-$root/artifacts/publish/signall/signall}
    keyall=${KEYALL:-$root/artifacts/publish/keyall/keyall}
    [ -x "$signall" ] && [ -x "$keyall" ] && return
    echo "build them first: ./publish.sh (or name them with SIGNALL=… KEYALL=…)" >&2
    exit 2
}
find_softhsm() { # sets module
    for module in "${MODULE:-}" /usr/lib/softhsm/libsofthsm2.so /usr/lib64/softhsm/libsofthsm2.so /usr/lib64/pkcs11/libsofthsm2.so; do
        [ ! -f "$module" ] || return 0
    done
    echo "bench: error: SoftHSM is missing: apt-get install softhsm2" >&2
    exit 2
}
enter_directory() { # sets work, a directory that is gone at the end
    work=$(mktemp -d "${TMPDIR:-/tmp}/dnssec-bench-XXXXXX")
    trap 'rm -rf "$work"' EXIT
    cd "$work"
}
make_token() { # directory: a token called bench in SoftHSM, and its PIN in the file pin
    find_softhsm
    mkdir -p "$1/tokens"
    export SOFTHSM2_CONF=$1/softhsm2.conf
    printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$1" > "$SOFTHSM2_CONF"
    softhsm2-util --init-token --free --label bench --so-pin 12345678 --pin 123456 > /dev/null
    (umask 077; echo 123456 > "$1/pin")
}
make_token_keys() { # zone directory module: a KSK and a ZSK in the token
    local type
    for type in ksk zsk; do
        "$keyall" key generate --zone "$1" --keys "$2" --type $type --module "$3" --token pkcs11:token=bench --pin "file:$work/pin" --state state > /dev/null
    done
}
seconds() { # command...: prints how long it took
    local start end
    start=$(date +%s.%N); "$@" > out.log 2>&1 || { cat out.log >&2; exit 1; }; end=$(date +%s.%N)
    echo "$end - $start" | bc
}
