"""Leaving is a matter of a second whatever hangs: a nameserver that never answers, a connection that is never made, a TLS
handshake, headers or a body that never come; by q, by SIGTERM, and without a screen."""
import json, os, shutil, signal, socket, sys, threading, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../soak"))
from common import SLOW, Process, Viewer, finish, folder, wait_until

LIMIT_S = 1.0 * SLOW
work = folder("leaving")
NAMESERVER = "127.0.0.77"  # of our own: its port 53 must be free


def plan_file(name, url, feeds=6):
    """A local plan whose feeds all hang; small enough that none of them is late for another reason."""
    path = os.path.join(work, name + ".json")
    with open(path, "w") as f:
        json.dump({"format": "indicator-plan", "version": "1.0", "id": "l", "name": "Leaving", "start": "2021-01-01",
                   "end": "2025-12-31", "feeds": [{"id": f"f{n}", "url": url % n} for n in range(feeds)],
                   "pillars": [{"id": "p", "name": "Pillar", "indicators": [
                       {"id": "i", "name": "i", "unit": "u", "quantity": "stock",
                        "targets": [{"kind": "level", "value": 1, "by": "2025-12-31"}]}]}]}, f)
    return path


class Listener:
    """Takes connections and says `greeting` on each, and no more; `came` counts them."""

    def __init__(self, greeting=b""):
        self.s = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port, self.greeting, self.came, self.held = self.s.getsockname()[1], greeting, 0, []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            c, _ = self.s.accept()
            self.held.append(c)
            c.recv(65536)
            self.came += 1
            if self.greeting:
                c.sendall(self.greeting)


class Full:
    """A listener whose queue is full: a connection is never made."""

    def __init__(self):
        self.s = socket.socket()
        self.s.bind(("127.0.0.1", 0))
        self.s.listen(0)
        self.port, self.held = self.s.getsockname()[1], []
        for _ in range(4):
            c = socket.socket()
            c.setblocking(False)
            c.connect_ex(("127.0.0.1", self.port))
            self.held.append(c)

    @property
    def came(self):
        """Connections of others on their way to the port (state 02 is SYN_SENT)."""
        want = f"0100007F:{self.port:04X}"
        waiting = sum(line.split()[2] == want and line.split()[3] == "02" for line in list(open("/proc/net/tcp"))[1:])
        return max(0, waiting - self.own)

    def settle(self):
        self.own = 0
        wait_until("the queue is full", lambda: self.came)  # those of ours that did not fit into it
        self.own = self.came
        return self


class Swallow:
    """A nameserver that never answers; `came` counts what it was asked."""

    def __init__(self):
        self.s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.s.bind((NAMESERVER, 53))
        self.came = 0
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            self.s.recv(4096)
            self.came += 1


faults, worst, count = [], {}, 0


def leave(what, hung, plan, prefix=()):
    """Starts, waits until something hangs, leaves."""
    global count
    for way in ("q", "SIGTERM", "--collect"):
        home = os.path.join(work, f"home{count}")
        os.mkdir(home)
        count += 1
        before = hung.came
        if way == "--collect":
            p = Process(home, "-p", plan, "--collect", "--timeout", "20s", prefix=prefix)
        else:
            p = Viewer(home, "-p", plan, "--timeout", "20s", prefix=prefix)
        try:
            wait_until(f"{what}: something hangs", lambda: (way == "--collect" or p.read(0.01) or True) and hung.came > before)
            if way != "--collect":
                p.quiet(0.2, 5)
            if way == "q":
                p.press("q")
            else:
                os.kill(p.pid, signal.SIGTERM)
            took = p.leaves(LIMIT_S + 3)
            if took is None or took > LIMIT_S:
                faults.append(f"{what}: {way} took {'more than %g' % (LIMIT_S + 3) if took is None else '%.2f' % took} s")
            else:
                worst[what] = max(worst.get(what, 0), took)
        except AssertionError as e:
            faults.append(str(e))
        p.kill()


silent, headers = Listener(), Listener(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
body = Listener(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
full = Full().settle()
leave("a request", silent, plan_file("request", f"http://127.0.0.1:{silent.port}/%d"))
leave("headers", headers, plan_file("headers", f"http://127.0.0.1:{headers.port}/%d"))
leave("a body", body, plan_file("body", f"http://127.0.0.1:{body.port}/%d"))
leave("a TLS handshake", silent, plan_file("tls", f"https://127.0.0.1:{silent.port}/%d"))
leave("a connection", full, plan_file("connect", f"http://127.0.0.1:{full.port}/%d"))
leave("the plan itself", silent, f"http://127.0.0.1:{silent.port}/plan.json")
skipped = ""
if os.geteuid() != 0 or not shutil.which("unshare"):
    skipped = " (not root: no nameserver of our own)"
else:
    nameserver = Swallow()
    with open(os.path.join(work, "resolv.conf"), "w") as f:
        f.write(f"nameserver {NAMESERVER}\noptions timeout:30 attempts:5\n")
    prefix = ("unshare", "-m", "sh", "-c", f'mount --bind {work}/resolv.conf /etc/resolv.conf && exec "$@"', "sh")
    leave("a nameserver", nameserver, plan_file("names", "http://feed%d.pillars.test/x"), prefix)
    leave("a nameserver, for the plan", nameserver, "http://plan.pillars.test/plan.json", prefix)
finish(faults, "worst of each, in seconds: " + ", ".join(f"{k} {v:.2f}" for k, v in worst.items()) + skipped)
