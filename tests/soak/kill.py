"""kill -9 at random moments while figures are written: the archive opens, is whole, and holds every vintage that was committed.

KILLS (200) processes collect from a server whose figures change with every answer; each is killed after a random time. A
second connection reads all the while: what it saw once was committed and must never be gone. A body and its vintages come
by one transaction, so the figure of every stored body must be among the vintages. Every fifth time another collector
lives on beside the killed one, so that a write is cut off under a database in use.
"""
import itertools, json, os, random, sqlite3, sys, time

import lz4.block

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import Process, Server, archive_of, feed, finish, folder, plan, size

KILLS, FEEDS, INDICATORS = size("KILLS", 200), 12, 20
SEED = size("SEED", 9)
home = folder("kill")
path = archive_of(home)
count = itertools.count(1)
PLAN = plan(FEEDS, indicators=INDICATORS)
server = Server(lambda name, _: (200, {}, PLAN if name == "plan" else feed(name, next(count), INDICATORS)))
rng = random.Random(SEED)
seen, newest, faults, amid = set(), 0, [], 0


def look(db):
    """What is committed now; reads only rows that are new to us (ids grow)."""
    global newest
    rows = db.execute("SELECT id, indicator, value FROM vintage WHERE id > ?", (newest,)).fetchall()
    seen.update(rows)
    newest = max([newest] + [r[0] for r in rows])


def watch(seconds):
    """Reads until the time is over; returns with the connection closed."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.2)
            look(db)
            db.close()
        except sqlite3.OperationalError:  # not there yet, or without tables, or just being made
            pass
        time.sleep(min(left, rng.random() * 0.02))


def check(n):
    db = sqlite3.connect(path, timeout=20)
    whole = db.execute("PRAGMA integrity_check").fetchone()[0]
    if whole != "ok":
        faults.append(f"kill {n}: {whole}")
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'vintage'").fetchone():
        return db.close()
    db.execute("BEGIN")
    now = set(db.execute("SELECT id, indicator, value FROM vintage"))
    if seen - now:
        faults.append(f"kill {n}: {len(seen - now)} vintages lost, as {sorted(seen - now)[:3]}")
    seen.update(now)
    held = {(indicator, value) for _, indicator, value in now}
    for name, length, body in db.execute("SELECT feed, size, bytes FROM document JOIN body ON document = id WHERE feed != ''"):
        if len(body) < length:
            body = lz4.block.decompress(body, uncompressed_size=length)
        for i in json.loads(body)["indicators"]:
            if (i["id"], i["observations"][0]["value"]) not in held:
                faults.append(f"kill {n}: the body of {name} is kept, its figure of {i['id']} is not")
    db.close()


for n in range(KILLS):
    before = len(seen)
    beside = Process(home, "-p", server.url, "--collect") if n % 5 == 4 else None
    p = Process(home, "-p", server.url, "--collect")
    watch(rng.choice([0.05, 0.3, 0.6, 1.0, 1.6]) * rng.random())
    p.kill()
    if os.path.exists(path):
        check(n)
        amid += len(seen) > before
    if beside:
        beside.kill()
    if len(faults) > 20:
        break
aside = [f for f in os.listdir(os.path.dirname(path)) if "damaged" in f]
if aside:
    faults.append(f"set aside: {aside}")
if amid < KILLS // 4:
    faults.append(f"new vintages in only {amid} of {KILLS} runs: nothing was put to the test")
finish(faults, f"{KILLS} kills, {amid} of them after new vintages, {len(seen)} vintages, nothing lost")
