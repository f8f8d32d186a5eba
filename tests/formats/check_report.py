#!/usr/bin/python3
"""--once: the JSON report has exactly the promised shape; the other forms agree with it on every figure and class;
exit status, -o, --check, --history, --offline, --collect, languages and widths."""
import csv
import html.parser
import io
import json
import os
import pathlib
import re
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINGANG = ROOT / "feeds" / "lingang"
PROGRAM = os.environ["PILLARS"]
NOW = "2026-11-24T08:00:00Z!"
CLASSES = ["reversing", "not-completed", "lagging", "undetermined", "slower", "pending", "not-assessed",
           "basically-completed", "on-track", "ahead", "completed", "achieved", "completed-early"]
WORDS = dict(zip(CLASSES, ["Reversing", "Not completed", "Lagging", "Undetermined", "Slower", "Pending",
                           "Not assessed", "Basically completed", "On track", "Ahead", "Completed",
                           "Achieved early", "Completed early"]))
REASONS = {None, "no-target", "no-data", "no-base", "only-base", "gap", "break", "unit", "withheld",
           "not-applicable", "not-yet-due"}
FLAGS = ["provisional", "at-least", "approximate", "spliced", "break", "base-differs", "stale", "few",
         "partly-known", "met-earlier"]
STATES = {"waiting", "fresh", "late", "failing", "offline"}
failures = []
temporary = tempfile.TemporaryDirectory()
FOLDER = pathlib.Path(temporary.name)


def check(good, text):
    if not good:
        failures.append(text)


def environment(**more):
    env = {**os.environ, "PILLARS_NOW": NOW, "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": str(FOLDER / "config"),
           "XDG_STATE_HOME": str(FOLDER / "state"), **more}
    return {k: v for k, v in env.items() if v is not None}


def run(*words, code=0, limit=None, **env):
    def limits():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=60,
                          env=environment(**env), preexec_fn=limits if limit else None)
    check(done.returncode == code, f"{words}: exit {done.returncode}, not {code}: {done.stderr}")
    check("Sanitizer" not in done.stderr, done.stderr)
    return done.stdout if code == 0 or done.stdout else done.stderr


def report(*words, **env):
    return json.loads(run("--once", "--format", "json", *words, **env))


def members(value, names, where):
    check(list(value) == names, f"{where} has the members {list(value)}, not {names}")


def number_or_null(value, where):
    check(value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)),
          f"{where} is {value!r}")


def indicators(r):
    return [i for p in r["pillars"] for i in p["indicators"]]


# ---- the shape ---------------------------------------------------------------------------------

def target_shape(t, where):
    names = ["kind", "cmp", "value"] + (["high"] if t["kind"] == "range" else [])
    members(t, names + ["by", "class", "reason", "progress", "progress_of", "schedule", "pace", "expected",
                        "gap", "elapsed", "required"], where)
    members(t["required"], ["per_year", "rate"], f"{where}/required")
    for name in ("value", "progress", "schedule", "pace", "expected", "gap", "elapsed"):
        number_or_null(t[name], f"{where}/{name}")
    check(t["kind"] in {"level", "growth", "cumulative", "maintain", "range", "relative", "direction",
                        "milestones"}, f"{where}: kind {t['kind']}")
    check(t["class"] in CLASSES and t["reason"] in REASONS, f"{where}: {t['class']}, {t['reason']}")
    check((t["progress_of"] is None) == (t["progress"] is None) and
          t["progress_of"] in {None, "increment", "target"}, f"{where}: progress_of {t['progress_of']}")
    check(re.fullmatch(r"\d{4}-\d\d-\d\d", t["by"]), f"{where}: by {t['by']}")


def indicator_shape(i):
    where = i["id"]
    members(i, ["id", "name", "unit", "unit_mult", "latest", "class", "reason", "flags", "targets", "forecast",
                "feed", "explain"], where)
    for name in ("name", "unit", "explain"):
        members(i[name], ["zh", "en"], f"{where}/{name}")
        check(all(i[name].values()), f"{where}: an empty {name}")
    check(i["class"] in CLASSES and i["reason"] in REASONS, f"{where}: {i['class']}, {i['reason']}")
    check((i["class"] == "not-assessed") == (i["reason"] is not None), f"{where}: a reason for {i['class']}")
    check([f for f in FLAGS if f in i["flags"]] == i["flags"], f"{where}: flags {i['flags']}")
    check(not i["targets"] or i["class"] == min((t["class"] for t in i["targets"]), key=CLASSES.index),
          f"{where}: its class is not the worst of its targets'")
    if i["latest"] is not None:
        members(i["latest"], ["period", "value", "cmp", "status", "published", "received", "source"], f"{where}/latest")
        check(i["latest"]["value"] is not None, f"{where}: a latest figure without a value")
    members(i["forecast"], ["method", "at", "value", "low", "high", "arrival"], f"{where}/forecast")
    for n, t in enumerate(i["targets"]):
        target_shape(t, f"{where}/targets/{n}")
    if i["feed"] is not None:
        members(i["feed"], ["id", "state", "fetched", "age_s"], f"{where}/feed")
        check(i["feed"]["state"] in STATES, f"{where}: feed {i['feed']}")


def shape(r):
    members(r, ["plan", "as_of", "counts", "pillars", "feeds"], "report")
    members(r["plan"], ["id", "name", "start", "end"], "plan")
    for of, counted in [(r, indicators(r))] + [(p, p["indicators"]) for p in r["pillars"]]:
        check(sorted(of["counts"]) == sorted(CLASSES), f"counts: {list(of['counts'])}")
        check(of["counts"] == {c: sum(i["class"] == c for i in counted) for c in of["counts"]},
              f"counts do not count: {of['counts']}")
    for p in r["pillars"]:
        members(p, ["id", "name", "counts", "indicators"], "pillar")
    for i in indicators(r):
        indicator_shape(i)
    for f in r["feeds"]:
        members(f, ["id", "url", "state", "http", "error", "observations", "fetched", "next", "late_after", "awaited",
                    "bytes", "answers_304"], "feed")
        check(f["state"] in STATES, f"feed {f}")


def shipped(r):
    plan = json.loads((LINGANG / "plan.json").read_text())
    wanted = [i for p in plan["pillars"] for i in p["indicators"]]
    check([i["id"] for i in wanted] == [i["id"] for i in indicators(r)], "not the plan's indicators in its order")
    published = {}
    for feed in plan["feeds"]:
        for i in json.loads((LINGANG / feed["url"]).read_text())["indicators"]:
            published[i["id"]] = i
    for want, got in zip(wanted, indicators(r)):
        name = got["id"]
        for t, u in zip(want["targets"], got["targets"]):
            check((t["kind"], t.get("value"), t.get("by", plan["end"])) == (u["kind"], u["value"], u["by"]),
                  f"{name}: target {u}")
        seen = published.get(name, {}).get("observations", [])
        figures = {o["value"] for o in seen if o["value"] is not None}
        if not figures and "derive" not in want:
            check(got["latest"] is None, f"{name}: {got['latest']} from nowhere")
            check(got["class"] in ("not-assessed", "pending"), f"{name}: {got['class']} without a figure")
            for t in got["targets"]:
                check(t["gap"] is None and t["expected"] is None and t["pace"] is None,
                      f"{name}: numbers without a figure: {t}")
                check(t["kind"] == "milestones" or t["progress"] is None, f"{name}: progress without a figure")
        elif figures:
            check(got["latest"]["value"] in figures, f"{name}: {got['latest']} was never published")
    by = {i["id"]: i for i in indicators(r)}
    output = by["industrial-output"]
    check(output["latest"]["value"] == 4230 and output["class"] == "pending", f"industrial output: {output}")
    target = output["targets"][0]
    check(abs(target["progress"] - (4230 - 1703) / (5000 - 1703)) < 1e-12 and target["schedule"] == 0.8 and
          abs(target["expected"] - 1703 * (5000 / 1703) ** 0.8) < 1e-9 and target["gap"] == -770 and
          target["elapsed"] == 1 and target["pace"] is None, f"industrial output: {target}")
    for name in ("nev-output", "equipment-output"):
        if name in by:
            check(by[name]["class"] == "pending" and "met-earlier" in by[name]["flags"], f"{name}: {by[name]}")
    check(sum("met-earlier" in i["flags"] for i in indicators(r)) == 2, "two indicators met their target earlier")


# ---- the other forms ---------------------------------------------------------------------------

def text_of(value):
    return "" if value is None else value


def csv_agrees(r):
    run("--format", "csv", "-o", FOLDER / "report.csv")
    raw = (FOLDER / "report.csv").read_bytes().decode()
    check(raw.endswith("\r\n") and "\n" not in raw.replace("\r\n", ""), "CSV lines do not all end in CR LF")
    rows = list(csv.DictReader(io.StringIO(raw), strict=True))
    check(len(rows) == len(indicators(r)), f"CSV: {len(rows)} records")
    for row, i in zip(rows, indicators(r)):
        latest = i["latest"] or {}
        worst = min(i["targets"], key=lambda t: CLASSES.index(t["class"]), default={})
        pairs = [("indicator", i["id"]), ("indicator_zh", i["name"]["zh"]), ("class", i["class"]),
                 ("reason", i["reason"]), ("flags", " ".join(i["flags"])), ("period", latest.get("period")),
                 ("cmp", latest.get("cmp")), ("status", latest.get("status")),
                 ("published", latest.get("published")), ("source", latest.get("source")),
                 ("received", latest.get("received")), ("target_kind", worst.get("kind")), ("target_by", worst.get("by")),
                 ("feed", (i["feed"] or {}).get("id")), ("feed_fetched", (i["feed"] or {}).get("fetched"))]
        numbers = [("value", latest.get("value")), ("target_value", worst.get("value")),
                   ("forecast_value", i["forecast"]["value"]), ("forecast_low", i["forecast"]["low"]),
                   ("required_per_year", worst.get("required", {}).get("per_year"))]
        numbers += [(n, worst.get(n)) for n in ("progress", "schedule", "pace", "expected", "gap", "elapsed")]
        for name, want in pairs:
            check(row[name] == text_of(want), f"CSV {i['id']} {name}: {row[name]!r}, JSON {want!r}")
        for name, want in numbers:
            check((float(row[name]) if row[name] else None) == want,
                  f"CSV {i['id']} {name}: {row[name]!r}, JSON {want!r}")


class Rows(html.parser.HTMLParser):
    """The data attributes of the rows, and that every element is closed."""
    def __init__(self):
        super().__init__()
        self.rows, self.open, self.bad = {}, [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "data-indicator" in attrs:
            self.rows[attrs["data-indicator"]] = attrs
        if tag in ("script", "link", "img", "iframe") or any(a.startswith("on") for a in attrs):
            self.bad.append(f"<{tag}>")
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append(f"</{tag}>")


def html_agrees(r):
    page = run("--once", "--format", "html")
    rows = Rows()
    rows.feed(page)
    check(not rows.bad and not rows.open, f"HTML: {rows.bad}, left open {rows.open}")
    check("url(" not in page and "src=" not in page, "HTML loads something")
    for i in indicators(r):
        row = rows.rows.get(i["id"], {})
        worst = min(i["targets"], key=lambda t: CLASSES.index(t["class"]), default={})
        check(row.get("data-class") == i["class"], f"HTML {i['id']}: {row}")
        for name, want in (("value", (i["latest"] or {}).get("value")), ("progress", worst.get("progress")),
                           ("schedule", worst.get("schedule"))):
            got = row.get(f"data-{name}")
            check((float(got) if got else None) == want, f"HTML {i['id']} {name}: {got}, JSON {want}")


def openmetrics_agrees(r):
    text = run("--once", "--format", "openmetrics")
    check(text.endswith("# EOF\n"), "OpenMetrics does not end in # EOF")
    samples, families, family, kind = {}, set(), None, None
    for line in text.splitlines()[:-1]:
        start = re.fullmatch(r"# (TYPE|HELP) ([a-z_]+) (.*)", line)
        if start:
            if start[1] == "TYPE":
                check(start[2] not in families, f"OpenMetrics: the family {start[2]} comes twice")
                family, kind = start[2], start[3]
                families.add(family)
            continue
        sample = re.fullmatch(r'([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*",?)+)\} (\S+)', line)
        check(sample, f"OpenMetrics: not understood: {line}")
        if not sample:
            continue
        name, labels, value = sample.groups()
        check(name == family + ("_info" if kind == "info" else ""), f"OpenMetrics: {name} within {family}")
        labels = tuple(sorted(re.findall(r'([a-z_]+)="((?:[^"\\]|\\.)*)"', labels)))
        check((name, labels) not in samples, f"OpenMetrics: twice: {line}")
        samples[name, labels] = float(value)

    def of(name, indicator, **labels):
        return [v for (n, l), v in samples.items() if n == "pillars_indicator" + name and
                dict(l).get("indicator") == indicator and labels.items() <= dict(l).items()]
    for i in indicators(r):
        worst = min(i["targets"], key=lambda t: CLASSES.index(t["class"]), default={})
        for name, want in (("_value", (i["latest"] or {}).get("value")), ("_target", worst.get("value")),
                           ("_progress_ratio", worst.get("progress")), ("_pace_ratio", worst.get("pace")),
                           ("_schedule_ratio", worst.get("schedule")), ("_gap", worst.get("gap"))):
            check(of(name, i["id"]) == ([] if want is None else [want]),
                  f"OpenMetrics {i['id']}{name}: {of(name, i['id'])}, JSON {want}")
        for c in CLASSES:
            check(of("_class", i["id"], pillars_indicator_class=c) == [float(c == i["class"])],
                  f"OpenMetrics {i['id']}: class {c}")
    for p in r["pillars"]:
        for c in CLASSES:
            got = [v for (n, l), v in samples.items() if n == "pillars_indicators" and
                   dict(l)["pillar"] == p["id"] and dict(l)["class"] == c]
            check(got == [p["counts"][c]], f"OpenMetrics {p['id']} {c}: {got}")


def line_agrees(form, line, percent, i):
    """A line of a table: percent and class of the indicator."""
    worst = min(i["targets"], key=lambda t: CLASSES.index(t["class"]), default={})
    check(WORDS[i["class"]] in line, f"{form} {i['id']}: no {WORDS[i['class']]!r} in {line!r}")
    numeric = i["latest"] is not None and worst.get("progress") is not None
    check(bool(percent) == numeric, f"{form} {i['id']}: percent in {line!r}, JSON {worst.get('progress')}")
    if percent and numeric:
        check(abs(float(percent[1]) - 100 * worst["progress"]) <= 0.1,
              f"{form} {i['id']}: {percent[1]} %, JSON {worst['progress']}")


def cells(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def tables_agree(r):
    markdown = run("--once", "--format", "markdown")
    text = run("--once", "--width", "200")
    for i in indicators(r):
        name = i["name"]["en"]
        rows = [l for l in markdown.splitlines() if l.startswith("| " + name.replace("&", "\\&") + " |")]
        check(len(rows) == 1, f"Markdown: {name} has {len(rows)} rows")
        for line in rows:
            line_agrees("Markdown", line, re.search(r"([\d.]+) %", re.split(r" ?(?<!\\)\| ?", line)[5]), i)
        rows = [l for l in text.splitlines() if l.startswith("  " + name + "  ")]
        check(len(rows) == 1, f"text: {name} has {len(rows)} rows")
        for line in rows:
            line_agrees("text", line, re.search(r"([\d.]+) % +\S [A-Z]", line), i)
    for line in markdown.splitlines():
        check(not line.startswith("|") or len(re.findall(r"(?<!\\)\|", line)) == 8, f"Markdown: {line}")


def text_fits():
    for lang in ("en", "zh"):
        for width in (40, 60, 80, 100, 120, 200):
            for more in ((), ("--plain",), ("--indicator", "industrial-output"), ("--since", "2024-01-01"),
                         ("--ascii",)):
                text = run("--once", "--width", width, "--lang", lang, *more)
                wide = [l for l in text.splitlines() if cells(l) > width and not re.match(" *http", l)]
                check(not wide or more == ("--plain",), f"--width {width} --lang {lang} {more}: {wide[:2]}")
                check("\033" not in text, "escapes in a report")
                check(more != ("--plain",) or not re.search("[─│█▏┃╭○✓▲●▽▼]", text), "boxes or bars with --plain")
                check(more != ("--ascii",) or lang != "en" or text.replace("–", "-").isascii(),
                      f"not ASCII: {set(c for c in text if ord(c) > 127)}")


def plain_is_a_line_each(r):
    lines = run("--once", "--plain").splitlines()
    check(any(" institutions on 14 Jun 2024, published" in x for x in lines), "--plain: a day has no 'on'")
    check(any(" bn in 2024, published" in x for x in lines), "--plain: a year has no 'in'")
    for i in indicators(r):
        mine = [l for l in lines if l.startswith(i["name"]["en"] + ": ")]
        check(len(mine) == 1 and WORDS[i["class"]] in mine[0], f"--plain {i['id']}: {mine}")
    check(run("--once", "-o", "-") == run("--once"), "-o - is not standard output")


def detail_names_sources():
    one = indicators(report("--indicator", "freedoms"))[0]
    feed = json.loads((LINGANG / "institutions.json").read_text())
    given = next(i for i in feed["indicators"] if i["id"] == "freedoms")["milestones"]
    text = run("--once", "--indicator", "freedoms")
    check({m["id"] for m in one["milestones"]} == {m["id"] for m in given}, "--indicator: milestones")
    for m in one["milestones"]:
        members(m, ["id", "name", "state", "due", "done_on", "published", "source", "note"], "milestone")
        check(not (m["source"] or "").startswith("http") or f"    {m['source']}\n" in text,
              f"the text breaks the address {m['source']}")
    check(any((m["source"] or "").startswith("http") for m in one["milestones"]), "no milestone has a source")


def languages(r):
    for env in ({"LC_ALL": None, "LANG": "zh_CN.UTF-8"}, {"LC_ALL": "zh_SG.utf8"}):
        text = run("--once", **env)
        check("待终期数据" in text and "Pending" not in text and "█" in text, f"{env}: {text[:200]}")
    check("█" not in run("--once", LC_ALL="C"), "blocks in the C locale")
    check(report("--lang", "zh") == r, "the JSON report depends on the language")
    check(run("--as-of", "2026-11-24") == run("--once"), "no terminal: not the report of --once")


# ---- other plans -------------------------------------------------------------------------------

def plan(folder, figures, **more):
    """A plan with a pillar for each figure of 2023, of a target 0 -> 100 in 2020 -> 2025: schedule 0.6."""
    folder.mkdir(exist_ok=True)
    pillars = [{"id": name, "name": name, "indicators": [
        {"id": f"{name}-i", "name": {"zh": "指标", "en": f"<b>{name}</b> | *x*"}, "unit": "u", "quantity": "stock",
         "targets": [{"kind": "level", "value": 100, "by": "2025-12-31",
                      "base": {"period": "2020", "value": 0}}]}]} for name in figures]
    document = {"format": "indicator-plan", "version": "1.0", "id": "p", "name": "P", "start": "2021-01-01",
                "end": "2025-12-31", "feeds": [{"id": "f", "url": "f.json"}], "pillars": pillars, **more}
    feed = {"format": "indicator-feed", "version": "1.0", "published": "2024-02-01", "source": "=HYPERLINK(1)",
            "indicators": [{"id": f"{name}-i", "observations": [{"period": "2023", "value": v}]}
                           for name, v in figures.items() if v is not None]}
    (folder / "plan.json").write_text(json.dumps(document))
    (folder / "f.json").write_text(json.dumps(feed))
    return folder / "plan.json"


def exit_status():
    figures = {"ahead": 66, "on-track": 60, "slower": 50, "lagging": 20, "reversing": -5, "achieved": 100,
               "not-assessed": None}
    path = plan(FOLDER / "classes", figures)
    r = report("-p", path, "--as-of", "2024-06-30")
    check([i["class"] for i in indicators(r)] == list(figures), f"classes: {[i['class'] for i in indicators(r)]}")
    for name, code in (("ahead", 0), ("on-track", 0), ("achieved", 0), ("slower", 1), ("lagging", 2),
                       ("reversing", 2), ("not-assessed", 3)):
        run("-p", path, "--as-of", "2024-06-30", "--exit-status", "--pillar", name, code=code)
        run("-p", path, "--as-of", "2024-06-30", "--once", "--pillar", name)
        one = report("-p", path, "--as-of", "2024-06-30", "--pillar", name)
        check([p["id"] for p in one["pillars"]] == [name], f"--pillar {name}: {one['pillars']}")
        check(one["counts"] == r["counts"], "--pillar changes the plan's counts")
    run("-p", path, "--as-of", "2024-06-30", "--exit-status", code=2)
    run("-p", path, "--as-of", "2024-06-30", "--exit-status", "--filter", "!class:reversing !class:lagging",
        code=2)
    run("-p", path, "--as-of", "2024-06-30", "--exit-status", "--filter", "class:slower", code=1)
    run("-p", path, "--as-of", "2024-06-30", "--exit-status", "--indicator", "ahead-i")
    run("-p", path, "--exit-status", "--pillar", "ahead", code=3)  # pending
    worst = report("-p", path, "--as-of", "2024-06-30", "--indicator", "slower-i")
    only = indicators(worst)
    check([i["id"] for i in only] == ["slower-i"] and only[0]["observations"][0]["value"] == 50 and
          only[0]["milestones"] == [], f"--indicator: {only}")
    for words, code in ((("-p", FOLDER / "none.json"), 1), (("-p", FOLDER / "none.json", "--exit-status"), 3),
                        (("--pillar", "none"), 2), (("--indicator", "none"), 2), (("--format", "xml"), 2),
                        (("--nothing",), 2), (("--pillar", "none", "--exit-status"), 3)):
        error = run(*words, code=code)
        check(error.startswith("pillars: "), f"{words}: {error}")
    markup = run("-p", path, "--once", "--format", "html")
    check("<b>ahead" not in markup and "&#60;b&#62;ahead" in markup, "HTML: markup from a plan")
    check("\\<b\\>ahead\\</b\\> \\| \\*x\\*" in run("-p", path, "--once", "--format", "markdown"),
          "Markdown: markup from a plan")
    check("'=HYPERLINK(1)" in run("-p", path, "--once", "--format", "csv"), "CSV: a formula from a feed")


def output_file(r):
    path = FOLDER / "report.json"
    run("--format", "json", "-o", path)
    check(json.loads(path.read_text()) == r, "-o writes another report")
    os.chmod(path, 0o640)
    link = FOLDER / "link.json"
    link.symlink_to(path)
    run("--format", "csv", "-o", link)
    check(link.is_symlink() and path.read_text().startswith("as_of,"), "-o through a symbolic link")
    check(path.stat().st_mode & 0o777 == 0o640, "-o changes the mode of a file")
    before = path.read_bytes()
    error = run("--format", "json", "-o", path, "--archive", FOLDER / "limited", code=1, limit=8192)
    check("report.json: File too large" in error, f"-o beyond a limit: {error}")
    check(path.read_bytes() == before, "-o leaves half a report")
    run("--format", "json", "-o", FOLDER / "no" / "where.json", code=1)
    run("--format", "json", "-o", "/dev/full", code=1)
    left = [p.name for p in FOLDER.iterdir() if p.name.startswith(("report.json.", "link.json."))]
    check(not left, f"-o leaves {left}")


def check_option():
    good = [LINGANG / "plan.json", *sorted(LINGANG.glob("*.json"))[:2]]
    check(run("--check", *good) == "", "--check finds something in the shipped documents")
    bad = FOLDER / "bad.json"
    bad.write_text('{"format": "indicator-feed",\n "version": "1.0",\n "indicators": [,]}')
    wrong = FOLDER / "wrong.json"
    wrong.write_text('{"format": "indicator-feed", "version": "1.0",\n'
                     ' "indicators": [{"id": "x", "observations": [\n'
                     '  {"period": "2024-13", "value": 1},\n  {"period": "2024", "value": "1"}]}]}')
    out = run("--check", bad, wrong, FOLDER / "none.json", LINGANG / "plan.json", code=1).splitlines()
    for want in (rf"{bad}:3:17: error: ", rf"{wrong}:3:\d+: error: .*/indicators/0/observations/0/period",
                 rf"{wrong}:4:\d+: error: .*/indicators/0/observations/1/value", rf"{FOLDER}/none.json: error: "):
        check(any(re.match(want, line) for line in out), f"--check does not say {want}: {out}")


def feeds_in_trouble():
    feeds = [{"id": "f", "url": "f.json"}, {"id": "gone", "url": "gone.json"}, {"id": "broken", "url": "broken.json"}]
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    feeds.append({"id": "hangs", "url": f"http://127.0.0.1:{silent.getsockname()[1]}/x.json"})
    path = plan(FOLDER / "trouble", {"a": 60}, feeds=feeds)
    (path.parent / "broken.json").write_text("{")
    start = time.monotonic()
    r = report("-p", path, "--timeout", "700ms", "--as-of", "2024-06-30", no_proxy="*")
    check(time.monotonic() - start < 20, "a feed that hangs holds --once")
    state = {f["id"]: f for f in r["feeds"]}
    check(state["f"]["state"] == "fresh" and state["f"]["error"] is None and state["f"]["observations"] == 1,
          f"good feed: {state['f']}")
    for name in ("gone", "broken", "hangs"):
        check(state[name]["state"] == "failing" and state[name]["error"] and state[name]["fetched"] is None,
              f"bad feed: {state[name]}")
    check(indicators(r)[0]["latest"]["value"] == 60, "a bad feed takes a good one's figures")
    text = run("-p", path, "--timeout", "700ms", "--once", no_proxy="*")
    check(all(f"Feed {name}: failing" in text for name in ("gone", "broken", "hangs")), f"no trouble: {text}")
    silent.close()


def changes():
    r = report("--since", "2024-06-30")
    members(r, ["plan", "as_of", "since", "changes", "events", "feeds"], "--since")
    check(r["since"] == "2024-06-30" and len(r["changes"]) > 5, f"--since: {len(r['changes'])}")
    new = [c for c in r["changes"] if c["indicator"] == "industrial-output"]
    for c in r["changes"]:
        members(c, ["kind", "indicator", "day", "figure", "before", "class_before", "class_after", "milestone",
                    "state"], "change")
        check(r["since"] < c["day"] <= r["as_of"], f"change on {c['day']}")
        check((c["kind"] == "class") == (c["class_after"] is not None), f"change {c}")
    check([(c["kind"], (c["figure"] or {}).get("value")) for c in new if c["kind"] != "class"] ==
          [("new-figure", 4230)], f"--since: {new}")
    was = {i["id"]: i["class"] for i in indicators(report("--as-of", "2024-06-30"))}
    now = {i["id"]: i["class"] for i in indicators(report())}
    moved = {c["indicator"]: (c["class_before"], c["class_after"]) for c in r["changes"] if c["kind"] == "class"}
    check(moved == {i: (was[i], now[i]) for i in now if was[i] != now[i]}, f"--since: classes {moved}")


def archive(r):
    state = FOLDER / "archive"
    report("--archive", state)
    kept = report("--archive", state, "--offline")
    check([(i["id"], i["latest"], i["class"]) for i in indicators(kept)] ==
          [(i["id"], i["latest"], i["class"]) for i in indicators(r)], "--offline shows other figures")
    check({f["state"] for f in kept["feeds"]} == {"offline"}, f"--offline: {kept['feeds'][0]}")
    lines = run("--history", "industrial-output", "--archive", state).splitlines()
    check(lines[0].split("\t")[:4] == ["period", "value", "status", "published"], f"--history: {lines[:1]}")
    check(sorted(l.split("\t")[1] for l in lines if l.startswith("2021\t")) == ["2550", "2642"],
          f"--history: both vintages of 2021: {lines}")
    check(all(l.split("\t")[4] == NOW[:-1] for l in lines[1:]), f"--history: received: {lines}")
    run("--history", "none", "--archive", state, code=1)
    run("--offline", "--archive", FOLDER / "empty", "--once", code=1)


def collect():
    p = subprocess.Popen([PROGRAM, "--collect", "--archive", str(FOLDER / "collected")],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    seen, deadline = "", time.monotonic() + 30
    while seen.count(": fresh") < 7 and time.monotonic() < deadline:  # plan and six feeds
        if select.select([p.stdout], [], [], 0.5)[0]:
            seen += os.read(p.stdout.fileno(), 65536).decode()
    p.send_signal(signal.SIGTERM)
    out, err = p.communicate(timeout=20)
    check(seen.count(": fresh") == 7, f"--collect: {seen}{out}{err}")
    check(p.returncode == 0, f"--collect: exit {p.returncode}: {err}")
    check(run("--history", "industrial-output", "--archive", FOLDER / "collected").count("\n") > 4,
          "--collect kept nothing")


def main():
    first = report()
    shape(first)
    shipped(first)
    check(first["as_of"] == "2026-11-24", f"as of {first['as_of']}")
    check(report("--as-of", "2023-08-21")["as_of"] == "2023-08-21", "--as-of")
    shape(report("--as-of", "2023-08-21"))
    csv_agrees(first)
    html_agrees(first)
    openmetrics_agrees(first)
    tables_agree(first)
    text_fits()
    plain_is_a_line_each(first)
    detail_names_sources()
    languages(first)
    exit_status()
    output_file(first)
    check_option()
    feeds_in_trouble()
    changes()
    archive(first)
    collect()


main()
print("\n".join(failures[:40]))
sys.exit(bool(failures))
