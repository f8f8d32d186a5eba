"""Random plans of every kind of target, as dicts for oracle.py and as lines for assess_driver (case.h)."""
import datetime

from oracle import END, month_end, add_months, published, span


# ---- random plans -----------------------------------------------------------------------------

def number(rng, low, high):
    return round(rng.uniform(low, high), rng.choice((0, 1, 2)))


def random_obs(rng, period, value, stray=True):
    o = dict(period=period, value=value)
    roll = rng.random()
    if stray and roll < 0.04:
        o["cmp"] = rng.choice((">", ">=", "<", "<=", "~"))
    elif stray and roll < 0.07:
        o["st"] = rng.choice("PEFFBDU")
    elif stray and roll < 0.085:
        o.update(st=rng.choice("OMQL"), value=None)
    if o.get("st") == "B" and rng.random() < 0.5:
        o["pre"] = number(rng, 50, 150)
    if rng.random() < 0.5:
        o["pub"] = span(period)[1] + datetime.timedelta(rng.randint(10, 200))
    return o


def yearly(rng, first, last, make, holes=0.05):
    return [random_obs(rng, str(y), make(y)) for y in range(first, last + 1) if rng.random() > holes]


def new_ind(rng, iid, **more):
    ind = dict(id=iid, nature=rng.choice(("binding", "anticipatory", "anticipatory", "other")), dir="up", q="stock",
               freq="A", mult=0, obs=[], ms=[], tgts=[])
    ind.update(more)
    return ind


def last_year(rng):
    return rng.choice((2021, 2022, 2023, 2024, 2025, 2025, 2025, 2026))


def trend(rng, up, start, goal=None):
    step = number(rng, -6, 14) * (1 if up else -1)
    if goal is not None and rng.random() < 0.5: # about as fast as needed
        step = (goal - start) / 5 * rng.uniform(0.9, 1.1)
    noise = rng.choice((0, 3))
    return lambda y: round(start + step * (y - 2020) + rng.uniform(-noise, noise), 2)


def vintages(rng, obs):
    for o in list(obs):
        if rng.random() < 0.15 and o["value"] is not None:
            obs.append(dict(o, value=round(o["value"] * rng.uniform(0.9, 1.1), 2), st=rng.choice("AP"),
                            pub=published(o) + datetime.timedelta(rng.randint(1, 300))))


def level_case(rng, iid):
    up = rng.random() < 0.7
    b = rng.choice((0, -20, 100, 100, 100, 60))
    ind = new_ind(rng, iid, dir="up" if up else "down", q=rng.choice(("stock", "stock", "flow", "rate")))
    t = dict(kind="level", by=END, value=b + number(rng, 5, 80) * (1 if up else -1))
    if rng.random() < 0.08:
        t["value"] = b + number(rng, -10, 2) * (1 if up else -1)
    if rng.random() < 0.85:
        t["base"] = ("2020", float(b), rng.choice("AAAAAADB"))
    if rng.random() < 0.3:
        t["cmp"] = rng.choice((">", "~") if up else ("<", "~"))
    if rng.random() < 0.4:
        t["path"] = "geometric"
    if rng.random() < 0.15:
        t["tol"] = number(rng, 0, 10)
    if t.get("base") and rng.random() < 0.15:
        years = sorted(rng.sample(range(2021, 2025), 2))
        t["way"] = [(str(y), b + number(rng, 0, 40) * (1 if up else -1)) for y in years]
    if rng.random() < 0.1:
        ind["unit"] = "PT"
    if rng.random() < 0.1:
        ind["dec"] = rng.choice((0, 1))
    make = trend(rng, up, b, t["value"])
    ind["obs"] = yearly(rng, rng.choice((2017, 2021)), last_year(rng), make)
    if rng.random() < 0.3:
        period = rng.choice(("2022-06", "2022-S1", "2023-Q3", "2024-06-30", "2025-12", "2026-03", "2021-01-01/P8M"))
        ind["obs"].append(random_obs(rng, period, make(int(period[:4]))))
    if ind["q"] == "flow" and rng.random() < 0.3:
        ind["freq"] = "Q"
        for q in (1, 2, 3, 4):
            ind["obs"].append(dict(period="2023-Q%d" % q, value=round(make(2023) * q / 4, 2), cov="ytd"))
    vintages(rng, ind["obs"])
    ind["tgts"] = [t]
    if rng.random() < 0.1:
        ind["tgts"].append(dict(t, value=t["value"] * 1.2))
    return [ind]


def range_case(rng, iid):
    low = number(rng, 50, 100)
    t = dict(kind="range", by=END, value=low, high=low + number(rng, 1, 30))
    if rng.random() < 0.8:
        t["base"] = ("2020", number(rng, 20, 150), "A")
    ind = new_ind(rng, iid, tgts=[t])
    ind["obs"] = yearly(rng, 2021, last_year(rng), trend(rng, rng.random() < 0.5, number(rng, 30, 140)))
    vintages(rng, ind["obs"])
    return [ind]


def growth_case(rng, iid):
    rates = rng.random() < 0.6
    down = rng.random() < 0.2
    g = number(rng, 1, 12) * (rng.choice((1, -1)) if down else 1)
    t = dict(kind="growth", by=END, value=g, rates=rates, base=("2020", 100.0, rng.choice("AAAAD")))
    ind = new_ind(rng, iid, q="rate" if rates else "index", dir="down" if down else "up", tgts=[t])
    if rng.random() < 0.3:
        t["tol"] = number(rng, 0, 1)
    if rng.random() < 0.1:
        t["cmp"] = "<" if down else ">"
    if rates:
        ind["obs"] = yearly(rng, 2021, last_year(rng), lambda y: number(rng, g - 5, g + 5), 0.03)
        if rng.random() < 0.15:
            t["way"] = [(str(y), number(rng, g - 2, g + 3)) for y in range(2021, rng.randint(2022, 2026))]
        if rng.random() < 0.1: # years that only are known to be above or below
            for o in ind["obs"]:
                o["cmp"] = rng.choice("=><")
    else:
        index = [100.0]
        for _ in range(7):
            index.append(round(index[-1] * (1 + rng.uniform(g - 5, g + 5) / 100), 2))
        ind["obs"] = yearly(rng, 2021, last_year(rng), lambda y: index[y - 2020])
        if rng.random() < 0.2:
            ind["obs"].append(random_obs(rng, "2023-06", index[3]))
        if rng.random() < 0.15:
            t["way"] = [("2022", round(100 * (1 + g / 100) ** 1.7, 2))]
    vintages(rng, ind["obs"])
    return [ind]


def cumulative_case(rng, iid):
    start = rng.choice((datetime.date(2022, 8, 1), datetime.date(2022, 8, 20), datetime.date(2021, 1, 1)))
    by = add_months(start, rng.choice((12, 24, 36))) - datetime.timedelta(1)
    per_month = number(rng, 50, 150)
    months = round((by - start).days / 30.4)
    t = {"kind": "cumulative", "from": start, "by": by, "value": round(per_month * months * rng.uniform(0.6, 1.5), 1)}
    if rng.random() < 0.2:
        t["tol"] = number(rng, 0, 200)
    ind = new_ind(rng, iid, q="flow", freq="M", dir="down" if rng.random() < 0.1 else "up", tgts=[t])
    style = rng.choice(("months", "sums", "ytd", "mixed"))
    d, total, done = start, 0.0, rng.randint(1, months + 2)
    for _ in range(done):
        z = month_end(d.year, d.month)
        x = round(per_month * rng.uniform(0.5, 1.5), 1)
        total = round(total + x, 1)
        code = "%d-%02d" % (z.year, z.month)
        if style == "months" or (style == "mixed" and rng.random() < 0.7):
            ind["obs"].append(random_obs(rng, code, x, rng.random() < 0.3))
        elif style == "sums" or style == "mixed":
            if rng.random() < 0.3:
                ind["obs"].append(dict(random_obs(rng, code, total), cov="cumulative"))
        d = z + datetime.timedelta(1)
    if style == "ytd":
        for y in range(start.year, start.year + 3):
            total = 0.0
            for m in range(1, 13):
                total = round(total + per_month * rng.uniform(0.5, 1.5), 1)
                if rng.random() < 0.8:
                    ind["obs"].append(dict(period="%d-%02d" % (y, m), value=total, cov="ytd"))
    if style == "sums" and by.day < 28 and rng.random() < 0.5:
        ind["obs"].append(dict(period="%s/P1Y" % start, value=per_month * 12, cov="cumulative"))
    return [ind]


def maintain_case(rng, iid):
    cap = number(rng, 4, 8)
    ind = new_ind(rng, iid, dir=rng.choice(("up", "down")), q="rate", tgts=[dict(kind="maintain", by=END, value=cap)])
    spread = rng.choice((0.5, 3))
    shift = spread * (1 if ind["dir"] == "up" else -1) * rng.choice((0.4, 1.1))
    ind["obs"] = yearly(rng, rng.choice((2019, 2021)), last_year(rng),
                        lambda y: round(cap + shift + rng.uniform(-spread, spread), 1))
    if rng.random() < 0.2:
        ind["obs"].append(random_obs(rng, "2023-06", round(cap + shift, 1)))
    vintages(rng, ind["obs"])
    return [ind]


def relative_case(rng, iid):
    rates = rng.random() < 0.4
    last = last_year(rng)
    x = new_ind(rng, iid + "x", q="rate" if rates else "index", tgts=[dict(kind="direction", by=END)])
    y = new_ind(rng, iid, q="rate" if rates else "index", dir=rng.choice(("up", "up", "down")))
    t = dict(kind="relative", ref=x["id"], by=END, base=("2020", 100.0, "A"), rates=rates, value=None)
    if rng.random() < 0.3:
        t["tol"] = number(rng, 0, 5)
    y["tgts"] = [t]
    for ind in (x, y):
        if rates:
            ind["obs"] = yearly(rng, 2021, last, lambda _: number(rng, 1, 9), 0.03)
        else:
            b = 200.0 if ind is x else 100.0
            ind["obs"] = [dict(period="2020", value=b)] + yearly(
                rng, 2021, last, lambda n, b=b: round(b * 1.05 ** (n - 2020) * rng.uniform(0.95, 1.05), 1))
        vintages(rng, ind["obs"])
    return [x, y]


def milestone_case(rng, iid):
    ind = new_ind(rng, iid, q="stock", tgts=[dict(kind="milestones", by=END)])
    states = rng.choice((("done",), ("done", "in_progress", "partly"), ("unknown", "in_progress", "done"), ("unknown",),
                         ("not_started", "in_progress", "partly", "done", "dropped", "unknown")))
    for i in range(rng.randint(0, 6)):
        m = dict(id="m%d" % i, state=rng.choice(states), w=rng.choice((1.0, 1.0, 2.0, 0.5)))
        if rng.random() < 0.5:
            m["due"] = datetime.date(rng.randint(2022, 2025), rng.randint(1, 12), 28)
        for _ in range(rng.choice((1, 1, 2))):
            again = dict(m, state=rng.choice(states))
            if rng.random() < 0.5:
                again["pub"] = datetime.date(rng.randint(2021, 2026), rng.randint(1, 12), 15)
            ind["ms"].append(again)
    return [ind]


def derived_case(rng, iid):
    op = rng.choice(("count-at-least", "count-at-least", "sum", "ratio", "share"))
    n = 2 if op in ("ratio", "share") else rng.randint(1, 4)
    parts = []
    for i in range(n):
        mult = rng.choice((0, 0, 4)) if op == "sum" else 0
        p = new_ind(rng, "%sp%d" % (iid, i), q=rng.choice(("stock", "flow")), mult=mult,
                    tgts=[dict(kind="direction", by=END)])
        scale = 10.0 ** -mult

        def make(y):
            return rng.choice((100 * scale, round(rng.uniform(60, 140) * (1 + 0.05 * (y - 2020)) * scale, 6)))
        p["obs"] = yearly(rng, 2020, last_year(rng), make, 0.1)
        if p["q"] == "flow" and rng.random() < 0.3:
            p["obs"].append(random_obs(rng, "2023-S1", 50.0))
        parts.append(p)
    goal = {"count-at-least": float(rng.randint(1, n)), "sum": 110.0 * n, "ratio": 1.1, "share": 110.0}[op]
    t = dict(kind="level", by=END, value=goal)
    if rng.random() < 0.7 and op != "count-at-least":
        t["base"] = ("2019", goal * 0.8, "A")
    ind = new_ind(rng, iid, q="rate" if op in ("ratio", "share") else "stock", tgts=[t], obs=[],
                  derive=(op, 100.0 if op == "count-at-least" else None, [p["id"] for p in parts]))
    return parts + [ind]


MAKERS = [level_case] * 5 + [range_case, growth_case, growth_case, cumulative_case, maintain_case, relative_case,
                             milestone_case, derived_case]


def random_case(rng, iid):
    return rng.choice(MAKERS)(rng, iid)


def random_setting(rng):
    as_of = (datetime.date(rng.randint(2021, 2025), rng.randint(1, 12), rng.randint(1, 28)) if rng.random() < 0.65
             else datetime.date(2026, rng.randint(1, 12), rng.randint(1, 28)))
    return dict(as_of=as_of, cagr=rng.random() < 0.2, allow=rng.random() < 0.1)


# ---- as lines ---------------------------------------------------------------------------------

def num(v):
    return "-" if v is None else repr(float(v))


def text_of(case, rng=None):
    lines = ["asof %s%s%s" % (case["as_of"], " cagr" if case["cagr"] else "", " allow" if case["allow"] else "")]
    for i in case["inds"]:
        lines.append("ind %s nature=%s dir=%s q=%s freq=%s mult=%d%s%s" % (
            i["id"], i["nature"], i["dir"], i["q"], i["freq"], i["mult"],
            " dec=%d" % i["dec"] if "dec" in i else "", " unit=%s" % i["unit"] if "unit" in i else ""))
        if i.get("derive"):
            op, v, parts = i["derive"]
            lines.append("derive %s %s %s" % (op, num(v), " ".join(parts)))
        for t in i["tgts"]:
            w = ["tgt", t["kind"], "by=%s" % t["by"]]
            w += ["%s=%s" % (k, num(t[k])) for k in ("value", "high", "tol") if t.get(k) is not None]
            w += ["%s=%s" % (k, t[k]) for k in ("cmp", "from", "path", "ref") if t.get(k)]
            if t.get("base"):
                w.append("base=%s:%s:%s" % (t["base"][0], num(t["base"][1]), t["base"][2]))
            if t.get("way"):
                w.append("way=" + ",".join("%s:%s" % (p, num(v)) for p, v in t["way"]))
            if t.get("rates"):
                w.append("rates")
            lines.append(" ".join(w))
        obs = list(i["obs"])
        if rng:
            rng.shuffle(obs)
        for o in obs:
            lines.append("obs %s %s" % (o["period"], num(o["value"])) + "".join(
                " %s=%s" % (k, o[k]) for k in ("cmp", "st", "cov", "pub") if k in o) +
                (" pre=%s" % num(o["pre"]) if "pre" in o else ""))
        for m in i["ms"]:
            lines.append("ms %s %s w=%s" % (m["id"], m["state"], num(m["w"])) + "".join(
                " %s=%s" % (k, m[k]) for k in ("due", "pub") if m.get(k)))
    return "\n".join(lines) + "\nrun\n"


def scaled(case, k):
    """The same plan in a unit k times smaller; rates have none."""
    out = dict(case, inds=[])
    for i in case["inds"]:
        kind = i["tgts"][0]["kind"]
        if kind in ("growth", "relative", "milestones", "maintain") or i.get("derive") or "dec" in i:
            return None
        new = dict(i, obs=[dict(o, value=None if o["value"] is None else o["value"] * k,
                                **({"pre": o["pre"] * k} if "pre" in o else {})) for o in i["obs"]])
        new["tgts"] = [dict(t, **{n: t[n] * k for n in ("value", "high", "tol") if t.get(n) is not None},
                            **({"base": (t["base"][0], t["base"][1] * k, t["base"][2])} if t.get("base") else {}),
                            **({"way": [(p, v * k) for p, v in t["way"]]} if t.get("way") else {})) for t in i["tgts"]]
        out["inds"].append(new)
    return out
