#!/usr/bin/python3
"""The manual pages against the program: every option and configuration key as --help and --print-config have
them, every action with its keys as in tui/action.h, the CSV's fields, the examples, and mandoc's own checks."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAN = ROOT / "man"
PROGRAM = os.environ["PILLARS"]
failures = []


def check(good, text):
    if not good:
        failures.append(text)


def run(*words):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60)
    check(done.returncode == 0, f"{words}: exit {done.returncode}: {done.stderr}")
    return done.stdout


def same(what, manual, program):
    for text in sorted(set(program) - set(manual)):
        check(False, f"{what}: the manual lacks {text!r}")
    for text in sorted(set(manual) - set(program)):
        check(False, f"{what}: the program lacks {text!r}")
    check(len(manual) == len(set(manual)), f"{what}: the manual says something twice: {manual}")


def section(page, name):
    text = (MAN / page).read_text()
    found = re.search(r"^\.Sh " + re.escape(name) + r"\n(.*?)(?=^\.Sh )", text, re.M | re.S)
    check(found, f"{page} has no section {name}")
    return found.group(1) if found else ""


def manual_options():
    """(short, long, key) of every .It Fl in DESCRIPTION."""
    for line in re.findall(r"^\.It (Fl .*)$", section("pillars.1", "DESCRIPTION"), re.M):
        long = re.search(r"(?:^Fl|,) -([a-z-]+)", line).group(1)
        short = re.match(r"Fl ([a-zA-Z]) ,", line)
        key = re.search(r"Pq Cm ([a-z-]+)$", line)
        yield (short.group(1) if short else "", long, key.group(1) if key else "")


def options():
    helps = [run("--help", "--lang", lang) for lang in ("en", "zh")]
    listed = [re.findall(r"^  (?:-(\w),|   ) --([a-z-]+)", text, re.M) for text in helps]
    check(listed[0] == listed[1], "--help lists other options in Chinese than in English")
    check(all(len(line) <= 80 for line in helps[0].splitlines()), "--help is wider than 80 cells")
    same("options", [(s, l) for s, l, _ in manual_options()], listed[0])

    config = run("--print-config").split("[keys]")[0]
    keys = re.findall(r"^(?:# )?([a-z-]+) = ", config, re.M)
    same("configuration keys", re.findall(r"^\.It Cm ([a-z-]+)$",
                                          section("pillars.conf.5", "KEYS"), re.M), keys)
    with_key = {k for _, _, k in manual_options() if k}
    only_config = {"kiosk-quit", "binding-allowance", "worst-first", "hints", "braille"}
    same("keys of options", sorted(with_key | only_config), keys)
    for short, long, key in manual_options():
        check(not key or key == long or (long, key) == ("no-mouse", "mouse"),
              f"--{long} is said to have the key {key}")


def unroff(text):
    return text.replace("\\&", "").replace("\\e", "\\")


def actions():
    source = (ROOT / "tui" / "action.h").read_text()
    rows = re.findall(r'X\(\w+, "([a-z0-9-]+)", "((?:[^"\\]|\\.)*)", \w+,\s*N_\("((?:[^"\\]|\\.)*)"\)\)',
                      source)
    check(len(rows) > 40, "tui/action.h cannot be read by this test any more")
    program = [(word, keys.replace("\\\\", "\\")) for word, keys, _ in rows]
    manual = []
    for line in re.findall(r"^\.It (.*Pq Cm .*)$", section("pillars.1", "KEYS"), re.M):
        keys, word = re.match(r"(.*?) ?Pq Cm ([a-z0-9-]+)$", line).groups()
        manual.append((word, " ".join(unroff(k) for k in re.findall(r"Ic (\S+)", keys))))
    same("actions and keys", manual, program)
    printed = re.findall(r"^(?:# )?([a-z0-9-]+) = (.*?) *  # default$",
                         run("--print-config").split("[keys]")[1], re.M)
    same("actions of --print-config", printed, program)


def commands():
    source = (ROOT / "tui" / "command.h").read_text()
    program = re.findall(r'X\(\w+, "([a-z-]+)", \w+, "([^"]+)", \w+,\s*N_', source)
    check(len(program) > 8, "tui/command.h cannot be read by this test any more")
    manual = re.findall(r"^\.It Ic :([a-z-]+) Ar (.+)$", section("pillars.1", "KEYS"), re.M)
    same("commands", manual, program)


def reports():
    formats = re.findall(r"^\.It Cm ([a-z]+)$", section("pillars.1", "REPORT FORMATS"), re.M)
    for name in formats:
        run("--once", "--format", name)
    check(sorted(formats) == ["csv", "html", "json", "markdown", "openmetrics", "text"],
          f"formats of the manual: {formats}")
    head = run("--once", "--format", "csv").splitlines()[0].split(",")
    text = section("pillars.1", "REPORT FORMATS").split("fields:\n")[1].split("\nA text")[0]
    said = re.findall(r"[a-z_]+", text.replace(".Cm", ""))
    check(said == head, f"fields of the CSV: the manual has {said}, the program {head}")
    classes = set(json.loads(run("--once", "--format", "json"))["counts"])
    same("classes", re.findall(r"^\.It Cm ([a-z-]+)$", section("pillars.1", "CLASSES"), re.M), classes)


def fetching():
    """The numbers that the manual gives are those of the sources."""
    text = re.sub(r"\s+", " ", section("pillars.1", "FETCHING"))
    for path, name, words in (
            ("feeds/net/http.c", "TRANSFERS_A_HOST", "at most {} connections"),
            ("feeds/net/http.c", "TRANSFERS_TOTAL", "At most {} requests are under way"),
            ("feeds/net/http.h", "HTTP_REDIRECTS", "At most {} redirects"),
            ("feeds/net/http.h", "HTTP_BODY_MAX", "more than {} MiB after decoding"),
            ("feeds/net/schedule.h", "SCHEDULE_RETRY_S", "asked again after {} seconds")):
        found = re.search(rf"^#define {name} +\(?(?:\(size_t\))?(\d+)", (ROOT / path).read_text(), re.M)
        check(found and words.format(found.group(1)) in text, f"FETCHING does not say the {name} of {path}")
    codes = re.search(r"feed_state_code\(.*?\n}", (ROOT / "feeds/plan/snapshot.c").read_text(), re.S)
    same("states of a feed", re.findall(r"^\.It Cm ([a-z]+)$", section("pillars.1", "FETCHING"), re.M),
         re.findall(r'"([a-z]+)"', codes.group(0)) if codes else [])


def examples():
    with tempfile.TemporaryDirectory() as folder:
        for page, name in (("pillars-plan.5", "plan.json"), ("pillars-feed.5", "office.json")):
            found = re.search(r"\.Bd -literal\n(.*?)\.Ed", section(page, "EXAMPLES"), re.S)
            check(found, f"{page} has no example")
            (pathlib.Path(folder) / name).write_text(found.group(1))
        out = run("--check", f"{folder}/plan.json", f"{folder}/office.json")
        check(out == "", f"the examples of the manuals: {out}")
        report = json.loads(run("-p", f"{folder}/plan.json", "--once", "--format", "json", "--as-of",
                                "2025-03-01"))
        latest = report["pillars"][0]["indicators"][0]["latest"]
        check(latest and latest["value"] == 4230, f"the examples do not fit together: {latest}")
        found = re.search(r"\.Bd -literal[^\n]*\n(.*?)\.Ed", section("pillars.conf.5", "EXAMPLES"), re.S)
        conf = pathlib.Path(folder) / "pillars.conf"
        conf.write_text(found.group(1))
        out = run("-c", str(conf), "--print-config")
        check(re.search(r"^kiosk = 30s ", out, re.M) and re.search(r"^refresh-all = F9 ", out, re.M),
              "the example of pillars.conf.5 is not read as written")


def mandoc():
    pages = sorted(p for p in MAN.iterdir() if p.suffix in (".1", ".5"))
    check(len(pages) == 4, f"pages: {pages}")
    done = subprocess.run(["mandoc", "-T", "lint", *(p.name for p in pages)], capture_output=True,
                          text=True, cwd=MAN, timeout=60)  # there cross references are found
    check(done.returncode == 0 and not done.stdout + done.stderr,
          f"mandoc -T lint: {done.stdout}{done.stderr}")


for part in (options, actions, commands, reports, fetching, examples, mandoc):
    part()
print("\n".join(failures))
sys.exit(bool(failures))
