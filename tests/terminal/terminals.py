"""What the tests of this folder share: a pinned world, and the program in a tmux of its own."""
import os, random, subprocess, tempfile, time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PILLARS = os.environ.get("PILLARS") or os.path.join(ROOT, "build/pillars")
SLOW = 4 if os.environ.get("SAN") else 1  # sanitizers take their time
NOW = "2026-11-24T08:00:00Z!"
work = tempfile.mkdtemp(prefix="pillars-screen-")
failures = []


def world(locale="en_US.UTF-8", term="xterm-256color", **more):
    home = tempfile.mkdtemp(dir=work)
    env = {"PATH": os.environ["PATH"], "HOME": home, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home, "TERM": term,
           "LC_ALL": locale, "PILLARS_NOW": NOW, "TZ": "UTC"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    env.update(more)
    return env


def case(function):
    try:
        function()
        print("ok  ", function.__name__)
    except AssertionError as e:
        failures.append(function.__name__)
        print("FAIL", function.__name__, "-", e)


# ---- tmux: what a person sees -----------------------------------------------------------------------------------


class Tmux:
    def __init__(self, columns, rows, env, *args, shell=False):
        self.socket = os.path.join(work, f"tmux-{random.random()}")
        words = " ".join(f"{k}='{v}'" for k, v in env.items() if k != "TERM")
        command = "bash --norc -i" if shell else f"env {words} {PILLARS} {' '.join(args)}; echo GONE; exec sleep 60"
        if shell:
            command = f"env {words} PS1='READY ' {command}"
        self.run("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), command)

    def run(self, *words):
        env = {**os.environ, "LC_ALL": "C.UTF-8"}
        env.pop("TMUX", None)
        return subprocess.run(["tmux", "-S", self.socket, *words], env=env, capture_output=True, text=True).stdout

    def keys(self, *names):
        self.run("send-keys", *names)

    def screen(self):
        return self.run("capture-pane", "-p")

    def wait(self, text, absent=False, seconds=8):
        end = time.monotonic() + seconds * SLOW
        while time.monotonic() < end:
            screen = self.screen()
            if (text in screen) != absent:
                return screen
            time.sleep(0.02)
        raise AssertionError(f"{'still' if absent else 'never'} saw {text!r} in:\n{self.screen()}")

    def same_as(self, other, seconds=8):
        end = time.monotonic() + seconds * SLOW
        while time.monotonic() < end:
            if self.screen() == other.screen():
                return True
            time.sleep(0.05)
        return False

    def close(self):
        self.run("kill-server")


def seen(function, columns, rows, env, *args, **more):
    t = Tmux(columns, rows, env, *args, **more)
    try:
        function(t)
    finally:
        t.close()
