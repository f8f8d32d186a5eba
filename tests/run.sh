#!/bin/sh
# run.sh TEST... -- run each test (a binary, or a script check_*.sh / check_*.py) with a pinned world, print one line per
# test, show the output of what failed, end with "N passed, N failed". Exit 1 if any failed. ONLY=TEXT selects; SHOW=1 shows the
# output of what passed too.
set -u
passed=0 failed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8 TZ=UTC TERM=xterm-256color HOME="$tmp/home" XDG_STATE_HOME="$tmp/state" XDG_CONFIG_HOME="$tmp/config"
export ASAN_OPTIONS="detect_leaks=1:abort_on_error=0:${ASAN_OPTIONS-}" UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS-}"
export TSAN_OPTIONS="halt_on_error=0:exitcode=66:second_deadlock_stack=1:${TSAN_OPTIONS-}"
unset NO_COLOR LANGUAGE COLUMNS LINES PILLARS_PLAN PILLARS_NOW http_proxy https_proxy all_proxy no_proxy 2>/dev/null
mkdir -p "$HOME" "$XDG_STATE_HOME" "$XDG_CONFIG_HOME"
for t in "$@"; do
    name=${t##*/}
    case $name in *"${ONLY-}"*) ;; *) continue ;; esac
    case $t in
    *.sh) set -- bash "$t" ;;
    *.py) set -- /usr/bin/python3 "$t" ;;
    *) set -- "$t" ;;
    esac
    start=$(date +%s)
    if timeout -k 10 "${TEST_SECONDS:-420}" "$@" >"$tmp/out" 2>&1 </dev/null; then
        passed=$((passed + 1))
        echo "ok   $name ($(($(date +%s) - start)) s)"
        [ -z "${SHOW-}" ] || sed 's/^/     /' "$tmp/out"
    else
        code=$?
        failed=$((failed + 1))
        echo "FAIL $name (exit $code, $(($(date +%s) - start)) s)"
        tail -n 80 "$tmp/out" | sed 's/^/     /'
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
