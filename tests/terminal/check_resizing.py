"""Resizes at any moment, keys in between: nothing crashes, and no cell is left over from before.

Every STEPS resizes what stands on the screen is compared, cell by cell with colours, with a repaint onto an empty screen
and with a program started anew at that size that was given the same keys. RESIZES sets how many (make soak: 1000).
"""
import os, random, sys
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
from emulator import Emulator, run

RESIZES = int(os.environ.get("RESIZES", "60"))
STEPS = 20
# What these do does not depend on the size at that moment. (Feeds and options show times and paths that are each run's own.)
KEYS = ["L", "A", "H", "v", "?", "/a\r", "\x1b", "\x1b", "\x1b", "1", "2", "4", "6", "0", "\r", "\t", "z", "["]
SIZES = [(6, 20), (1, 1), (2, 50), (3, 200), (24, 80), (40, 120), (67, 240), (50, 5)]


def size(random):
    return random.choice(SIZES) if random.random() < 0.4 else (random.randint(4, 67), random.randint(10, 240))


def difference(a, b):
    for y, (left, right) in enumerate(zip(a, b)):
        for x, (l, r) in enumerate(zip(left, right)):
            if l != r:
                return f"row {y}, column {x}: {l} in place of {r}"
    return "of another size"


def type_slowly(e, key):
    e.type(key)
    e.quiet(0.06 if key == "\x1b" else 0.02)  # an ESC and a key behind it would be Alt and that key


def same_as_a_repaint(e):
    before = e.cells()
    e.screen.reset()
    e.type("\x0c")
    e.quiet(0.15)
    after = e.cells()
    assert before == after, f"left over at {e.size}, {difference(before, after)}:\n{e.text()}"


def same_as_a_fresh_start(e, typed, locale):
    with Emulator(size=e.size, locale=locale) as fresh:
        fresh.begun()
        for key in typed:
            type_slowly(fresh, key)
        fresh.quiet(0.15)
        ours, theirs = e.cells(), fresh.cells()
        assert ours == theirs, f"at {e.size}, {difference(ours, theirs)}:\n{e.text()}\n--- fresh\n{fresh.text()}"


def resizes(seed=1):
    rng = random.Random(seed)
    done = 0
    while done < RESIZES:
        locale = rng.choice(["en_US.UTF-8", "zh_CN.UTF-8"])
        with Emulator(locale=locale) as e:
            e.begun()
            typed = []
            for _ in range(STEPS):
                e.resize(*size(rng))
                if rng.random() < 0.5:
                    e.read(rng.choice([0, 0.001, 0.01]))
                if rng.random() < 0.7:
                    typed.append(rng.choice(KEYS))
                    type_slowly(e, typed[-1])
            e.resize(*size(rng))
            e.quiet(0.3)
            done += STEPS + 1
            same_as_a_repaint(e)
            # To the first row, on a small screen of the first pillar: how far it is scrolled depends on the sizes there were.
            for key in ["g"] if e.size[0] >= 24 and e.size[1] >= 80 else ["1", "g"]:
                typed.append(key)
                type_slowly(e, key)
            e.quiet(0.15)
            same_as_a_fresh_start(e, typed, locale)
            assert not e.gone()
            e.type("Q")
            assert os.WEXITSTATUS(e.end()) == 0


def a_storm_of_resizes():
    with Emulator() as e:
        e.begun()
        for i in range(300):
            e.resize(5 + i % 40, 20 + i % 100)
        e.resize(30, 100)
        e.quiet(0.3)
        same_as_a_repaint(e)
        same_as_a_fresh_start(e, [], "en_US.UTF-8")


if __name__ == "__main__":
    sys.exit(run([resizes, a_storm_of_resizes]))
