"""A week of refreshes: memory, descriptors, threads and the archive level off, and no vintage is ever gone.

A dashboard looks at FEEDS (20) feeds, each asked for every hour, for DAYS (7) simulated days, SPEED (2000) times as fast as real
time. A feed's answer is mostly unchanged (a 304); now and then it has other figures, out of a few, so that from some day on
there are no new ones (shorter runs are still on the way up); now and then a feed fails, in many ways. What the program takes in the second quarter of the time
is held against the last quarter (descriptors by their median: connections come and go).
"""
import os, random, statistics, sys, threading, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import Server, Viewer, archive_of, ask, cost, fast_clock, feed, finish, folder, plan, size

DAYS, SPEED, FEEDS = size("DAYS", 7.0), size("SPEED", 2000.0), size("FEEDS", 20)
INDICATORS, VALUES = 5, 6
home = folder("week")
path = archive_of(home)
clock = fast_clock(SPEED)
rng, lock = random.Random(7), threading.Lock()
PLAN = plan(FEEDS, every="1h", indicators=INDICATORS)
value = {f"f{n}": 0 for n in range(FEEDS)}
answers = {}


def answer(name, headers):
    with lock:
        if name == "plan":
            return 200, {"ETag": '"p"'}, PLAN
        luck = rng.random()
        kind = "500" if luck < 0.02 else "html" if luck < 0.03 else "cut" if luck < 0.04 else "changed" if luck < 0.3 else "same"
        if kind == "changed":
            value[name] = rng.randrange(VALUES)
        tag = f'"{value[name]}"'
        if kind in ("same", "changed") and headers.get("If-None-Match") == tag:
            kind = "304"
        answers[kind] = answers.get(kind, 0) + 1
    if kind == "500":
        return 500, {}, b"no"
    if kind == "html":
        return 200, {"Content-Type": "text/html"}, b"<!doctype html><title>Maintenance</title>"
    if kind == "cut":
        return None
    if kind == "304":
        return 304, {"ETag": tag}, b""
    return 200, {"ETag": tag}, feed(name, 100 + value[name], INDICATORS, range(2015, 2025))


def held():
    return set(ask(path, "SELECT id, indicator, period, value, received FROM vintage"))


def weight():
    """KiB of the archive (what is still in the write-ahead log included), and of the log's file."""
    if not os.path.exists(path + "-wal"):
        return 0, 0
    pages, = ask(path, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")[0]
    return pages / 1024, os.path.getsize(path + "-wal") / 1024


server = Server(answer)
faults, samples, vintages = [], [], set()
real = DAYS * 86400 / SPEED
start = time.monotonic()
v = Viewer(home, "-p", server.url, "--timeout", "1h", **clock)
v.wait("Long run", 20)
next_look = start + real / 20
while (now := time.monotonic()) < start + real:
    v.read(0.2)
    samples.append(((now - start) / real, *cost(v.pid), *weight()))
    if now > next_look:
        next_look += real / 20
        seen = held()
        if vintages - seen:
            faults.append(f"{len(vintages - seen)} vintages are gone")
        vintages |= seen
v.press("q")
left = v.leaves(10)
if left is None:
    faults.append("it did not leave by q")
v.kill()
if vintages - held():
    faults.append(f"{len(vintages - held())} vintages are gone at the end")
whole = ask(path, "PRAGMA integrity_check")[0][0]
if whole != "ok":
    faults.append(f"the archive afterwards: {whole}")
total = sum(answers.values())
if total < FEEDS * DAYS * 24 * 0.8:
    faults.append(f"only {total} answers in {DAYS:g} days: nothing was put to the test")

said = []
for column, what, unit, slack in ((1, "resident", "KiB", 512), (2, "descriptors", "", 4), (3, "threads", "", 0),
                                  (4, "archive", "KiB", 64), (5, "its wal", "KiB", 4096)):
    early = [s[column] for s in samples if 0.25 <= s[0] < 0.5]
    late = [s[column] for s in samples if s[0] >= 0.75]
    if not early or not late:
        finish([f"too short: {len(samples)} samples"], "")
    was, now = (max(early), max(late)) if column in (3, 5) else (statistics.median(early), statistics.median(late))
    said.append(f"{what} {was:g} -> {now:g} {unit}".strip())
    if now > was * 1.04 + slack:
        faults.append(f"{what} grows: {was:g} in the second quarter, {now:g} in the last")
said = ", ".join(said)
finish([f + f" ({said})" for f in faults], f"{DAYS:g} days at x{SPEED:g}: {total} answers ({answers}), {len(vintages)} vintages; second quarter -> last quarter: "
       f"{said}")
