"""Keys, pastes, clicks, the configuration and the clipboard in a real terminal: what a person does and sees."""
import os, re, shutil, subprocess, sys, time

from terminals import SLOW, Tmux, case, failures, seen, work, world


def with_conf(text, **more):
    env = world(**more)
    os.mkdir(os.path.join(env["XDG_CONFIG_HOME"], "pillars"))
    conf = os.path.join(env["XDG_CONFIG_HOME"], "pillars", "pillars.conf")
    write(conf, text)
    return env, conf


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def raw(t, text):
    """Bytes as the terminal would send them."""
    t.run("send-keys", "-l", text)


def click(t, row, column):
    """As tmux's terminal type has it: button, column and row as characters; pressed and released."""
    for button in " #":
        raw(t, "\x1b[M" + button + chr(32 + column) + chr(32 + row))


def wait_line(t, pattern, seconds=8):
    end = time.monotonic() + seconds * SLOW
    while time.monotonic() < end:
        if re.search(pattern, t.screen(), re.M):
            return
        time.sleep(0.02)
    raise AssertionError(f"never saw /{pattern}/ in:\n{t.screen()}")


def signal_program(t, name):
    pane = t.run("display", "-p", "#{pane_pid}").strip()  # the shell; the program is its child
    subprocess.run(["pkill", f"-{name}", "-P", pane, "pillars"], check=True)


def a_paste_presses_no_key():
    def look(t):
        t.wait("6 Talent")
        raw(t, "\x1b[200~Q\rq\x03\x1b[201~")  # outside a prompt: nothing happens
        t.keys("/")
        t.wait("earlier searches")
        raw(t, "\x1b[200~hydro\ngen\r\x1b[201~")
        t.wait(" /hydro gen")  # the newline is a blank, and Enter was not pressed
        assert t.run("display", "-p", "#{cursor_y} #{cursor_x}").split() == ["39", "12"], t.screen()
    seen(look, 120, 40, world())


def a_config_is_read_again_or_kept():
    env, conf = with_conf("lang = en\n[keys]\nquit = X\n")

    def look(t):
        t.wait("6 Talent")
        write(conf, "lang = zh\n[keys]\nhelp = X\n")
        signal_program(t, "USR2")
        t.wait("已重读配置")
        t.keys("X")
        t.wait("› 帮助")  # the binding too
        t.keys("Escape")
        t.wait("6 人才")
        write(conf, "lang = zh\nsort = size\n")
        signal_program(t, "USR2")
        t.wait("pillars.conf:2:8: ")
        t.keys("X")  # still help
        t.wait("› 帮助")
        write(conf, "lang = en\nplan = /nowhere.json\n")
        t.keys(":", "reload", "Enter")
        t.wait("from the next start: plan")
        with open(conf) as f:
            assert f.read() == "lang = en\nplan = /nowhere.json\n"
    seen(look, 120, 40, env)


def hints_and_help_name_the_keys_in_force():
    env, _ = with_conf("[keys]\nhelp = F12\nsearch = ^\n")

    def look(t):
        screen = t.wait("F12 help")
        assert "^ search" in screen, screen
        t.keys("F12")
        t.wait("› Help")
        t.keys("K", "F12")
        t.wait("what the key F12 does")
        screen = t.wait("this help")
        assert "next row" not in screen, screen
    seen(look, 120, 40, env)


def clicks_select_and_open():
    def look(t):
        t.wait("6 Talent")
        t.keys("M")
        # The middle panel: its frame focuses, again opens.
        for _ in range(2):
            click(t, 21, 45)
        t.wait("› Industry clusters")
        click(t, 1, 5)  # the breadcrumb leads out
        t.wait("6 Talent")
        t.keys("M")
    seen(look, 120, 40, world())


def a_figure_goes_to_the_clipboard():
    def look(t):
        t.run("set", "-s", "set-clipboard", "on")
        t.wait("6 Talent")
        t.keys(":", "indicator industrial-output", "Enter")
        t.wait("› Industrial output")
        t.keys("y")
        t.wait("Industrial output: CNY 423 bn")
        end = time.monotonic() + 8 * SLOW
        while "CNY 423 bn" not in t.run("show-buffer") and time.monotonic() < end:
            time.sleep(0.02)
        assert t.run("show-buffer").startswith("Industrial output: CNY 423 bn"), t.run("show-buffer")
    seen(look, 120, 40, world())


def an_export_never_takes_a_files_place():
    env = world()
    path = os.path.join(env["HOME"], "report.csv")

    def look(t):
        t.wait("6 Talent")
        t.keys(":", "export ~/report.csv", "Enter")
        t.wait("written: ")
        with open(path) as f:
            assert f.readline().startswith("as_of,plan,pillar,")
        write(path, "mine")
        t.keys(":", "export ~/report.csv", "Enter")
        t.wait("already; another name, please")
        with open(path) as f:
            assert f.read() == "mine"
    seen(look, 120, 40, env)

    def restricted(t):
        t.wait("6 Talent")
        t.keys(":", "export ~/other.csv", "Enter")
        t.wait("restricted: no file is written")
        t.keys("C-z")
        t.wait("restricted: there is no shell to go to")
        assert not os.path.exists(os.path.join(env["HOME"], "other.csv"))
    seen(restricted, 120, 40, env, "--restricted")


def what_was_asked_for_and_is_not_there_is_said():
    seen(lambda t: t.wait("'foo' is no class such as lagging or on-track"), 120, 40, world(), "--filter class:foo")
    seen(lambda t: t.wait("there is no pillar 'nowhere'"), 120, 40, world(), "--pillar nowhere")


def options_change_while_running():
    def look(t):
        t.wait("6 Talent")
        t.keys("o")
        wait_line(t, r"^ ascii +auto +default +A")
        t.keys("A")
        t.keys(":", "set theme light", "Enter")
        wait_line(t, r"^ ascii +yes +changed here")
        wait_line(t, r"^ theme +light +changed here")
        t.keys(":", "set refresh 5m", "Enter")
        t.wait("'refresh' is set at the start only")
        t.keys("/", "worst-first", "Enter", "Enter")  # finds the row and changes it
        wait_line(t, r"^ worst-first +yes +changed here")
    seen(look, 120, 40, world())


try:
    for f in (a_paste_presses_no_key, a_config_is_read_again_or_kept, hints_and_help_name_the_keys_in_force, clicks_select_and_open,
              a_figure_goes_to_the_clipboard, an_export_never_takes_a_files_place, what_was_asked_for_and_is_not_there_is_said,
              options_change_while_running):
        case(f)
finally:
    shutil.rmtree(work, ignore_errors=True)
sys.exit(1 if failures else 0)
