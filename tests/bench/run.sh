#!/bin/sh
# run.sh -- what pillars costs, beside its peers where they have the figure. Prints; never fails on a number.
# PILLARS: the program; BENCH_DIR: where bench_assess, bare and plain were built.
set -u
cd "$(dirname "$0")/../.." || exit 1
"$BENCH_DIR/bench_assess"
/usr/bin/python3 tests/bench/bench_terminal.py
/usr/bin/python3 tests/bench/bench_engine.py
exec /usr/bin/python3 tests/bench/bench_bytes.py
