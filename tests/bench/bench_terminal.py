"""The program in a pty, measured from outside: first picture, first data, bytes, memory, idle cost, key latency.

Figures are printed with the aim beside them; peers (a bare ncurses program, newsboat, htop) are measured the same way
where they are installed. Nothing here fails on a number: `make bench` is for people.
"""
import http.server, json, os, pty, select, shutil, signal, ssl, statistics, struct, subprocess, sys, tempfile, termios, threading, time
import fcntl

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PILLARS = os.environ.get("PILLARS", os.path.join(ROOT, "build/pillars"))
BARE, FIRST = (os.path.join(os.environ.get("BENCH_DIR", "."), name) for name in ("bare", "first"))
PLAN = os.path.join(ROOT, "feeds/lingang/plan.json")
FEEDS = [f["id"] for f in json.load(open(PLAN))["feeds"]]


class Terminal:
    """A program on a pty of a given size; everything it writes is kept with the moment it came."""

    def __init__(self, argv, size=(40, 120), env=None):
        self.home = tempfile.mkdtemp(prefix="pillars-bench-")
        environment = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": self.home,
                       "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "XDG_STATE_HOME": self.home, "XDG_CONFIG_HOME": self.home}
        environment.update(env or {})
        self.data, self.bytes = b"", 0
        self.started = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(argv[0], argv, environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[0], size[1], 0, 0))

    def read(self, deadline):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self.fd], [], [], left)[0]:
            return False
        try:
            part = os.read(self.fd, 65536)
        except OSError:
            return False
        if not part:
            return False
        # Answer as a terminal would: one cell was used, the screen is drawn, this is a VT220.
        for question, answer in ((b"\x1b[6n", b"\x1b[1;2R"), (b"\x1b[5n", b"\x1b[0n"), (b"\x1b[c", b"\x1b[?62c")):
            if question in part:
                os.write(self.fd, answer * part.count(question))
        self.data += part
        self.bytes += len(part)
        self.last = time.monotonic()
        return True

    def wait(self, text, seconds=10):
        """The seconds since the start when `text` had been written; None if it never was."""
        deadline = time.monotonic() + seconds
        text = text.encode()
        while text not in self.data:
            if not self.read(deadline):
                return None
        return self.last - self.started

    def quiet(self, still=0.3, seconds=10):
        """Reads until nothing came for `still` seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.read(time.monotonic() + still):
            pass

    def close(self):
        try:
            os.kill(self.pid, signal.SIGTERM)
            deadline = time.monotonic() + 3
            while time.monotonic() < deadline:
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    break
                self.read(time.monotonic() + 0.05)
            else:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.fd)
        shutil.rmtree(self.home, ignore_errors=True)


def memory(pid):
    """Resident and proportional set size in MiB."""
    fields = {}
    with open(f"/proc/{pid}/smaps_rollup") as f:
        for line in f:
            parts = line.split()
            if len(parts) == 3:
                fields[parts[0].rstrip(":")] = int(parts[1]) / 1024
    return fields["Rss"], fields["Pss"]


def cpu_ns(pid):
    return sum(int(open(f"/proc/{pid}/task/{t}/schedstat").read().split()[0]) for t in os.listdir(f"/proc/{pid}/task"))


def wakeups(pid):
    total = 0
    for t in os.listdir(f"/proc/{pid}/task"):
        for line in open(f"/proc/{pid}/task/{t}/status"):
            if line.startswith("voluntary_ctxt_switches"):
                total += int(line.split()[1])
    return total


class Server:
    """The shipped plan over HTTP; `hang` names feeds that never answer. Notes when the last byte of each feed left."""

    def __init__(self, hang=(), tls=False):
        sent = self.sent = {}
        self.release = threading.Event()
        release = self.release
        folder = self.folder = tempfile.mkdtemp(prefix="pillars-bench-www-")
        for name in os.listdir(os.path.dirname(PLAN)):
            shutil.copy(os.path.join(os.path.dirname(PLAN), name), folder)

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else headers and body wait 40 ms for each other

            def do_GET(self):
                name = os.path.basename(self.path)
                if name.rsplit(".", 1)[0] in hang:
                    release.wait(120)
                    return
                try:
                    body = open(os.path.join(folder, name), "rb").read()
                except OSError:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()
                sent[name] = time.monotonic()

            def log_message(self, *args):
                pass

        self.httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.httpd.daemon_threads = True
        if tls:
            self.ca, key = os.path.join(folder, "ca.pem"), os.path.join(folder, "ca.key")
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", self.ca, "-days",
                            "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"], check=True,
                           capture_output=True)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.ca, key)
            self.httpd.socket = context.wrap_socket(self.httpd.socket, server_side=True)
        threading.Thread(target=self.httpd.serve_forever, daemon=True).start()
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.httpd.server_address[1]}/plan.json"

    def close(self):
        self.release.set()
        self.httpd.shutdown()
        shutil.rmtree(self.folder, ignore_errors=True)


def median_first(argv, text, runs=41, env=None):
    """Milliseconds from fork to the text on the pty (first.c)."""
    home = tempfile.mkdtemp(prefix="pillars-bench-")
    environment = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": home, "PATH": os.environ["PATH"],
                   "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home, **(env or {})}
    done = subprocess.run([FIRST, str(runs), text, *argv], env=environment, capture_output=True, text=True)
    shutil.rmtree(home, ignore_errors=True)
    return float(done.stdout) if done.returncode == 0 else float("nan")


def row(what, value, aim=""):
    print(f"  {what:<58} {value:>16}   {aim}")


RSS = """<rss version="2.0"><channel><title>Feed {n}</title><link>http://localhost/{n}</link><description>d</description>
{items}</channel></rss>"""
ITEM = "<item><title>Figure {k}</title><link>http://localhost/{n}/{k}</link><guid>{n}-{k}</guid><description>{text}</description></item>"


def newsboat(work):
    """Its command line with six feeds of thirty entries in its cache: about what the shipped plan holds."""
    for n in range(6):
        items = "".join(ITEM.format(n=n, k=k, text="a sentence on where the figure is from. " * 4) for k in range(30))
        open(os.path.join(work, f"{n}.xml"), "w").write(RSS.format(n=n, items=items))
    with open(os.path.join(work, "urls"), "w") as f:
        f.writelines(f"file://{work}/{n}.xml\n" for n in range(6))
    argv = ["newsboat", "-u", os.path.join(work, "urls"), "-c", os.path.join(work, "cache.db")]
    subprocess.run([*argv, "-x", "reload"], env={**os.environ, "HOME": work}, capture_output=True)
    return argv


def first_picture():
    print("first picture (median of 41, from fork to the text on the pty)")
    bare = median_first([BARE], "READY")
    ours = median_first([PILLARS], "Lin-gang")
    row("bare ncurses program, same libraries", f"{bare:.1f} ms")
    row("pillars, shipped plan", f"{ours:.1f} ms", f"aim <= {1.5 * bare:.1f} ms (1.5 x bare)")
    if shutil.which("newsboat"):
        work = tempfile.mkdtemp(prefix="pillars-bench-")
        news = median_first(newsboat(work), "Your feeds", env={"HOME": work})
        row("newsboat, six feeds in its cache", f"{news:.1f} ms", f"aim: pillars <= {news / 3:.1f} ms (a third)")
        shutil.rmtree(work)
    if shutil.which("htop"):
        row("htop", f"{median_first(['htop'], 'PID', runs=9):.1f} ms")


def first_data():
    print("first data: six feeds over HTTP on loopback")
    delays = []
    for _ in range(5):
        server = Server()
        t = Terminal([PILLARS, "-p", server.url])
        deadline = time.monotonic() + 10
        while len(server.sent) < len(FEEDS) + 1 and time.monotonic() < deadline:
            t.read(time.monotonic() + 0.02)
        t.quiet()
        delays.append((t.last - max(server.sent.values())) * 1000)
        t.close()
        server.close()
    row("last byte of the last feed -> last byte on the pty (median)", f"{statistics.median(delays):.1f} ms", "aim <= 10 ms")


def one_change():
    print("one changed figure")
    server = Server()
    t = Terminal([PILLARS, "-p", server.url])
    t.quiet()
    path = os.path.join(server.folder, "industry.json")
    text = open(path, encoding="utf-8").read()
    assert "4230" in text
    open(path, "w", encoding="utf-8").write(text.replace("4230", "4231"))
    before = t.bytes
    os.write(t.fd, b"R")
    t.quiet(0.6)
    row("bytes to the terminal", f"{t.bytes - before}", "aim: some tens")
    before = t.bytes
    os.write(t.fd, b"R")
    t.quiet(0.6)
    row("bytes of a refresh that brings nothing", f"{t.bytes - before}")
    t.close()
    server.close()


def footprint():
    print("memory, all feeds read")
    t = Terminal([PILLARS])
    t.quiet()
    row("file: resident / proportional", "%.1f / %.1f MiB" % memory(t.pid), "aim < 16 MiB resident")
    t.close()
    for name, tls, most in (("http:", False, 16), ("https:", True, 20)):
        server = Server(tls=tls)
        t = Terminal([PILLARS, "-p", server.url], env={"CURL_CA_BUNDLE": server.ca} if tls else None)
        t.quiet()
        resident, proportional = memory(t.pid)
        row(f"{name} resident / proportional", f"{resident:.1f} / {proportional:.1f} MiB", f"aim < {most} MiB resident")
        answered = len(server.sent)
        t.close()
        server.close()
        assert answered == len(FEEDS) + 1, f"{name} only {answered} documents were fetched"


def idle(seconds):
    print(f"idle, {seconds} s")
    peers = [("pillars", [PILLARS]), ("pillars --kiosk", [PILLARS, "--kiosk=20"])]
    if shutil.which("htop"):
        peers.append(("htop", ["htop"]))
    for name, argv in peers:
        t = Terminal(argv)
        t.quiet(1, 5)
        cpu, woken, written = cpu_ns(t.pid), wakeups(t.pid), t.bytes
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            t.read(end)
        scale = 60 / seconds
        row(f"{name}: CPU a minute", f"{(cpu_ns(t.pid) - cpu) / 1e6 * scale:.2f} ms", {"pillars": "aim < 10 ms", "pillars --kiosk": "aim < 60 ms (0.1 %)"}.get(name, ""))
        row(f"{name}: wake-ups a minute", f"{(wakeups(t.pid) - woken) * scale:.0f}")
        row(f"{name}: bytes a minute", f"{(t.bytes - written) * scale:.0f}")
        t.close()


def key_latency():
    """The selection moves: the row it comes to is written in reverse video."""
    print("a key at 120x40: from write to the moved selection on the pty")
    for name, hang, more in (("all feeds answered", (), []), ("all feeds refreshing, every second anew", (), ["--refresh", "1s"]),
                             ("all feeds hanging", FEEDS, [])):
        server = Server(hang)
        t = Terminal([PILLARS, "-p", server.url, *more])
        t.quiet(0.3, 3)
        times = []
        for i in range(400):
            at, start = len(t.data), time.monotonic()
            os.write(t.fd, b"j" if i % 20 < 10 else b"k")
            while b"7m" not in t.data[at:] and t.read(start + 1):
                pass
            if b"7m" in t.data[at:]:
                times.append((t.last - start) * 1000)
            t.quiet(0.005, 0.05)
        times.sort()
        if times:
            row(f"{name}: median / 99 %", f"{times[len(times) // 2]:.2f} / {times[int(len(times) * 0.99)]:.2f} ms", "aim 2 / 8 ms")
        t.close()
        server.close()


if __name__ == "__main__":
    first_picture()
    first_data()
    one_change()
    footprint()
    key_latency()
    idle(int(os.environ.get("BENCH_IDLE_S", "60")))
