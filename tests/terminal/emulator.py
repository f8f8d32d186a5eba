"""A terminal for tests: a program on a pty, and what it wrote as cells (pyte). Answers questions as told, or keeps silent.

What is compared is what stands on the screen, not the bytes.
"""
import fcntl, os, pty, re, select, shutil, signal, struct, tempfile, termios, time, unicodedata

import pyte, pyte.screens

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PILLARS = os.environ.get("PILLARS") or os.path.join(ROOT, "build/pillars")
SLOW = 4 if os.environ.get("SAN") else 1  # sanitizers take their time
NOW = "2026-11-24T08:00:00Z!"
QUESTIONS = re.compile(rb"\x1b\]11;\?(?:\x1b\\|\x07)|\x1b\[\?2026\$p|\x1b\[c|\x1b\[5n|\x1b\[6n")
plain_width = pyte.screens.wcwidth


def wide_ambiguous(char):
    width = plain_width(char)
    return 2 if width == 1 and unicodedata.east_asian_width(char) == "A" else width


class Screen(pyte.Screen):
    """What xterm has and pyte has not: REP, CBT, SU and SD; and a margin stops only a cursor that comes from inside it."""

    last = " "

    def draw(self, data):
        if data:
            self.last = data[-1]
        super().draw(data)

    def cursor_down(self, count=None):
        bottom = self.margins.bottom if self.margins and self.cursor.y <= self.margins.bottom else self.lines - 1
        self.cursor.y = min(self.cursor.y + (count or 1), bottom)

    def cursor_up(self, count=None):
        top = self.margins.top if self.margins and self.cursor.y >= self.margins.top else 0
        self.cursor.y = max(self.cursor.y - (count or 1), top)

    def repeat_character(self, count=None):
        super().draw(self.last * (count or 1))

    def back_tab(self, count=None):
        for _ in range(count or 1):
            self.cursor.x = max([0, *(stop for stop in self.tabstops if stop < self.cursor.x)])

    def scroll_up(self, count=None):
        y = self.cursor.y
        top, bottom = self.margins or (0, self.lines - 1)
        self.cursor.y = bottom
        for _ in range(count or 1):
            self.index()
        self.cursor.y = y

    def scroll_down(self, count=None):
        y = self.cursor.y
        top, bottom = self.margins or (0, self.lines - 1)
        self.cursor.y = top
        for _ in range(count or 1):
            self.reverse_index()
        self.cursor.y = y


class Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "b": "repeat_character", "Z": "back_tab", "S": "scroll_up", "T": "scroll_down"}
    events = frozenset([*pyte.ByteStream.events, "repeat_character", "back_tab", "scroll_up", "scroll_down"])


class Emulator:
    """`answers`: a dict of what the terminal says; a question without an answer is met with silence. "background" is the
    whole answer to OSC 11, "sync" the value of mode 2026, "cursor", "ready" and "device" are switches. `junk`: what it does
    not understand is printed. `delay`: answers lie here until answer() is called."""

    ALL = {"background": b"\x1b]11;rgb:0000/0000/0000\x1b\\", "sync": 2, "cursor": True, "ready": True, "device": True}

    def __init__(self, *args, size=(40, 120), term="xterm-256color", locale="en_US.UTF-8", answers=None, wide=False,
                 junk=False, delay=False, argv=None, **more):
        self.home = tempfile.mkdtemp(prefix="pillars-emulator-")
        env = {"PATH": os.environ["PATH"], "HOME": self.home, "XDG_STATE_HOME": self.home, "XDG_CONFIG_HOME": self.home,
               "TERM": term, "LC_ALL": locale, "PILLARS_NOW": NOW, "TZ": "UTC"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        env.update(more)
        self.answers = self.ALL if answers is None else answers
        self.wide, self.junk, self.delay = wide, junk, delay
        self.rest, self.data, self.asked, self.waiting = b"", b"", [], []
        self.size = size
        self.screen = Screen(size[1], size[0])
        self.screen.write_process_input = lambda text: self.reply(text.encode())
        self.stream = Stream(self.screen)
        argv = argv or [PILLARS, *args]
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            os.execvpe(argv[0], argv, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        self.status = None

    # ---- the terminal's side

    def reply(self, answer):
        if self.delay:
            self.waiting.append(answer)
        else:
            os.write(self.fd, answer)

    def answer(self):
        """Sends what was held back, and answers at once from now on."""
        self.delay = False
        for answer in self.waiting:
            os.write(self.fd, answer)
        self.waiting = []

    def draw(self, data):
        pyte.screens.wcwidth = wide_ambiguous if self.wide else plain_width
        self.stream.feed(data)
        pyte.screens.wcwidth = plain_width

    def question(self, q):
        self.asked.append(q)
        if q.startswith(b"\x1b]11"):
            if "background" in self.answers:
                self.reply(self.answers["background"])
        elif q == b"\x1b[?2026$p":
            if "sync" in self.answers:
                self.reply(b"\x1b[?2026;%d$y" % self.answers["sync"])
            elif self.junk:
                self.draw(b"p")
        elif q == b"\x1b[6n":
            if self.answers.get("cursor"):
                self.reply(b"\x1b[%d;%dR" % (self.screen.cursor.y + 1, self.screen.cursor.x + 1))
        elif q == b"\x1b[5n":
            if self.answers.get("ready"):
                self.reply(b"\x1b[0n")
        elif self.answers.get("device"):
            self.reply(b"\x1b[?62;22c")

    def take(self, data):
        self.data += data
        data = self.rest + data
        tail = re.search(rb"\x1b[^a-zA-Z\\\x07]{0,12}\Z", data)  # a sequence that is not whole yet
        self.rest = data[tail.start():] if tail else b""
        data = data[:tail.start()] if tail else data
        at = 0
        for m in QUESTIONS.finditer(data):
            self.draw(data[at:m.start()])
            self.question(m.group())
            at = m.end()
        self.draw(re.sub(rb"\x1b\[\?2026[hl]|\x1b\[>[0-9;]*[a-z]|\x1b\[2[23];0;0t", b"", data[at:]))

    def read(self, seconds):
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            part = os.read(self.fd, 65536)
        except OSError:
            return False
        if part:
            self.take(part)
        return bool(part)

    # ---- the person's side

    def type(self, keys):
        os.write(self.fd, keys if isinstance(keys, bytes) else keys.encode())

    def text(self):
        return "\n".join(self.lines())

    def wait(self, text, absent=False, seconds=8):
        end = time.monotonic() + seconds * SLOW
        while (text in self.text()) == absent:
            assert time.monotonic() < end, f"{'still' if absent else 'never'} saw {text!r} in:\n{self.text()}"
            self.read(0.05)
        return self

    def until(self, condition, what, seconds=8):
        end = time.monotonic() + seconds * SLOW
        while not condition():
            assert time.monotonic() < end, f"{what}:\n{self.text()}"
            self.read(0.05)

    def begun(self, still=0.4):
        """Keys count from when the program has asked what terminal this is: those before are dropped."""
        self.until(lambda: self.asked, "it has not begun")
        return self.quiet(still)

    def quiet(self, still=0.2):
        while self.read(still * (2 if SLOW > 1 else 1)):
            pass
        return self

    def resize(self, rows, columns):
        self.size = (rows, columns)
        self.screen.resize(rows, columns)
        self.screen.set_margins()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def cells(self):
        """Every cell as (text, colour, weight...); a blank is a blank whatever its colour."""
        def look(c):
            if c.data == " " and not c.reverse and not c.underscore:
                return " "
            return (c.data, c.fg, c.bg, c.bold, c.underscore, c.reverse)
        return [[look(self.screen.buffer[y][x]) for x in range(self.size[1])] for y in range(self.size[0])]

    def color_of(self, text):
        """Where it stands last."""
        for y, line in reversed(list(enumerate(self.lines()))):
            at = line.find(text)
            if at >= 0:
                return self.screen.buffer[y][self.column(y, at)].fg
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text()}")

    def lines(self):
        return ["".join(self.screen.buffer[y][x].data for x in range(self.size[1])) for y in range(self.size[0])]

    def column(self, y, at):
        n = 0
        for x in range(self.size[1]):
            n += len(self.screen.buffer[y][x].data)
            if n > at:
                return x
        raise IndexError

    def modes(self):
        return termios.tcgetattr(self.fd)

    def end(self, seconds=6):
        """The wait status, once it ended by itself."""
        end = time.monotonic() + seconds * SLOW
        while time.monotonic() < end:
            if self.gone():
                return self.status
            self.read(0.02)
        raise AssertionError("it did not end")

    def gone(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
        return self.status is not None

    def close(self):
        if not self.gone():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


def run(cases):
    """Runs them all; the exit status says whether all held."""
    failures = 0
    for f in cases:
        start = time.monotonic()
        try:
            f()
            print(f"ok   {f.__name__} ({time.monotonic() - start:.1f} s)")
        except Exception as e:  # whatever it is, the others run
            failures += 1
            print(f"FAIL {f.__name__} - {type(e).__name__}: {e}")
    return 1 if failures else 0
