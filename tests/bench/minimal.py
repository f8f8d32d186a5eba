"""The bytes that lead a terminal (xterm-256color) from one picture to another, by a careful writer: the yardstick of bench_bytes.

A picture is rows of cells (glyph, colour, bold, underline, reverse); the second half of a wide glyph is ("",...). Cells
that show the same are never written, a blank has no colour, and each step takes the shortest of what the terminal offers:
absolute and relative moves, moving by writing what stands there, erasing to the end of the line or of N cells, repeating
a character, setting what differs of the attributes or all of them anew. It is greedy, so another order may save some more.
"""

BLANK = (" ", "default", False, False, False)
PLAIN = BLANK[1:]


def shown(cell):
    """What a cell shows: a blank without underline and reverse has neither colour nor weight."""
    return BLANK if cell[0] == " " and not cell[3] and not cell[4] else cell


def move(at, to, row, style):
    """Bytes from the cursor's place `at` (None: unknown) to `to`; `row`: what stands on that row already."""
    y, x = to
    best = len(f"\x1b[{y + 1};{x + 1}H") if x else len(f"\x1b[{y + 1}H")
    if at is None:
        return best
    if at == to:
        return 0
    if at[0] == y:
        best = min(best, len(f"\x1b[{x + 1}G"))
        if x > at[1]:
            n = x - at[1]
            best = min(best, 3 if n == 1 else len(f"\x1b[{n}C"))
            between = row[at[1]:x]
            if all(shown(c) == BLANK and not style[2] and not style[3] or c[1:] == style for c in between):
                best = min(best, sum(len(c[0].encode()) for c in between))
        else:
            best = min(best, at[1] - x if at[1] - x < 4 else best, 1 if x == 0 else best)
    if at[0] + 1 == y and x == 0:
        best = min(best, 2)  # CR LF
    elif at[0] + 1 == y:
        best = min(best, 2 + (3 if x == 1 else len(f"\x1b[{x}C")))
    return best


def switch(have, want, color):
    """Bytes of the SGR sequence from one style to another."""
    if have == want:
        return 0
    if want == PLAIN:
        return len("\x1b[m")
    whole = [""] + [code for on, code in zip(want[1:], "147") if on] + ([color(want[0])] if want[0] != "default" else [])
    differ = [on if w else off for h, w, on, off in zip(have[1:], want[1:], "147", ("22", "24", "27")) if h != w]
    if have[0] != want[0]:
        differ.append(color(want[0]) if want[0] != "default" else "39")
    return 3 + min(len(";".join(whole)), len(";".join(differ)))


def diff_bytes(before, after, color=lambda c: "38;5;114"):
    total, at, style = 0, None, PLAIN
    for y, row in enumerate(after):
        x, width = 0, len(row)
        while x < width:
            cell = shown(row[x])
            if not cell[0] or cell == shown(before[y][x]):
                x += 1
                continue
            total += move(at, (y, x), row, style)
            at = (y, x)
            run = 1
            while x + run < width and shown(row[x + run]) == cell:
                run += 1
            if cell == BLANK:
                if style[2] or style[3]:
                    total += switch(style, PLAIN, color)
                    style = PLAIN
                changed = max(n + 1 for n in range(run) if shown(before[y][x + n]) != BLANK)
                ways = [(changed, x + changed), (len(f"\x1b[{changed}X"), x)]
                if x + run == width:
                    ways.append((3, x))
                cost, end = min(ways)
                total += cost
                at = (y, end)
                x += changed
                continue
            total += switch(style, cell[1:], color)
            style = cell[1:]
            glyph = len(cell[0].encode())
            cells = 2 if x + 1 < width and not row[x + 1][0] else 1
            same = 1  # how many of the run have to be written
            while cells == 1 and same < run and shown(before[y][x + same]) != cell:
                same += 1
            total += min(same * glyph, glyph + len(f"\x1b[{same - 1}b") if same > 1 else same * glyph)
            x += same * cells
            at = (y, x) if x < width else None
    return total + (switch(style, PLAIN, color) if style != PLAIN else 0)
