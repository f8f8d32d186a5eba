"""A disk that stalls: each operation on the archive takes two seconds longer, or never ends, while figures come in and a person
types. Keys are answered all the same, figures go on being asked for, the main thread touches no file of the archive, and
leaving takes no longer than a second, without the libraries' own ends under the threads that are left."""
import os, statistics, sys, time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), p) for p in (".", "../soak")]
import stall
from common import SLOW, Server, Viewer, archive_of, ask, environment, feed, finish, folder, plan, size, wait_until

STALL_MS, KEYS, BIG_FEEDS = size("STALL_MS", 2000), size("KEYS", 120), size("BIG_FEEDS", 48)
FOR_GOOD_MS = 3600 * 1000
LEAVE_S = 1.0 * SLOW
work = folder("stall")
switch, log = (os.path.join(work, n) for n in ("stalled", "main.log"))
library = stall.build(work)
answers, filling = [], {}
plans = [plan(4, every="1s")]
server = Server(lambda name, _: (200, {}, plans[-1] if name == "plan" else feed(name, answers.append(name) or len(answers), **filling)))
home = os.path.join(work, "home")
os.mkdir(home)
faults = []


def start(ms=STALL_MS, *options):
    return Viewer(home, "-p", server.url, *options, LD_PRELOAD=library, STALL_BELOW=os.path.dirname(archive_of(home)), STALL_MS=str(ms),
                  STALL_WHILE=switch, STALL_LOG=log, STALL_THREADS="2" if "thread" in (os.environ.get("SAN") or "") else "1")


def type_keys(v):
    """Milliseconds from each key to the first byte that answers it."""
    took = []
    for n in range(KEYS):
        v.quiet(0.02, 0.2)
        if n % 20 == 0:
            v.press("R")
            v.quiet(0.02, 0.2)
        pressed = v.press("j" if n % 6 < 3 else "k")
        while not v.read(0.05):
            if time.monotonic() - pressed > 5:
                break
        took.append((time.monotonic() - pressed) * 1000)
    return took


def leave(v, what):
    v.press("q")
    left = v.leaves(LEAVE_S + 20)
    if left is None or left > LEAVE_S:
        faults.append(f"{what}: q took {left} s")
    v.kill()
    return left or 0


def measure(v, what):
    before = len(answers)
    took = type_keys(v)
    try:
        wait_until(f"{what} figures are asked for", lambda: (v.read(0.05) or True) and len(answers) >= before + 12, 30)
    except AssertionError as e:
        faults.append(str(e))
    if max(took) > 500 * SLOW:  # a key that waited for the disk would take two seconds and more
        faults.append(f"{what}: a key took {max(took):.0f} ms")
    said.append(f"{what} median {statistics.median(took):.1f} ms, worst {max(took):.1f} ms, q left in {leave(v, what):.2f} s")


# The disk stalls while the archive is in use: answers wait to be kept.
said = []
v = start()
v.wait("f0-i0")
wait_until("figures in the archive", lambda: os.path.exists(archive_of(home)) and
           ask(archive_of(home), "SELECT 1 FROM sqlite_master WHERE name = 'vintage'") and
           ask(archive_of(home), "SELECT count(*) FROM vintage")[0][0] >= 4)
open(switch, "w").close()
measure(v, "stalled while it runs:")
# It stalls from the start: the figures come all the same, for nobody waits for the archive's opening longer than some seconds.
v = start()
v.wait("Long run", 30)
measure(v, "from the start:")
os.unlink(switch)
# It hangs for good: who waits for it is said to, and what was seen is there; figures come without leases, and are not kept.
v = start(FOR_GOOD_MS, "--view", "feeds")
v.wait("f3")
wait_until("the archive is read", lambda: (v.read(0.05) or True) and "f3" in answers[-8:], 30)
open(switch, "w").close()
v.wait("does not answer", 30)
v.press("q")  # from the feeds to the overview
measure(v, "hung:")
os.unlink(switch)
# Another plan comes: its feeds wait some seconds for what the archive may hold of them, not until each has been looked up.
v = start()
v.wait("f0-i0")
wait_until("the archive is read", lambda: (v.read(0.05) or True) and "f3" in answers[-8:], 30)
open(switch, "w").close()
plans.append(plan(12, every="1s"))
v.press("R")
began = time.monotonic()
try:
    wait_until("a feed of the new plan is asked for", lambda: (v.read(0.05) or True) and {"f4", "f5"} & set(answers), 22)
    said.append(f"a new plan's feed asked for after {time.monotonic() - began:.1f} s")
except AssertionError as e:
    faults.append(str(e))
leave(v, "with a new plan:")
os.unlink(switch)
# It is only slow, and far more comes at once than should wait for it: it is waited for, so that all is kept.
filling["filling"] = "x" * (4 << 20)
plans.append(plan(BIG_FEEDS, every="1h"))
open(switch, "w").close()
v = start(0)
v.wait("Long run", 30)
before = len(answers)
v.press("R")
try:
    wait_until("large bodies are asked for", lambda: (v.read(0.05) or True) and len(answers) >= before + BIG_FEEDS // 2, 30)
    v.quiet(0.5, 3)  # what is not held up is asked for within this time
    os.unlink(switch)
    wait_until("all bodies are kept", lambda: (v.read(0.05) or True) and ask(archive_of(home), "SELECT count(*) FROM document"
               " WHERE feed != '' AND length(body) > 4000000")[0][0] == BIG_FEEDS, 30)
except AssertionError as e:
    faults.append(str(e))
leave(v, "with large bodies:")
if os.path.exists(log):
    faults.append("the main thread touched the archive, or the end was disorderly: " + "; ".join(sorted(set(open(log).read().splitlines()))[:5]))
whole = ask(archive_of(home), "PRAGMA integrity_check")[0][0]
if whole != "ok":
    faults.append(f"the archive afterwards: {whole}")
finish(faults, f"{KEYS} keys each, {STALL_MS} ms more for an operation: " + "; ".join(said))
