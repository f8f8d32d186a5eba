#!/bin/sh
# deps.sh PACKAGE... -- install the Debian packages that are missing, where we may; else say the one command that does.
set -u
missing=
for p in "$@"; do
    dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $p"
done
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "pillars needs these Debian packages or their equals:$missing" >&2
    exit 0
fi
if [ "$(id -u)" = 0 ]; then as=
elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then as=sudo
else
    echo "please run once: su -c 'apt-get update && apt-get install -y$missing'" >&2
    exit 1
fi
echo "installing:$missing"
log=$(mktemp)
if ! { $as apt-get update && DEBIAN_FRONTEND=noninteractive $as apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "could not install; please run once: apt-get install -y$missing" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"
