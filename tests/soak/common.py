"""What the long runs share: a folder that goes away, a server on loopback, viewers in ptys, what a process costs."""
import atexit, fcntl, http.server, json, os, pty, select, shutil, signal, sqlite3, struct, subprocess, sys, tempfile, termios
import threading, time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PILLARS = os.environ.get("PILLARS") or os.path.join(ROOT, "build/pillars")
SLOW = 4 if os.environ.get("SAN") else 1
_own = []  # processes started here; none outlives the test


def size(name, default):
    """How large a run is: from the environment."""
    return type(default)(os.environ.get(name, default))


def folder(name):
    path = tempfile.mkdtemp(prefix=f"pillars-{name}-")
    os.chmod(path, 0o755)
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def environment(home, **more):
    env = {"PATH": os.environ["PATH"], "HOME": home, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home, "LC_ALL": "C.UTF-8",
           "TERM": "xterm-256color", "TZ": "UTC", **more}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
        if name in os.environ:
            env.setdefault(name, os.environ[name])
    return env


def archive_of(home):
    return os.path.join(home, "pillars/archive.db")


def wait_until(what, condition, seconds=10):
    """The value of condition() once it is true; a failure in words after the time."""
    end = time.monotonic() + seconds * SLOW
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not in {seconds * SLOW} s: {what}")
        time.sleep(0.01)
    return value


def finish(faults, good):
    """Ends the test. A program that ended otherwise than it was told to (a crash, a sanitizer's finding) is a fault, too."""
    _end()
    for p in _own:
        if p.code not in (0, -signal.SIGKILL, -signal.SIGTERM, 128 + signal.SIGTERM):
            faults = faults + [f"a program ended with {p.code}: {p.last_words()}"]
    print("\n".join(faults) or good)
    sys.stdout.flush()
    sys.exit(1 if faults else 0)


def fast_clock(speed):
    """The environment of programs that share one clock, so many times as fast as real time; their waits run by it, too. The
    first program under faketime makes it and lives as long as the test."""
    if not shutil.which("faketime"):
        finish([], "skipped: faketime is not installed (apt-get install faketime)")
    if os.environ.get("SAN"):
        finish([], "skipped: a sanitizer's library and faketime's do not go together")
    keeper = subprocess.Popen(["faketime", "-f", f"+0 x{speed:g}", "sh", "-c", "env; exec cat"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(keeper.communicate)
    wanted, clock = {"FAKETIME", "FAKETIME_SHARED", "LD_PRELOAD"}, {}
    for line in keeper.stdout:
        name, _, value = line.rstrip("\n").partition("=")
        if name in wanted:
            clock[name] = value
        if wanted <= set(clock):
            return clock
    finish(["faketime makes no clock to share"], "")


# ---- documents ---------------------------------------------------------------------------------


def plan(feeds, every="1s", indicators=1, **more):
    """A plan of so many feeds f0..., each with so many indicators f0-i0..."""
    ids = [f"f{n}" for n in range(feeds)]
    return json.dumps({
        "format": "indicator-plan", "version": "1.0", "id": "long", "name": "Long run", "start": "2021-01-01",
        "end": "2025-12-31", "feeds": [{"id": i, "url": f"{i}.json", "every": every, **more} for i in ids],
        "pillars": [{"id": "p", "name": "Pillar", "indicators": [
            {"id": f"{i}-i{k}", "name": f"{i}-i{k}", "unit": "u", "quantity": "stock",
             "targets": [{"kind": "level", "value": 1e9, "by": "2025-12-31"}]}
            for i in ids for k in range(indicators)]}]}).encode()


def feed(name, value, indicators=1, years=range(2024, 2025), **more):
    return json.dumps({
        "format": "indicator-feed", "version": "1.0", "published": "2025-02-20", **more, "indicators": [
            {"id": f"{name}-i{k}", "observations": [
                {"period": str(y), "value": value, "published": f"{y + 1}-02-20"} for y in years]}
            for k in range(indicators)]}).encode()


class Server:
    """answer(name, headers) -> (status, headers, body) for /NAME.json; None closes without a word. Loopback only."""

    def __init__(self, answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *args):
                pass

            def handle(self):
                try:
                    super().handle()
                except OSError:  # a client that was killed
                    pass

            def do_GET(self):
                said = answer(self.path.strip("/").removesuffix(".json"), self.headers)
                if said is None:
                    self.close_connection = True
                    return
                status, headers, body = said
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        class Listener(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *args):
                pass

        self.httpd = Listener(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.httpd.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.httpd.server_address[1]}/plan.json"


# ---- processes ---------------------------------------------------------------------------------


class Process:
    """pillars, without a screen."""

    def __init__(self, home, *args, prefix=(), **env):
        self.said = tempfile.TemporaryFile()
        self.p = subprocess.Popen([*prefix, PILLARS, *args], env=environment(home, **env), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=self.said)
        self.pid, self.code = self.p.pid, None
        _own.append(self)

    def last_words(self):
        self.said.seek(0)
        return self.said.read()[-2000:].decode(errors="replace")

    def kill(self, with_signal=signal.SIGKILL):
        if self.p.poll() is None:
            self.p.send_signal(with_signal)
        self.code = self.p.wait()

    def leaves(self, seconds):
        """Seconds until it is gone; None if it is still there."""
        start = time.monotonic()
        try:
            self.p.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        self.code = self.p.returncode
        return time.monotonic() - start


class Viewer:
    """pillars in a pty of its own, answered as a terminal would."""

    def __init__(self, home, *args, rows=40, cells=120, prefix=(), **env):
        self.data = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe([*prefix, PILLARS][0], [*prefix, PILLARS, *args], environment(home, **env))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cells, 0, 0))
        self.gone, self.code = False, None
        _own.append(self)

    def read(self, seconds=0.0):
        """True if something came; the moment is in `last`."""
        if self.gone or not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            part = os.read(self.fd, 65536)
        except OSError:
            part = b""
        self.last = time.monotonic()
        if b"\x1b[6n" in part:
            os.write(self.fd, b"\x1b[1;2R")
        self.data = (self.data + part)[-200000:]
        return bool(part)

    def wait(self, text, seconds=10):
        end = time.monotonic() + seconds * SLOW
        while text.encode() not in self.data:
            if time.monotonic() > end:
                raise AssertionError(f"never saw {text!r}, but ...{self.data[-600:]!r}")
            self.read(0.1)

    def quiet(self, still=0.3, seconds=10):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.read(still):
            pass

    def press(self, keys):
        os.write(self.fd, keys.encode())
        return time.monotonic()

    def leaves(self, seconds):
        """Seconds until it is gone; None if it is still there."""
        start = time.monotonic()
        while time.monotonic() - start < seconds:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.gone, self.code = True, os.waitstatus_to_exitcode(status)
                return time.monotonic() - start
            if not self.read(0.005):
                time.sleep(0.002)
        return None

    def last_words(self):
        return self.data[-2000:].decode(errors="replace")

    def kill(self, with_signal=signal.SIGKILL):
        if not self.gone:
            os.kill(self.pid, with_signal)
            if self.leaves(10 * SLOW) is None:
                os.kill(self.pid, signal.SIGKILL)
                self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            self.gone = True


@atexit.register
def _end():
    for p in _own:
        p.kill()


def cost(pid):
    """Resident KiB, open descriptors, threads."""
    resident = threads = 0
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS:"):
            resident = int(line.split()[1])
        elif line.startswith("Threads:"):
            threads = int(line.split()[1])
    return resident, len(os.listdir(f"/proc/{pid}/fd")), threads


def ask(path, sql, *values):
    """All rows, from a connection of its own that is closed again."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()
