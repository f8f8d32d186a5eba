"""Bytes to the terminal, beside a plain ncurses program with the same pictures and a computed minimal diff."""
import os, shutil, sys, tempfile
sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "terminal")]
from emulator import Emulator
from minimal import diff_bytes
import pyte.graphics

SHIPPED = os.path.join(HERE, "..", "..", "feeds", "lingang")
PLAIN = os.path.join(os.environ.get("BENCH_DIR", "."), "plain")
INDEX = {rgb: i for i, rgb in reversed(list(enumerate(pyte.graphics.FG_BG_256)))}
STEPS = [("next row", "j"), ("next pillar", "\t"), ("zoom", "z"), ("back", "z"), ("a pillar", "\r"), ("an indicator", "\r"),
         ("back to the pillar", "\x1b"), ("back to the overview", "\x1b"), ("feeds", "f"), ("back", "\x1b"), ("events", "v"),
         ("back", "\x1b"), ("help", "?"), ("back", "\x1b"), ("another language", "L")]


def picture(e):
    b = e.screen.buffer
    return [[(b[y][x].data, b[y][x].fg, b[y][x].bold, b[y][x].underscore, b[y][x].reverse) for x in range(e.size[1])]
            for y in range(e.size[0])]


def plain_bytes(before, after, size, locale):
    with tempfile.NamedTemporaryFile("w", suffix=".pictures", encoding="utf-8") as f:
        for cells in (before, after):
            rows = [f"{y} {x} {-1 if c[1] == 'default' else INDEX[c[1]]} {c[2] + 2 * c[3] + 4 * c[4]} {'__' if c[0] == ' ' else c[0]}"
                    for y, row in enumerate(cells) for x, c in enumerate(row) if c[0]]
            f.write(f"{len(rows)}\n" + "\n".join(rows) + "\n")
        f.flush()
        with Emulator(argv=[PLAIN, f.name], size=size, locale="C.UTF-8", answers={}) as e:
            e.quiet(0.3)
            first = len(e.data)
            assert [[c[0] for c in r] for r in picture(e)] == [[c[0] for c in r] for r in before]
            e.type(" ")
            e.quiet(0.3)
            assert [[c[0] for c in r] for r in picture(e)] == [[c[0] for c in r] for r in after]
            return len(e.data) - first


def walk(locale, size):
    print(f"bytes of a change at {size[1]}x{size[0]}, {locale.split('.')[0]}: pillars / plain ncurses / minimal diff")
    sums = [0, 0, 0]
    with Emulator("--as-of", "2024-08-28", locale=locale, size=size, answers={}) as e:
        e.quiet(0.6)
        for name, key in STEPS:
            before = picture(e)
            e.data = b""
            e.type(key)
            e.quiet(0.3)
            after = picture(e)
            row = [len(e.data), plain_bytes(before, after, size, locale), diff_bytes(before, after, lambda c: f"38;5;{INDEX.get(c, 114)}")]
            sums = [s + n for s, n in zip(sums, row)]
            print(f"  {name:<24} {row[0]:>6} / {row[1]:>6} / {row[2]:>6}   {row[0] / row[1]:.2f} of plain, {row[0] / row[2]:.2f} of minimal")
    print(f"  {'together':<24} {sums[0]:>6} / {sums[1]:>6} / {sums[2]:>6}   {sums[0] / sums[1]:.2f} of plain, "
          f"{sums[0] / sums[2]:.2f} of minimal   aim < 1 and <= 1.5")


def one_figure():
    """A figure changes on the server's side; and a refresh that brings nothing."""
    print("one changed figure at 120x40: pillars / minimal diff")
    folder = tempfile.mkdtemp(prefix="pillars-bench-plan-")
    try:
        for name in os.listdir(SHIPPED):
            shutil.copy(os.path.join(SHIPPED, name), folder)
        feed = os.path.join(folder, "industry.json")
        with Emulator("-p", os.path.join(folder, "plan.json"), answers={}) as e:
            e.wait("CNY 423 bn").quiet(0.6)
            e.data = b""
            e.type("R")
            e.quiet(0.6)
            print(f"  {'a refresh that brings nothing':<32} {len(e.data)}   aim 0")
            text = open(feed, encoding="utf-8").read()
            open(feed, "w", encoding="utf-8").write(text.replace("4230", "4870"))
            before, e.data = picture(e), b""
            e.type("R")
            e.wait("CNY 487 bn").quiet(0.6)
            ours, least = len(e.data), diff_bytes(before, picture(e), lambda c: f"38;5;{INDEX.get(c, 114)}")
            print(f"  {'one figure':<32} {ours} / {least}   {ours / least:.2f} of minimal, aim <= 2")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    one_figure()
    for locale in ("en_US.UTF-8", "zh_CN.UTF-8"):
        walk(locale, (40, 120))
