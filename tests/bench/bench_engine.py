"""A thousand feeds from nginx on loopback, beside `curl --parallel` with the same list and as many connections.

Rounds are interleaved, for a busy machine is slow for both; medians are printed. The cold round ends when every figure is on
show; "again" is a refresh of all in the same program, answered 304, and curl is told "unchanged" by one date that all files
share. Memory: the same figures in bodies of three sizes, and ten times as many. Then the whole program, `--once --format
json`, until the report is there and until it has left, all of it kept in its archive; beside it curl that keeps what it fetches
in files on the same disk.
"""
import json, os, random, shutil, socket, statistics, subprocess, tempfile, time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
FEEDS_BENCH = os.path.join(os.environ.get("BENCH_DIR", os.path.join(ROOT, "build/gcc/tests/bench")), "bench_feeds")
PILLARS = os.environ.get("PILLARS", os.path.join(ROOT, "build/pillars"))
CHANGED = "Thu, 01 Jan 2026 00:00:00 GMT"  # all that is served
FEEDS, CONNECTIONS, ROUNDS = int(os.environ.get("FEEDS", "1000")), 8, int(os.environ.get("ROUNDS", "9"))
CASES = {"small": (0, 10), "medium": (4000, 10), "large": (40000, 10), "figures": (0, 100)}  # padding, figures
work = tempfile.mkdtemp(prefix="pillars-bench-")
os.chmod(work, 0o755)


def padded(rng, n):
    """Members as notes and other indicators' figures would be: half a document's bytes pack away, not all of them."""
    words = ["".join(rng.choices("etaoinshrdlu", k=rng.randint(2, 9))) for _ in range(300)]
    members, length = [], 0
    while length < n:
        members.append({"period": f"{rng.randint(2010, 2025)}-Q{rng.randint(1, 4)}", "value": round(rng.uniform(1, 1e5), 2),
                        "note": " ".join(rng.choices(words, k=rng.randint(2, 12)))})
        length += len(json.dumps(members[-1]))
    return members


def make(folder, padding, figures):
    os.mkdir(folder)
    rng = random.Random(1)
    ids = [f"f{n}" for n in range(FEEDS)]
    plan = {"format": "indicator-plan", "version": "1.0", "id": "bench", "name": "Bench", "start": "2021-01-01", "end": "2025-12-31",
            "feeds": [{"id": i, "url": f"{i}.json"} for i in ids],
            "pillars": [{"id": "p", "name": "p", "indicators": [
                {"id": i, "name": i, "unit": "u", "quantity": "stock",
                 "targets": [{"kind": "level", "value": 1e6, "by": "2025-12-31"}]} for i in ids]}]}
    json.dump(plan, open(os.path.join(folder, "plan.json"), "w"))
    for n, i in enumerate(ids):
        doc = {"format": "indicator-feed", "version": "1.0", "published": "2025-02-20", "indicators": [
            {"id": i, "observations": [{"period": f"{2024 - k // 12}-{12 - k % 12:02}", "value": n + k / 10, "published": "2025-02-20"}
                                       for k in range(figures)]}]}
        if padding:
            doc["padding"] = padded(rng, padding)
        with open(os.path.join(folder, f"{i}.json"), "w") as f:
            json.dump(doc, f)
        os.utime(f.name, (1767225600, 1767225600))


def start_nginx(www):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    conf = os.path.join(work, "nginx.conf")
    temporary = " ".join(f"{kind}_temp_path {work}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    open(conf, "w").write(f"""daemon off; master_process off; pid {work}/pid; error_log {work}/error.log;
events {{ worker_connections 256; }}
http {{ access_log off; {temporary} keepalive_requests 100000; types {{ application/json json; }}
  server {{ listen 127.0.0.1:{port}; root {www}; }} }}""")
    nginx = subprocess.Popen([shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-p", work, "-c", conf], stderr=subprocess.DEVNULL)
    end = time.monotonic() + 5
    while time.monotonic() < end:
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)
    return nginx, f"http://127.0.0.1:{port}"


def curl(address, case, *more, kept=False):
    """Milliseconds; what it fetches is thrown away, or kept in files that are new."""
    config, saved = os.path.join(work, "curl.conf"), os.path.join(work, "saved")
    shutil.rmtree(saved, ignore_errors=True)
    os.mkdir(saved)
    with open(config, "w") as f:
        for n in range(FEEDS):
            f.write(f'url = "{address}/{case}/f{n}.json"\noutput = "{f"{saved}/f{n}.json" if kept else "/dev/null"}"\n')
    start = time.monotonic()
    subprocess.run(["curl", "-s", "--parallel", "--parallel-max", str(CONNECTIONS), *more, "-K", config], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.monotonic() - start) * 1000


def program(address, case, figures):
    """Milliseconds until the report is there and until the program has left: of an empty archive, and once more."""
    state, took = tempfile.mkdtemp(dir=work), []
    env = {"PATH": os.environ["PATH"], "HOME": state, "XDG_STATE_HOME": state, "LC_ALL": "C.UTF-8"}
    for _ in range(2):
        start = time.monotonic()
        with subprocess.Popen([PILLARS, "-p", f"{address}/{case}/plan.json", "--once", "--format", "json"], env=env,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as p:
            parts = []
            while part := os.read(p.stdout.fileno(), 1 << 20):
                parts.append((part, (time.monotonic() - start) * 1000))
            p.wait()
            took += [parts[-1][1], (time.monotonic() - start) * 1000]
        doc = json.loads(b"".join(part for part, _ in parts))
        assert [(f["error"], f["observations"]) for f in doc["feeds"]] == [(None, figures)] * FEEDS, doc["feeds"][:3]
    shutil.rmtree(state)
    return took


def engine(address, case, figures):
    state = tempfile.mkdtemp(dir=work)
    done = subprocess.run([FEEDS_BENCH, f"{address}/{case}/plan.json", state], capture_output=True, text=True, check=True)
    shutil.rmtree(state)
    cold, again, stop, resident, later, observations, unchanged, failing = map(int, done.stdout.split())
    assert failing == 0 and unchanged == FEEDS and observations == FEEDS * figures, done.stdout
    return cold, again, stop, resident / 1024, later / 1024


if not shutil.which("curl") or not shutil.which("nginx", path="/usr/sbin:/usr/bin"):
    raise SystemExit("curl and nginx are not installed")
os.mkdir(os.path.join(work, "www"))
for case, contents in CASES.items():
    make(os.path.join(work, "www", case), *contents)
nginx, address = start_nginx(os.path.join(work, "www"))
try:
    print(f"{FEEDS} feeds over HTTP on loopback, {CONNECTIONS} connections (medians of {ROUNDS} interleaved rounds)")
    for case, (_, figures) in CASES.items():
        curl(address, case)  # warm
        theirs, ours, whole = [], [], []
        for _ in range(ROUNDS):
            theirs.append((curl(address, case), curl(address, case, "-H", f"If-Modified-Since: {CHANGED}"),
                           curl(address, case, kept=True)))
            ours.append(engine(address, case, figures))
            whole.append(program(address, case, figures))
        their, their_again, their_kept = (statistics.median(column) for column in zip(*theirs))
        cold, again, stop, resident, later = (statistics.median(column) for column in zip(*ours))
        size = os.path.getsize(os.path.join(work, "www", case, "f0.json"))
        shown, left, shown_again, left_again = (statistics.median(column) for column in zip(*whole))
        print(f"  {figures} figures in {size / 1000:.1f} KB: curl {their:.0f} ms, cold {cold:.0f} ms ({cold / their:.2f} x, aim 1.30); "
              f"304: curl {their_again:.0f} ms ({their_again / their:.2f} x), again {again:.0f} ms ({again / their:.2f} x, aim 0.65); "
              f"stop {stop:.0f} ms; resident {resident:.1f} MiB, {later:.1f} MiB once it is kept\n"
              f"    the program: report after {shown:.0f} ms, left after {left:.0f}; again {shown_again:.0f} and {left_again:.0f}; "
              f"curl into files {their_kept:.0f} ms")
finally:
    nginx.terminate()
    nginx.wait()
    shutil.rmtree(work, ignore_errors=True)
