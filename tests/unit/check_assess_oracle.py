#!/usr/bin/python3
"""Random plans through assess_driver, against a second implementation of the methods written here from their text.

Every kind of target; class, reason, flags, progress, schedule and pace must agree. And classes must not depend on the
unit (亿元 or 元), on the order of observations, or on which other indicators stand in the plan. SEED and CASES select.
"""
import datetime
import math
import os
import random
import subprocess
import sys

CASES = int(os.environ.get("CASES", "12000"))
SEED = int(os.environ.get("SEED", "20251231"))
EPS = 1e-9
NAN = math.nan
START, END = datetime.date(2021, 1, 1), datetime.date(2025, 12, 31)
WORST_FIRST = ["reversing", "not-completed", "lagging", "undetermined", "slower", "pending", "not-assessed",
               "basically-completed", "on-track", "ahead", "completed", "achieved", "completed-early"]


# ---- days and periods ------------------------------------------------------------------------

def month_end(y, m):
    return datetime.date(y + m // 12, m % 12 + 1, 1) - datetime.timedelta(1)


def span(code):
    """First and last day of an SDMX period."""
    if "/" in code:
        first = datetime.date.fromisoformat(code[:10])
        n, unit = int(code[12:-1]), code[-1]
        months = n * (12 if unit == "Y" else 1)
        y, m = divmod(first.year * 12 + first.month - 1 + months, 12)
        return first, datetime.date(y, m + 1, first.day) - datetime.timedelta(1)
    y = int(code[:4])
    if len(code) == 4:
        return datetime.date(y, 1, 1), datetime.date(y, 12, 31)
    if code[5] == "Q":
        q = int(code[6])
        return datetime.date(y, q * 3 - 2, 1), month_end(y, q * 3)
    if code[5] == "S":
        h = int(code[6])
        return datetime.date(y, h * 6 - 5, 1), month_end(y, h * 6)
    m = int(code[5:7])
    if len(code) == 7:
        return datetime.date(y, m, 1), month_end(y, m)
    d = datetime.date.fromisoformat(code)
    return d, d


def is_year(s):
    return (s[0].month, s[0].day, s[1].month, s[1].day) == (1, 1, 12, 31) and s[0].year == s[1].year


def add_months(d, n):
    y, m = divmod(d.year * 12 + d.month - 1 + n, 12)
    last = month_end(y, m + 1).day
    return datetime.date(y, m + 1, min(d.day, last))


def year_end(d):
    return (d.month, d.day) == (12, 31)


# ---- figures ----------------------------------------------------------------------------------

MISSING = "OMLQH"


def published(o):
    return o.get("pub") or span(o["period"])[1]


def known(ind, as_of):
    """Section 5.4: of each period the newest vintage on the day; a year-to-date figure begins in January (5.6)."""
    best = {}
    for o in ind["obs"]:
        if published(o) > as_of:
            continue
        s = span(o["period"])
        if o.get("cov") == "ytd":
            s = (datetime.date(s[1].year, 1, 1), s[1])
        key = (s, o.get("cov") == "cumulative")
        if key not in best or published(best[key]) <= published(o):
            best[key] = dict(o, span=s)
    return sorted(best.values(), key=lambda o: (o["span"][1], o["span"][0], o.get("cov") == "cumulative"))


def is_value(o):
    return o["value"] is not None and o.get("st", "A") not in MISSING


def usable(o):
    return is_value(o) and o.get("st") != "F"


def ends(o, factor=1.0):
    v, c = o["value"] * factor, o.get("cmp", "=")
    low = -math.inf if c in ("<", "<=") else v
    high = math.inf if c in (">", ">=") else v
    flags = ({"provisional"} if o.get("st") in ("P", "E") else set()) | ({"approximate"} if c == "~" else set())
    return dict(v=v, low=low, high=high, lopen=c == ">", hopen=c == "<", obs=o, last=o["span"][1], broken=False,
                flags=flags)


def same_length(a, b):
    return abs((a[1] - a[0]).days - (b[1] - b[0]).days) <= 3


STEP = {"A": 12, "S": 6, "Q": 3, "M": 1}


def one_step(s, freq):
    n = STEP[freq]
    return s[0].day == 1 and (s[0].month - 1) % n == 0 and s[1] == add_months(s[0], n) - datetime.timedelta(1)


def right_length(ind, tgt, obs, all_known):
    """Section 5.0: a flow's period must be as long as the target's."""
    if ind["q"] != "flow":
        return True
    if obs.get("cov") == "cumulative":
        return False
    if tgt.get("base"):
        b = span(tgt["base"][0])
        return is_year(obs["span"]) if is_year(b) else same_length(obs["span"], b)
    freq = "A" if any(o.get("cov") == "ytd" for o in all_known) else ind["freq"]
    return one_step(obs["span"], freq)


def figures(ind, tgt, all_known, origin):
    """Usable figures, spliced at breaks (5.5)."""
    out, factor, broken = [], 1.0, False
    for o in all_known:
        if not usable(o) or not right_length(ind, tgt, o, all_known):
            continue
        if o.get("st") == "B" and o["span"][1] > origin and not tgt.get("rates"):
            if o.get("pre") is not None and o["value"] != 0:
                factor *= o["pre"] / o["value"]
            else:
                broken = True
        f = ends(o, factor)
        if factor != 1:
            f["flags"].add("spliced")
        if broken:
            f["broken"] = True
            f["flags"].add("break")
        out.append(f)
    return out


# ---- formulas ---------------------------------------------------------------------------------

def close(a, b):
    size = max(abs(a), abs(b))
    return EPS * (size if math.isfinite(size) else 1)


def classify(r, strict):
    for name, cut in (("ahead", 1.05), ("on-track", 0.995 if strict else 0.95), ("slower", 0.6), ("lagging", 0.0)):
        if r >= cut - EPS:
            return name
    return "reversing"


def time_share(base, fig, by):
    """S, n and N of 4.2."""
    if is_year(base) and is_year(fig) and year_end(by):
        n, total = fig[1].year - base[1].year, by.year - base[1].year
        return n / total, float(n), float(total)
    done, total = (fig[1] - base[1]).days, (by - base[1]).days
    return done / total, done / 365.25, total / 365.25


def growth(b, y, n):
    return (y / b) ** (1 / n) - 1 if y > 0 else -1.0


def interpolate(points, at):
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0).days / (x1 - x0).days
    return points[-1][1]


def up_of(ind, tgt):
    c = tgt.get("cmp", "<=" if ind["dir"] == "down" else ">=")
    if c in (">", ">="):
        return c, True
    if c in ("<", "<="):
        return c, False
    if tgt.get("base") and tgt["base"][1] != tgt["value"]:
        return c, tgt["value"] > tgt["base"][1]
    return c, ind["dir"] != "down"


def half_away(v, decimals):
    if decimals is None or not math.isfinite(v):
        return v
    u = 10.0 ** decimals
    return math.copysign(math.floor(abs(v * u) + 0.5), v) / u


def verdict(cls, reason="-", flags=(), p=NAN, s=NAN, r=NAN):
    return dict(cls=cls, reason=reason, flags=set(flags), p=p, s=s, r=r)


def no_figure(ind, tgt, ctx, origin):
    k = ctx["known"][ind["id"]]
    if ctx["as_of"] > tgt["by"] and any(usable(o) for o in k):
        return verdict("pending")
    for o in reversed(k):
        if o.get("st") == "Q":
            return verdict("not-assessed", "withheld")
        if o.get("st") == "M":
            return verdict("not-assessed", "not-applicable")
        if usable(o):
            only = tgt.get("base") and o["span"][1] <= origin
            return verdict("not-assessed", "only-base" if only else "no-data")
    due = add_months(origin + datetime.timedelta(1), STEP[ind["freq"]])
    return verdict("not-assessed", "not-yet-due" if ctx["as_of"] < due else "no-data")


# ---- the numeric kinds ------------------------------------------------------------------------

def numeric(ind, tgt, ctx, figs, kind, base, base_span, goal, origin, n_total=None, g=None):
    """Order of decision 4.1 and the final rule 4.4 for level, range, growth and cumulative targets."""
    by, as_of, value = tgt["by"], ctx["as_of"], tgt.get("value")
    cmp_, up = up_of(ind, tgt)
    strict = ind["nature"] == "binding" and not ctx["allow"]
    dec = ind.get("dec") if kind != "rates" and kind != "index" else None
    high = tgt.get("high")
    way = [f for f in figs if origin < f["last"] <= by]
    if not way:
        return no_figure(ind, tgt, ctx, origin)
    last = max(f["last"] for f in way)
    fig = next(f for f in way if f["last"] == last)
    end = fig if last == by else None

    def inside(v):
        v = half_away(v, dec)
        return value - close(v, value) <= v <= high + close(v, high)

    if kind == "range":
        y = fig["v"]
        lower = y < value or (y <= high and (base <= (value + high) / 2 if base is not None else y - value < high - y))
        goal, up = (value, True) if lower else (high, False)

    def meets(v, is_open):
        if kind == "range":
            return inside(v)
        v = half_away(v, dec)
        e = close(v, goal)
        if cmp_ == ">":
            return v > goal + e or (is_open and v >= goal - e)
        if cmp_ == "<":
            return v < goal - e or (is_open and v <= goal + e)
        return v >= goal - e if up else v <= goal + e

    def both(f):
        if kind == "range" and f["low"] < value and f["high"] > high:
            return None
        a, b = meets(f["low"], f["lopen"]), meets(f["high"], f["hopen"])
        return a if a == b else None

    flat = base is not None and (base >= goal - close(base, goal) if up else base <= goal + close(base, goal))
    grows = kind in ("index", "rates", "sum")
    partial = ind.get("derive") and any(part(ctx, p, fig["obs"]["span"]) is None for p in ind["derive"][2])
    if end and partial and both(end) is not True:
        end = None

    if kind == "sum":
        s = ((fig["last"] - origin).days) / ((by - origin).days)
        n = None
    elif base is not None:
        s, n, total = time_share(base_span, fig["obs"]["span"], by)
        if grows:
            n = n_total * s
    else:
        s = n = None

    def planned():
        way_points = tgt.get("way")
        if not way_points:
            return None
        if kind == "rates":
            rates = {span(p)[1].year: v for p, v in way_points}
            index = 1.0
            for y in range(origin.year + 1, fig["last"].year + 1):
                if y not in rates:
                    return None
                index *= 1 + rates[y] / 100
            return index
        points = [(origin, base)] + [(span(p)[1], v) for p, v in way_points if origin < span(p)[1] < by] + [(by, goal)]
        return interpolate(points, fig["last"])

    plan = planned() if base is not None else None
    if plan is not None and not flat:
        s = (plan - base) / (goal - base)

    def progress(y):
        if kind == "range" and inside(y):
            return 1.0
        if base is not None:
            return NAN if flat else (y - base) / (goal - base)
        return y / goal if up and goal > 0 else NAN

    def ratio(y, t=None):
        t = goal if t is None else t
        if plan is not None:
            return progress(y) / s
        if kind in ("index", "rates"):
            return growth(base, y, n) / g
        if kind == "sum":
            return y / goal / s
        positive = base > 0 and y > 0 and t > 0
        if positive and ctx["cagr"]:
            return growth(base, y, n) / growth(base, t, total)
        if positive and kind == "level" and tgt.get("path") == "geometric" and ind.get("unit") != "PT":
            return math.log(y / base) / math.log(t / base) / s
        return (y - base) / (t - base) / s

    def pace(y):
        return max(ratio(y, value), ratio(y, high)) if kind == "range" and plan is None else ratio(y)

    def by_pace(y):
        if s < EPS:
            return "on-track" if progress(y) >= s - EPS else "reversing"
        return classify(pace(y), strict)

    def on_path():
        if plan is not None:
            return plan
        return base * (1 + g) ** n if kind != "sum" else goal * s

    def running(y, is_open):
        """Class of one end, and whether a pace stands behind it."""
        if kind == "range":
            if base is None:
                return ("on-track", False) if inside(y) else ("not-assessed", False)
            if inside(base):
                return ("on-track" if inside(y) else "reversing"), False
            if not inside(y) and (y < value) != (base < value):
                return "reversing", False
            return by_pace(y), True
        if flat and grows:
            e = close(y, on_path())
            return ("on-track" if (y >= on_path() - e if up else y <= on_path() + e) else "reversing"), False
        if meets(y, is_open):
            return "achieved", True
        if base is None:
            return "not-assessed", False
        if flat:
            return "reversing", False
        return by_pace(y), True

    out = verdict(None, flags=fig["flags"], p=progress(fig["v"]), s=s if s is not None else NAN)
    if as_of > by:
        met = [(f, both(f)) for f in way]
        if end is None:
            out["cls"] = "pending"
            if any(m is True for _, m in met) and not (flat and grows):
                out["flags"].add("met-earlier")
            return out
        now = both(end)
        if now is None:
            out["cls"] = "undetermined"
            out["flags"].add("at-least")
        elif now:
            first = None
            for f, m in met:
                first = None if m is not True else first or f
            early = first and first["last"] < by and kind != "range" and not (flat and grows)
            out["cls"] = "completed-early" if early else "completed"
        else:
            def near(y):
                if grows and kind != "sum":
                    missing = (g - growth(base, y, n_total)) * 100 * (1 if up else -1)
                else:
                    missing = goal - y if up else y - goal
                tol = tgt.get("tol")
                return progress(y) >= 0.95 - EPS or (tol is not None and missing <= tol + close(y, goal))
            a, b = near(end["low"]), near(end["high"])
            allowed = ind["nature"] == "anticipatory"
            if allowed and a != b:
                out["flags"].add("at-least")
            out["cls"] = "basically-completed" if allowed and a and b else "not-completed"
        return out
    if fig["broken"] and base is not None and kind != "sum":
        out["cls"], out["reason"] = "not-assessed", "break"
        return out
    if base is not None and kind != "sum" and len({f["last"] for f in way}) == 1:
        out["flags"].add("few")
    low, low_pace = running(fig["low"], fig["lopen"])
    top, top_pace = running(fig["high"], fig["hopen"])
    worse, has_pace = (low, low_pace) if WORST_FIRST.index(low) <= WORST_FIRST.index(top) else (top, top_pace)
    out["cls"] = worse
    if low != top:
        out["flags"].add("at-least")
    if worse == "not-assessed":
        out["reason"] = "no-base"
    if base is not None and not flat and s >= EPS and has_pace:
        out["r"] = pace(fig["v"])
    return out


def base_of(ind, tgt, ctx):
    """The feed's own figure of the base period wins (5.4); D and B are flagged."""
    if not tgt.get("base"):
        return None, None, set()
    period, value, status = tgt["base"]
    s = span(period)
    own = [o for o in ctx["known"][ind["id"]] if o["span"] == s and usable(o)]
    own = own[0] if own and own[0].get("cmp", "=") == "=" else None
    differs = status in "DB" or (own and own.get("st", "A") in "DB")
    return (own["value"] if own else value), s, {"base-differs"} if differs else set()


def level(ind, tgt, ctx):
    base, s, flags = base_of(ind, tgt, ctx)
    origin = s[1] if s else START - datetime.timedelta(1)
    figs = figures(ind, tgt, ctx["known"][ind["id"]], origin)
    kind = "range" if tgt["kind"] == "range" else "level"
    out = numeric(ind, tgt, ctx, figs, kind, base, s, tgt["value"], origin)
    out["flags"] |= flags
    return out


def chain(figs, first, last):
    """Yearly rates chained from the year `first` on; None where a year is missing."""
    out, v = [], dict(v=1.0, low=1.0, high=1.0, lopen=False, hopen=False, flags=set())
    year = first
    for f in figs:
        if not is_year(f["obs"]["span"]) or not year <= f["last"].year <= last:
            continue
        if f["last"].year > year:
            return None
        v = dict(v, obs=f["obs"], last=f["last"], broken=False, v=v["v"] * (1 + f["v"] / 100),
                 low=v["low"] * (1 + max(f["low"], -100) / 100) if math.isfinite(f["low"]) else 0.0,
                 high=v["high"] * (1 + f["high"] / 100), lopen=v["lopen"] or f["lopen"], hopen=v["hopen"] or f["hopen"],
                 flags=v["flags"] | f["flags"])
        out.append(v)
        year += 1
    return out


def rate_growth(ind, tgt, ctx):
    base, s, flags = base_of(ind, tgt, ctx)
    if tgt["rates"]:
        differs = flags
        first = s[1].year
        figs = chain(figures(ind, tgt, ctx["known"][ind["id"]], s[1]), first + 1, tgt["by"].year)
        if figs is None:
            return verdict("not-assessed", "gap", differs)
        g, n = tgt["value"] / 100, tgt["by"].year - first
        year = (datetime.date(first, 1, 1), datetime.date(first, 12, 31))
        out = numeric(ind, tgt, ctx, figs, "rates", 1.0, year, (1 + g) ** n, year[1], float(n), g)
    else:
        g = tgt["value"] / 100
        by = tgt["by"]
        same_day = (s[1].month, s[1].day) == (by.month, by.day)
        n = float(by.year - s[1].year) if same_day else (by - s[1]).days / 365.25
        figs = figures(ind, tgt, ctx["known"][ind["id"]], s[1])
        out = numeric(ind, tgt, ctx, figs, "index", base, s, base * (1 + g) ** n, s[1], n, g)
    out["flags"] |= flags
    return out


def cumulative(ind, tgt, ctx):
    """Sums over the figures that tile the window (5.6): F(next day) = F(first day) + x, by the fewest figures."""
    start, by = tgt["from"], tgt["by"]
    one = datetime.timedelta(1)
    links = []
    for o in ctx["known"][ind["id"]]:
        if not usable(o) or o["span"][1] > by:
            continue
        first = start if o.get("cov") == "cumulative" else o["span"][0]
        if o["span"][1] >= first:
            f = ends(o)
            if f["low"] == -math.inf:
                f["low"] = 0.0
            links.append((first, o["span"][1] + one, f))
    at = {start: dict(v=0.0, low=0.0, high=0.0, lopen=False, hopen=False, flags=set(), broken=False)}
    front = [start]
    while front:
        reached = []
        for day in front:
            for a, z, f in links:
                if f["low"] != f["high"]:
                    continue
                for here, there, sign in ((a, z, 1), (z, a, -1)):
                    if here == day and there not in at:
                        h = at[here]
                        at[there] = dict(v=h["v"] + sign * f["v"], low=h["low"] + sign * f["low"],
                                         high=h["high"] + sign * f["high"], lopen=h["lopen"], hopen=h["hopen"],
                                         flags=h["flags"] | f["flags"], broken=False, obs=f["obs"], last=there - one)
                        reached.append(there)
        front = reached
    for a, z, f in links:
        if a in at and z not in at:
            h = at[a]
            at[z] = dict(v=h["v"] + f["v"], low=h["low"] + f["low"], high=h["high"] + f["high"],
                         lopen=h["lopen"] or f["lopen"], hopen=h["hopen"] or f["hopen"], flags=h["flags"] | f["flags"],
                         broken=False, obs=f["obs"], last=z - one)
    figs = [at[d] for d in sorted(at) if d > start]
    if not figs and ctx["as_of"] <= by and any(d > start for a, z, _ in links for d in (a, z)):
        return verdict("not-assessed", "gap")
    out = numeric(ind, tgt, ctx, figs, "sum", 0.0, None, tgt["value"], start - one)
    return out


def maintain(ind, tgt, ctx):
    origin = START - datetime.timedelta(1)
    figs = [f for f in figures(ind, tgt, ctx["known"][ind["id"]], origin) if origin < f["last"] <= tgt["by"]]
    if not figs:
        return no_figure(ind, tgt, ctx, origin)
    cmp_, up = up_of(ind, tgt)
    goal = tgt["value"]

    def meets(v, is_open):
        v = half_away(v, ind.get("dec"))
        e = close(v, goal)
        if cmp_ == ">":
            return v > goal + e or (is_open and v >= goal - e)
        if cmp_ == "<":
            return v < goal - e or (is_open and v <= goal + e)
        return v >= goal - e if up else v <= goal + e

    years = {}
    for f in figs:
        a, b = meets(f["low"], f["lopen"]), meets(f["high"], f["hopen"])
        f["met"] = a if a == b else None
        years.setdefault(f["last"].year, []).append(f["met"])
    kept = sum(all(m is True for m in y) for y in years.values())
    broken = sum(any(m is False for m in y) for y in years.values())
    first, total = START.year, tgt["by"].year - START.year + 1
    out = verdict(None, flags=figs[-1]["flags"], p=kept / len(years), s=(figs[-1]["last"].year - first + 1) / total)
    unsure = kept + broken < len(years)
    if unsure:
        out["flags"].add("at-least")
    if ctx["as_of"] <= tgt["by"]:
        out["cls"] = "reversing" if figs[-1]["met"] is not True else "on-track" if kept == len(years) else "slower"
    elif not any(f["last"] == tgt["by"] for f in figs):
        out["cls"] = "pending"
    elif broken:
        out["cls"] = "not-completed"
    elif unsure:
        out["cls"] = "undetermined"
    elif len(years) < total:
        out["cls"] = "pending"
        out["flags"].add("partly-known")
    else:
        out["cls"] = "completed"
    return out


def relative(ind, tgt, ctx):
    other = ctx["inds"][tgt["ref"]]
    sides = []
    for who, t in ((ind, tgt), (other, dict(tgt, base=(tgt["base"][0], NAN, "A")))):
        b, s, flags = base_of(who, t, ctx)
        figs = figures(who, t, ctx["known"][who["id"]], s[1])
        if tgt["rates"]:
            figs = chain(figs, s[1].year + 1, tgt["by"].year) if figs else []
            if figs is None:
                sides.append(None)
                continue
        else:
            figs = [dict(f, v=f["v"] / b, low=f["low"] / b, high=f["high"] / b) for f in figs]
        sides.append((b, figs, flags))
    if None in sides:
        return verdict("not-assessed", "gap")
    (own_base, own, f1), (other_base, others, f2) = sides
    origin = span(tgt["base"][0])[1]
    pairs = [(y, x) for y in own for x in others
             if y["obs"]["span"] == x["obs"]["span"] and origin < y["last"] <= tgt["by"]]
    if not pairs:
        return no_figure(ind, tgt, ctx, origin)
    if not tgt["rates"] and ((own and not own_base > 0) or (others and not other_base > 0)):
        return verdict("not-assessed", "no-base")
    y, x = max(pairs, key=lambda p: (p[0]["last"], p[0]["obs"]["span"][0]))
    up = up_of(ind, tgt)[1]
    s = time_share(span(tgt["base"][0]), y["obs"]["span"], tgt["by"])[0]
    out = verdict(None, flags=y["flags"] | x["flags"] | f1 | f2, p=y["v"] / x["v"], s=s)

    def keeps(r):
        return r >= 1 - EPS if up else r <= 1 + EPS
    low = keeps(y["low"] / x["high"] if math.isfinite(x["high"]) and y["low"] > 0 else 0.0)
    high = keeps(y["high"] / x["low"] if x["low"] > 0 else math.inf)
    if ctx["as_of"] <= tgt["by"]:
        if y["broken"] or x["broken"]:
            out["cls"], out["reason"] = "not-assessed", "break"
            return out
        out["cls"] = "on-track" if low and high else "lagging"
    elif y["last"] != tgt["by"]:
        out["cls"] = "pending"
    elif low != high:
        out["cls"] = "undetermined"
    elif low:
        out["cls"] = "completed"
    else:
        near = tgt.get("tol") is not None and abs(out["p"] - 1) * 100 <= tgt["tol"] + EPS
        out["cls"] = "basically-completed" if near and ind["nature"] == "anticipatory" else "not-completed"
    if low != high:
        out["flags"].add("at-least")
    return out


def milestones(ind, tgt, ctx):
    as_of, by = ctx["as_of"], tgt["by"]
    order, state = [], {}
    for m in ind["ms"]:
        if m["id"] not in state:
            order.append(m["id"])
            state[m["id"]] = None
    for m in ind["ms"]:
        if m.get("pub") is None or m["pub"] <= as_of:
            old = state[m["id"]]
            if old is None or old.get("pub") is None or (m.get("pub") and m["pub"] >= old["pub"]):
                state[m["id"]] = m
    first = {}
    for m in ind["ms"]:
        first.setdefault(m["id"], m)
    now = [state[i] or dict(first[i], state="unknown", pub=None) for i in order]
    live = [m for m in now if m["state"] != "dropped"]
    unknown = [m for m in live if m["state"] == "unknown"]
    if now and not live:
        return verdict("not-assessed", "not-applicable")
    if len(unknown) == len(live):
        return verdict("not-assessed", "no-data")
    weight = {"done": 1.0, "partly": 0.5}
    p = sum(m["w"] * weight.get(m["state"], 0) for m in live) / sum(m["w"] for m in live)
    out = verdict(None, flags={"partly-known"} if unknown else (), p=p)
    open_ = [m for m in live if m["state"] in ("not_started", "in_progress", "partly")]
    due = lambda m: m.get("due") or by
    if as_of > by:
        said = [m for m in open_ if m.get("pub") is None or m["pub"] >= due(m)]
        out["cls"] = "not-completed" if said else "pending" if unknown or open_ else "completed"
    elif any(due(m) < as_of for m in open_):
        out["cls"] = "lagging"
    elif any(m["state"] == "not_started" and (due(m) - as_of).days <= 90 for m in open_):
        out["cls"] = "slower"
    else:
        out["cls"] = "on-track" if open_ or unknown else "achieved"
    return out


# ---- derived ----------------------------------------------------------------------------------

def part(ctx, pid, s):
    ind = ctx["inds"][pid]
    for o in ctx["known"][pid]:
        if o["span"] == s and usable(o):
            if ind["q"] == "flow" and (o.get("cov") == "cumulative" or not one_step(s, ind["freq"])):
                return None
            return o
    return None


def derived(ind, ctx):
    op, threshold, parts = ind["derive"]
    out = []
    for s in sorted({o["span"] for p in parts for o in ctx["known"][p]}):
        found = [part(ctx, p, s) for p in parts]
        have = [o for o in found if o]
        if not have:
            continue
        status = ("B" if any(o.get("st") == "B" for o in have)
                  else "P" if any(o.get("st") in ("P", "E") for o in have) else "A")
        about = "~" if any(o.get("cmp") == "~" for o in have) else "="
        o = dict(span=s, period=None, st=status, cmp=about)
        if op == "count-at-least":
            least = most = 0
            for f in found:
                if f is None:
                    most += 1
                    continue
                e = ends(f)
                least += e["low"] >= threshold - close(f["value"], threshold)
                most += (e["high"] > threshold + close(f["value"], threshold) if e["hopen"]
                         else e["high"] >= threshold - close(f["value"], threshold))
            if least == 0 and most > 0:
                continue
            out.append(dict(o, value=float(least), cmp=">=" if least != most else about))
            continue
        if len(have) < len(parts):
            continue
        scaled = [ends(f, 10.0 ** ctx["inds"][p]["mult"]) for f, p in zip(have, parts)]
        unit = 10.0 ** ind["mult"]
        if op == "sum":
            low, high = sum(f["low"] for f in scaled) / unit, sum(f["high"] for f in scaled) / unit
            lopen, hopen = any(f["lopen"] for f in scaled), any(f["hopen"] for f in scaled)
            v = sum(f["v"] for f in scaled) / unit
        else:
            a, b = scaled
            k = 100.0 if op == "share" else 1 / unit
            if b["v"] == 0:
                continue
            v = a["v"] / b["v"] * k
            exact = a["low"] == a["high"] and b["low"] == b["high"]
            bounded = a["v"] >= 0 and b["v"] > 0
            low = v if exact else (a["low"] / b["high"] * k
                                   if bounded and a["low"] >= 0 and math.isfinite(b["high"]) else -math.inf)
            high = v if exact else (a["high"] / b["low"] * k
                                    if bounded and math.isfinite(a["high"]) and b["low"] > 0 else math.inf)
            lopen, hopen = a["lopen"] or b["hopen"], a["hopen"] or b["lopen"]
        if math.isinf(low) and math.isinf(high):
            continue
        if math.isinf(high):
            o = dict(o, cmp=">" if lopen else ">=", value=low)
        elif math.isinf(low):
            o = dict(o, cmp="<" if hopen else "<=", value=high)
        else:
            o = dict(o, value=v)
        out.append(o)
    return out


JUDGE = {"level": level, "range": level, "growth": rate_growth, "cumulative": cumulative, "maintain": maintain,
         "relative": relative, "milestones": milestones}


def stale(ind, ctx):
    have = [o for o in ctx["known"][ind["id"]] if usable(o)]
    if not have:
        return False
    last = max(o["span"][1] for o in have)
    limit = add_months(last + datetime.timedelta(1), 2 * STEP[ind["freq"]] + 6) - datetime.timedelta(1)
    return ctx["as_of"] > limit


DECIDED = {"completed", "completed-early", "basically-completed", "not-completed", "undetermined"}


def oracle(case):
    ctx = dict(as_of=case["as_of"], cagr=case["cagr"], allow=case["allow"], inds={i["id"]: i for i in case["inds"]})
    ctx["known"] = {i["id"]: known(i, case["as_of"]) for i in case["inds"] if not i.get("derive")}
    for i in case["inds"]:
        if i.get("derive"):
            ctx["known"][i["id"]] = derived(i, ctx)
    out = []
    for i in case["inds"]:
        for t in i["tgts"]:
            if t["kind"] == "direction":
                continue
            v = JUDGE[t["kind"]](i, t, ctx)
            if stale(i, ctx) and v["cls"] not in DECIDED:
                v["flags"].add("stale")
            out.append((i["id"], v))
    return out


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


# ---- to text and through the driver -----------------------------------------------------------

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
        lines = [g for g in lines if g["id"] in {i["id"] for i in case["inds"] if i["tgts"][0]["kind"] != "direction"}]
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
