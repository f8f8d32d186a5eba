#!/usr/bin/python3
"""The two JSON Schemas: what they say of shared things is the same, the good documents pass, wrong ones do not, and the
program's own reader agrees with them on every small change to a good document: what the schema refuses the reader
refuses, and what only the reader refuses is something that no schema can say."""
import copy
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "formats" / "data"
KINDS = ("indicator-plan", "indicator-feed")
PLAN = json.loads((DATA / "plan-full.json").read_text(encoding="utf-8"))
FEED = json.loads((DATA / "feed-full.json").read_text(encoding="utf-8"))
HEAD = {"format": "indicator-feed", "version": "1.0"}

# What the reader finds and no schema can: relations between values, calendars, encodings, and what looks wrong.
BEYOND_SCHEMA = re.compile(
    r"2025-02-29|given twice|the plan has no indicator|refers to itself|is derived|before it starts|before the plan"
    r"|not after 'by'|does not end before 'by'|ends after 'by'|expected 'min' not above"
    r"|below its 'value'|outside the indicator's own limits|but the direction is"
    r"|cannot use (the|an) address|lies in one year|expected the state \"done\""
    r"|counts in 10|is empty; expected a text|is no name of a header|a cumulative target of")

failures = 0


def check(ok, *what):
    global failures
    if not ok:
        failures += 1
        print(*what)


def load_schemas():
    schemas = {}
    for kind in KINDS:
        path = ROOT / "feeds" / "schema" / f"{kind}.schema.json"
        schemas[kind] = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schemas[kind])
        check(schemas[kind]["$id"] == f"urn:pillars:schema:{kind}:1.0", path, "has another $id")
        check(schemas[kind]["$schema"] == "https://json-schema.org/draft/2020-12/schema", path)
    plan, feed = (schemas[k]["$defs"] for k in KINDS)
    shared = {n for n in plan if n in feed} - {"indicator"}  # each has an indicator of its own
    check(len(shared) >= 8, "little is shared:", *shared)
    for name in shared:
        check(plan[name] == feed[name], f"$defs/{name} is not the same in both")
    for kind, schema in schemas.items():
        used = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)))
        check(used == set(schema["$defs"]), kind, "names and definitions:", used ^ set(schema["$defs"]))
    return {k: jsonschema.Draft202012Validator(s) for k, s in schemas.items()}


def good_documents():
    yield from ((p.name, json.loads(p.read_text(encoding="utf-8"))) for p in sorted(DATA.glob("*.json")))
    for p in sorted((ROOT / "feeds" / "lingang").glob("*.json")):
        yield p.name, json.loads(p.read_text(encoding="utf-8"))
    text = {"zh": "…", "en": "…"}
    # as small as a document may be
    yield "least plan", {"format": "indicator-plan", "version": "1.0", "id": "p", "name": "P", "start": "2021-01-01",
                         "end": "2025-12-31", "pillars": [{"id": "a", "name": "A", "indicators": []}]}
    yield "least feed", {**HEAD, "indicators": []}
    yield "later feed", {**HEAD, "version": "1.27", "weather": "fine", "indicators": [{"id": "i", "mood": 1}]}
    yield "texts", {**HEAD, "indicators": [{"id": "m", "milestones": [
        {"id": "a", "name": text, "state": "done"}, {"id": "b", "name": {"zh": "…"}, "state": "dropped"}]}]}
    codes = ["2025", "2025-A1", "2025-S2", "2025-T3", "2025-Q4", "2025-12", "2025-M01", "2025-W52", "2025-12-31",
             "2022-08-01/P3Y", "2021-01-01/P8M", "2021-01-01/P2W", "2021-01-01/P90D"]
    yield "periods", {**HEAD, "indicators": [{"id": "i", "observations": [
        {"period": c, "value": 1, "published": f"2030-01-{n + 1:02}"} for n, c in enumerate(codes)]}]}
    instants = ["2025-12-31", "2025-12-31T09:00Z", "2025-12-31T09:00:00+08:00", "2025-12-31T09:00:00.25+0800",
                "2025-12-31T09:00:00"]
    for n, instant in enumerate(instants):
        yield f"instant {n}", {**HEAD, "published": instant, "indicators": []}


def walk(node, path=()):
    yield path
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from walk(value, path + (key,))


def parent_of(doc, path):
    for step in path[:-1]:
        doc = doc[step]
    return doc


def value_at(doc, path):
    return parent_of(doc, path)[path[-1]]


def other_values(path, value):
    """What may be written there by mistake; few of them at any one place, but all kinds over a document."""
    many = [None, True, 5, -1, 0.5, "x", "", [], {}, "2025-02-29", "2025-13", "2025-Q5", "1.0", "ftp://h/x", 1e300]
    start = sum(map(ord, "".join(map(str, path)))) % len(many)
    near = {str: [value.upper() if isinstance(value, str) else "", f"{value}\u0007"],
            int: [str(value), value + 100 if isinstance(value, int) else 0], float: [str(value)],
            list: [{}], dict: [[]]}.get(type(value), [])
    return [many[(start + 4 * i) % len(many)] for i in range(3)] + near


def changed_documents(doc):
    for path in walk(doc):
        if not path or path == ("format",):
            continue
        without = copy.deepcopy(doc)
        del parent_of(without, path)[path[-1]]
        yield f"without {path}", without
        for value in other_values(path, value_at(doc, path)):
            changed = copy.deepcopy(doc)
            parent_of(changed, path)[path[-1]] = value
            yield f"{path} = {value!r}", changed


def parts_of(doc):
    """The document cut into small ones, so that every change is tried on a document that is quickly read."""
    if doc["format"] == "indicator-feed":
        for indicator in doc["indicators"]:
            for key in ("observations", "milestones"):
                for item in indicator.get(key, []):
                    yield {**doc, "indicators": [{**{k: v for k, v in indicator.items()
                                                     if k not in ("observations", "milestones")}, key: [item]}]}
        return
    blank = [{"id": i["id"], "name": "N", "unit": "u"} for p in doc["pillars"] for i in p["indicators"]]
    yield {**doc, "pillars": [{"id": "all", "name": "A", "indicators": blank}]}
    for pillar in doc["pillars"]:
        for indicator in pillar["indicators"]:
            others = [b for b in blank if b["id"] != indicator["id"]]
            yield {"format": "indicator-plan", "version": "1.0", "id": "p", "name": "P", "start": "2021-01-01",
                   "end": "2025-12-31", "pillars": [{"id": "a", "name": "A", "indicators": [indicator]},
                                                    {"id": "b", "name": "B", "indicators": others}]}


def our_errors(reader, documents):
    """Per document: the program's own errors."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for n, (_, doc) in enumerate(documents):
            paths.append(os.path.join(folder, f"{n}.json"))
            pathlib.Path(paths[-1]).write_text(json.dumps(doc), encoding="utf-8")
        out = ""
        for at in range(0, len(paths), 500):
            out += subprocess.run([reader, *paths[at:at + 500]], check=True, capture_output=True, text=True).stdout
    answers = out.split("\f\n")[:-1]
    check(len(answers) == len(documents), "answers:", len(answers), "documents:", len(documents))
    return [(int(a.split(" ", 1)[0]), re.findall(r"error: (.*)", a)) for a in answers]


def main():
    validators = load_schemas()
    folder = pathlib.Path(os.environ.get("PILLARS", "build/pillars")).resolve().parent
    reader = str(folder / "tests" / "formats" / "test_check")
    good = list(good_documents())
    for (name, doc), (errors, words) in zip(good, our_errors(reader, good)):
        for e in validators[doc["format"]].iter_errors(doc):
            check(False, f"{name}/{'/'.join(map(str, e.absolute_path))}: {e.message}")
        check(errors == 0, f"{name}: our reader refuses it: {words}")
    changed, seen = [], set()
    for doc in (PLAN, FEED):
        for part in parts_of(doc):
            for name, other in changed_documents(part):
                key = json.dumps(other)
                if key not in seen:
                    seen.add(key)
                    changed.append((name, other))
    refused = 0
    for (name, doc), (errors, words) in zip(changed, our_errors(reader, changed)):
        valid = validators[doc["format"]].is_valid(doc)
        refused += not valid
        check(valid or errors, f"{doc['format']} {name}: only the schema refuses it")
        for word in words if valid else ():
            check(BEYOND_SCHEMA.search(word), f"{doc['format']} {name}: only our reader refuses it: {word}")
    check(len(changed) > 1000 and refused > len(changed) / 3, "too few changes:", len(changed), refused)
    print(f"{len(good)} good and {len(changed)} changed documents, {refused} of these refused by the schemas")
    if failures:
        sys.exit(f"{failures} failures")


main()
