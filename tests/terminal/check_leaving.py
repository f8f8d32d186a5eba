"""Every way out gives the terminal back: modes, screen, cursor. A terminal that does not read holds nothing up."""
import ctypes, os, signal, sys, time
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
from emulator import Emulator, PILLARS, SLOW, run

libc = ctypes.CDLL(None)
TGKILL = {"x86_64": 234, "aarch64": 131}.get(os.uname().machine)


def given_back(e, before):
    """The modes of the line, the main screen, the cursor shown, no mouse reports."""
    after = e.modes()
    assert after == before, f"modes {before} -> {after}"
    data = e.data
    assert data.count(b"\x1b[?1049h") == data.count(b"\x1b[?1049l"), "the other screen was left on"
    assert data.rfind(b"\x1b[?25h") > data.rfind(b"\x1b[?25l") or data.rfind(b"\x1b[?12l\x1b[?25h") > data.rfind(b"\x1b[?25l") \
        or data.rfind(b"\x1b[34h\x1b[?25h") > data.rfind(b"\x1b[?25l"), "the cursor was left hidden"
    for mode in (b"1000", b"1002", b"1003", b"1006"):
        assert data.rfind(b"\x1b[?%sl" % mode) >= data.rfind(b"\x1b[?%sh" % mode), f"mouse mode {mode} was left on"


def started(*args, **more):
    """The program, ready; and the modes that the line had before."""
    e = Emulator(*args, argv=["sh", "-c", 'read -r x; exec "$0" "$@"', PILLARS, *args], **more)
    before = e.modes()
    e.type("\n")
    e.wait("6 Talent")
    assert e.modes() != before
    return e, before


def keys_and_signals():
    ways = ["q", "Q", "\x03", signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGALRM]
    if not os.environ.get("SAN"):
        ways += [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE]  # sanitizers have handlers of their own
    for way in ways:
        e, before = started()
        with e:
            e.type("M")  # mouse reports on
            e.quiet(0.1)
            if isinstance(way, str):
                e.type(way)
            else:
                os.kill(e.pid, way)
            e.end()
            e.quiet(0.05)
            given_back(e, before)


def a_crash_in_any_thread():
    if os.environ.get("SAN") or not TGKILL:
        return
    threads = 0
    while True:
        e, before = started()
        with e:
            e.quiet(0.1)
            ids = sorted(int(t) for t in os.listdir(f"/proc/{e.pid}/task"))
            if threads >= len(ids):
                break
            libc.syscall(TGKILL, e.pid, ids[threads], signal.SIGSEGV)
            status = e.end()
            e.quiet(0.05)
            assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGSEGV, status
            given_back(e, before)
        threads += 1
    assert threads >= 3, threads


def a_wrong_start_touches_nothing():
    for args in (("--theme", "pink"), ("--no-such-option",), ("-c", "/nonexistent/pillars.conf")):
        e = Emulator(argv=["sh", "-c", 'read -r x; exec "$0" "$@"', PILLARS, *args])
        with e:
            before = e.modes()
            e.type("\n")
            e.wait("pillars: ")
            assert os.WEXITSTATUS(e.end()) == 2
            assert e.modes() == before and b"\x1b" not in e.data, e.data
    with Emulator(term="no-such-terminal") as e:
        before = e.modes()
        e.wait("no-such-terminal")
        assert os.WEXITSTATUS(e.end()) != 0
        assert os.environ.get("SAN") or b"\x1b" not in e.data, e.data  # ncurses leaks there, and is told of it in colours


def blocked(e):
    """The terminal stops reading; keys make frames until nothing more goes in."""
    for _ in range(120):
        e.type("L")
        time.sleep(0.004)
    end = time.monotonic() + 3 * SLOW
    while runs(e) and time.monotonic() < end:
        time.sleep(0.02)


def runs(e):
    """It runs still, in place of sleeping."""
    return open(f"/proc/{e.pid}/stat").read().rsplit(")", 1)[1].split()[0] == "R"


def ended(e, seconds):
    """It ended without a byte being read."""
    end = time.monotonic() + seconds * SLOW
    while not e.gone():
        assert time.monotonic() < end, "it hangs on a terminal that does not read"
        time.sleep(0.01)


def a_stopped_terminal_holds_no_way_out():
    for way in ("q", signal.SIGTERM, signal.SIGHUP):
        for said in (Emulator.ALL, {}):
            e, before = started(answers=said)
            with e:
                e.quiet(0.1)
                blocked(e)
                if isinstance(way, str):
                    e.type(way)
                else:
                    os.kill(e.pid, way)
                ended(e, 3)
                assert e.modes() == before


def a_terminal_that_lags_sees_the_newest_not_a_queue():
    for said in (Emulator.ALL, {}):
        e, _ = started(answers=said)
        with e:
            e.quiet(0.1)
            e.data = b""
            blocked(e)
            e.type("?")
            time.sleep(0.1)
            e.wait("Move").quiet(0.3)
            assert len(e.data) < 60000, f"{len(e.data)} bytes came for 121 keys"
            with Emulator(answers=said) as fresh:
                fresh.wait("6 Talent").type("?")
                fresh.wait("Move").quiet()
                assert fresh.cells() == e.cells(), e.text() + "\n" + fresh.text()


def a_wall_that_nobody_reads_turns_on_and_catches_up_at_once():
    """Flow control, a switch that hangs: many pages are turned unseen, and few frames are on their way then."""
    memory = lambda e: int(open(f"/proc/{e.pid}/statm").read().split()[1]) * 4
    pillars = ("Overall development", "Business entities", "Industry clusters", "Science", "Urban", "Talent")
    with Emulator("--kiosk=1", size=(40, 120)) as e:
        e.until(lambda: any(p in e.text() for p in pillars), "a page of the wall")
        before, end = memory(e), time.monotonic() + 5 * SLOW
        while time.monotonic() < end:
            assert not e.gone(), "it ended"
            time.sleep(0.05)
        assert SLOW > 1 or memory(e) < before + 2048, f"{before} -> {memory(e)} KiB while nothing was read"
        e.data = b""
        e.quiet(0.05)
        frames = e.data.count(b"\x1b[?2026h")
        # Three unanswered, and one for each two seconds of silence (tui/screen/pace.c); a page is turned every second.
        assert 1 <= frames <= 3 + 5 * SLOW // 2, f"{frames} frames came at once"
        page = e.text()
        e.until(lambda: e.text() != page, "the next page or second")
        os.kill(e.pid, signal.SIGTERM)
        e.until(e.gone, "its end")


def a_slow_line_has_few_frames_on_its_way():
    """The other end answers late, whatever the kernel takes."""
    e, _ = started()
    with e:
        e.quiet(0.3)
        e.delay, e.data = True, b""
        for _ in range(40):
            e.type("L")
            e.read(0.01)
        e.quiet(0.1)
        assert len(e.waiting) <= 3, f"{len(e.waiting)} frames were on their way"
        assert e.data.count(b"\x1b[5n") <= 3
        e.answer()
        e.quiet(0.3)
        e.type("?")
        e.wait("Move")


def a_closed_terminal_ends_it():
    e, _ = started()
    e.quiet(0.1)
    os.close(e.fd)
    ended(e, 4)
    e.fd = os.open(os.devnull, os.O_RDONLY)
    e.close()


def a_closed_terminal_ends_it_even_without_sighup():
    e = Emulator(argv=["sh", "-c", 'trap "" HUP; exec "$0"', PILLARS])
    e.wait("6 Talent").quiet(0.1)
    os.close(e.fd)
    ended(e, 4)
    e.fd = os.open(os.devnull, os.O_RDONLY)
    e.close()


def nobody_can_continue_it_so_it_goes_on():
    """A session's first process: its group is orphaned, and a stop would be for ever."""
    e = Emulator()
    with e:
        e.wait("6 Talent").quiet(0.1)
        e.type("\x1a")
        e.quiet(0.2)
        state = open(f"/proc/{e.pid}/stat").read().rsplit(")", 1)[1].split()[0]
        assert state != "T", "it stopped where nobody can continue it"
        e.type("?")
        e.wait("Move")


def the_shells_description_is_not_made_nonblocking():
    e = Emulator(argv=["sh", "-c", '"$0"; cat /proc/self/fdinfo/1; echo END', PILLARS])
    with e:
        e.wait("6 Talent").quiet(0.1)
        e.type("q")
        e.wait("END")
        flags = [l for l in e.text().splitlines() if l.startswith("flags:")][0].split()[1]
        assert not int(flags, 8) & os.O_NONBLOCK, flags


def the_main_screen_is_as_it_was():
    e = Emulator(argv=["sh", "-c", 'echo first line; echo second line; "$0"; echo last line', PILLARS])
    with e:
        e.wait("6 Talent").quiet(0.1)
        e.type("q")
        e.wait("last line")
        # pyte has one screen only: what was written outside the other one is looked at
        main = e.data[:e.data.index(b"\x1b[?1049h")] + e.data[e.data.rindex(b"\x1b[?1049l"):]
        assert main.startswith(b"first line\r\nsecond line\r\n") and b"\xe2" not in main and b"\x1b[1;1H" not in main, main


if __name__ == "__main__":
    sys.exit(run([keys_and_signals, a_crash_in_any_thread, a_wrong_start_touches_nothing, a_stopped_terminal_holds_no_way_out,
                  a_terminal_that_lags_sees_the_newest_not_a_queue, a_wall_that_nobody_reads_turns_on_and_catches_up_at_once,
                  a_slow_line_has_few_frames_on_its_way,
                  a_closed_terminal_ends_it, a_closed_terminal_ends_it_even_without_sighup,
                  nobody_can_continue_it_so_it_goes_on, the_shells_description_is_not_made_nonblocking,
                  the_main_screen_is_as_it_was]))
