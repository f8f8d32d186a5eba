#!/usr/bin/python3
"""Random plans through assess_driver, against the second implementation in oracle.py.

Class, reason, flags, progress, schedule and pace must agree. And verdicts must not depend on the unit (亿元 or 元), on the
order of observations, or on which other indicators stand in the plan. SEED and CASES select.
"""
import math
import os
import random
import subprocess
import sys

sys.dont_write_bytecode = True
from oracle import JUDGE, WORST_FIRST, oracle  # noqa: E402
from oracle_cases import random_case, random_setting, scaled, text_of  # noqa: E402

CASES = int(os.environ.get("CASES", "12000"))
SEED = int(os.environ.get("SEED", "20251231"))


def drive(driver, text):
    run = subprocess.run([driver], input=text, capture_output=True, text=True)
    if run.returncode:
        sys.exit("assess_driver failed (%d): %s" % (run.returncode, run.stderr[-2000:]))
    cases, now = [], []
    for line in run.stdout.splitlines():
        if line == "end":
            cases.append(now)
            now = []
            continue
        w = line.split()
        now.append(dict(id=w[0], cls=w[1], reason=w[2], flags=set() if w[3] == "-" else set(w[3].split(",")),
                        p=float(w[5]), s=float(w[6]), r=float(w[7]), line=line))
    return cases


def same(a, b, tolerance=1e-9):
    return (math.isnan(a) and math.isnan(b)) or a == b or abs(a - b) <= tolerance * max(1, abs(a), abs(b))


def main():
    rng = random.Random(SEED)
    here = os.environ.get("PILLARS", "build/gcc/pillars")
    driver = os.environ.get("ASSESS_DRIVER", os.path.join(os.path.dirname(here), "tests/unit/assess_driver"))
    cases = [dict(random_setting(rng), inds=random_case(rng, "i%d" % n)) for n in range(CASES)]
    got = drive(driver, "".join(text_of(c) for c in cases))
    bad, classes, kinds = 0, {}, {}

    def complain(case, what, *lines):
        nonlocal bad
        bad += 1
        if bad <= 5:
            print("---- " + what)
            print(text_of(case).rstrip())
            for line in lines:
                print("     " + str(line))

    for case, lines in zip(cases, got):
        want = oracle(case)
        if len(want) != len(lines):
            complain(case, "count of verdicts", want, lines)
        for (iid, w), g in zip(want, lines):
            kind = next(i for i in case["inds"] if i["id"] == iid)["tgts"][0]["kind"]
            kinds[kind] = kinds.get(kind, 0) + 1
            classes[g["cls"]] = classes.get(g["cls"], 0) + 1
            agree = (w["cls"] == g["cls"] and w["reason"] == g["reason"] and w["flags"] == g["flags"] and
                     all(same(w[k], g[k]) for k in "psr"))
            if not agree:
                complain(case, "the two implementations disagree", w, g["line"])

    for what, other in (("order of observations", [text_of(c, rng) for c in cases]),
                        ("unit", [text_of(scaled(c, 1e8) or c) for c in cases])):
        for case, a, b in zip(cases, got, drive(driver, "".join(other))):
            for x, y in zip(a, b):
                words = all(x[k] == y[k] for k in ("id", "cls", "reason", "flags"))
                if not words or not all(same(x[k], y[k]) for k in "psr"):
                    complain(case, "the verdict depends on the " + what, x["line"], y["line"])
    together = []
    for n in range(0, CASES, 8): # eight plans in one, on one day
        together.append(dict(cases[n], inds=[i for c in cases[n:n + 8] for i in c["inds"]]))
    alone = [dict(t, inds=c["inds"]) for n, t in zip(range(0, CASES, 8), together) for c in cases[n:n + 8]]
    apart = [x["line"] for a in drive(driver, "".join(text_of(c) for c in alone)) for x in a]
    joined = [x["line"] for a in drive(driver, "".join(text_of(c) for c in together)) for x in a]
    for a, b in zip(apart, joined):
        if a != b:
            complain(alone[0], "the verdict depends on other indicators", a, b)
    missing = [c for c in WORST_FIRST if classes.get(c, 0) < 5]
    if missing or len(kinds) != len(JUDGE):
        print("not covered: classes %s, kinds %s" % (missing, kinds))
        bad += 1
    print("%d cases, %s" % (len(cases), ", ".join("%s %d" % k for k in sorted(kinds.items()))))
    print(", ".join("%s %d" % k for k in sorted(classes.items())))
    if bad:
        print("%d disagreements (SEED=%d)" % (bad, SEED))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
