"""A disk that stalls: each operation on the archive takes two seconds longer, or never ends, while figures come in and a person
types. Keys are answered all the same, figures go on being asked for, the main thread touches no file of the archive, and
leaving takes no longer than a second, without the libraries' own ends under the threads that are left."""
import base64, os, random, statistics, sys, time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), p) for p in (".", "../soak")]
import stall
from common import SLOW, Server, Viewer, archive_of, ask, environment, feed, finish, folder, plan, size, wait_until

STALL_MS, KEYS, BIG_FEEDS = size("STALL_MS", 2000), size("KEYS", 120), size("BIG_FEEDS", 48)
FOR_GOOD_MS = 3600 * 1000
LEAVE_S = 1.0 * SLOW
work = folder("stall")
switch, log = (os.path.join(work, n) for n in ("stalled", "main.log"))
library = stall.build(work)
answers, filling, reached, steady, latency_s = [], {}, set(), [], [0]
plans = [plan(4, every="1s")]


def answer(name, _):
    if name == "plan":
        return 200, {}, plans[-1]
    time.sleep(random.uniform(0, latency_s[-1]))
    answers.append(name)
    return 200, {}, feed(name, 2e9, years=[2025]) if name in reached else feed(name, *(steady or [len(answers)]), **filling)


server = Server(answer)
home = os.path.join(work, "home")
os.mkdir(home)
faults = []


def start(ms=STALL_MS, *options, **more):
    return Viewer(home, "-p", server.url, *options, **more, LD_PRELOAD=library, STALL_BELOW=os.path.dirname(archive_of(home)), STALL_MS=str(ms),
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
filling["filling"] = base64.b64encode(random.Random(1).randbytes(3 << 20)).decode()  # packs to no less
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
               " JOIN body ON document = id WHERE feed != '' AND size > 4000000")[0][0] == BIG_FEEDS, 30)
except AssertionError as e:
    faults.append(str(e))
leave(v, "with large bodies:")
# It is slow to sync, and there is always another answer that waits for that: how the plan stands is noted all the same.
filling.clear()
steady.append(1)
plans.append(plan(120, every="1s"))
latency_s.append(0.15)
home = os.path.join(work, "another")
os.mkdir(home)
open(switch, "w").close()
v = start(250, STALL_ONLY="fdatasync")
v.wait("f0-i0", 30)
noted = lambda: dict(ask(archive_of(home), "SELECT indicator, class FROM class"))
try:
    wait_until("all classes are noted", lambda: (v.read(0.05) or True) and "f119-i0" in noted(), 30)
    before = noted()["f0-i0"]
    reached.add("f0")
    wait_until("a class that changes is noted", lambda: (v.read(0.05) or True) and noted()["f0-i0"] != before, 15)
except AssertionError as e:
    faults.append(str(e))
leave(v, "with answers that never end:")
os.unlink(switch)
if os.path.exists(log):
    faults.append("the main thread touched the archive, or the end was disorderly: " + "; ".join(sorted(set(open(log).read().splitlines()))[:5]))
for at in (os.path.join(work, "home"), home):
    whole = ask(archive_of(at), "PRAGMA integrity_check")[0][0]
    if whole != "ok":
        faults.append(f"the archive afterwards: {whole}")
finish(faults, f"{KEYS} keys each, {STALL_MS} ms more for an operation: " + "; ".join(said))
