#!/usr/bin/env bash
# HACKING.md names every source file, and names none that is gone.
set -u
bad=0
for f in $(git ls-files 'feeds/*.[ch]' 'widgets/*.[ch]' 'tui/*.[ch]' 2>/dev/null || find feeds widgets tui -name '*.[ch]'); do
    stem=${f%.*}
    grep -qF "\`$stem\`" HACKING.md || { echo "not on the map: $f"; bad=1; }
done
while read -r stem; do
    ls "$stem".[ch] >/dev/null 2>&1 || { echo "on the map, but gone: $stem"; bad=1; }
done < <(grep -oE '`(feeds|widgets|tui)/[a-z0-9_/]+`' HACKING.md | tr -d '`' | grep -v '/$')
exit $bad
