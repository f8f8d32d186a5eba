"""Every figure of a burst, against a model in Python that knows only what the server said.

Two hundred feeds with random figures over several rounds: new figures, revisions, figures taken back, unchanged ones (304, or
the same bytes under another tag), and faults. After each round every latest figure on the report, every feed's state and every
vintage in the archive is compared; so is the report without network. SEED=... repeats a run, ROUNDS and FEEDS size it.
"""
import gzip, json, os, random, sqlite3, sys, time

sys.path.insert(0, os.path.dirname(__file__))
from support import *

SEED = int(os.environ.get("SEED", "14"))
ROUNDS = int(os.environ.get("ROUNDS", "6"))
FEEDS = int(os.environ.get("FEEDS", "200"))
dice = random.Random(SEED)
server = Server()


def figure():
    """Numbers that a shortcut would spoil: zero, negative, many digits, exponents, neighbours in the last bit."""
    return dice.choice((lambda: 0, lambda: dice.randint(-999, 9999), lambda: round(dice.uniform(-1e4, 1e6), dice.randint(0, 4)),
                        lambda: dice.random(), lambda: dice.uniform(1, 9) * 10.0 ** dice.randint(-12, 15),
                        lambda: 0.1 + 0.2, lambda: 2 ** 53 - dice.randint(0, 3), lambda: None))()


class Feed:
    """What one server file says, and what of it has come through."""

    def __init__(self, name):
        self.name, self.version, self.tag = name, 0, 0
        self.said = {f"{name}-{n}": {} for n in range(dice.randint(1, 3))}  # indicator -> period -> (value, published, status)
        self.known = None   # the last good body's, as said
        self.vintages = set()  # (indicator, period, value, published, status) of every good body
        self.fault = None
        self.change()

    def change(self):
        self.version += 1
        self.tag += 1
        for observations in self.said.values():
            for _ in range(dice.randint(1, 4)):
                published = f"2025-{dice.randint(1, 9):02}-{self.version + 1:02}"
                observations[str(dice.randint(2012, 2024))] = (figure(), published, dice.choice("ABEP"))
            if len(observations) > 3 and dice.random() < 0.3:
                del observations[dice.choice(sorted(observations))]

    def body(self):
        return json.dumps({"format": "indicator-feed", "version": "1.0", "published": "2025-02-20", "indicators": [
            {"id": i, "observations": [
                {"period": p, "value": v, "published": day, "status": s if v is not None else "M"}
                for p, (v, day, s) in sorted(o.items())]} for i, o in self.said.items()]}).encode()

    def __call__(self, h):
        body, tag = self.body(), f'"{self.name}-{self.tag}"'
        if self.fault == "500":
            return h.reply(b"no", 500)
        if self.fault == "text":
            return h.reply(body[:len(body) // 2])
        if self.fault == "cut":
            h.send_response(200)
            h.send_header("Content-Length", str(len(body)))
            h.end_headers()
            h.wfile.write(body[:-7])
            h.close_connection = True
            return
        if h.headers.get("If-None-Match") == tag:
            return h.reply(status=304)
        if "gzip" in h.headers.get("Accept-Encoding", "") and self.version % 2:
            return h.reply(gzip.compress(body), headers=[("ETag", tag), ("Content-Encoding", "gzip")])
        h.reply(body, headers=[("ETag", tag)])

    def came(self):
        """A good answer has come through."""
        self.known = {i: dict(o) for i, o in self.said.items()}
        self.vintages |= {(i, p, v, day, s if v is not None else "M") for i, o in self.said.items() for p, (v, day, s) in o.items()}

    def latest(self, indicator):
        """(period, value) of the newest period with a figure; None without one."""
        usable = [(p, v) for p, (v, _, _) in (self.known or {}).get(indicator, {}).items() if v is not None]
        return max(usable, default=None)


def the_plan(feeds):
    target = {"kind": "level", "value": 10, "by": "2025-12-31"}
    return {"format": "indicator-plan", "version": "1.0", "id": "test", "name": "test", "start": "2021-01-01", "end": "2025-12-31",
            "feeds": [{"id": f.name, "url": f.name + ".json"} for f in feeds], "pillars": [{"id": "p", "name": "p", "indicators": [
                {"id": i, "name": i, "unit": "u", "quantity": "stock", "targets": [target]} for f in feeds for i in f.said]}]}


def compare(feeds, doc, what):
    states = feeds_of(doc)
    shown = {i["id"]: i["latest"] for p in doc["pillars"] for i in p["indicators"]}
    compared = 0
    for f in feeds:
        for i in f.said:
            got = shown[i] and (shown[i]["period"], shown[i]["value"])
            assert got == f.latest(i), (what, SEED, i, got, f.latest(i), states[f.name])
            compared += got is not None
    return compared


def compare_archive(feeds, at, what):
    with sqlite3.connect(f"file:{at}/pillars/archive.db?mode=ro", uri=True) as c:
        rows = c.execute("SELECT indicator, period, value, date(published * 86400, 'unixepoch'), status FROM vintage").fetchall()
        assert c.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    c.close()
    assert len(rows) == len(set(rows)), (what, SEED, "a vintage is kept twice")
    expected = set().union(*(f.vintages for f in feeds))
    assert set(rows) == expected, (what, SEED, "extra", sorted(set(rows) - expected, key=str)[:5], "missing", sorted(expected - set(rows), key=str)[:5])
    return len(rows)


def compare_classes(at, doc, what):
    """Those that a burst ends with are the ones that are noted, of every indicator."""
    with sqlite3.connect(f"file:{at}/pillars/archive.db?mode=ro", uri=True) as c:
        noted = dict(c.execute("SELECT indicator, class FROM class"))
    c.close()
    assert noted == {i["id"]: i["class"] for p in doc["pillars"] for i in p["indicators"]}, (what, SEED)


def next_round(feeds, round_):
    for f in feeds:
        f.fault = dice.choice(("500", "text", "cut")) if dice.random() < 0.15 else None
        what = dice.random()
        if round_ and what < 0.4:
            f.change()
        elif what < 0.55:
            f.tag += 1  # the same bytes under another tag


def begin():
    feeds = [Feed(f"f{n}") for n in range(FEEDS)]
    server.answers = {f.name: f for f in feeds} | {"plan": the_plan(feeds)}
    at = home()
    return feeds, at, environment(at, PILLARS_NOW="2026-11-24T08:00:00Z")


def every_report_says_what_was_said():
    feeds, at, env = begin()
    for round_ in range(ROUNDS):
        next_round(feeds, round_)
        doc = report(server.url, env, limit="20s")
        for f in feeds:
            if not f.fault:
                f.came()
            got = feeds_of(doc)[f.name]["state"]
            assert got == ("failing" if f.fault else "fresh"), (round_, SEED, f.name, f.fault, got)
        assert compare(feeds, doc, round_) > FEEDS / 2
        assert compare_archive(feeds, at, round_) > FEEDS
        compare_classes(at, doc, round_)
        compare(feeds, report(server.url, env, "--offline"), f"{round_} offline")


def a_dashboard_that_stays_says_what_was_said():
    """The same in one program, which shares what did not change from picture to picture; a second one only looks on."""
    feeds, at, env = begin()
    screens = []
    try:
        for round_ in range(ROUNDS):
            next_round(feeds, round_)
            asked = {f.name: server.count(f.name) for f in feeds}
            if round_:
                screens[0].keys("R")
            else:
                screens.append(Screen("-p", server.url, env=env))
            wait_for(lambda: screens[0].quiet(0.05) or all(server.count(n) > asked[n] for n in asked), "not all were asked for", 20)
            for f in feeds:
                if not f.fault:
                    f.came()
            if not round_:
                screens.append(Screen("-p", server.url, env=env))
                for s in screens:
                    s.shows("test")  # keys typed before the first picture count for nothing
            for name, s in zip(("holder", "onlooker"), screens):
                exported = os.path.join(at, f"{name}-{round_}.json")
                end = time.monotonic() + 10 * SLOW
                while True:  # the answers are in; until they are on show an export may tell of before
                    if os.path.exists(exported):
                        os.remove(exported)
                    s.keys(f":export {exported}\r")
                    wait_for(lambda: s.quiet(0.05) or os.path.exists(exported), "nothing was exported")
                    try:
                        compare(feeds, json.load(open(exported)), f"{round_} {name}")
                        break
                    except (AssertionError, json.JSONDecodeError):
                        if time.monotonic() > end:
                            raise
            assert all(server.count(f.name) == asked[f.name] + 1 for f in feeds if not f.fault), "a feed was asked for twice"
    finally:
        for s in screens:
            s.close()
    compare_archive(feeds, at, "at the end")


cases(every_report_says_what_was_said, a_dashboard_that_stays_says_what_was_said)
