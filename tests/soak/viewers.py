"""Thirty viewers, one archive, six feeds: one request for each feed and due time, and everybody sees its figure within a second.

VIEWERS (30; two of them --collect) run for MINUTES (10) of simulated time, SPEED (20) times as fast as real time: libfaketime
gives all of them one clock, which runs for their waits, too. One feed fails all the time: thirty viewers must not ask
thirty times as often for it. Another hangs once, and whoever holds its lease is killed: it passes on. In the middle one more
viewer comes and finds everything. At the end each is asked to leave by key.
"""
import os, re, sys, threading, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import SLOW, Process, Server, Viewer, archive_of, ask, fast_clock, feed, finish, folder, plan, size

VIEWERS, MINUTES, SPEED = size("VIEWERS", 30), size("MINUTES", 10.0), size("SPEED", 20.0)
EVERY_S, FEEDS = 60, 6
HANGING, FAILING = "f4", "f5"
home = folder("viewers")
faults = []

CLOCK = fast_clock(SPEED)


class Codes:
    """Values of three digits, each given once; no digit of a feed's new value is the old one's at its place, for a
    terminal is sent differences only."""

    def __init__(self):
        self.left = [f"{a}{b}{a}" for a in range(1, 10) for b in range(10) if a != b] + \
                    [f"{a}{b}{c}" for a in range(1, 10) for b in range(10) for c in range(10) if len({a, b, c}) == 3]
        self.last = {}

    def next(self, name):
        before = self.last.get(name, "   ")
        code = next(c for c in self.left if all(x != y for x, y in zip(c, before)))
        self.left.remove(code)
        self.last[name] = code
        return code


codes, lock = Codes(), threading.Lock()
asked = {}      # feed -> real moments of its requests
sent = {}       # code -> when its answer was on its way
hang = threading.Event()
PLAN = plan(FEEDS, every=f"{EVERY_S}s")


def answer(name, headers):
    now = time.monotonic()
    with lock:
        asked.setdefault(name, []).append(now)
        if name == "plan":
            return 200, {}, PLAN
        if name == FAILING:
            return 500, {}, b"no"
        if name == HANGING and hang.is_set():
            hang.clear()
            hung.set()
        else:
            code = codes.next(name)
            sent[code] = now
            return 200, {}, feed(name, int(code))
    over.wait(300)
    return None


hung, over = threading.Event(), threading.Event()
server = Server(answer)
ESCAPES = re.compile(rb"\x1b(\[[0-9;?]*[A-Za-z@]|[()][A-Z0-9]|[^\[()])")


class Eye:
    """A viewer, and when it first showed each value."""

    def __init__(self):
        self.v = Viewer(home, "-p", server.url, NO_COLOR="1", rows=24, cells=100, **CLOCK)
        self.since, self.seen, self.pid = time.monotonic(), {}, self.v.pid

    def look(self):
        while self.v.read():
            text = ESCAPES.sub(b" ", self.v.data).decode(errors="replace")
            for code in re.findall(r"(?<![0-9.,])[0-9]{3}(?![0-9])", text):
                if code in sent:
                    self.seen.setdefault(code, time.monotonic())
            self.v.data = self.v.data[-64:]


def watch(seconds, until=lambda: False):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        for e in eyes:
            e.look()
        time.sleep(0.01)


start = time.monotonic()
collectors = [Process(home, "-p", server.url, "--collect", **CLOCK) for _ in range(min(2, VIEWERS - 1))]
eyes = [Eye() for _ in range(VIEWERS - len(collectors))]
real = MINUTES * 60 / SPEED
watch(real * 0.4)

# A holder is killed while it waits for an answer.
hang.set()
watch(2 * EVERY_S / SPEED + 2, hung.is_set)
passed, report = None, []
if not hung.is_set():
    faults.append("nobody asked for the feed that was to hang")
else:
    watch(0.3 * SLOW)  # what else it fetched with it is in the archive by then
    holder = ask(archive_of(home), "SELECT pid FROM claim WHERE feed = ?", HANGING)[0][0]
    report.append(f"(a holder killed at {(time.monotonic() - start) * SPEED:.0f} s)")
    n, killed = len(asked[HANGING]), time.monotonic()
    for one in [e.v for e in eyes if e.pid == holder] + [c for c in collectors if c.pid == holder]:
        one.kill()
    eyes = [e for e in eyes if e.pid != holder]
    watch(60 / SPEED + 2, lambda: len(asked[HANGING]) > n)
    if len(asked[HANGING]) == n:
        faults.append("the lease of a killed holder did not pass on")
    else:
        passed = asked[HANGING][n] - killed

late = Eye()
eyes.append(late)
watch(max(0.0, real - (time.monotonic() - start)))
watch(1.5)
end = time.monotonic()

# Everybody saw everything in time (what came in the last second may still be on its way).
worst = 0.0
with lock:
    for code, at in sent.items():
        if at > end - 1.2 * SLOW:
            continue
        missing = 0
        for e in eyes:
            if e.since + 2 * SLOW > at or (e is late and code not in e.seen):
                continue
            if code not in e.seen:
                missing += 1
            else:
                worst = max(worst, e.seen[code] - at)
        if missing:
            faults.append(f"{missing} of {len(eyes)} viewers never showed the value {code} sent after {at - start:.1f} s")
if worst > 1.0 * SLOW:
    faults.append(f"a viewer showed a figure {worst:.2f} s after its answer")
newest = {name: code for name, code in codes.last.items()}
blind = [name for name, code in newest.items() if code not in late.seen and sent[code] < end - 1.2 * SLOW]
if blind:
    faults.append(f"who came late never saw the newest figures of {blind}")

# One request for each due time, not one for each viewer.
for name in ["plan"] + [f"f{n}" for n in range(FEEDS)]:
    times = asked.get(name, [])
    gaps = [(b - a) * SPEED for a, b in zip(times, times[1:])]
    report.append(f"{name} {len(times)}")
    if name == "plan":
        if len(times) > 1:
            faults.append(f"the plan was asked for {len(times)} times")
        continue
    shortest = 24 if name == FAILING else EVERY_S
    if name == HANGING and gaps:
        gaps.remove(min(gaps))  # the one that was killed and the one that took its place
    # A second of the simulated clock is the archive's resolution; a busy machine adds real time to neither end evenly.
    if gaps and min(gaps) < shortest - 3 - 0.2 * SPEED:
        faults.append(f"{name} was asked for after {min(gaps):.1f} simulated seconds, not {shortest}; at "
                      + " ".join(f"{(t - start) * SPEED:.0f}" for t in times))
    expected = MINUTES * 60 / EVERY_S
    if name not in (FAILING, HANGING) and not expected * 0.7 <= len(times) <= expected + 2:
        faults.append(f"{name} was asked for {len(times)} times in {MINUTES:g} minutes, expected {expected:g}")

over.set()
for e in eyes:
    e.v.press("q")
for e in eyes:
    left = e.v.leaves(10 * SLOW)
    if left is None:
        faults.append("a viewer did not leave by q")
    e.v.kill()
whole = ask(archive_of(home), "PRAGMA integrity_check")[0][0]
if whole != "ok":
    faults.append(f"the archive afterwards: {whole}")
finish(faults + [' '.join(report)] if faults else [], f"{VIEWERS} viewers, {MINUTES:g} simulated minutes at x{SPEED:g}: requests {', '.join(report)}; {len(sent)} figures, the last "
       f"viewer showed each within {worst:.2f} s; a killed holder's lease passed on after {passed or 0:.2f} s ({(passed or 0) * SPEED:.0f} simulated)")
