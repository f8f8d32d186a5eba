"""The whole program in real terminals: tmux for what a person sees, a pty for modes, signals and bytes."""
import fcntl, functools, http.server, json, os, pty, random, re, select, shutil, signal, struct, subprocess, sys, tempfile, termios, threading, time

from terminals import NOW, PILLARS, ROOT, SLOW, Tmux, case, failures, seen, work, world

PLAN = json.load(open(os.path.join(ROOT, "feeds/lingang/plan.json"), encoding="utf-8"))


def six_panels_in_both_languages():
    for locale, lang in (("zh_CN.UTF-8", "zh"), ("en_US.UTF-8", "en")):
        def look(t):
            for i, p in enumerate(PLAN["pillars"]):
                t.wait(f"{i + 1} {p['name'][lang]}")
        seen(look, 120, 40, world(locale))


def drills_in_and_out():
    def look(t):
        t.wait("1 Institutional innovation")
        t.keys("2")
        t.keys("Enter")
        t.wait("› Industry clusters")
        t.keys("Enter")
        t.wait("Industry clusters › Industrial output")
        t.wait("Why")
        for _ in range(60):  # down to the vintages and their sources
            t.keys("PageDown")
        t.wait("China News Service")
        t.keys("Escape")
        t.wait("› Industry clusters")
        t.keys("Escape")
        t.wait("6 Talent")
        t.keys("Escape")
        t.keys("Escape")
        t.wait("6 Talent")
        t.keys("q")
        t.wait("GONE")
    seen(look, 120, 40, world())


def finds_filters_and_helps():
    def look(t):
        t.wait("6 Talent")
        t.keys("/")
        t.keys("hydrogen", "Enter")
        t.keys("Enter", "Enter")
        t.wait("› Buses, municipal vehicles")
        t.keys("Escape", "Escape")
        t.keys("\\")
        t.keys("class:pending", "Enter")
        t.wait("filter: class:pending")
        t.wait("Policies issued", absent=True)
        t.keys("Escape")
        t.wait("Policies issued")
        t.keys("?")
        t.wait("Move")
        t.keys("?")
        t.keys("L")
        t.wait("2 产业集群")
        t.keys("L")
        t.keys("[")
        t.wait("as known on 2025-07-11")
        t.keys("0")
        t.wait("as of 2026-11-24")
        t.keys(":")
        t.keys("as-of 2024-08-28", "Enter")
        t.wait("as known on 2024-08-28")
        t.wait("Achieved early")
        t.keys(":")
        t.keys("nonsense", "Enter")
        t.wait("there is no command 'nonsense'")
        t.keys(":", "so")  # the two rows of a prompt move the picture; nothing of the old one stays
        t.wait("sort  sort-back  sort-invert")
        assert t.screen().rstrip("\n").split("\n")[-1] == " :so", t.screen()
    seen(look, 160, 50, world())


class LatePlan(http.server.SimpleHTTPRequestHandler):
    """The shipped documents; the plan after the first picture was due."""

    def do_GET(self):
        if self.path.endswith("plan.json"):
            time.sleep(0.4)
        super().do_GET()

    def log_message(self, *args):
        pass


def a_late_plan_opens_where_asked():
    handler = functools.partial(LatePlan, directory=os.path.join(ROOT, "feeds/lingang"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/plan.json"

    def look(t):
        t.wait("Industry clusters › Industrial output")
        t.wait("as known on 2024-08-28")
    try:
        seen(look, 120, 40, world(), "-p", url, "--indicator", "industrial-output", "--as-of", "2024-08-28")
    finally:
        server.shutdown()


def resizes_at_any_moment():
    random.seed(7)
    t = Tmux(120, 40, world("zh_CN.UTF-8"))
    try:
        t.wait("6 人才")
        for _ in range(40):
            size = random.choice([(20, 6), (1, 1), (2, 50), (200, 3), (random.randint(10, 240), random.randint(4, 67))])
            t.run("resize-window", "-x", str(size[0]), "-y", str(size[1]))
            t.keys(*random.choice([("A", "A"), ("L", "L"), ("H", "H"), ("f", "Escape"), ("z", "z")]))
        t.run("resize-window", "-x", "100", "-y", "30")
        fresh = Tmux(100, 30, world("zh_CN.UTF-8"))
        try:
            fresh.wait("6 人才")
            t.wait("6 人才")
            for x in (t, fresh):
                x.keys("L")
                x.wait("6 Talent")
            assert t.same_as(fresh), t.screen() + fresh.screen()
        finally:
            fresh.close()
    finally:
        t.close()


def suspends_and_comes_back():
    def look(t):
        t.wait("READY")
        t.keys(f"{PILLARS}", "Enter")
        t.wait("6 Talent")
        t.keys("C-z")
        t.wait("Stopped")
        t.keys("fg", "Enter")
        t.wait("6 Talent")
        t.keys("q")
        t.wait("READY")
        t.keys("echo still $((40+2))", "Enter")
        t.wait("still 42")
    seen(look, 120, 40, world(), shell=True)


def stopped_by_anybody_it_comes_back():
    """kill -TSTP and kill -STOP from outside, and a job of several processes."""
    def look(t):
        def is_whole():
            t.keys("fg", "Enter")
            t.wait("Stopped", absent=True)
            t.wait("6 Talent")
            t.keys("?")
            t.wait("Move")
            t.keys("?")
            t.wait("6 Talent")
        t.wait("READY")
        for command in (PILLARS, f"sh -c '{PILLARS}; true'"):
            t.keys(command, "Enter")
            t.wait("6 Talent")
            t.keys("C-z")
            t.wait("Stopped")
            is_whole()
            t.keys("q")
            t.wait("6 Talent", absent=True)
            t.keys("clear", "Enter")
            t.wait("Stopped", absent=True)
        for how in ("TSTP", "STOP"):
            t.keys(PILLARS, "Enter")
            t.wait("6 Talent")
            pane = t.run("list-panes", "-F", "#{pane_pid}").strip()
            child = subprocess.run(["ps", "-o", "pid=", "--ppid", pane], capture_output=True, text=True).stdout.split()[0]
            os.kill(int(child), getattr(signal, "SIG" + how))
            t.wait("Stopped")
            is_whole()
            t.keys("q")
            t.wait("READY")
            t.keys("clear", "Enter")
            t.wait("Stopped", absent=True)
        t.keys("echo still $((40+2))", "Enter")
        t.wait("still 42")
    seen(look, 120, 40, world(), shell=True)


# ---- pty: modes, signals, bytes ---------------------------------------------------------------------------------


class Pty:
    def __init__(self, env, *args, size=(40, 120)):
        self.data = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            os.chdir(env.get("HOME", work))  # what random keys export is not left in the project
            os.execve(PILLARS, [PILLARS, *args], env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        self.ended = None

    def read(self, seconds):
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            part = os.read(self.fd, 65536)
        except OSError:
            return False
        if b"\x1b[6n" in part:
            os.write(self.fd, b"\x1b[1;2R")
        self.data += part
        return bool(part)

    def wait(self, text, seconds=8):
        end = time.monotonic() + seconds * SLOW
        while text.encode() not in self.data:
            assert time.monotonic() < end, f"never saw {text!r}, but {self.data[-400:]!r}"
            self.read(0.1)

    def quiet(self, still=0.3):
        while self.read(still):
            pass

    def exit_code(self, seconds=4):
        end = time.monotonic() + seconds * SLOW
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.ended = status
                return status
            self.read(0.02)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise AssertionError("it did not end")

    def modes(self):
        return termios.tcgetattr(self.fd)[:4]


def every_way_out_gives_the_terminal_back():
    for what in ("q", signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        p = Pty(world())
        before = None
        p.wait("6 Talent")
        raw = p.modes()
        if what == "q":
            os.write(p.fd, b"q")
        else:
            os.kill(p.pid, what)
        status = p.exit_code()
        p.quiet(0.05)
        assert os.WIFEXITED(status), f"{what}: {status}"
        assert p.data.rstrip().endswith(b"\x1b[?1049l") or b"\x1b[?1049l" in p.data[-200:], p.data[-100:]
        assert p.modes() != raw, "the modes were not given back"
        assert p.modes()[3] & termios.ICANON and p.modes()[3] & termios.ECHO
        os.close(p.fd)


def a_crash_gives_the_terminal_back():
    if os.environ.get("SAN"):
        return  # sanitizers have handlers of their own
    p = Pty(world())
    p.wait("6 Talent")
    os.kill(p.pid, signal.SIGSEGV)
    status = p.exit_code()
    p.quiet(0.05)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGSEGV, status
    assert b"\x1b[?1049l" in p.data[-300:], p.data[-100:]
    assert p.modes()[3] & termios.ICANON
    os.close(p.fd)


def a_closed_terminal_ends_it():
    p = Pty(world())
    p.wait("6 Talent")
    os.close(p.fd)
    end = time.monotonic() + 4 * SLOW
    while time.monotonic() < end:
        if os.waitpid(p.pid, os.WNOHANG)[0]:
            return
        time.sleep(0.02)
    os.kill(p.pid, signal.SIGKILL)
    raise AssertionError("an orphan is left")


def what_did_not_change_writes_nothing():
    p = Pty(world())
    p.wait("6 Talent")
    p.quiet()
    p.data = b""
    os.write(p.fd, b"R")
    p.quiet(0.6)
    assert len(p.data) < 200, f"{len(p.data)} bytes for a refresh that brought nothing: {p.data[:300]!r}"
    os.write(p.fd, b"q")
    p.exit_code()
    os.close(p.fd)


def no_colour_is_no_colour():
    p = Pty(world(NO_COLOR="1"))
    p.wait("6 Talent")
    p.quiet()
    colours = re.findall(rb"\x1b\[[0-9;]*\b(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m", p.data)
    assert not colours, colours[:5]
    os.write(p.fd, b"q")
    p.exit_code()
    os.close(p.fd)


def old_terminals_draw_too():
    for term in ("vt100", "screen", "linux", "tmux-256color"):
        p = Pty(world("zh_CN.UTF-8" if term == "linux" else "en_US.UTF-8", term))
        p.wait("Industry")  # the console has no Chinese glyphs: English by itself
        os.write(p.fd, b"q")
        assert os.WIFEXITED(p.exit_code()), term
        os.close(p.fd)
    p = Pty(world(term="dumb"))
    p.wait("> ")
    os.write(p.fd, b"pillar 2\nquit\n")
    p.wait("Industrial output: CNY 423 bn in 2024")
    p.exit_code()
    assert b"\x1b" not in p.data, "a terminal that cannot move its cursor was told to"
    os.close(p.fd)


def random_keys_do_not_crash():
    random.seed(11)
    keys = [b"j", b"k", b"h", b"l", b"\r", b"\x1b", b"\t", b"1", b"4", b"z", b"f", b"v", b"?", b"o", b"n", b"N", b"s", b"<",
            b"I", b"w", b"L", b"A", b"H", b"m", b"F", b"[", b"]", b"r", b"R", b"p", b"\x0c", b"\x1b[A", b"\x1b[B", b"\x1b[5~",
            b"\x1b[6~", b"/a\r", b"\\tal\r", b"\\\x1b", b":sort class\r", b":theme light\r", b"G", b"g", b"\x04", b"\x15",
            b"\x1b[<64;10;10M", "汉".encode(), b"\xff"]
    p = Pty(world())
    p.wait("6 Talent")
    for _ in range(600):
        os.write(p.fd, random.choice(keys))
        p.read(0)
    p.quiet(0.1)
    os.write(p.fd, b"\x1b\x1b\x1b")
    p.quiet(0.2)
    os.write(p.fd, b"Q")
    assert os.WIFEXITED(p.exit_code()) and os.WEXITSTATUS(p.ended) == 0, p.ended
    os.close(p.fd)


def the_wall_is_left_by_its_chord_only():
    def look(t):
        t.wait("Lin-gang Special Area")
        t.keys("q", "Q", "C-c", "C-z", "C-s", "C-d", "C-\\", "0", "f", "?", ":", "Escape", "F10", "C-x", "q")
        t.wait("Five freedoms")  # it turns its pages all the same, and no key brought another view
        t.wait("Industrial output")
        t.keys("C-x", "C-c")
        t.wait("GONE")
    seen(look, 120, 40, world(), "--kiosk=1")


def old_walls_speak_english():
    for term, more, said in (("linux", (), "Industry clusters"), ("vt100", (), "Industry clusters"),
                             ("linux", ("--lang", "zh", "--ascii=no"), "产业集群"), ("xterm", (), "产业集群")):
        p = Pty(world("zh_CN.UTF-8", term), "--kiosk=1", *more)
        p.wait(said)
        p.quiet(0.1)
        ascii_only = all(byte < 0x80 for byte in p.data)
        assert ascii_only == (said == "Industry clusters"), (term, p.data[-200:])
        os.kill(p.pid, signal.SIGTERM)
        p.exit_code()
        os.close(p.fd)


def one_feed():
    """A plan of one indicator whose feed is read every second, and how its figure is published."""
    folder = tempfile.mkdtemp(dir=work)
    plan = {"format": "indicator-plan", "version": "1.0", "id": "p", "name": "The plan", "start": "2021-01-01",
            "end": "2029-12-31", "timezone": "UTC", "feeds": [{"id": "f", "url": "f.json", "every": "1s"}],
            "pillars": [{"id": "one", "name": "Pillar one", "indicators": [
                {"id": "i", "name": "Indicator one", "unit": "t", "freq": "A", "quantity": "stock", "targets": [
                    {"kind": "level", "value": 200, "by": "2029-12-31", "base": {"period": "2020", "value": 100}}]}]}]}

    def publish(value, day):
        feed = {"format": "indicator-feed", "version": "1.0", "published": day, "source": {"name": "office"},
                "indicators": [{"id": "i", "observations": [{"period": "2025", "value": value, "published": day}]}]}
        path = os.path.join(folder, "f.json")
        with open(path + ".new", "w") as f:
            json.dump(feed, f)
        os.rename(path + ".new", path)

    with open(os.path.join(folder, "plan.json"), "w") as f:
        json.dump(plan, f)
    publish(180, "2026-02-01")
    return folder, publish


def an_alert_stands_until_it_is_seen():
    """A wall and a dashboard on one archive: what got worse, was lost or revised stands until `a` is pressed."""
    folder, publish = one_feed()
    env = world(PILLARS_NOW="2026-11-24T08:00:00Z")
    arguments = ("-p", os.path.join(folder, "plan.json"), "--archive", os.path.join(folder, "archive"))
    wall = Tmux(120, 40, env, "--kiosk=1", *arguments)
    desk, started = None, time.time()
    try:
        wall.wait("Ahead 1")
        publish(101, "2026-03-01")
        wall.wait("! Indicator one: Lagging, was Ahead", seconds=20)
        clock = time.strftime("2026-11-24T08:%M:%SZ", time.gmtime(time.time() - started))  # one clock for both
        desk = Tmux(120, 40, {**env, "PILLARS_NOW": clock}, *arguments)
        desk.wait("alerts: 1")
        desk.keys("f", "a")
        desk.wait("alerts and what is new are seen on the overview")
        assert "! Indicator one" in wall.screen()
        desk.keys("Escape", "a")
        desk.wait("alerts: 1", absent=True)
        wall.wait("! Indicator one", absent=True, seconds=3)
        os.rename(os.path.join(folder, "f.json"), os.path.join(folder, "gone.json"))
        wall.wait("! feed f: lost", seconds=20)
        os.rename(os.path.join(folder, "gone.json"), os.path.join(folder, "f.json"))
        wall.wait("back since", seconds=20)
        desk.wait("alerts: 1", seconds=20)
        desk.keys("a")
        wall.wait("! feed f", absent=True, seconds=3)
        assert "≠Indicator one" not in desk.screen()
        desk.keys("Escape")  # the message goes
        for value in range(206, 210):  # what came in the very second of `a` counts as seen
            publish(value, "2026-04-01")
            desk.wait(f"{value} t", seconds=20)
            try:
                desk.wait("≠Indicator one", seconds=3)
                break
            except AssertionError:
                assert value < 209, desk.screen()
        desk.wait("≠1  as of 2026-11-24")
        desk.keys("a")
        desk.wait("≠Indicator one", absent=True)
    finally:
        wall.close()
        if desk:
            desk.close()


def lines_for_a_screen_reader():
    """--plain: commands by the words of `:`, answers as lines, news said when they happen, no escape sequence ever."""
    folder, publish = one_feed()
    p = Pty(world(PILLARS_NOW="2026-11-24T08:00:00Z"), "--plain", "-p", os.path.join(folder, "plan.json"))
    p.wait("Pillar 1, Pillar one: Ahead 1.")

    def ask(line, *answers):
        p.data = b""
        os.write(p.fd, line.encode() + b"\n")
        for text in answers:
            p.wait(text)

    p.wait("> ")
    ask("pillar 1", "Indicator one: 180 t in 2025, published 2026-02-01. Target: 200 t or more by end 2029. Ahead.")
    ask("indicator i", "Chart: one figure, 180 t (2025).", "Pace ")
    ask("feeds", "f: fresh, last good answer:")
    ask("lang zh", "f：正常，最近一次正常应答")
    ask("lang en", "f: fresh")
    ask("mouse", "that needs a screen")
    ask("nonsense", "there is no command 'nonsense'")
    ask("x" * 400, "this line is too long")
    ask("help", "pillar N|ID: go to a pillar", "quit: quit at once")
    publish(101, "2026-03-01")
    p.wait("Indicator one: 101 t for 2025, was 180 t", seconds=20)
    p.wait("class  Indicator one: Lagging, was Ahead", seconds=20)
    os.unlink(os.path.join(folder, "f.json"))
    p.wait("feed f lost: ", seconds=20)
    ask("overview", "Revised: Indicator one")
    publish(190, "2026-04-01")
    p.wait("feed f is back", seconds=20)
    p.wait("class  Indicator one: Ahead, was Lagging", seconds=20)
    assert b"\x1b" not in p.data and "▲".encode() not in p.data, p.data
    os.write(p.fd, b"\x04")
    assert os.WIFEXITED(p.exit_code()) and os.WEXITSTATUS(p.ended) == 0
    os.close(p.fd)


def random_lines_do_not_crash():
    random.seed(3)
    words = ["pillar 1", "pillar 7", "pillar talent", "indicator jobs", "next", "up", "down", "first", "last", "in", "out", "zoom",
             "feeds", "events", "help", "options", "overview", "as-of 2024-08-28", "as-of 1999-01-01", "as-of-back", "as-of-forward",
             "filter class:pending", "filter zzz", "filter", "search output", "search-next", "sort name", "sort-back", "sort-invert",
             "lang zh", "lang en", "set ascii yes", "set sort class", "set", "pause", "refresh", "seen", "mark", "follow", "reload",
             "view wall", "view indicator", "theme light", "copy", "suspend", "worst-first", "", " ", "x" * 300, "汉字", "\xff\xfe",
             "%s%n", "pillar", "next-panel", "previous-panel", "page-down"]
    p = Pty(world(), "--plain")
    p.wait("> ")
    for _ in range(400):
        os.write(p.fd, random.choice(words).encode("latin-1", "replace") + b"\n")
        p.read(0)
    p.data = b""
    os.write(p.fd, b"lang zh\nlang en\noverview\n")
    p.wait("Pillar 6, Talent: ")
    os.write(p.fd, b"quit\n")
    assert os.WIFEXITED(p.exit_code()) and os.WEXITSTATUS(p.ended) == 0, p.ended
    os.close(p.fd)


try:
    for f in (six_panels_in_both_languages, drills_in_and_out, finds_filters_and_helps, a_late_plan_opens_where_asked, resizes_at_any_moment,
              suspends_and_comes_back, stopped_by_anybody_it_comes_back, every_way_out_gives_the_terminal_back, a_crash_gives_the_terminal_back,
              a_closed_terminal_ends_it, what_did_not_change_writes_nothing, no_colour_is_no_colour,
              old_terminals_draw_too, random_keys_do_not_crash, the_wall_is_left_by_its_chord_only,
              old_walls_speak_english, an_alert_stands_until_it_is_seen, lines_for_a_screen_reader,
              random_lines_do_not_crash):
        case(f)
finally:
    shutil.rmtree(work, ignore_errors=True)
sys.exit(1 if failures else 0)
