"""What the terminal is asked, what it answers, and what that makes of the screen: background, widths, colours."""
import json, os, re, shutil, sys, tempfile, unicodedata
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import emulator
from emulator import Emulator, run

SHIPPED = os.path.join(emulator.ROOT, "feeds/lingang")
LIVELY = ("--as-of", "2024-08-28")  # a day with something ahead of schedule
WHITE = b"\x1b]11;rgb:ffff/ffff/ffff"
TRUE = {"COLORTERM": "truecolor"}
GREEN = {"dark": "7fbf7f", "light": "2e7d32", "unknown": "318639"}


def answers(**more):
    return {**Emulator.ALL, **more}


def green(e, ground):
    e.until(lambda: "Ahead" in e.text() and e.color_of("Ahead") == GREEN[ground], f"not the colours of {ground} ground")


def untouched(e):
    """No answer was taken for keys: the overview, its first pillar, nothing typed."""
    e.quiet(0.4)
    assert "1 Institutional innovation" in e.text() and "6 Talent" in e.text(), e.text()
    for leak in ("rgb", "ffff", "2026;", "62;22", "[0n", ";2R"):
        assert leak not in e.text(), f"{leak!r} leaked:\n{e.text()}"


def the_ground_decides_the_theme():
    for end in (b"\x1b\\", b"\x07"):
        with Emulator(*LIVELY, answers=answers(background=WHITE + end), **TRUE) as e:
            green(e, "light")
            untouched(e)
    with Emulator(*LIVELY, **TRUE) as e:
        green(e, "dark")
        untouched(e)


def a_theme_that_was_named_wins():
    for theme in ("dark", "light"):
        with Emulator(*LIVELY, "--theme", theme, answers=answers(background=WHITE + b"\x07"), **TRUE) as e:
            green(e, theme)
            e.quiet(0.3)
            green(e, theme)


def a_silent_terminal_gets_its_picture():
    with Emulator(*LIVELY, answers={}, **TRUE) as e:
        green(e, "unknown")
        e.type("\x1b")
        e.type("2")
        e.wait("› Industry clusters", absent=True)
        e.type("\r")
        e.wait("› Industry clusters")
        e.type("\x1b")
        e.wait("6 Talent")
        untouched(e)


def answers_may_come_late_and_in_pieces():
    with Emulator(*LIVELY, answers=answers(background=WHITE + b"\x1b\\"), delay=True, **TRUE) as e:
        green(e, "unknown")
        e.quiet(0.3)
        first = len(e.data)
        for byte in b"".join(e.waiting):
            e.type(bytes([byte]))
            e.read(0.005)
        e.waiting, e.delay = [], False
        green(e, "light")
        untouched(e)
        assert b"\x1b[2J" not in e.data[first:], "the screen was cleared for it"
        with Emulator(*LIVELY, "--theme", "light", **TRUE) as fresh:
            fresh.wait("6 Talent").quiet()
            assert e.cells() == fresh.cells(), "colours are left over"


def answers_do_not_reach_the_shell():
    """It leaves before anything was answered: the answers are taken, not left for who reads next."""
    with Emulator(*LIVELY, delay=True) as e:
        e.wait("6 Talent")
        e.type("q")
        e.read(0.02)
        e.answer()
        e.end()
        assert "62;22" not in e.text() and "rgb" not in e.text(), e.text()


def colorfgbg_is_believed():
    for value, ground in (("0;15", "light"), ("15;0", "dark")):
        with Emulator(*LIVELY, answers={}, COLORFGBG=value, **TRUE) as e:
            green(e, ground)
            assert not any(q.startswith(b"\x1b]11") for q in e.asked), e.asked


def who_would_print_a_question_is_not_asked():
    for term in ("linux", "vt100", "vt220", "ansi"):
        with Emulator(*LIVELY, term=term, locale="C.UTF-8") as e:
            e.wait("1 Institutional")
            e.quiet()
            assert not e.asked, (term, e.asked)
            assert not re.search(rb"\x1b\]|\$p|\x1b\[c", e.data), term


def what_a_terminal_prints_is_painted_over():
    with Emulator(*LIVELY, answers={"device": True}, junk=True) as junk, Emulator(*LIVELY, answers={"device": True}) as e:
        junk.wait("6 Talent").quiet()
        e.wait("6 Talent").quiet()
        assert junk.cells() == e.cells(), junk.text()


def wide_glyphs_become_ascii():
    for locale in ("en_US.UTF-8", "zh_CN.UTF-8"):
        with Emulator(*LIVELY, wide=True, locale=locale, size=(40, 160)) as e:
            e.wait("\n+ 1 ")
            e.quiet()
            odd = {c for c in e.text() if unicodedata.east_asian_width(c) == "A"}
            assert not odd, odd
            inside = [e.screen.buffer[y] for y in range(40) if e.screen.buffer[y][0].data == "|"]
            assert len(inside) > 10, e.text()
            for row in inside:  # the frames stand in one column
                assert row[159].data == "|", e.text()
    with Emulator(*LIVELY, "--ascii=no", wide=True) as e:  # asked for: it stays
        e.wait("1 Institutional")
        e.quiet()
        assert "─" in e.text()


def each_glyph_is_probed():
    """Blocks may differ from circles: one wide kind is enough."""
    import pyte.screens
    import emulator
    keep = emulator.wide_ambiguous
    try:
        for glyph in "●█─…":
            emulator.wide_ambiguous = lambda c, glyph=glyph: 2 if c == glyph else emulator.plain_width(c)
            with Emulator(*LIVELY, wide=True) as e:
                e.wait("\n+ 1 ")
    finally:
        emulator.wide_ambiguous = keep


def odd_texts_shift_no_column():
    """Names on whose width terminals disagree: joined and selected emoji, flags, marks, unassigned characters."""
    odd = ["👨\u200d👩\u200d👧 family", "☀\ufe0f sun", "🇨🇳 flag", "e\u0301 acute", "① circled", "\U0001faff new", "\u0378 none", "한글"]
    with tempfile.TemporaryDirectory() as folder:
        for name in os.listdir(SHIPPED):
            shutil.copy(os.path.join(SHIPPED, name), folder)
        path = os.path.join(folder, "plan.json")
        plan = json.load(open(path, encoding="utf-8"))
        for pillar in plan["pillars"]:
            for indicator, name in zip(pillar["indicators"], odd):
                indicator["name"] = {"zh": name, "en": name}
                indicator.pop("short", None)
        json.dump(plan, open(path, "w", encoding="utf-8"), ensure_ascii=False)
        for wide in (False, True):
            with Emulator("-p", path, wide=wide, size=(40, 160)) as e:
                e.wait("acute" if not wide else "family").quiet(0.4)
                edge = "|" if wide else "│"
                inside = [e.screen.buffer[y] for y in range(40) if e.screen.buffer[y][0].data == edge]
                assert len(inside) > 10, e.text()
                for row in inside:
                    assert row[159].data == edge, e.text()


def frames_are_synchronized_where_the_terminal_can():
    for value, can in ((1, True), (2, True), (0, False), (4, False)):
        with Emulator(*LIVELY, answers=answers(sync=value)) as e:
            e.wait("6 Talent").quiet()
            e.data = b""
            e.type("?")
            e.wait("Move").quiet()
            assert (b"\x1b[?2026h" in e.data) == can, (value, e.data[:80])
            assert e.data.count(b"\x1b[?2026h") == e.data.count(b"\x1b[?2026l")


def depths():
    """Environment and option -> which kinds of colour are written."""
    table = [
        ({}, (), "256"),
        ({"COLORTERM": "truecolor"}, (), "true"),
        ({"COLORTERM": "24bit"}, (), "true"),
        ({"COLORTERM": "truecolor", "TERM": "screen-256color"}, (), "256"),
        ({"COLORTERM": "truecolor", "TERM": "screen-256color", "TMUX": "/x,1,0"}, (), "true"),
        ({"COLORTERM": "truecolor", "TERM": "vt100"}, (), "none"),
        ({}, ("--color", "true"), "true"),
        ({"COLORTERM": "truecolor"}, ("--color", "256"), "256"),
        ({}, ("--color", "16"), "16"),
        ({}, ("--color", "8"), "8"),
        ({"TERM": "linux"}, (), "8"),
        ({"TERM": "xterm"}, (), "8"),
        ({"NO_COLOR": "1"}, (), "none"),
        ({"NO_COLOR": ""}, (), "256"),
        ({"NO_COLOR": "1"}, ("--color", "256"), "256"),
        ({"COLORTERM": "truecolor"}, ("--color", "never"), "none"),
    ]
    for env, options, want in table:
        env = dict(env)
        with Emulator(*LIVELY, *options, term=env.pop("TERM", "xterm-256color"), locale="C.UTF-8", **env) as e:
            e.wait("1 Institutional").quiet()
            sgr = b";".join(re.findall(rb"\x1b\[([0-9;]*)m", e.data))
            kinds = {
                "true": b"38;2;" in sgr, "256": b"38;5;" in sgr,
                "16": bool(re.search(rb"(^|;)9[1-6](;|$)", sgr)), "8": bool(re.search(rb"(^|;)3[1-6](;|$)", re.sub(rb"38;[25];[0-9;]*", b"", sgr))),
            }
            kinds["256"] = kinds["256"] and not kinds["true"]
            got = next((k for k in ("true", "256", "16", "8") if kinds[k]), "none")
            assert got == want, (env, options, got, want)
            bold = re.search(rb"(^|;)1(;|$)", sgr)
            assert bold, (env, options, "bold stays in any depth")
            assert re.search(rb"(^|;)7(;|$)", sgr), (env, options, "the selection is reversed in any depth")


if __name__ == "__main__":
    sys.exit(run([the_ground_decides_the_theme, a_theme_that_was_named_wins, a_silent_terminal_gets_its_picture,
                  answers_may_come_late_and_in_pieces, answers_do_not_reach_the_shell, colorfgbg_is_believed,
                  who_would_print_a_question_is_not_asked, what_a_terminal_prints_is_painted_over, wide_glyphs_become_ascii, odd_texts_shift_no_column,
                  each_glyph_is_probed, frames_are_synchronized_where_the_terminal_can, depths]))
