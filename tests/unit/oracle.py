"""The methods once more, written from their text and not from the C: kinds of target, order of decision, data rules.

A case is a dict: as_of, cagr, allow, inds; an indicator has id, nature, dir, q, freq, mult, obs, ms, tgts, and maybe
dec, unit, derive. oracle(case) gives for every target: indicator id, class, reason, flags, P, S and R (nan: absent).
"""
import datetime
import math

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


def direction(ind, tgt, ctx):
    have = [o for o in ctx["known"][ind["id"]] if usable(o)]
    if not have:
        return no_figure(ind, tgt, ctx, START - datetime.timedelta(1))
    latest = max(have, key=lambda o: (o["span"][1], (o["span"][1] - o["span"][0]).days))
    return verdict("not-assessed", "no-target", ends(latest)["flags"])


JUDGE = {"level": level, "range": level, "growth": rate_growth, "cumulative": cumulative, "maintain": maintain,
         "relative": relative, "milestones": milestones, "direction": direction}


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
            v = JUDGE[t["kind"]](i, t, ctx)
            if stale(i, ctx) and v["cls"] not in DECIDED:
                v["flags"].add("stale")
            out.append((i["id"], v))
    return out
