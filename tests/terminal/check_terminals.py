"""The same picture in terminals of every kind: under tmux and GNU screen, and by the sequences of TERM=linux, vt100 and others.

What stands on the screen is compared with what a terminal that can do everything shows of the same cells.
"""
import os, shutil, subprocess, sys, tempfile, time
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
from emulator import Emulator, NOW, PILLARS, SLOW, run

LIVELY = ("--as-of", "2024-08-28")
STEPS = (b"2", b"\r", b"\r", b"\x1b", b"\x1b", b"?", b"\x1b", b"v", b"\x1b", b"z", b"z", b"A", b"A")


def text(e):
    return [line.rstrip() for line in e.lines()]


def same(one, other, what):
    """Both are still; they show the same."""
    end = time.monotonic() + 6 * SLOW
    while text(one) != text(other) and time.monotonic() < end:
        one.read(0.02)
        other.read(0.02)
    for e in (one, other):
        assert not e.gone(), f"{what}: the program ended with {e.status}: {e.data[-3000:]!r}"
    for y, (a, b) in enumerate(zip(text(one), text(other))):
        assert a == b, f"{what}, row {y}:\n  {a!r}\n  {b!r}"


def walk(one, other, what):
    """The same keys on both."""
    for key in STEPS:
        for e in (one, other):
            e.type(key)
            e.quiet(0.07 if key == b"\x1b" else 0.03)
        same(one, other, f"{what} after {key!r}")


def by_terminfo():
    """What a terminal lacks changes its look, never its text or its columns."""
    for term in ("linux", "vt100", "vt220", "xterm", "screen", "tmux-256color", "rxvt"):
        ascii = ("--ascii", "--lang", "en")
        with Emulator(*LIVELY, *ascii, term=term) as e, Emulator(*LIVELY, *ascii) as best:
            for t in (e, best):
                t.wait("6 Talent").quiet(0.1)
            walk(e, best, term)
            for t in (e, best):
                t.resize(24, 80)
                t.quiet(0.1)
            walk(e, best, f"{term} at 80x24")


def chinese_by_terminfo():
    for term in ("screen-256color", "tmux-256color", "xterm"):
        with Emulator(*LIVELY, term=term, locale="zh_CN.UTF-8") as e, Emulator(*LIVELY, locale="zh_CN.UTF-8") as best:
            for t in (e, best):
                t.wait("6 人才").quiet(0.1)
            walk(e, best, term)


def the_frames_stand_in_columns():
    """Chinese beside boxes: every upright of the overview's frames stands in one column."""
    for size in ((40, 120), (30, 100), (50, 160), (67, 240)):
        with Emulator(*LIVELY, locale="zh_CN.UTF-8", size=size) as e:
            e.wait("6 人才").quiet(0.1)
            edges = [[x for x in range(size[1]) if e.screen.buffer[y][x].data in "│╭╮╰╯" and e.screen.buffer[y][x].data]
                     for y in range(1, size[0] - 1)]
            outer = {(row[0], row[-1]) for row in edges if row}
            assert len(outer) == 1, f"{size}: {outer}\n{e.text()}"


def a_dumb_terminal_gets_lines():
    with Emulator(*LIVELY, term="dumb") as e:
        e.type("pillar 2\nquit\n")
        e.end(20)
        e.quiet(0.1)
        assert b"\x1b" not in e.data and b"Industrial output" in e.data, e.data[:200]


# ---- multiplexers -----------------------------------------------------------------------------------------------


def wrapped(env):
    return ["env", *(f"{k}={v}" for k, v in env.items()), PILLARS, *LIVELY]


def world(home, locale):
    return {"HOME": home, "XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home, "PILLARS_NOW": NOW, "TZ": "UTC", "LC_ALL": locale}


def under(multiplexer, sign, locale):
    home = tempfile.mkdtemp(prefix="pillars-mux-")
    try:
        with Emulator(argv=multiplexer(home, wrapped(world(home, locale))), locale="C.UTF-8") as e, \
                Emulator(*LIVELY, locale=locale) as alone:
            for t in (e, alone):
                t.wait(sign).quiet(0.3)
            walk(e, alone, multiplexer.__name__)
            e.type("q")
            e.end(10)
            for leak in (b"62;22", b"]11;rgb"):
                assert leak not in "".join(e.lines()).encode()
    finally:
        if os.path.exists(os.path.join(home, "socket")):  # a failed walk leaves tmux's server behind
            subprocess.run(["tmux", "-S", os.path.join(home, "socket"), "kill-server"], capture_output=True)
        shutil.rmtree(home, ignore_errors=True)


def tmux(home, command):
    config = os.path.join(home, "tmux.conf")
    with open(config, "w") as f:
        f.write("set -g status off\nset -sg escape-time 5\n")
    return ["tmux", "-u", "-S", os.path.join(home, "socket"), "-f", config, "new-session", *command]


def gnu_screen(home, command):
    config = os.path.join(home, "screenrc")
    with open(config, "w") as f:
        f.write("startup_message off\ndefutf8 on\naltscreen on\nmaptimeout 5\nvbell off\n")
    return ["env", f"SCREENDIR={home}/s", "screen", "-U", "-c", config, "-S", "pillars-test", *command]


def under_tmux():
    for sign, locale in (("6 Talent", "en_US.UTF-8"), ("6 人才", "zh_CN.UTF-8")):
        under(tmux, sign, locale)


def under_gnu_screen():
    if not shutil.which("screen"):
        print("     GNU screen is not installed: left out (apt-get install screen)")
        return
    for sign, locale in (("6 Talent", "en_US.UTF-8"), ("6 人才", "zh_CN.UTF-8")):
        under(gnu_screen, sign, locale)


if __name__ == "__main__":
    sys.exit(run([by_terminfo, chinese_by_terminfo, the_frames_stand_in_columns, a_dumb_terminal_gets_lines, under_tmux,
                  under_gnu_screen]))
