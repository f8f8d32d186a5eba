"""A wall for HOURS (24) of its own time, RATE (300) times as fast as ours (libfaketime), with feeds that come and go.

The server answers, fails, hangs and closes by turns, its figures change, and the plan is replaced by a shorter one and back.
All the while the pages must turn, the clock must go on and no key may do harm; memory and descriptors must be level between
the first quarter and the end. After that the server is gone, and a wall that is started anew shows the last good figures in
its first frame.
"""
import glob, json, os, random, re, shlex, subprocess, sys, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import PILLARS, Server, Viewer, environment, feed, finish, folder, size, wait_until

HOURS, RATE = size("HOURS", 24.0), size("RATE", 300)
FAKETIME = (glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") or ["libfaketime is not installed"])[0]
FEEDS, PAGE_S, LONGEST = 6, 20, 3  # a bad page stays three times as long
if os.environ.get("SAN"):
    finish([], "skipped: a sanitizer and libfaketime do not go together")


def hurried():
    """The libraries to be loaded before the program, so that all its waiting is RATE times as short."""
    made = os.path.join(home, "hurry.so")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hurry.c")
    subprocess.run([*shlex.split(os.environ.get("CC") or "cc"), "-shared", "-fPIC", "-O2", "-o", made, source, "-ldl"],
                   check=True)
    return f"{made}:{FAKETIME}"


rng = random.Random(5)
home = folder("wall")
HANG = os.path.join(home, "hang")  # while this file is there the program's threads hang
start = time.monotonic()
faults = []


def own_time():
    """Seconds of the wall's own time."""
    return (time.monotonic() - start) * RATE


def plan(pillars):
    """One pillar a feed, two indicators each, and one pillar that is empty."""
    target = {"kind": "level", "value": 200, "by": "2035-12-31", "base": {"period": "2020", "value": 100}}
    return json.dumps({
        "format": "indicator-plan", "version": "1.0", "id": "wall", "name": "The wall", "start": "2021-01-01",
        "end": "2035-12-31", "every": "30m", "timezone": "UTC",
        "feeds": [{"id": f"f{n}", "url": f"f{n}.json", "every": "10m"} for n in range(FEEDS)],
        "pillars": [{"id": f"p{n}", "name": f"Pillar {n}", "indicators": [
            {"id": f"f{n}-i{k}", "name": f"Indicator {n}.{k}", "unit": "u", "quantity": "stock", "targets": [target]}
            for k in range(2)]} for n in range(pillars)] + [{"id": "none", "name": "Nothing", "indicators": []}]}).encode()


def answer(name, _):
    hour = int(own_time() // 1800)
    if name == "plan":
        return 200, {}, plan(2 if hour % 8 == 5 else FEEDS)
    mood = random.Random(f"{name} {hour}").choice(["good", "good", "other", "other", "fails", "hangs", "closes"])
    if hour < 1 or mood == "good":
        return 200, {}, feed(name, 190, indicators=2)
    if mood == "other":
        return 200, {}, feed(name, 105, indicators=2)
    if mood == "fails":
        return 500, {}, b"no"
    if mood == "hangs":
        time.sleep(2)
    return None


class Wall:
    """In tmux, whose screen can be looked at; only the program's own time runs faster."""

    def __init__(self, url):
        self.socket = os.path.join(home, "tmux")
        env = environment(home, TERM="tmux-256color", LD_PRELOAD=hurried(), FAKETIME=f"+0 x{RATE}", HANG_WHILE=HANG,
                          FAKETIME_DONT_FAKE_MONOTONIC="0")
        words = " ".join(f"{k}='{v}'" for k, v in env.items())
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40",
                  f"exec env {words} {PILLARS} --kiosk={PAGE_S} -p {url}")
        self.pid = int(self.tmux("display-message", "-p", "#{pane_pid}"))

    def tmux(self, *words):
        env = {k: v for k, v in os.environ.items() if k != "TMUX"} | {"LC_ALL": "C.UTF-8"}
        return subprocess.run(["tmux", "-S", self.socket, *words], env=env, capture_output=True, text=True).stdout

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def cost(self):
        """Kilobytes that are resident, and open descriptors."""
        status = open(f"/proc/{self.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)), len(os.listdir(f"/proc/{self.pid}/fd"))


def heart(wall):
    """It stops when the threads behind the figures hang, the pages turn on; and it beats again."""
    open(HANG, "w").close()
    try:
        wait_until("the heart stops", lambda: "does not answer" in wall.screen())
        place = wall.screen().rstrip()[-200:]
        wait_until("the pages turn on", lambda: wall.screen().rstrip()[-200:] != place)
    finally:
        os.unlink(HANG)
    wait_until("the heart beats again", lambda: "does not answer" not in wall.screen())


def watch(wall):
    """Looks on until the time is over; says how often the page changed."""
    pages, turned, page, since, clock = set(), 0, None, time.monotonic(), None
    quarter, clocks, alerts, troubles, beat = None, set(), 0, 0, since
    patience = max(4 * LONGEST * PAGE_S / RATE, 4)  # real seconds; the machine has other things to do too
    while own_time() < HOURS * 3600:
        screen = wall.screen()
        if not os.path.exists(f"/proc/{wall.pid}"):
            faults.append(f"it is gone; last seen:\n{screen}")
            break
        place = re.search(r"(\d+)/(\d+)\b[^\n]*\n*$", screen)
        clocks.add("\n".join(line[-30:] for line in screen.splitlines()[:7]))
        alerts += "! " in screen
        troubles += "feeds in trouble" in screen
        if place and place.groups() != page:
            page, since, turned = place.groups(), time.monotonic(), turned + 1
            pages.add(page)
        elif time.monotonic() - since > patience:
            faults.append(f"the page has not turned for {patience:.0f} s, at {own_time() / 3600:.1f} h:\n{screen}")
            break
        # Fifteen of its own seconds without an answer are a twentieth of ours: that may happen, but it must pass.
        if "does not answer" not in screen:
            beat = time.monotonic()
        elif time.monotonic() - beat > patience:
            faults.append(f"the heart has stopped for good at {own_time() / 3600:.1f} h:\n{screen}")
            break
        if not quarter and own_time() > HOURS * 900:
            quarter = wall.cost()
        wall.tmux("send-keys", rng.choice(["q", "Q", "C-c", "C-z", "0", "f", "?", ":", "Escape", "C-s", "F10"]))
        time.sleep(0.05)
    if faults:
        return ""
    (before, files_before), (after, files_after) = quarter, wall.cost()
    if after > before * 1.1 + 1024:
        faults.append(f"resident memory grew from {before} KB to {after} KB")
    if abs(files_after - files_before) > 4:
        faults.append(f"descriptors went from {files_before} to {files_after}")
    whole = {p for p in pages if p[1] == str(max(int(of) for _, of in pages))}
    if len(whole) != int(next(iter(whole))[1]):
        faults.append(f"not every page was seen: {sorted(pages)}")
    if HOURS >= 12 and len({of for _, of in pages}) < 2:
        faults.append(f"the shorter plan was never seen: {sorted(pages)}")
    if HOURS >= 12 and not (alerts and troubles):
        faults.append(f"alerts seen {alerts} times, feeds in trouble {troubles} times: this run says little")
    if len(clocks) < min(HOURS * 10, 20):
        faults.append(f"the clock was seen to change {len(clocks)} times only")
    return (f"{own_time() / 3600:.1f} h in {time.monotonic() - start:.0f} s: {turned} pages turned, {before} KB and {files_before}"
            f" descriptors after a quarter, {after} KB and {files_after} at the end")


server = Server(answer)
wall = Wall(server.url)
try:
    wait_until("the first page", lambda: "1/" in wall.screen())
    heart(wall)
    said = watch(wall)
except AssertionError as e:
    faults.append(f"{e}:\n{wall.screen()}")
finally:
    wall.tmux("kill-server")
server.httpd.shutdown()
server.httpd.server_close()
if not faults:
    after = Viewer(home, "--kiosk=60", "-p", server.url)
    after.wait("1/")  # the foot of the first page; on it are the counts of what the archive holds
    after.quiet(0.05)
    first = after.data
    if b"reading the plan" in first or b"Not assessed 12" in first or b"The wall" not in first:
        faults.append(f"after a restart without network the first frame had no figures: {first!r}")
    after.kill()
finish(faults, said)
