"""Feeds that fail in every way a server can fail, one at a time and all at once, through the whole program.

The words come from the JSON report (the same state as the Feeds view); good feeds are complete whatever the others do.
"""
import gzip, http.server, json, os, select, shutil, socket, struct, subprocess, sys, tempfile, threading, time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PILLARS = os.environ.get("PILLARS") or os.path.join(ROOT, "build/pillars")
SLOW = 4 if os.environ.get("SAN") else 1
TIMEOUT_S = 1
work = tempfile.mkdtemp(prefix="pillars-faults-")
failures = []


def feed(value=1, note="n"):
    return json.dumps({"format": "indicator-feed", "version": "1.0", "published": "2025-02-20",
                       "source": {"name": {"zh": "源", "en": "source"}},
                       "indicators": [{"id": "ID", "observations": [{"period": "2024", "value": value, "note": note}]}]})


class State:
    """What each feed answers; the counts of requests; the moment hanging requests may end."""

    def __init__(self):
        self.mode, self.count, self.conditional, self.value = {}, {}, {}, {}
        self.over = threading.Event()


state = State()
BOMB = gzip.compress(b"\0" * (64 << 20), 9)
PLAIN = ("ok", "etag", "modified", "escape", "latin1", "html", "broken", "deep", "empty", "type", "future", "gzip")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args):
        pass

    def handle(self):
        try:
            super().handle()
        except ConnectionResetError:  # a client that gave up
            pass

    def send(self, body, status=200, headers=(), length=None):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        name = self.path.strip("/").removesuffix(".json")
        if name == "plan":
            return self.send(state.plan)
        mode = state.mode.get(name, "ok")
        state.count[name] = state.count.get(name, 0) + 1
        if self.headers.get("If-None-Match") or self.headers.get("If-Modified-Since"):
            state.conditional[name] = state.conditional.get(name, 0) + 1
        body = feed(state.value.get(name, 1)).replace("ID", "i-" + name).encode()
        try:
            self.answer(mode, name, body)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def answer(self, mode, name, body):
        if mode == "etag":
            tag = f'"{state.value.get(name, 1)}"'
            if self.headers.get("If-None-Match") == tag:
                self.send_response(304)
                self.send_header("ETag", tag)
                self.end_headers()
                return
            self.send(body, headers=[("ETag", tag)])
        elif mode == "gzip":
            self.send(gzip.compress(body), headers=[("Content-Encoding", "gzip")])
        elif mode == "escape":
            text = feed(1, "\x1b]0;evil\x07\x1b[2Jred\u202e\u009b31m").replace("ID", "i-" + name)
            self.send(text.encode())
        elif mode == "latin1":
            self.send(body.replace(b'"n"', b'"caf\xe9"'))
        elif mode == "html":
            self.send(b"<!doctype html><title>Login</title>", headers=[("Content-Type", "text/html")])
        elif mode == "broken":
            self.send(body[:-20])
        elif mode == "deep":
            self.send(b"[" * 100 + b"]" * 100)
        elif mode == "empty":
            self.send(b"")
        elif mode == "future":
            self.send(body.replace(b'"1.0"', b'"2.0"'))
        elif mode == "500":
            self.send(b"oops", 500)
        elif mode == "404":
            self.send(b"no", 404)
        elif mode == "429":
            self.send(b"slow down", 429, [("Retry-After", "7200")])
        elif mode == "cut":
            self.send(body, length=len(body) + 1000)
            self.close_connection = True
        elif mode == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif mode == "silent":
            self.close_connection = True
        elif mode == "hang":
            state.over.wait(30)
        elif mode == "hang-body":
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:50])
            self.wfile.flush()
            state.over.wait(30)
        elif mode == "drip":
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for byte in body:
                self.wfile.write(bytes([byte]))
                if state.over.wait(0.5):
                    return
        elif mode == "loop":
            self.send(b"", 302, [("Location", self.path)])
        elif mode == "moved":
            self.send(b"", 302, [("Location", "/target.json")])
        elif mode == "to-file":
            self.send(b"", 302, [("Location", "file:///etc/passwd")])
        elif mode == "bomb":
            self.send(BOMB, headers=[("Content-Encoding", "gzip")])
        else:
            self.send(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
URL = f"http://127.0.0.1:{server.server_address[1]}/plan.json"


def make_plan(names):
    target = {"kind": "level", "value": 10, "by": "2025-12-31"}
    state.plan = json.dumps({
        "format": "indicator-plan", "version": "1.0", "id": "faults", "name": "faults", "start": "2021-01-01",
        "end": "2025-12-31", "feeds": [{"id": n, "url": n + ".json"} for n in names],
        "pillars": [{"id": "p", "name": "p", "indicators": [
            {"id": "i-" + n, "name": n, "unit": "u", "quantity": "stock", "targets": [target]} for n in names]}]}).encode()


def environment(home):
    env = {"PATH": os.environ["PATH"], "HOME": home, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home, "LC_ALL": "C.UTF-8",
           "TERM": "xterm-256color"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    return env


def report(home, *more):
    done = subprocess.run([PILLARS, "-p", URL, "--once", "--format", "json", "--timeout", f"{TIMEOUT_S}s", *more],
                          env=environment(home), capture_output=True, timeout=30 * SLOW)
    assert done.returncode == 0, (done.returncode, done.stderr)
    return json.loads(done.stdout), done


def home():
    return tempfile.mkdtemp(dir=work)


def feeds_of(doc):
    return {f["id"]: f for f in doc["feeds"]}


def latest(doc, name):
    for p in doc["pillars"]:
        for i in p["indicators"]:
            if i["id"] == "i-" + name:
                return i["latest"]
    raise AssertionError("no indicator " + name)


def case(function):
    state.__init__()
    try:
        function()
        print("ok  ", function.__name__)
    except AssertionError as e:
        failures.append(function.__name__)
        print("FAIL", function.__name__, "-", str(e)[:1500])
    finally:
        state.over.set()


WORDS = {  # fault: what a reader is told
    "500": "HTTP 500", "404": "HTTP 404", "429": "HTTP 429", "cut": "before its end", "reset": "",
    "silent": "without an answer", "hang": "within 1 s", "hang-body": "within 1 s", "drip": "within 1 s",
    "loop": "redirected more than 5 times", "to-file": "not followed", "bomb": "larger than 16 MiB", "html": "HTML",
    "broken": "line", "deep": "64", "empty": "empty", "latin1": "UTF-8", "future": "2.0",
}


def every_fault_has_its_words_and_harms_no_other():
    names = ["good", *WORDS]
    make_plan(names)
    state.mode.update({n: n for n in WORDS})
    start = time.monotonic()
    doc, done = report(home())
    assert time.monotonic() - start < (TIMEOUT_S + 4) * SLOW, "one hanging feed held the others"
    feeds = feeds_of(doc)
    assert feeds["good"]["state"] == "fresh" and latest(doc, "good")["value"] == 1, feeds["good"]
    for name, words in WORDS.items():
        assert feeds[name]["state"] == "failing", feeds[name]
        assert feeds[name]["error"] and words in feeds[name]["error"], (name, feeds[name]["error"])
        assert latest(doc, name) is None, name
    assert feeds["500"]["http"] == 500


def good_answers_of_all_kinds():
    names = ["ok", "etag", "gzip", "moved", "escape"]
    make_plan(names)
    state.mode.update({n: n for n in names})
    state.mode["target"] = "ok"
    doc, done = report(home(), "--indicator", "i-escape")
    text = done.stdout.decode()
    for bad in ("\\u001b", "\\u202e", "\x1b", "\u202e", "\u009b"):
        assert bad not in text, repr(bad)
    doc, done = report(home())
    for name in ("ok", "etag", "gzip", "escape"):
        assert latest(doc, name)["value"] == 1, name
    # The redirect was followed: the document that came names another indicator than this feed's.
    assert feeds_of(doc)["moved"]["state"] == "fresh" and state.count["target"] > 0, feeds_of(doc)["moved"]


def unchanged_answers_cost_a_304_and_changes_are_seen():
    make_plan(["etag"])
    state.mode["etag"] = "etag"
    at = home()
    report(at)
    doc, _ = report(at)
    assert state.conditional.get("etag") == 1, state.conditional
    assert latest(doc, "etag")["value"] == 1 and feeds_of(doc)["etag"]["http"] == 304, feeds_of(doc)
    state.value["etag"] = 2
    doc, _ = report(at)
    assert latest(doc, "etag")["value"] == 2
    history = subprocess.run([PILLARS, "-p", URL, "--history", "i-etag"], env=environment(at), capture_output=True,
                             timeout=20 * SLOW).stdout.decode()
    assert "2024\t1\t" in history and "2024\t2\t" in history, history


def last_good_figures_are_kept_with_their_age():
    make_plan(["a", "b"])
    at = home()
    first, _ = report(at)
    state.mode.update({"a": "500", "b": "broken"})
    doc, _ = report(at)
    for name in ("a", "b"):
        f = feeds_of(doc)[name]
        assert f["state"] == "failing" and f["error"], f
        assert latest(doc, name)["value"] == 1, name
        assert f["fetched"] == feeds_of(first)[name]["fetched"], f
    doc, _ = report(at, "--offline")
    assert latest(doc, "a")["value"] == 1 and feeds_of(doc)["a"]["state"] == "offline"


def viewers_share_one_fetcher():
    make_plan(["a", "b", "c"])
    at = home()
    ends = []
    for _ in range(6):  # dashboards without a screen: --collect holds on
        ends.append(subprocess.Popen([PILLARS, "-p", URL, "--collect"], env=environment(at), stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL))
    try:
        deadline = time.monotonic() + 10 * SLOW
        while time.monotonic() < deadline and len(state.count) < 3:
            time.sleep(0.05)
        time.sleep(1)
        assert state.count == {"a": 1, "b": 1, "c": 1}, state.count
    finally:
        for p in ends:
            p.terminate()
        for p in ends:
            p.wait(10 * SLOW)


try:
    for f in (every_fault_has_its_words_and_harms_no_other, good_answers_of_all_kinds,
              unchanged_answers_cost_a_304_and_changes_are_seen, last_good_figures_are_kept_with_their_age,
              viewers_share_one_fetcher):
        case(f)
finally:
    server.shutdown()
    shutil.rmtree(work, ignore_errors=True)
sys.exit(1 if failures else 0)
