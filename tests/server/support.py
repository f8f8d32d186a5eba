"""What the server tests share: a pinned world, a server that answers as it is told, reports, and a dashboard in a pty."""
import fcntl, http.server, json, os, pty, select, shutil, signal, socket, struct, subprocess, sys, tempfile, termios, threading, time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PILLARS = os.environ.get("PILLARS") or os.path.join(ROOT, "build/pillars")
SLOW = 4 if os.environ.get("SAN") else 1
work = tempfile.mkdtemp(prefix="pillars-server-")
os.chmod(work, 0o755)
failures = []


def home():
    return tempfile.mkdtemp(dir=work)


def environment(at, **more):
    env = {"PATH": os.environ["PATH"], "HOME": at, "XDG_STATE_HOME": at, "XDG_CONFIG_HOME": at, "LC_ALL": "en_US.UTF-8",
           "TERM": "xterm-256color", "TZ": "UTC", **more}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    return env


def run(*words, env, prefix=(), timeout=40):
    return subprocess.run([*prefix, PILLARS, *words], env=env, capture_output=True, timeout=timeout * SLOW)


def report(url, env, *more, prefix=(), limit="2s"):
    done = run("-p", url, "--once", "--format", "json", "--timeout", limit, *more, env=env, prefix=prefix)
    assert done.returncode == 0, (done.returncode, done.stderr.decode())
    return json.loads(done.stdout)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=work)


def feeds_of(doc):
    return {f["id"]: f for f in doc["feeds"]}


def latest(doc, indicator):
    return next(i["latest"] for p in doc["pillars"] for i in p["indicators"] if i["id"] == indicator)


def plan(feeds, **more):
    """A plan with an indicator for each feed (a name, or its members); `i-NAME` is the indicator's id."""
    feeds = [f if isinstance(f, dict) else {"id": f, "url": f + ".json"} for f in feeds]
    target = {"kind": "level", "value": 10, "by": "2025-12-31"}
    return {"format": "indicator-plan", "version": "1.0", "id": "test", "name": "test", "start": "2021-01-01",
            "end": "2025-12-31", "feeds": feeds, **more, "pillars": [{"id": "p", "name": "p", "indicators": [
                {"id": "i-" + f["id"], "name": f["id"], "unit": "u", "quantity": "stock", "targets": [target]}
                for f in feeds]}]}


def feed(name, value=1, published="2025-02-20", period="2024", **more):
    return {"format": "indicator-feed", "version": "1.0", "published": published, "source": {"name": "s"},
            "indicators": [{"id": "i-" + name, "observations": [{"period": period, "value": value}]}], **more}


class Server:
    """Answers /NAME.json by answers[NAME]: a document, or a function of the handler. Notes every request."""

    def __init__(self):
        self.answers, self.requests = {}, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *words):
                pass

            def handle(self):
                try:
                    super().handle()
                except ConnectionResetError:  # a client that gave up
                    pass

            def do_GET(self):
                name = self.path.split("?")[0].rsplit("/", 1)[1].removesuffix(".json")
                outer.requests.append((name, self.path, dict(self.headers)))
                answer = outer.answers.get(name)
                try:
                    if callable(answer):
                        answer(self)
                    else:
                        self.reply(answer, 200 if answer is not None else 404)
                except (BrokenPipeError, ConnectionResetError):
                    pass

            def reply(self, body=b"", status=200, headers=(), reason=None):
                if not isinstance(body, bytes):
                    body = json.dumps(body, ensure_ascii=False).encode()
                self.send_response(status, reason)
                for key, value in headers:
                    self.send_header(key, value)
                if status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if status != 304:
                    self.wfile.write(body)

        self.http = type("House", (http.server.ThreadingHTTPServer,), {"request_queue_size": 128})(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.url = self.address + "/plan.json"

    def count(self, name):
        return sum(r[0] == name for r in self.requests)

    def last(self, name):
        return [r[2] for r in self.requests if r[0] == name][-1]


class Screen:
    """A dashboard in a pty of `size` (columns, rows)."""

    def __init__(self, *words, env, size=(120, 40), prefix=()):
        self.data = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            argv = [*prefix, PILLARS, *words]
            os.execvpe(argv[0], argv, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def read(self, seconds):
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        part = os.read(self.fd, 65536)
        if b"\x1b[6n" in part:
            os.write(self.fd, b"\x1b[1;2R")
        self.data += part
        return True

    def quiet(self, still=0.4):
        while self.read(still):
            pass

    def keys(self, text):
        os.write(self.fd, text.encode())

    def painted(self):
        """The whole screen, painted anew (curses writes differences only)."""
        self.data = b""
        self.keys("\x0c")
        end = time.monotonic() + 0.8 * SLOW  # a screen that always changes is never quiet
        while time.monotonic() < end and self.read(0.2):
            pass
        return self.data.decode(errors="replace")

    def shows(self, *texts, seconds=8):
        end = time.monotonic() + seconds * SLOW
        while True:
            got = self.painted()
            missing = [t for t in texts if t not in got]
            if not missing:
                return got
            assert time.monotonic() < end, f"{missing} not on the screen: {got[-3000:]!r}"

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        end = time.monotonic() + 6 * SLOW
        while not os.waitpid(self.pid, os.WNOHANG)[0]:
            assert time.monotonic() < end, "it did not end"
            try:
                self.read(0.02)
            except OSError:
                pass
        os.close(self.fd)


def wait_for(condition, what, seconds=8):
    end = time.monotonic() + seconds * SLOW
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def cases(*functions):
    """Runs them, each with a line; ends the program."""
    only = sys.argv[1:]
    try:
        for function in functions:
            if only and function.__name__ not in only:
                continue
            try:
                function()
                print("ok  ", function.__name__, flush=True)
            except Exception as e:
                failures.append(function.__name__)
                print("FAIL", function.__name__, "-", type(e).__name__, str(e)[:3000], flush=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(1 if failures else 0)
