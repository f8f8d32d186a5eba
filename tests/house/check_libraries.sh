#!/usr/bin/env bash
# The first picture waits for no library that it does not need: libcurl and what comes with it are loaded with the first
# address of the web (feeds/net/http_curl.h), never with the program.
set -eu
needed=$(readelf -d "$PILLARS" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
grep -q libncursesw <<<"$needed" || { echo "readelf says nothing of use: $needed"; exit 1; }
if grep -q libcurl <<<"$needed"; then
    echo "the program is linked with libcurl: $needed"
    exit 1
fi
