"""The program in a real xterm (under Xvfb), plain and with -cjk_width, on light and dark ground, in both languages.

xterm itself says what stands on its screen: the control sequence "print page" (CSI i) hands it to a command. That is
compared with what the emulator of tests/terminal shows of the same program. Needs xterm and xvfb; left out without them.
"""
import os, shutil, signal, subprocess, sys, tempfile, time, unicodedata
sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "terminal"))
from emulator import Emulator, NOW, PILLARS, run

LIVELY = ("--as-of", "2024-08-28")
SIZE = (40, 120)


class Display:
    def __enter__(self):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
                                       pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as f:
            self.name = ":" + f.readline().strip()
        return self

    def __exit__(self, *exc):
        self.server.terminate()
        self.server.wait()


class Xterm:
    """`command` runs in it, started by a script that leaves the name of its terminal behind."""

    def __init__(self, display, options, locale, *args):
        self.home = tempfile.mkdtemp(prefix="pillars-xterm-")
        self.page = os.path.join(self.home, "page")
        script = os.path.join(self.home, "run.sh")
        with open(script, "w") as f:
            f.write(f'#!/bin/sh\ntty >"{self.home}/tty.new"; mv "{self.home}/tty.new" "{self.home}/tty"\n'
                    f'"{PILLARS}" {" ".join(args)}\nstty -a >"{self.home}/stty"\nexec sleep 60\n')
        os.chmod(script, 0o755)
        env = {"PATH": os.environ["PATH"], "HOME": self.home, "XDG_STATE_HOME": self.home, "XDG_CONFIG_HOME": self.home,
               "DISPLAY": display.name, "LC_ALL": "C.UTF-8", "PILLARS_NOW": NOW, "TZ": "UTC", "COLORTERM": "truecolor",
               "LANGUAGE": locale}
        self.process = subprocess.Popen(
            ["xterm", "-u8", "-geometry", f"{SIZE[1]}x{SIZE[0]}", "-tn", "xterm-256color", "-xrm",
             f"XTerm*printerCommand: cat > {self.page}.new; mv {self.page}.new {self.page}", "-xrm", "XTerm*printAttributes: 0",
             "-xrm", "XTerm*allowWindowOps: true", *options, "-e", script], env=env, stderr=subprocess.DEVNULL)

    def tell(self, sequence):
        with open(open(os.path.join(self.home, "tty")).read().strip(), "wb", buffering=0) as f:
            f.write(sequence)

    def text(self):
        """What stands on the screen now, or None."""
        if not os.path.exists(os.path.join(self.home, "tty")):
            return None
        if os.path.exists(self.page):
            os.unlink(self.page)
        self.tell(b"\x1b[i")
        end = time.monotonic() + 2
        while not os.path.exists(self.page):
            if time.monotonic() > end:
                return None
            time.sleep(0.02)
        page = open(self.page, encoding="utf-8", errors="replace").read()
        lines = page.replace("\f", "").replace("\uffff", "").splitlines()  # U+FFFF: the second cell of a wide one
        return [line.rstrip() for line in lines]

    def wait(self, want, seconds=20):
        """Until want(text) holds; the last text is the failure's story."""
        end = time.monotonic() + seconds
        seen = None
        while time.monotonic() < end:
            seen = self.text()
            if seen and want(seen):
                return seen
            time.sleep(0.1)
        raise AssertionError("not in xterm:\n" + "\n".join(seen or ["(nothing was printed)"]))

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


def expected(locale, **more):
    with Emulator(*LIVELY, *(["--lang", "zh"] if locale == "zh" else ["--lang", "en"]), locale="C.UTF-8", size=SIZE, **more) as e:
        e.wait("6 ").quiet(0.4)
        return [line.rstrip() for line in e.lines()]


def shows_the_same(display, options, locale, **more):
    want = expected(locale, **more)
    x = Xterm(display, options, locale, *LIVELY, "--lang", locale)
    try:
        return x.wait(lambda seen: seen[:SIZE[0]] == want)
    except AssertionError as e:
        raise AssertionError(f"{options} {locale}: {e}\n--- expected\n" + "\n".join(want))
    finally:
        x.close()


def in_xterm():
    with Display() as display:
        for options in (["-bg", "white", "-fg", "black"], ["-bg", "black", "-fg", "white"]):
            for locale in ("en", "zh"):
                shows_the_same(display, options, locale)


def with_wide_ambiguous_glyphs():
    with Display() as display:
        for locale in ("en", "zh"):
            text = shows_the_same(display, ["-cjk_width"], locale, wide=True)
            odd = {c for line in text for c in line if unicodedata.east_asian_width(c) == "A"}
            assert not odd, odd


def gives_the_terminal_back():
    with Display() as display:
        for way in (signal.SIGTERM, signal.SIGSEGV):
            x = Xterm(display, [], "en", *LIVELY, "--lang", "en")
            try:
                x.wait(lambda seen: any("6 Talent" in line for line in seen))
                tty = open(os.path.join(x.home, "tty")).read().strip()
                pid = subprocess.run(["ps", "-o", "pid=,comm=", "-t", tty.replace("/dev/", "")], capture_output=True, text=True).stdout
                os.kill(next(int(line.split()[0]) for line in pid.splitlines() if "pillars" in line), way)
                x.wait(lambda seen: not any("6 Talent" in line for line in seen))
                modes = open(os.path.join(x.home, "stty")).read().replace(";", " ").split()
                assert {"icanon", "echo", "isig", "ixon", "opost"} <= set(modes), modes
            finally:
                x.close()


if __name__ == "__main__":
    missing = [p for p in ("xterm", "Xvfb") if not shutil.which(p)]
    if missing:
        print(f"{' and '.join(missing)} missing: left out (apt-get install xterm xvfb)")
        sys.exit(0)
    sys.exit(run([in_xterm, with_wide_ambiguous_glyphs, gives_the_terminal_back]))
