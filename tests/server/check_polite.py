"""What a server sees of us, and what a reader sees of it: validators, waiting times, TLS, HTTP/2, encodings, proxies, secrets.
nginx where a real server matters; a server that says what the test wants elsewhere."""
import base64, datetime, glob, json, os, shutil, socket, sqlite3, subprocess, sys, threading, time

sys.path.insert(0, os.path.dirname(__file__))
from support import *

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/bin")
server = Server()


def write(name, text):
    path = os.path.join(work, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text if isinstance(text, str) else json.dumps(text))
    return path


def make_certificates():
    for ca in ("ca", "other"):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{ca}.key", "-out", f"{ca}.pem", "-subj",
                f"/CN={ca}", "-days", "2")
    write("ext", "subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    for name in ("server", "client"):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", "/CN=localhost")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
                f"{name}.pem", "-days", "2", "-extfile", "ext")


def start_nginx():
    for n in "abc":
        write(f"www/{n}.json", feed(n, 3, filling="lorem ipsum " * 400))
    make_certificates()
    tls = f"ssl_certificate {work}/server.pem; ssl_certificate_key {work}/server.key;"
    write("nginx.conf", f"""
daemon off; master_process off; pid {work}/nginx.pid; error_log {work}/error.log;
events {{ worker_connections 64; }}
http {{
  log_format seen '$server_protocol $status $http_accept_encoding|$http_user_agent|$http_if_none_match|$sent_http_etag|$connection $uri';
  access_log {work}/access.log seen; client_body_temp_path {work}/t1; proxy_temp_path {work}/t2;
  fastcgi_temp_path {work}/t3; uwsgi_temp_path {work}/t4; scgi_temp_path {work}/t5; types {{ application/json json; }}
  gzip on; gzip_types application/json; root {work}/www;
  server {{ listen 127.0.0.1:{PORT}; }}
  server {{ listen 127.0.0.1:{TLS} ssl http2; {tls} }}
  server {{ listen 127.0.0.1:{MUTUAL} ssl; {tls} ssl_client_certificate {work}/ca.pem; ssl_verify_client on; }}
}}""")
    process = subprocess.Popen([NGINX, "-p", work, "-c", os.path.join(work, "nginx.conf")], stderr=subprocess.DEVNULL)
    for port in (PORT, TLS, MUTUAL):
        wait_for(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, "nginx did not start")
    return process


def log_lines():
    return open(os.path.join(work, "access.log")).read().splitlines()


# ---- validators ------------------------------------------------------------------------------------------------------


def validators_of_every_kind_come_back_as_they_were():
    tags = {"strong": '"abc"', "weak": 'W/"abc"', "bare": "abc", "quoted": '"a, b; \\"c\\""', "none": None}
    modified = "Wed, 21 Oct 2015 07:28:00 GMT"
    names = [*tags, "both", "date"]
    server.answers = {"plan": plan(names)}

    def answer(name):
        sent = []
        if tags.get(name) or name == "both":
            sent.append(("ETag", tags.get(name) or '"both"'))
        if name in ("date", "both"):
            sent.append(("Last-Modified", modified))

        def reply(h):
            same = h.headers.get("If-None-Match") == dict(sent).get("ETag") if dict(sent).get("ETag") else \
                h.headers.get("If-Modified-Since") == dict(sent).get("Last-Modified")
            h.reply(b"" if same and sent else feed(name), 304 if same and sent else 200, sent)
        return reply
    server.answers.update({n: answer(n) for n in names})
    at = environment(home())
    report(server.url, at)
    doc = report(server.url, at)
    for name in names:
        got = feeds_of(doc)[name]
        assert got["http"] == (200 if name == "none" else 304) and got["state"] == "fresh", (name, got)
        assert latest(doc, "i-" + name)["value"] == 1, name
        last = server.last(name)
        assert last.get("If-None-Match") == (tags.get(name) or ('"both"' if name == "both" else None)), (name, last)
        assert last.get("If-Modified-Since") == (modified if name in ("date", "both") else None), (name, last)


def a_304_may_bring_a_new_tag():
    server.answers = {"plan": plan(["a"])}
    state = {"tag": '"1"', "next": '"2"'}

    def reply(h):
        if h.headers.get("If-None-Match") == state["tag"]:
            state["tag"] = state["next"]
            return h.reply(b"", 304, [("ETag", state["tag"])])
        h.reply(feed("a"), headers=[("ETag", state["tag"])])
    server.answers["a"] = reply
    at = environment(home())
    for status in (200, 304, 304):
        doc = report(server.url, at)
        assert feeds_of(doc)["a"]["http"] == status, doc["feeds"]
        if status == 304:
            state["next"] = '"3"'
    assert server.last("a")["If-None-Match"] == '"2"'


def a_tag_without_promise_is_not_kept_beyond_its_document():
    """The tag of a document that could not be decoded must not make the old figures fresh."""
    server.answers = {"plan": plan(["a"]), "a": feed("a", 1)}
    at = environment(home())
    report(server.url, at)

    def broken(h):
        if h.headers.get("If-None-Match") == '"broken"':
            return h.reply(b"", 304)
        h.reply(b'{"format": ', headers=[("ETag", '"broken"')])
    server.answers["a"] = broken
    for _ in range(2):
        doc = report(server.url, at)
        assert feeds_of(doc)["a"]["state"] == "failing" and latest(doc, "i-a")["value"] == 1, doc["feeds"]


def a_304_that_nobody_asked_for_is_said():
    server.answers = {"plan": plan(["a"]), "a": lambda h: h.reply(b"", 304)}
    doc = report(server.url, environment(home()))
    assert "nothing was received before" in feeds_of(doc)["a"]["error"], doc["feeds"]


# ---- when to come back -----------------------------------------------------------------------------------------------


NOW = "2026-11-24T08:00:00Z!"
NOW_S = datetime.datetime(2026, 11, 24, 8, tzinfo=datetime.timezone.utc).timestamp()


def seen_next(headers, status=200, name="a"):
    """When the feed is asked for again, read from the archive after a dashboard had the answer."""
    server.answers = {"plan": plan([name]), name: lambda h: h.reply(feed(name), status, headers)}
    at = home()
    collect = subprocess.Popen([PILLARS, "-p", server.url, "--collect"], env=environment(at, PILLARS_NOW=NOW),
                               stdout=subprocess.PIPE, text=True)
    row = [None]

    def kept():
        db = os.path.join(at, "pillars/archive.db")
        if os.path.exists(db):
            try:
                with sqlite3.connect(db) as c:
                    row[0] = c.execute("SELECT next, not_before FROM document WHERE feed = ? AND tried", (name,)).fetchone()
            except sqlite3.OperationalError:
                pass
        return row[0]
    try:
        wait_for(kept, "nothing was kept")
    finally:
        collect.terminate()
        collect.communicate()
    return row[0][0] - NOW_S, (row[0][1] or 0) and row[0][1] - NOW_S


def http_date(seconds):
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + seconds))


def what_a_server_asks_for_is_kept():
    hour = 3600
    for headers, status, least, most in (
            ([], 200, 6 * hour, 6 * hour),
            ([("Cache-Control", "public, max-age=36000")], 200, 10 * hour, 10 * hour),
            ([("Cache-Control", "max-age=36000"), ("Age", "7200")], 200, 8 * hour, 8 * hour),
            ([("Cache-Control", "max-age=60")], 200, 6 * hour, 6 * hour),
            ([("Cache-Control", "no-cache, max-age=36000")], 200, 6 * hour, 6 * hour),
            ([("Retry-After", "7200")], 429, 2 * hour, 2 * hour),
            ([("Retry-After", "7200")], 503, 2 * hour, 2 * hour),
            ([("Retry-After", http_date(5 * hour))], 503, 5 * hour - 9, 5 * hour + 9),
            ([("Retry-After", http_date(-hour))], 429, 20, 40),
            ([("Retry-After", "soon")], 429, 20, 40),
            ([("Retry-After", "7200")], 500, 20, 40),
            ([], 503, 20, 40)):
        next_s, not_before_s = seen_next(headers, status)
        assert least <= next_s <= most + 1, (headers, status, next_s)
        asked = status in (429, 503) and most > 60
        assert (abs(not_before_s - next_s) <= 1) if asked else not not_before_s, (headers, status, not_before_s)


def awaited_figures_are_asked_for_on_their_day_and_late_afterwards():
    now = lambda day, time="T08:00:00Z!": day + time
    rhythm = {"format": "indicator-feed", "version": "1.0", "source": {"name": "s"}, "indicators": [
        {"id": "i-monthly", "observations": [{"period": f"2025-0{m}", "value": m, "published": f"2025-0{m + 1}-18"}
                                             for m in (1, 2, 3)]}]}
    calendar = feed("calendar", 1, published="2025-02-20")
    calendar["indicators"][0]["next"] = "2025-04-15"
    server.answers = {"plan": plan(["document", "calendar", "monthly", "silent"], timezone="UTC"), "monthly": rhythm,
                      "document": feed("document", 1, published="2025-02-20", next="2025-04-15"),
                      "calendar": calendar, "silent": feed("silent", 1, published="2022-01-01", period="2021")}
    for p in server.answers["plan"]["pillars"][0]["indicators"]:
        p["freq"] = "M" if p["id"] == "i-monthly" else "A"
    for day, late in (("2025-04-14", []), ("2025-04-15", []), ("2025-04-16", ["document", "calendar"]),
                      ("2025-06-02", ["document", "calendar"]), ("2025-06-04", ["document", "calendar", "monthly"]),
                      ("2027-06-01", ["document", "calendar", "monthly"])):
        doc = report(server.url, environment(home(), PILLARS_NOW=now(day)))
        states = {n: f["state"] for n, f in feeds_of(doc).items()}
        assert states == {n: "late" if n in late else "fresh" for n in states}, (day, states)
    feeds = feeds_of(doc)
    assert (feeds["document"]["late_after"], feeds["document"]["awaited"]) == ("2025-04-15", None), feeds
    assert (feeds["calendar"]["late_after"], feeds["calendar"]["awaited"]) == ("2025-04-15", "i-calendar"), feeds
    assert (feeds["monthly"]["late_after"], feeds["monthly"]["awaited"]) == ("2025-06-02", "i-monthly"), feeds
    assert feeds["silent"]["late_after"] is None, feeds
    # Asked for on the day, at both levels: within ten minutes of its beginning, not in six hours; hourly until it is there.
    for day, time_, least, most in (("2025-04-14", "T20:00:00Z!", 4 * 3600, 4 * 3600 + 600), ("2025-04-15", "T08:00:00Z!", 3600, 3600)):
        doc = report(server.url, environment(home(), PILLARS_NOW=now(day, time_)))
        at = datetime.datetime.fromisoformat(day + time_[:-2] + "+00:00").timestamp()
        for name in ("document", "calendar"):
            wait = datetime.datetime.fromisoformat(feeds_of(doc)[name]["next"].replace("Z", "+00:00")).timestamp() - at
            assert least <= wait <= most + 1, (day, name, wait)
        wait = datetime.datetime.fromisoformat(feeds_of(doc)["silent"]["next"].replace("Z", "+00:00")).timestamp() - at
        assert abs(wait - 6 * 3600) < 2, wait


def a_wish_to_wait_outlives_the_program_and_holds_for_reports():
    server.answers = {"plan": plan(["a"]), "a": feed("a")}
    at = home()
    report(server.url, environment(at))
    server.answers["a"] = lambda h: h.reply(b"", 429, [("Retry-After", "3600")])
    report(server.url, environment(at))
    count = server.count("a")
    for _ in range(2):
        doc = report(server.url, environment(at))
        assert feeds_of(doc)["a"]["state"] == "failing" and "429" in feeds_of(doc)["a"]["error"], doc["feeds"]
        assert latest(doc, "i-a")["value"] == 1
    s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
    s.shows("429")
    s.keys("R")
    s.painted()
    s.close()
    assert server.count("a") == count, "asked in spite of Retry-After"


def what_is_asked_for_while_paused_comes_when_the_server_allows_it():
    says = [lambda h: h.reply(feed("a", 1)), lambda h: h.reply(b"", 429, [("Retry-After", "3")]), lambda h: h.reply(feed("a", 2))]
    server.answers = {"plan": plan(["a"]), "a": lambda h: says.pop(0)(h)}
    s = Screen("-p", server.url, "--view", "feeds", env=environment(home()))
    s.shows("fresh")
    s.keys("R")
    s.shows("429")
    s.keys("p")
    s.shows("PAUSED")
    s.keys("R")
    wait_for(lambda: s.quiet(0.05) or not says, "it is not asked for")
    s.close()


def a_restart_within_its_time_shows_fresh_and_asks_nobody():
    server.answers = {"plan": plan(["a"]), "a": feed("a")}
    at = home()
    report(server.url, environment(at))
    server.requests.clear()
    s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
    s.shows("✓ fresh")
    assert "waiting" not in s.painted() and not server.requests, server.requests
    s.close()


def failures_back_off_across_restarts():
    server.answers = {"plan": plan(["a"]), "a": lambda h: h.reply(b"", 500)}
    at = home()
    for _ in range(6):
        report(server.url, environment(at))
    count = server.count("a")
    s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
    s.shows("HTTP 500", "failed 6 times in a row")
    time.sleep(0.5)
    assert server.count("a") == count, "a dashboard began anew with a server that fails"
    s.keys("R")  # a person may
    wait_for(lambda: server.count("a") > count, "R did not ask")
    s.close()


def what_the_archive_noted_is_told_with_its_moments():
    at = home()
    target = {"kind": "level", "value": 10, "by": "2030-12-31", "base": {"period": "2020", "value": 0}}
    p = plan(["a", "b"], end="2030-12-31")
    for i in p["pillars"][0]["indicators"]:
        i["targets"] = [target]
    server.answers = {"plan": p, "a": feed("a", 8), "b": feed("b", 8)}

    def on(day, *more):
        return report(server.url, environment(at, PILLARS_NOW=f"2026-11-{day}T08:00:00Z!"), *more)
    on(10)
    server.answers["a"] = feed("a", 1, published="2025-06-01")  # a revision that changes the class
    on(12)
    server.answers.update({"a": lambda h: h.reply(b"", 500), "b": feed("b", 9, period="2025")})
    on(14)
    server.answers["a"] = feed("a", 1, published="2025-06-01")
    on(16)
    doc = on(16, "--since", "2026-11-11")
    got = [(e["at"], e["kind"], e["feed"], e["indicator"], e["period"], e["before"], e["after"]) for e in doc["events"]]
    at_ = lambda day: f"2026-11-{day}T08:00:00Z"
    expected = {(at_(12), "revision", "a", "i-a", "2024", 8, 1), (at_(12), "class", None, "i-a", None, None, None),
                (at_(14), "feed-lost", "a", None, None, None, None), (at_(14), "new-figure", "b", "i-b", "2025", None, 9),
                (at_(14), "withdrawn", "b", "i-b", "2024", 8, None), (at_(16), "feed-back", "a", None, None, None, None)}
    assert expected <= set(got), (expected - set(got), got)
    assert [e["text"] for e in doc["events"] if e["indicator"] == "i-a" and e["kind"] == "class"] == ["ahead lagging"], got
    assert all(e[0] > "2026-11-11" for e in got)
    change = next(c for c in on(16, "--since", "2025-05-01")["changes"] if c["kind"] == "revision")
    assert (change["figure"]["received"], change["before"]["received"]) == (at_(12), at_(10)), change
    assert latest(on(16), "i-a")["received"] == at_(12)
    assert [e for e in on(16, "--since", "2026-11-11", "--indicator", "i-b")["events"] if e["indicator"] != "i-b"] == []
    text = run("-p", server.url, "--since", "2026-11-11", "--offline", env=environment(at, PILLARS_NOW=at_(16) + "!")).stdout.decode()
    for words in ("Noted by the archive", "feed a lost: HTTP 500", "feed a is back", "class  a: Lagging, was Ahead",
                  "2026-11-12 16:00  revision  a: 1 u for 2024, was 8 u"):
        assert words in text, (words, text)
    text = run("-p", server.url, "--once", "--indicator", "i-a", "--offline", env=environment(at, PILLARS_NOW=at_(16) + "!")).stdout.decode()
    assert "published 2025-06-01, received 2026-11-12 16:00" in text, text
    with sqlite3.connect(os.path.join(at, "pillars/archive.db")) as c:
        c.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999) INSERT INTO event (plan, at, kind, feed)"
                  " SELECT plan, at + 1, kind, feed FROM n, (SELECT * FROM event WHERE feed = 'a' AND text != '' LIMIT 1)")
    c.close()
    doc = on(16, "--since", "2026-11-11")
    assert sum(e["kind"] == "feed-lost" for e in doc["events"]) == 1000, len(doc["events"])


def rhythm_and_time_limit_are_each_feeds_own():
    gate = threading.Event()
    hang = lambda h: gate.wait(30 * SLOW)
    server.answers = {"plan": plan([{"id": "often", "url": "often.json", "every": "1s"}, "seldom",
                                    {"id": "short", "url": "short.json", "timeout": "1s"}, "long"]),
                      "often": feed("often"), "seldom": feed("seldom"), "short": hang, "long": hang}
    server.requests.clear()
    s = Screen("-p", server.url, "--view", "feeds", "--refresh", "1h", "--timeout", "25s", env=environment(home()))
    s.shows("often")
    s.keys("jj")
    s.shows("nothing came within 1 s", "waiting")  # the other one still has time
    wait_for(lambda: server.count("often") >= 4, "a feed of every second was not asked again")
    assert server.count("seldom") == 1 and server.count("long") == 1, server.requests
    gate.set()
    s.close()


def a_plan_takes_only_so_many_observations():
    """100,000 in all feeds together; those that came before stay, and the one too many is said."""
    if SLOW > 1:
        return print("a sanitizer takes minutes for so many; test_store.c has the rule")

    def days(name, count, value=1):
        day = lambda n: (datetime.date(1900, 1, 1) + datetime.timedelta(n)).isoformat()
        doc = feed(name)
        doc["indicators"][0]["observations"] = [{"period": day(n), "value": value} for n in range(count)]
        return doc
    p = plan(["a", "b"])
    for i in p["pillars"][0]["indicators"]:
        i["freq"] = "D"
    server.answers = {"plan": p, "a": days("a", 40000), "b": days("b", 60000)}
    at = home()
    feeds = feeds_of(report(server.url, environment(at), limit="20s"))
    assert [feeds[n]["state"] for n in "ab"] == ["fresh", "fresh"], feeds
    server.answers["a"] = days("a", 40001, 2)
    doc = report(server.url, environment(at), limit="20s")
    feeds = feeds_of(doc)
    assert [feeds[n]["state"] for n in "ab"] == ["failing", "fresh"], feeds
    assert "40001 observations here and 60000" in feeds["a"]["error"], feeds["a"]
    assert latest(doc, "i-a")["value"] == 1, "the last good figures did not stay"


def a_day_that_passes_is_noted_without_any_figure():
    """Of the plan's own day, which begins at 16:00 UTC in Shanghai: while a dashboard runs, and from one start to the next."""
    p = plan(["a"], end="2030-12-31")
    p["pillars"][0]["indicators"][0]["targets"] = [{"kind": "level", "value": 10, "by": "2025-12-31"}]
    body = feed("a", 8, next="2025-12-31")

    def unchanged(h):
        tag = [("ETag", '"1"')]
        h.reply(b"", 304, tag) if h.headers.get("If-None-Match") else h.reply(body, 200, tag)
    server.answers = {"plan": p, "a": unchanged}
    noted = lambda at, now: [(e["at"][:13], e["text"]) for e in report(server.url, environment(at, PILLARS_NOW=now), "--since",
                             "2025-12-01", "--offline")["events"] if e["kind"] == "class"]
    at = home()
    s = Screen("-p", server.url, "--view", "feeds", env=environment(at, PILLARS_NOW="2025-12-31T15:59:56Z"))
    s.shows("fresh")
    s.shows("late", seconds=15)  # the figure that was announced for the day before
    wait_for(lambda: noted(at, "2025-12-31T16:10:00Z!"), "no change of class when the day passed", 10)
    s.close()
    running = noted(at, "2025-12-31T16:10:00Z!")
    at = home()
    for now in ("2025-12-31T08:00:00Z!", "2026-01-01T08:00:00Z!"):
        report(server.url, environment(at, PILLARS_NOW=now))
    between = noted(at, "2026-01-01T09:00:00Z!")
    assert len(running) == len(between) == 1 and running[0][1] == between[0][1], (running, between)
    assert (running[0][0], between[0][0]) == ("2025-12-31T16", "2026-01-01T08"), (running, between)


# ---- the wire --------------------------------------------------------------------------------------------------------


def http2_gzip_and_a_name_for_ourselves():
    path = write("h2/plan.json", plan([{"id": n, "url": f"https://localhost:{TLS}/{n}.json", "ca": "../ca.pem"} for n in "abc"]))
    before = len(log_lines())
    doc = report(path, environment(home()))
    assert all(f["state"] == "fresh" for f in doc["feeds"]), doc["feeds"]
    seen = log_lines()[before:]
    assert len(seen) == 3 and all(l.startswith("HTTP/2.0 200") for l in seen), seen
    assert len({l.split("|")[-1].split()[0] for l in seen}) == 1, ("more than one connection", seen)
    for encoding in ("gzip", "br", "zstd"):
        assert encoding in seen[0] or encoding not in curl_features(), (encoding, seen[0])
    version = run("--version", env=environment(home())).stdout.decode().split()[1]
    assert f"pillars/{version}" in seen[0], seen[0]


def listen(talk):
    """A port; each connection is talked to on a thread of its own, and closed afterwards."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def one(connection):
        with connection:
            talk(connection)

    def serve():
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()
    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]


def tls_that_hangs_does_not_hold_the_others_of_its_host_up():
    open_now, most, lock = 0, 0, threading.Lock()

    def hang(connection):
        nonlocal open_now, most
        with lock:
            open_now += 1
            most = max(most, open_now)
        try:
            while connection.recv(4096):
                pass
        except OSError:
            pass
        with lock:
            open_now -= 1
    port = listen(hang)
    path = write("silent/plan.json", plan([{"id": n, "url": f"https://127.0.0.1:{port}/{n}.json", "timeout": "3s"} for n in "abcd"]))
    doc = report(path, environment(home()), limit="20s")
    assert most == 4, most
    assert all("within 3 s" in f["error"] for f in doc["feeds"]), doc["feeds"]


def a_host_that_refuses_tls_is_asked_by_eight_at_a_time():
    port = listen(lambda connection: time.sleep(0.3))
    path = write("refused/plan.json", plan([{"id": f"n{i}", "url": f"https://127.0.0.1:{port}/{i}.json"} for i in range(64)]))
    doc = report(path, environment(home()), limit="10s")  # one at a time would take 19 s
    assert all(f["error"] for f in doc["feeds"]), [f["id"] for f in doc["feeds"] if not f["error"]]


def connections_over_tls_are_kept_for_the_next_round():
    me = {"ca": "../ca.pem", "cert": "../client.pem", "key": "../client.key", "every": "1s"}
    path = write("rounds/plan.json", plan([{"id": f"{n}{i}", "url": f"https://localhost:{MUTUAL}/{n}.json?{i}", **me}
                                           for n in "abc" for i in range(8)]))
    before = len(log_lines())
    with subprocess.Popen([PILLARS, "-p", path, "--collect"], env=environment(home()), stdout=subprocess.DEVNULL) as p:
        try:
            wait_for(lambda: len(log_lines()) - before >= 24 * 5, "five rounds did not come")
        finally:
            p.terminate()
    seen = {l.split("|")[-1].split()[0] for l in log_lines()[before:]}
    assert len(seen) <= 8, seen


def curl_features():
    text = subprocess.run(["curl", "-V"], capture_output=True, text=True).stdout
    return text.replace("brotli", "br").replace("libz", "gzip")


def a_weak_tag_of_a_compressed_answer_gives_304():
    path = write("gz/plan.json", plan([{"id": "a", "url": f"http://127.0.0.1:{PORT}/a.json"}]))
    at = environment(home())
    report(path, at)
    doc = report(path, at)
    line = log_lines()[-1]
    assert " 304 " in line and '|W/\\x22' in line and feeds_of(doc)["a"]["http"] == 304, line


def a_host_sees_few_connections():
    names = [f"n{i}" for i in range(40)]
    open_now, most = [0], [0]
    lock = threading.Lock()

    def slow(name):
        def reply(h):
            with lock:
                open_now[0] += 1
                most[0] = max(most[0], open_now[0])
            time.sleep(0.05)
            h.reply(feed(name))
            with lock:
                open_now[0] -= 1
        return reply
    server.answers = {"plan": plan(names), **{n: slow(n) for n in names}}
    doc = report(server.url, environment(home()), limit="10s")
    assert all(f["state"] == "fresh" for f in doc["feeds"])
    assert 1 < most[0] <= 8, most


# ---- TLS -------------------------------------------------------------------------------------------------------------


def tls_of_a_feed_is_its_own_and_wrong_files_are_said():
    write("tls/garbage.pem", "this is no certificate\n")
    for n in "ab":  # feeds that name one certificate share its connections, and the key of whoever came first
        shutil.copy(os.path.join(work, "client.pem"), os.path.join(work, f"tls/client-{n}.pem"))
    mutual, plain = f"https://localhost:{MUTUAL}/a.json", f"https://localhost:{TLS}/a.json"
    me = {"ca": "../ca.pem", "cert": "../client.pem", "key": "../client.key"}
    wrong = {
        "no-ca": ({"url": plain}, "is not trusted"),
        "other-ca": ({"url": plain, "ca": "../other.pem"}, "is not trusted"),
        "missing-ca": ({"url": plain, "ca": "nowhere.pem"}, "cannot read the certificate authority"),
        "bad-ca": ({"url": plain, "ca": "garbage.pem"}, "certificate authority cannot be used"),
        "no-cert": ({"url": mutual, "ca": "../ca.pem"}, ""),
        "missing-cert": ({**me, "url": mutual, "cert": "nowhere.pem"}, "cannot read the client's certificate"),
        "wrong-key": ({**me, "url": mutual, "cert": "client-a.pem", "key": "../server.key"}, "client's certificate or key cannot be used"),
        "bad-key": ({**me, "url": mutual, "cert": "client-b.pem", "key": "garbage.pem"}, "client's certificate or key cannot be used"),
        "wrong-name": ({"url": plain.replace("localhost", "127.0.0.2").replace(f":{TLS}", f":{TLS}"), "ca": "../ca.pem"}, ""),
    }
    path = write("tls/plan.json", plan([{"id": "good", **me, "url": mutual}, *({"id": n, **w[0]} for n, w in wrong.items())]))
    doc = report(path, environment(home()))
    feeds = feeds_of(doc)
    assert feeds["good"]["state"] == "fresh", feeds["good"]
    for name, (_, words) in wrong.items():
        assert feeds[name]["state"] == "failing" and words in feeds[name]["error"], (name, feeds[name])


# ---- proxies ---------------------------------------------------------------------------------------------------------


class Proxy:
    """GET and CONNECT; wants user:word where `password` is set. Notes what it was asked for."""

    def __init__(self, password=None, refuse=False):
        self.asked, self.password, self.refuse = [], password, refuse
        self.port = listen(self.talk)

    def talk(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            part = client.recv(65536)
            if not part:
                return
            head += part
        line = head.split(b"\r\n")[0].decode()
        self.asked.append(line)
        wanted = b"Proxy-Authorization: Basic " + base64.b64encode((self.password or "").encode())
        if self.refuse or (self.password and wanted not in head):
            client.sendall(b"HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" %
                           (b"403 Forbidden" if self.refuse else b"407 Proxy Authentication Required"))
            return
        method, target, _ = line.split(" ")
        host, port = (target if method == "CONNECT" else target.split("/")[2]).split(":")
        with socket.create_connection(("127.0.0.1", int(port))) as upstream:
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            else:
                upstream.sendall(head)
            threading.Thread(target=self.pump, args=(client, upstream), daemon=True).start()
            self.pump(upstream, client)

    @staticmethod
    def pump(a, b):
        try:
            while data := a.recv(65536):
                b.sendall(data)
        except OSError:
            pass
        try:
            b.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def proxies_of_the_environment_are_used():
    server.answers = {"a": feed("a")}
    path = write("proxy/plan.json", plan([{"id": "a", "url": server.address + "/a.json"},
                                          {"id": "b", "url": f"https://localhost:{TLS}/b.json", "ca": "../ca.pem"}]))
    proxy = Proxy(password="user:pr0xyword")
    through = f"http://user:pr0xyword@127.0.0.1:{proxy.port}"
    doc = report(path, environment(home(), http_proxy=through, https_proxy=through))
    assert all(f["state"] == "fresh" for f in doc["feeds"]), doc["feeds"]
    assert any(l.startswith("GET http://") for l in proxy.asked) and any(l.startswith("CONNECT localhost") for l in proxy.asked)
    proxy.asked.clear()
    doc = report(path, environment(home(), all_proxy=through, no_proxy="127.0.0.1,localhost"))
    assert all(f["state"] == "fresh" for f in doc["feeds"]) and not proxy.asked, proxy.asked
    at = home()
    for password, words in (("user:wrongword", "407"), ("nobody:pr0xyword", "407")):
        wrong = f"http://{password}@127.0.0.1:{proxy.port}"
        done = run("-p", path, "--once", "--format", "json", "--log-file", os.path.join(at, "log"),
                   env=environment(at, http_proxy=wrong, https_proxy=wrong))
        feeds = feeds_of(json.loads(done.stdout))
        assert words in feeds["a"]["error"] and "the proxy" in feeds["b"]["error"] and words in feeds["b"]["error"], feeds
        seen = done.stdout + done.stderr + open(os.path.join(at, "log"), "rb").read()
        assert password.split(":")[1].encode() not in seen, "a proxy's password is shown"
    closed = f"http://127.0.0.1:{free_port()}"
    doc = report(path, environment(home(), http_proxy=closed, https_proxy=closed))
    assert all("the proxy" in f["error"] for f in doc["feeds"]), doc["feeds"]
    doc = report(path, environment(home(), https_proxy=f"http://127.0.0.1:{Proxy(refuse=True).port}"))
    assert "the proxy does not let us through" in feeds_of(doc)["b"]["error"] and "403" in feeds_of(doc)["b"]["error"], doc


# ---- secrets ---------------------------------------------------------------------------------------------------------

SECRETS = ("env-s3cret", "file-s3cret", "netrc-s3cret", "query-s3cret", "feed-s3cret")


def secrets_are_sent_and_never_told():
    at = home()
    write("secret/token", "file-s3cret\nsecond line\n")
    netrc = os.path.join(at, ".netrc")
    with open(netrc, "w") as f:
        f.write("machine 127.0.0.1 login reader password netrc-s3cret\n")
    os.chmod(netrc, 0o600)
    headers = {"X-Env": "Bearer ${STATS_TOKEN}", "X-File": {"file": "token"}}
    bad = {"id": "bad", "url": server.address + "/bad.json?token=feed-s3cret", "headers": headers}
    path = write("secret/plan.json", plan([{"id": "a", "url": server.address + "/a.json?token=feed-s3cret", "headers": headers}, bad]))
    server.answers = {"a": feed("a"), "bad": lambda h: h.reply(b"no", 500), "plan": plan(["a"])}
    env = environment(at, STATS_TOKEN="env-s3cret")
    log = os.path.join(at, "log")
    seen = b""
    for more in (["--format", f] for f in ("json", "text", "csv", "markdown", "html", "openmetrics")):
        done = run("-p", path, "--once", "--log-file", log, *more, env=env)
        seen += done.stdout + done.stderr
    sent = server.last("a")
    assert sent["X-Env"] == "Bearer env-s3cret" and sent["X-File"] == "file-s3cret", sent
    assert base64.b64decode(sent["Authorization"].split()[1]) == b"reader:netrc-s3cret", sent
    assert "token=feed-s3cret" in [r[1] for r in server.requests if r[0] == "a"][-1]
    s = Screen("-p", path, "--log-file", log, "--view", "feeds", env=env)
    s.shows("HTTP 500", "token=...")
    for key in "jjGg":
        s.keys(key)
        seen += s.painted().encode()
    s.close()
    address = server.url + "?token=query-s3cret"
    for words in (["--once"], ["--history", "i-a"], ["--history", "i-nothing"], ["--print-config"], ["--check", address]):
        done = run(*(["-p", address] if words[0] != "--check" else []), "--log-file", log, *words, env=env)
        seen += done.stdout + done.stderr
    server.answers["plan"] = {"format": "indicator-plan"}
    done = run("--check", address, env=env)
    assert b"token=...:1:" in done.stdout, done.stdout
    seen += done.stdout + done.stderr
    server.answers["plan"] = lambda h: h.reply(b"no", 500)
    done = run("-p", address.replace("query", "other-query"), "--once", env=env)
    seen += done.stdout + done.stderr
    seen += open(log, "rb").read()
    for secret in SECRETS:
        assert secret.encode() not in seen, (secret, seen[max(0, seen.find(secret.encode()) - 200):][:400])
    is_nowhere_in_the_archive(at, *SECRETS)


def a_netrc_that_comes_later_is_read():
    """At once where nothing is under way, else within seconds."""
    allowed = "Basic " + base64.b64encode(b"reader:later").decode()
    hang = threading.Event()
    for busy in (False, True):
        at = home()
        server.answers = {"plan": plan(["a", "b"]), "b": lambda h: h.reply(feed("b")) if not busy else hang.wait(60), "a": lambda h: h.reply(
            feed("a"), 200 if h.headers.get("Authorization") == allowed else 401)}
        s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
        s.shows("HTTP 401")
        with open(os.path.join(at, ".netrc"), "w") as f:
            f.write("machine 127.0.0.1 login reader password later\n")
        server.requests.clear()
        s.keys("R")
        wait_for(lambda: (busy and s.keys("R")) or s.quiet(0.05) or any(r[2].get("Authorization") == allowed for r in server.requests),
                 "it is not read", 15)
        s.close()
    hang.set()


def on_a_host_that_cannot_keep_up_each_feed_has_its_turn():
    names = [f"f{n:02}" for n in range(40)]
    server.answers = {n: lambda h, n=n: (time.sleep(0.4), h.reply(feed(n))) for n in names}
    server.answers["plan"] = plan([{"id": n, "url": n + ".json", "every": "1s"} for n in names])
    server.requests.clear()
    s = Screen("-p", server.url, env=environment(home()))
    wait_for(lambda: s.quiet(0.05) or all(server.count(n) for n in names), "some are never asked for", 15)
    s.close()


def files_do_not_wait_for_servers_that_hang():
    hang = threading.Event()
    slow = [Server() for _ in range(9)]  # eight transfers each
    feeds = [{"id": f"h{i}-{n}", "url": f"{s.address}/h{i}-{n}.json"} for i, s in enumerate(slow) for n in range(8)]
    for s in slow:
        s.answers = {f["id"]: lambda h: hang.wait(60) for f in feeds}
    path = write("full/plan.json", plan(feeds + [{"id": "a", "url": "a.json", "every": "1s"}]))
    write("full/a.json", feed("a", 1))
    s = Screen("-p", path, "--filter", "i-a", env=environment(home()))
    try:
        s.shows("1 u")
        wait_for(lambda: s.quiet(0.05) or sum(len(x.requests) for x in slow) >= 64, "not as many under way as may be")
        write("full/a.json", feed("a", 2))
        s.shows("2 u")
    finally:
        hang.set()
        s.close()


def a_redirect_that_fails_names_its_own_end():
    port = free_port()
    server.answers = {"plan": plan(["a"]), "a": lambda h: h.reply(b"", 302, [("Location", f"http://localhost:{port}/x.json")])}
    got = feeds_of(report(server.url, environment(home())))["a"]
    assert got["error"] == f"cannot connect to localhost:{port}: Connection refused", got


def is_nowhere_in_the_archive(at, *secrets):
    files = glob.glob(os.path.join(at, "pillars/archive.db*"))
    assert files
    for f in files:
        data = open(f, "rb").read()
        for secret in secrets:
            assert secret.encode() not in data, (secret, f)


def a_plan_that_holds_a_secret_is_not_kept():
    """Neither as it came nor unchanged, local or from the network; its feeds are, and it can be shown without them. What was
    kept of it before goes."""
    at = home()
    env = environment(at)
    server.answers = {"a": feed("a")}
    spoken = {"id": "a", "url": server.address + "/a.json", "headers": {"X-Tenant": "literal-s3cret"}}
    path = write("literal/plan.json", plan([spoken]))
    server.answers["plan"] = tagged = lambda h: h.reply(
        b"", 304, [("ETag", '"1"')]) if h.headers.get("If-None-Match") else h.reply(json.dumps(plan([spoken])).encode(), headers=[("ETag", '"1"')])
    for where in (path, server.url):
        server.requests.clear()
        for _ in range(2):
            done = run("-p", where, "--once", "--format", "json", env=env)
            assert json.loads(done.stdout)["feeds"][0]["state"] == "fresh", done
            assert server.last("a")["X-Tenant"] == "literal-s3cret"
        is_nowhere_in_the_archive(at, "literal-s3cret")
    done = run("-p", path, "--once", "--format", "json", "--offline", env=env)
    assert latest(json.loads(done.stdout), "i-a")["value"] == 1, done
    server.answers["a"] = lambda h: h.reply(b"no", 500)
    doc = report(server.url, env)
    assert feeds_of(doc)["a"]["state"] == "failing" and latest(doc, "i-a")["value"] == 1, doc["feeds"]
    server.answers["a"] = feed("a")
    done = run("--check", path, env=env)
    assert b"'X-Tenant' is written in the plan and may be a secret" in done.stdout + done.stderr, done

    s = Screen("-p", server.url, "--view", "feeds", env=env)
    s.shows("fresh")
    asked = len([r for r in server.requests if r[0] == "plan"])
    s.keys("R")
    wait_for(lambda: len([r for r in server.requests if r[0] == "plan"]) > asked, "the plan was not asked for")
    s.close()
    assert [r for r in server.requests if r[0] == "plan"][-1][2].get("If-None-Match") == '"1"'
    is_nowhere_in_the_archive(at, "literal-s3cret")

    # What an older program, or this one before the secret was written, has kept. It goes while the program runs.
    at = home()
    env = environment(at)
    plain = plan([dict(spoken, headers={"Accept": "literal-s3cret"})])
    server.answers["plan"] = plain
    run("-p", server.url, "--once", env=env)
    db = os.path.join(at, "pillars/archive.db")
    assert any(b"literal-s3cret" in open(f, "rb").read() for f in glob.glob(db + "*")), "the test finds nothing"
    server.answers["plan"] = tagged
    s = Screen("-p", server.url, env=env)
    s.shows("test")
    s.keys("R")
    wait_for(lambda: s.quiet(0.05) or not any(b"literal-s3cret" in open(f, "rb").read() for f in glob.glob(db + "*")), "it stays")
    os.kill(s.pid, signal.SIGKILL)
    os.waitpid(s.pid, 0)
    is_nowhere_in_the_archive(at, "literal-s3cret")
    with sqlite3.connect(db) as c:
        assert c.execute("SELECT bytes, etag FROM document LEFT JOIN body ON document = id WHERE feed = ''").fetchall() == [(None, None)]
    c.close()


def headers_that_cannot_be_sent_are_said():
    write("headers/empty", "")
    write("headers/token", "t0ken\r\n")
    write("headers/bare", "t0ken")
    os.mkfifo(os.path.join(work, "headers/pipe"))
    cases_ = {
        "undefined": ({"A": "${PILLARS_NO_SUCH}"}, "needs the environment variable PILLARS_NO_SUCH"),
        "injected": ({"A": "${INJECTED}"}, "line break"),
        "missing": ({"A": {"file": "nowhere"}}, "cannot read the header A"),
        "empty": ({"A": {"file": "empty"}}, "the header A is empty"),
        "pipe": ({"A": {"file": "pipe"}}, "not a file"),
        "folder": ({"A": {"file": "."}}, "not a file"),
    }
    good = {"crlf": {"A": {"file": "token"}}, "bare": {"A": {"file": "bare"}}}
    feeds = [{"id": n, "url": f"{server.address}/{n}.json", "headers": c[0]} for n, c in cases_.items()]
    feeds += [{"id": n, "url": f"{server.address}/{n}.json", "headers": h} for n, h in good.items()]
    server.answers = {n: feed(n) for n in (*cases_, *good)}
    path = write("headers/plan.json", plan(feeds))
    doc = report(path, environment(home(), INJECTED="x\r\nX-Evil: 1"))
    for name, (_, words) in cases_.items():
        got = feeds_of(doc)[name]
        assert got["state"] == "failing" and words in got["error"] and "Evil" not in got["error"], (name, got)
        assert not server.count(name), name
    for name in good:
        assert feeds_of(doc)[name]["state"] == "fresh" and server.last(name)["A"] == "t0ken", name
    # A plan from the network may not send our environment anywhere.
    server.answers["plan"] = plan([{"id": "a", "url": "a.json", "headers": {"A": "${HOME}"}}])
    server.requests.clear()
    doc = report(server.url, environment(home()))
    assert "only a local plan may" in feeds_of(doc)["a"]["error"] and not server.count("a"), doc["feeds"]


def a_redirect_takes_no_secret_along():
    other = Server()
    other.answers = {"a": feed("a")}
    server.answers = {"a": lambda h: h.reply(b"", 302, [("Location", other.address.replace("127.0.0.1", "localhost") + "/a.json")])}
    path = write("redirect/plan.json", plan([{"id": "a", "url": server.address + "/a.json", "headers": {"X-Key": "k3y"}}]))
    doc = report(path, environment(home()))
    assert feeds_of(doc)["a"]["state"] == "fresh", doc["feeds"]
    assert server.last("a")["X-Key"] == "k3y" and "X-Key" not in other.last("a"), other.last("a")


if not NGINX:
    sys.exit("nginx is not installed: make deps")
PORT, TLS, MUTUAL = free_port(), free_port(), free_port()
nginx = start_nginx()
try:
    cases(validators_of_every_kind_come_back_as_they_were, a_304_may_bring_a_new_tag,
          a_tag_without_promise_is_not_kept_beyond_its_document, a_304_that_nobody_asked_for_is_said,
          what_a_server_asks_for_is_kept, awaited_figures_are_asked_for_on_their_day_and_late_afterwards,
          a_wish_to_wait_outlives_the_program_and_holds_for_reports,
          what_is_asked_for_while_paused_comes_when_the_server_allows_it,
          a_restart_within_its_time_shows_fresh_and_asks_nobody, failures_back_off_across_restarts,
          what_the_archive_noted_is_told_with_its_moments, rhythm_and_time_limit_are_each_feeds_own,
          a_plan_takes_only_so_many_observations, a_day_that_passes_is_noted_without_any_figure,
          http2_gzip_and_a_name_for_ourselves, tls_that_hangs_does_not_hold_the_others_of_its_host_up,
          a_host_that_refuses_tls_is_asked_by_eight_at_a_time, connections_over_tls_are_kept_for_the_next_round,
          a_weak_tag_of_a_compressed_answer_gives_304, a_host_sees_few_connections,
          tls_of_a_feed_is_its_own_and_wrong_files_are_said, proxies_of_the_environment_are_used,
          secrets_are_sent_and_never_told, a_netrc_that_comes_later_is_read,
          on_a_host_that_cannot_keep_up_each_feed_has_its_turn, files_do_not_wait_for_servers_that_hang,
          a_redirect_that_fails_names_its_own_end, a_plan_that_holds_a_secret_is_not_kept,
          headers_that_cannot_be_sent_are_said, a_redirect_takes_no_secret_along)
finally:
    nginx.terminate()
    nginx.wait()
