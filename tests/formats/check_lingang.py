#!/usr/bin/python3
"""The shipped plan and feeds of feeds/lingang: valid by both schemas, every target as stated on
20 August 2022, and every figure dated, sourced and said in both languages."""
import calendar
import copy
import datetime
import json
import pathlib
import re
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINGANG = ROOT / "feeds" / "lingang"
SCHEMA = ROOT / "feeds" / "schema"
END = "2025-12-31"
MADE_UP = {
    # other plans' targets and arithmetic of others: never observations
    "industrial-output": {981, 2703, 3320, 3537, 4155},
    "yangshan-income": {6300},
    "yangshan-trade": {659, 1150},
    "high-tech-enterprises": {700},
    "financial-institutions": {235, 500},
    "jobs": {150000, 250000, 300000},
}
PUBLISHERS = {  # whose pages may be named by address
    "whb.cn", "www.shine.cn", "english.shanghai.gov.cn", "yicaiglobal.com", "technode.global",
    "en.lingang.gov.cn", "www.why.com.cn", "m.jfdaily.com", "api3.cls.cn", "en.shio.gov.cn",
    "sh.people.com.cn", "en.people.cn", "subsites.chinadaily.com.cn", "big5.www.gov.cn",
    "en.qstheory.cn",
}
YI = ("亿元", "CNY 100m", "CNY", 8)
PT = ("%", "%", "PT", 0)
JOBS = ("个", "jobs", "JB", 0)
PERSONS = ("人", "persons", "PS", 0)


def count(zh, en):
    return (zh, en, "PN", 0)


def level(ind, unit, quantity, value, cmp=">=", base=None, path="linear"):
    return (ind, unit, quantity, {"kind": "level", "cmp": cmp, "value": value, "by": END,
                                  "path": path, "base": base})


def growth(ind, value, cmp):  # 100 is where the chain of rates starts, not a figure
    return (ind, PT, "rate", {"kind": "growth", "measure": "annual_rate", "cmp": cmp,
                              "value": value, "by": END, "path": "geometric",
                              "base": ("2020", 100, "A")})


def up(ind, unit, quantity):
    return (ind, unit, quantity, {"kind": "direction"})


def steps(ind, n):
    return (ind, n, None, {"kind": "milestones", "by": END})


PLAN = [
    ("institutions", 7, [
        steps("freedoms", 6),
        up("innovation-cases", count("个", "cases"), "stock"),
        up("first-in-nation-cases", count("个", "cases"), "stock"),
        up("policies", count("项", "policies"), "stock"),
        up("offshore-trade", YI, "flow"),
        steps("yangshan-ftz", 1),
        steps("resource-allocation", 1)]),
    ("industry", 8, [
        level("industrial-output", YI, "flow", 5000, base=("2020", 1703, "D"), path="geometric"),
        growth("industrial-output-growth", 25, ">="),
        level("clusters", count("个", "clusters"), "stock", 3),
        level("nev-output", YI, "flow", 1000, base=("2020", 758, "A"), path="geometric"),
        level("equipment-output", YI, "flow", 1000),
        level("ic-output", YI, "flow", 1000),
        level("ai-enterprises", count("家", "enterprises"), "stock", 500),
        level("ai-industry", YI, "flow", 500, ">")]),
    ("science", 4, [
        level("laboratories", count("家", "laboratories"), "stock", 8),
        level("rd-institutions", count("家", "institutions"), "stock", 30),
        level("high-tech-enterprises", count("家", "enterprises"), "stock", 1000),
        steps("flagship-laboratories", 2)]),
    ("economy", 6, [
        level("yangshan-income", YI, "flow", 10000),
        level("yangshan-trade", YI, "flow", 2200),
        level("financial-institutions", count("家", "institutions"), "stock", 800, ">"),
        growth("finance-growth", 25, ">"),
        growth("digital-growth", 50, ">"),
        steps("bonded-business", 3)]),
    ("city", 4, [
        level("digital-twin", PT, "rate", 100),
        level("v2x-roads", PT, "rate", 100),
        level("clean-energy", PT, "rate", 50),
        level("hydrogen-fleet", PT, "rate", 100)]),
    ("talent", 3, [
        ("jobs", JOBS, "flow", {"kind": "cumulative", "cmp": ">=", "value": 180000,
                                "from": "2022-08-20", "by": "2025-08-19", "path": "even"}),
        up("talent", PERSONS, "stock"),
        steps("talent-programme", 4)]),
]
FIGURES = {  # how many figures, vintages counted; the others have none: nothing was published
    "innovation-cases": 3, "first-in-nation-cases": 3, "policies": 4, "offshore-trade": 2,
    "industrial-output": 6, "industrial-output-growth": 8, "nev-output": 7, "equipment-output": 1,
    "ic-output": 4, "ai-enterprises": 1, "yangshan-trade": 2, "financial-institutions": 1,
    "talent": 5,
}

failures = 0


def check(ok, *what):
    global failures
    if not ok:
        failures += 1
        print(*what)


def pairs(items):  # json keeps the last of two equal keys: refuse them instead
    keys = [k for k, _ in items]
    check(len(keys) == len(set(keys)), "duplicate key in", keys)
    return dict(items)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=pairs)


def day(text):
    return datetime.date.fromisoformat(text)


def is_day(text):
    try:
        return bool(day(text))
    except ValueError:
        return False


def period(code):
    """First and last day of an SDMX period as these documents use them."""
    m = re.fullmatch(r"(\d{4}-\d\d-\d\d)/P([1-9]\d*)([MY])", code)
    if m:
        first = day(m[1])
        months = first.year * 12 + first.month - 1 + int(m[2]) * (12 if m[3] == "Y" else 1)
        return first, datetime.date(months // 12, months % 12 + 1, first.day) - datetime.timedelta(1)
    m = re.fullmatch(r"(\d{4})(?:-(S[12]|Q[1-4]|\d\d))?(?:-(\d\d))?", code)
    if not m:
        raise ValueError(code)
    year = int(m[1])
    if m[3]:
        return day(code), day(code)
    if not m[2]:
        first, length = 1, 12
    elif m[2][0] == "S":
        first, length = (int(m[2][1]) - 1) * 6 + 1, 6
    elif m[2][0] == "Q":
        first, length = (int(m[2][1]) - 1) * 3 + 1, 3
    else:
        first, length = int(m[2]), 1
    last = first + length - 1
    return (datetime.date(year, first, 1),
            datetime.date(year, last, calendar.monthrange(year, last)[1]))


def check_texts(where, node):
    """Every name, unit, note and text is given in Chinese and in English."""
    if isinstance(node, list):
        for i, item in enumerate(node):
            check_texts(f"{where}/{i}", item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("name", "unit", "note", "text"):
                good = isinstance(value, dict) and set(value) == {"zh", "en"}
                check(good, f"{where}/{key}: not in both languages")
                if good:
                    check(value["zh"].strip() and value["en"].strip(), f"{where}/{key}: empty")
                    check(not re.search("[\u3000-\u9fff\uff00-\uffef]", value["en"]),
                          f"{where}/{key}: Chinese in the English text")
                    check(value["zh"] == value["en"] or re.search("[\u4e00-\u9fff]", value["zh"]),
                          f"{where}/{key}: no Chinese in the Chinese text")
            else:
                check_texts(f"{where}/{key}", value)


def check_source(where, source):
    check(isinstance(source, dict) and "name" in source, f"{where}: no source in words")
    url = source.get("url", "")
    host = re.match(r"https?://([^/]+)/", url)
    check(not url or host and host[1] in PUBLISHERS, f"{where}: not a publisher's page: {url}")


def check_schemas(documents):
    validators = {}
    for name in ("indicator-plan", "indicator-feed"):
        schema = load(SCHEMA / f"{name}.schema.json")
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[name] = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.FormatChecker())
    for name, doc in documents.items():
        for e in validators[doc["format"]].iter_errors(doc):
            check(False, f"{name}.json/{'/'.join(map(str, e.absolute_path))}: {e.message}")
    # the validators do refuse: a period that is none, a kind of target that is none
    broken = copy.deepcopy(documents["industry"])
    broken["indicators"][0]["observations"][0]["period"] = "2020-Q5"
    check(not validators["indicator-feed"].is_valid(broken), "the feed schema takes 2020-Q5")
    broken = copy.deepcopy(documents["plan"])
    broken["pillars"][1]["indicators"][0]["targets"][0]["kind"] = "wish"
    check(not validators["indicator-plan"].is_valid(broken), "the plan schema takes any target")


def check_plan(plan):
    check((plan["id"], plan["start"], plan["end"], plan["timezone"]) ==
          ("lingang-14fyp", "2021-01-01", END, "Asia/Shanghai"), "plan: id, dates or zone")
    ids = [p for p, _, _ in PLAN]
    check([p["id"] for p in plan["pillars"]] == ids, "plan: pillars or their order")
    check([f["id"] for f in plan["feeds"]] == ids, "plan: feeds or their order")
    check([f["url"] for f in plan["feeds"]] == [f"{i}.json" for i in ids], "plan: feed addresses")
    for (pid, n, wanted), pillar in zip(PLAN, plan["pillars"]):
        got = pillar["indicators"]
        check(len(got) == n == len(wanted), f"{pid}: {len(got)} indicators, not {n}")
        check([i["id"] for i in got] == [w[0] for w in wanted], f"{pid}: indicators or their order")
        for (iid, unit, quantity, target), ind in zip(wanted, got):
            check(ind["freq"] == "A" and ind["nature"] == "anticipatory", f"{iid}: freq or nature")
            check(ind.get("quantity") == quantity, f"{iid}: quantity {ind.get('quantity')}")
            if quantity:
                check((ind["unit"]["zh"], ind["unit"]["en"], ind["unit_code"], ind["unit_mult"]) ==
                      unit, f"{iid}: unit")
            limits = (0, 100) if pid == "city" else (None, None)
            check((ind.get("min"), ind.get("max")) == limits, f"{iid}: natural limits")
            check(len(ind["targets"]) == 1, f"{iid}: {len(ind['targets'])} targets")
            t = dict(ind["targets"][0])
            check(t.pop("text", None) and t.pop("source", None), f"{iid}: target without words")
            base = t.pop("base", None)
            want = dict(target)
            want_base = want.pop("base", None)
            check(t == want, f"{iid}: target {t}, not {want}")
            check((base and (base["period"], base["value"], base.get("status", "A"))) == want_base,
                  f"{iid}: base {base}, not {want_base}")
            if target["kind"] == "growth":
                check("not a published figure" in base["note"]["en"], f"{iid}: what 100 is")
            if target["kind"] == "direction":
                check(ind["direction"] == "up", f"{iid}: direction")
            derive = {"op": "count-at-least", "value": 1000,
                      "of": ["nev-output", "equipment-output", "ic-output"]}
            check(ind.get("derive") == (derive if iid == "clusters" else None), f"{iid}: derive")


def check_observations(where, iid, observations):
    seen, values = set(), set()
    for o in observations:
        at = f"{where}/{iid} {o['period']}"
        try:
            first, last = period(o["period"])
            published = day(o["published"])
        except (KeyError, ValueError) as e:
            check(False, f"{at}: period or publication day: {e!r}")
            continue
        check_source(at, o.get("source"))
        check(isinstance(o["value"], (int, float)), f"{at}: no number")
        check(o["value"] not in MADE_UP.get(iid, ()), f"{at}: {o['value']} was not published as one")
        check((o["period"], o["published"]) not in seen, f"{at}: twice on {o['published']}")
        check((o["period"], o["value"]) not in values, f"{at}: the same figure again")
        seen.add((o["period"], o["published"]))
        values.add((o["period"], o["value"]))
        status, cmp, note = o.get("status"), o.get("cmp", "="), o.get("note", {"zh": "", "en": ""})
        check(status in set("ABDPFU"), f"{at}: status {status}")
        check(status in "AP" or note["en"], f"{at}: status {status} without a note")
        if status == "F":
            check("orecast" in note["en"] or "Expected" in note["en"], f"{at}: not said a forecast")
            check(published <= last, f"{at}: a forecast made after its period")
        else:
            check(published >= first, f"{at}: published before its period began")
        check(cmp == "=" or note["en"], f"{at}: {cmp} without a note")
        for words, sign in (("超过|突破", ">"), ("不到", "<"), ("^近|^约", "~")):
            check(not re.search(words, note["zh"]) or cmp == sign, f"{at}: {note['zh']}, but {cmp}")
        for words, sign in (("^Over|forecast of over|Expected to pass", ">"), ("^Under", "<"),
                            ("^Nearly|^About", "~")):
            check(not re.search(words, note["en"]) or cmp == sign, f"{at}: {note['en']}, but {cmp}")
        check(o.get("covers", "period") == "period", f"{at}: covers {o.get('covers')}")


def check_milestones(where, iid, milestones, expected):
    check(len({m["id"] for m in milestones}) == expected, f"{where}/{iid}: not {expected} of them")
    before = {}
    for m in milestones:
        at = f"{where}/{iid}/{m['id']}"
        check(m["due"] == END, f"{at}: due {m['due']}")
        check(m["id"] not in before or before[m["id"]] < m.get("published", ""),
              f"{at}: vintages out of order")
        if m["state"] == "unknown":
            check("published" not in m and "source" not in m, f"{at}: unknown, yet published")
            check(m["note"]["en"] == "No published statement found", f"{at}: unknown, not said so")
        else:
            check(m["state"] == "in_progress", f"{at}: {m['state']} was never published")
            check(m.get("note") and is_day(m.get("published", "")),
                  f"{at}: a state without the fact behind it, or its day")
            check_source(at, m.get("source", {}))
        before[m["id"]] = m.get("published", "9")


def check_feeds(documents):
    for pid, _, wanted in PLAN:
        feed = documents[pid]
        ids = [w[0] for w in wanted if w[0] != "clusters"]  # which is derived
        if [i["id"] for i in feed["indicators"]] != ids:
            check(False, f"{pid}.json: indicators or their order")
            continue
        check_source(f"{pid}.json", feed.get("source"))
        dates = []
        kinds = {w[0]: w for w in wanted}
        for ind in feed["indicators"]:
            iid, unit, quantity, _ = kinds[ind["id"]]
            if quantity:
                check(set(ind) == {"id", "observations"}, f"{pid}.json/{iid}: members")
                check(len(ind["observations"]) == FIGURES.get(iid, 0),
                      f"{pid}.json/{iid}: {len(ind['observations'])} figures")
                check_observations(f"{pid}.json", iid, ind["observations"])
                dates += [o["published"] for o in ind["observations"]]
            else:
                check(set(ind) == {"id", "milestones"}, f"{pid}.json/{iid}: members")
                check_milestones(f"{pid}.json", iid, ind["milestones"], unit)
                dates += [m["published"] for m in ind["milestones"] if "published" in m]
        check(feed.get("published") == (max(dates) if dates else None),
              f"{pid}.json: published is not its newest publication")


def main():
    documents = {p.stem: load(p) for p in sorted(LINGANG.glob("*.json"))}
    check(set(documents) == {"plan"} | {p for p, _, _ in PLAN}, "files:", *documents)
    for name, doc in documents.items():
        check_texts(f"{name}.json", doc)
    check_schemas(documents)
    if not failures:  # what follows relies on the shape that the schemas promise
        check_plan(documents["plan"])
        check_feeds(documents)
    if failures:
        sys.exit(f"{failures} failures")


main()
