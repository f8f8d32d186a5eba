"""The archive in trouble, through the whole program: it runs on, says so, and what was committed stays."""
import glob, gzip, os, random, resource, shutil, sqlite3, stat, subprocess, sys, time

sys.path.insert(0, os.path.dirname(__file__))
import stall
from support import *

server = Server()
ROOT_USER = os.geteuid() == 0
AS_OTHER = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def serve(value=1):
    server.answers = {"plan": plan(["a", "b"]), "a": feed("a", value), "b": feed("b", value)}


def begun(value=1):
    """A home with an archive that holds both feeds."""
    at = home()
    serve(value)
    report(server.url, environment(at), "--refresh", "1s")  # due again at once
    return at, os.path.join(at, "pillars"), os.path.join(at, "pillars", "archive.db")


def history(at, indicator="i-a"):
    return run("-p", server.url, "--history", indicator, env=environment(at)).stdout.decode()


def settle_file(db):
    """Brings everything from the side files into archive.db and removes them."""
    with sqlite3.connect(db) as c:
        c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    c.close()
    for side in ("-wal", "-shm"):
        if os.path.exists(db + side):
            os.remove(db + side)


def an_archive_of_schema_1_is_brought_forward_and_keeps_everything():
    at = home()
    os.mkdir(os.path.join(at, "pillars"))
    db = os.path.join(at, "pillars", "archive.db")
    data = gzip.decompress(open(os.path.join(ROOT, "tests/server/data/archive-1.db.gz"), "rb").read())
    open(db, "wb").write(data)
    plain, secret = "http://127.0.0.1:18999/plan.json", "http://127.0.0.1:18999/plan.json?token=hunter2"
    with sqlite3.connect(db) as c:
        before = {t: c.execute(f"SELECT * FROM {t} WHERE plan = ? ORDER BY 1", (plain,)).fetchall() for t in ("vintage", "event")}
        stays = "id, feed, generation, {}, http_status, fetched, tried, next, latency_ms, answers_304, failures, error"
        documents = c.execute(f"SELECT {stays.format('body')} FROM document WHERE plan = ? ORDER BY 1", (plain,)).fetchall()
        hashes = c.execute("SELECT body_hash FROM document WHERE plan = ? ORDER BY id", (plain,)).fetchall()
    c.close()
    for url in (plain, secret):
        doc = report(url, environment(at), "--offline")
        assert latest(doc, "x")["value"] == 3, doc
        lines = run("-p", url, "--history", "x", env=environment(at)).stdout.decode().splitlines()
        assert [l.split("\t")[:5] for l in lines[1:]] == [
            ["2024", str(v), "A", f"2025-0{v}-20", f"2025-0{m}-01T08:00:00Z"] for v, m in ((1, 3), (2, 4), (3, 6))], lines
    with sqlite3.connect(db) as c:
        assert c.execute("PRAGMA user_version").fetchone() == (4,)
        assert c.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for table, rows in before.items():
            now = c.execute(f"SELECT * FROM {table} WHERE plan = ? ORDER BY 1", (plain,)).fetchall()
            assert [r[:len(rows[0])] for r in now] == rows and rows, table
        assert documents and documents == c.execute(
            f"SELECT {stays.format('bytes')} FROM document JOIN body ON document = id WHERE plan = ? ORDER BY 1", (plain,)).fetchall()
        # validators are asked for anew, the hash is another
        assert all(a != b for a, b in zip(hashes, c.execute("SELECT body_hash FROM document WHERE plan = ? ORDER BY id", (plain,))))
    c.close()
    settle_file(db)
    assert b"hunter2" not in open(db, "rb").read(), "a secret stays in the archive"


def as_schema_2(db, version=2):
    """What the program before had: bodies with their documents, FNV-1a of them. With version 3: as if one of before went on
    writing."""
    with sqlite3.connect(db) as c:
        c.execute("ALTER TABLE document ADD COLUMN body BLOB")
        c.execute("UPDATE document SET body = (SELECT bytes FROM body WHERE document = id AND length(bytes) = size)")
        c.execute("DROP TABLE body")
        c.execute("ALTER TABLE claim RENAME TO lease")
        for key, body in c.execute("SELECT id, body FROM document WHERE body IS NOT NULL").fetchall():
            h = 1469598103934665603
            for byte in body:
                h = (h ^ byte) * 1099511628211 % 2 ** 64
            c.execute("UPDATE document SET body_hash = ? WHERE id = ?", (h - 2 ** 64 if h >= 2 ** 63 else h, key))
        c.execute(f"PRAGMA user_version = {version}")
    c.close()
    settle_file(db)


def an_archive_of_schema_2_goes_on_without_asking_for_all_again():
    at, _, db = begun(5)
    server.answers["a"] = lambda h: h.reply(status=304) if h.headers.get("If-None-Match") else h.reply(feed("a", 6), headers=[("ETag", '"6"')])
    report(server.url, environment(at))
    as_schema_2(db)
    assert latest(report(server.url, environment(at), "--offline"), "i-a")["value"] == 6
    as_schema_2(db, version=3)
    assert latest(report(server.url, environment(at), "--offline"), "i-a")["value"] == 6
    for _ in range(2):
        doc = report(server.url, environment(at))
        assert latest(doc, "i-a")["value"] == 6 and feeds_of(doc)["a"]["http"] == 304, doc["feeds"]


def a_kept_body_that_is_damaged_is_fetched_before_its_time():
    """For the archive says that it was asked for a moment ago, and that its time comes in hours."""
    at, _, db = begun(5)
    report(server.url, environment(at))
    with sqlite3.connect(db) as c:
        c.execute("UPDATE body SET bytes = CAST(replace(CAST(bytes AS TEXT), '202', '203') AS BLOB)")
    c.close()
    settle_file(db)
    server.requests.clear()
    done = run("-p", server.url, "--once", "--offline", env=environment(at))
    assert done.returncode == 1 and b"does not hold this plan" in done.stderr, done
    s = Screen("-p", server.url, env=environment(at))
    wait_for(lambda: s.quiet(0.05) or {"plan", "a"} <= {r[0] for r in server.requests}, "they are not asked for")
    wait_for(lambda: s.quiet(0.05) or run("-p", server.url, "--once", "--offline", env=environment(at)).returncode == 0, "the plan is not kept")
    wait_for(lambda: s.quiet(0.05) or (latest(report(server.url, environment(at), "--offline"), "i-a") or {}).get("period") == "2024", "the feed is not kept")
    s.close()
    with sqlite3.connect(db) as c:
        c.execute("UPDATE body SET bytes = CAST(replace(CAST(bytes AS TEXT), '2024', '2025') AS BLOB)"
                  " WHERE document = (SELECT id FROM document WHERE feed = 'a')")
        assert c.total_changes == 1
    c.close()
    settle_file(db)
    got = feeds_of(report(server.url, environment(at), "--offline"))["a"]
    assert got["error"] == "the document that the archive kept is damaged", got
    with sqlite3.connect(db) as c:
        c.execute("DELETE FROM body WHERE document = (SELECT id FROM document WHERE feed = 'a')")
    c.close()
    got = feeds_of(report(server.url, environment(at), "--offline"))["a"]
    assert got["error"] == "the document that the archive kept is damaged", got


def a_body_damaged_before_its_archive_was_brought_forward_is_not_shown():
    at, _, db = begun(5)
    as_schema_2(db)
    with sqlite3.connect(db) as c:
        body = c.execute("SELECT body FROM document WHERE feed = 'a'").fetchone()[0]
        c.execute("UPDATE document SET body = ? WHERE feed = 'a'", (body.replace(b'"2024"', b'"2025"'),))
        assert c.total_changes == 1 and b'"2024"' in body
    c.close()
    settle_file(db)
    for _ in range(2):
        doc = report(server.url, environment(at), "--offline")
        assert not latest(doc, "i-a") or latest(doc, "i-a")["period"] == "2024", doc


def what_a_user_has_added_is_no_damage():
    """Here it stands in the way of the step to schema 4."""
    at, folder, db = begun(5)
    as_schema_2(db, 3)
    with sqlite3.connect(db) as c:
        c.execute("CREATE VIEW bodies AS SELECT feed, body FROM document")
    c.close()
    s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
    s.shows("bodies", "fresh")
    s.close()
    assert not [f for f in os.listdir(folder) if "damaged" in f], os.listdir(folder)
    with sqlite3.connect(db) as c:
        c.execute("DROP VIEW bodies")
    c.close()
    assert latest(report(server.url, environment(at), "--offline"), "i-a")["value"] == 5


def a_newer_schema_is_left_alone():
    at, _, db = begun()
    settle_file(db)
    with sqlite3.connect(db) as c:
        c.execute("PRAGMA user_version = 99")
    c.close()
    whole = open(db, "rb").read()
    s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
    s.shows("schema 99", "fresh")
    s.close()
    assert open(db, "rb").read() == whole, "a newer archive was written"


def an_archive_that_a_newer_program_changes_meanwhile_is_left():
    at, _, db = begun(1)
    s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
    s.shows("fresh")
    with sqlite3.connect(db) as c:
        c.execute("PRAGMA user_version = 99")
    os.utime(db + ".lock")
    s.shows("a newer pillars has changed the archive")
    s.shows("schema 99", seconds=20)  # where it was opened anew
    with sqlite3.connect(db) as c:
        before = list(c.iterdump())
    serve(7)
    s.keys("R")
    s.keys("1")
    s.shows("7 u")
    with sqlite3.connect(db) as c:
        assert list(c.iterdump()) == before
    s.close()


def whatever_stands_in_its_place_the_program_runs():
    for what in ("folder", "empty", "text", "truncated", "noise", "folder-is-file"):
        at, folder, db = begun()
        settle_file(db)
        if what == "folder":
            os.remove(db)
            os.mkdir(db)
        elif what == "empty":
            open(db, "wb").close()
        elif what == "text":
            open(db, "w").write("no database at all\n" * 1000)
        elif what == "truncated":
            os.truncate(db, os.path.getsize(db) // 2)
        elif what == "noise":
            open(db, "wb").write(random.Random(1).randbytes(50000))
        else:
            shutil.rmtree(folder)
            open(folder, "w").write("x")
        doc = report(server.url, environment(at))
        assert feeds_of(doc)["a"]["state"] == "fresh" and latest(doc, "i-a")["value"] == 1, (what, doc)
        aside = glob.glob(db + ".damaged-*")
        if what in ("text", "truncated", "noise"):
            assert len(aside) == 1, (what, aside)
            doc = report(server.url, environment(at), "--offline")
            assert latest(doc, "i-a")["value"] == 1, what
        else:
            assert not aside, (what, aside)


def keeps_again(at, value):
    wait_for(lambda: f"2024\t{value}\t" in history(at), "what came meanwhile is not kept", seconds=30)


def damage_that_shows_while_running_is_set_aside_without_a_restart():
    at, _, db = begun(1)
    s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
    s.shows("fresh")
    with sqlite3.connect(db) as c:
        c.execute("PRAGMA writable_schema = ON")
        c.execute("UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'vintage'")
        c.execute("PRAGMA schema_version = 999")
    c.close()
    serve(2)
    s.keys("R")
    wait_for(lambda: glob.glob(db + ".damaged-*"), "it is not set aside", seconds=30)
    s.shows("was damaged", seconds=20)
    keeps_again(at, 2)
    s.close()


def an_archive_that_is_taken_away_while_running_is_begun_anew():
    at, folder, db = begun(1)
    s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
    s.shows("fresh")
    os.rename(folder, folder + ".away")
    serve(2)
    s.keys("R")
    wait_for(lambda: os.path.exists(db), "there is no new one", seconds=30)
    keeps_again(at, 2)
    serve(3)
    report(server.url, environment(at), "--refresh", "1s")
    s.keys("q")
    s.shows("3 ", seconds=5)  # heard of in the new folder
    s.close()
    assert "2024\t1\t" not in history(at)
    os.rename(folder, folder + ".second")
    os.rename(folder + ".away", folder)
    assert "2024\t1\t" in history(at), "what was committed is lost"


def of_two_answers_within_a_second_the_later_one_is_shown():
    at = home()
    env = environment(at, PILLARS_NOW="2026-11-24T08:00:00Z!")
    serve(1)
    s = Screen("-p", server.url, env=env)
    s.shows("1 u")
    wait_for(lambda: "2024\t1\t" in history(at), "the first is not kept")
    serve(2)
    report(server.url, env)
    s.shows("2 u")
    s.close()


def who_fetches_nothing_loads_no_libcurl():
    """Of thirty viewers one fetches: the others come sooner without it."""
    at = home()
    serve(1)
    report(server.url, environment(at))
    server.requests.clear()
    s = Screen("-p", server.url, env=environment(at))
    s.shows("1 u")
    loaded = lambda: "libcurl" in open(f"/proc/{s.pid}/maps").read()
    assert not server.requests and not loaded()
    s.keys("R")
    wait_for(lambda: server.requests and loaded(), "it never fetched")
    s.close()


def a_schema_that_lies_about_its_number_is_set_aside():
    """The step from 1 to 2 cannot be taken, and would never be able to."""
    at, folder, db = begun()
    settle_file(db)
    with open(db, "r+b") as f:
        f.seek(60)
        assert f.read(4) == b"\0\0\0\4"
        f.seek(60)
        f.write(b"\0\0\0\1")
    doc = report(server.url, environment(at))
    assert latest(doc, "i-a") and "2024\t1\t" in history(at), doc
    aside = [f for f in os.listdir(folder) if ".damaged-" in f]
    assert aside, os.listdir(folder)
    with sqlite3.connect(f"file:{folder}/{sorted(aside, key=len)[0]}?mode=ro", uri=True) as c:
        assert c.execute("SELECT count(*) FROM vintage").fetchone() == (2,)
    c.close()


def what_was_set_aside_is_never_overwritten():
    at, _, db = begun()
    for i in range(3):
        settle_file(db) if i == 0 else None
        for side in ("-wal", "-shm"):
            if os.path.exists(db + side):
                os.remove(db + side)
        open(db, "w").write(f"damage {i}" * 1000)
        report(server.url, environment(at, PILLARS_NOW="2026-11-24T08:00:00Z!"))
    kept = sorted(open(f).read(8) for f in glob.glob(db + ".damaged-*") if not f.endswith(("-wal", "-shm")))
    assert kept == ["damage 0", "damage 1", "damage 2"], kept


def of_its_events_a_plan_keeps_the_newest():
    """As many as --since may want; whatever notes one more makes room: figures, a feed that fails, a class."""
    at, _, db = begun()

    def events(*more):
        with sqlite3.connect(db) as c:
            c.executemany("INSERT INTO event (plan, at, kind, feed, text) VALUES (?, 1, 1, 'old', '')", more)
            rows = c.execute("SELECT plan LIKE '%other', count(*), sum(feed = 'old') FROM event GROUP BY 1").fetchall()
        c.close()
        return rows

    plan_of = sqlite3.connect(db).execute("SELECT plan FROM document LIMIT 1").fetchone()[0]
    begun_with = sum(n for _, n, _ in events())
    assert events(*[(plan_of,)] * 10100, *[(plan_of + "other",)] * 10100)[0] == (0, 10100 + begun_with, 10100)
    for case in ("figures", "failure", "class"):
        if case == "figures":
            server.answers["a"] = feed("a", 2)
        elif case == "failure":
            server.answers["b"] = lambda h: h.reply(b"", 500)
        else:
            server.answers["b"] = feed("b", 10 ** 6)
        before = events()[0][1:]
        report(server.url, environment(at))
        (_, n, old), other = events()
        assert n == 10000 and old < before[1], (case, before, n, old)
        assert other == (1, 10100, 10100), other


def damaged_bytes_show_no_wrong_figure():
    """Random bytes in a whole archive: the program may lose the file, but shows 1234567 or nothing."""
    at, _, db = begun(1234567)
    settle_file(db)
    whole = open(db, "rb").read()
    chance = random.Random(20261125)
    shown = 0
    for n in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 4, 64, 1024))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        for f in glob.glob(db + "*"):
            os.remove(f)
        open(db, "wb").write(data)
        env = environment(at)
        done = run("-p", server.url, "--once", "--format", "json", "--offline", env=env)
        assert done.returncode in (0, 1), (n, done)
        done.stdout.decode()  # whatever it says is UTF-8
        if done.returncode == 0:
            got = latest(json.loads(done.stdout), "i-a")
            assert got is None or got["value"] == 1234567, (n, got)
            shown += got is not None
        lines = run("-p", server.url, "--history", "i-a", env=env).stdout.decode().splitlines()[1:]
        assert all(l.split("\t")[1] == "1234567" for l in lines), (n, lines)
        doc = report(server.url, env)
        assert latest(doc, "i-a")["value"] == 1234567, (n, doc)
    assert shown > 5, "no damage was survived: the test is too hard to say anything"


def a_locked_archive_is_used_once_it_is_free():
    at, _, db = begun(1)
    lock = sqlite3.connect(db, isolation_level=None)
    lock.execute("PRAGMA locking_mode = EXCLUSIVE")
    lock.execute("BEGIN EXCLUSIVE")
    serve(2)
    start = time.monotonic()
    doc = report(server.url, environment(at))
    assert latest(doc, "i-a")["value"] == 2 and time.monotonic() - start < 15 * SLOW
    s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
    s.shows("locked", "fresh")
    lock.execute("ROLLBACK")
    lock.close()
    s.close()
    report(server.url, environment(at))
    assert "2024\t1\t" in history(at) and "2024\t2\t" in history(at), history(at)


def fill(folder):
    fd = os.open(os.path.join(folder, "filler"), os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(fd, b"\0" * 4096):
            pass
    except OSError:
        os.close(fd)


def a_full_disk_is_said_and_loses_nothing():
    if not ROOT_USER:
        return print("     (not root: no file system of its own)")
    at, folder, db = begun(1)
    settle_file(db)
    data = open(db, "rb").read()
    shutil.rmtree(folder)
    os.mkdir(folder)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], check=True)
    try:
        open(db, "wb").write(data)
        fill(folder)
        # Opened on a full disk: what it holds is shown, offline and beside what comes anew.
        doc = report(server.url, environment(at), "--offline")
        assert latest(doc, "i-a")["value"] == 1, doc
        serve(2)
        s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
        s.shows("archive", "fresh")
        s.close()
        os.remove(os.path.join(folder, "filler"))
        # Full while it runs: the answer is shown, and kept as soon as there is room, though the server says "unchanged".
        tag = ["1"]

        def tagged(name):
            def answer(h):
                if h.headers.get("If-None-Match") == tag[0]:
                    return h.reply(b"", 304, [("ETag", tag[0])])
                h.reply(feed(name, int(tag[0])), headers=[("ETag", tag[0])])
            return answer
        server.answers.update({"a": tagged("a"), "b": tagged("b")})
        s = Screen("-p", server.url, "--view", "feeds", env=environment(at))
        wait_for(lambda: "2024\t1\t" in history(at), "the first figure")
        s.shows("fresh")
        fill(folder)
        tag[0] = "7"
        server.answers["b"] = lambda h: h.reply(feed("b", 7, filling="x" * 700000), headers=[("ETag", '"7"')])
        s.keys("R")
        s.shows("the disk is full")
        os.remove(os.path.join(folder, "filler"))
        server.answers["b"] = tagged("b")
        s.keys("R")
        wait_for(lambda: "2024\t7\t" in history(at) and "2024\t7\t" in history(at, "i-b"), "what came while the disk was full was not kept: " + history(at))
        s.close()
        doc = report(server.url, environment(at), "--offline")
        assert latest(doc, "i-a")["value"] == 7 and latest(doc, "i-b")["value"] == 7, doc
        with sqlite3.connect(db) as c:
            assert c.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        c.close()
    finally:
        subprocess.run(["umount", folder], check=True)


def a_304_to_another_body_than_the_kept_one_makes_nothing_fresh():
    """The archive holds body 1 and, by whatever accident, the validator of body 2."""
    at, _, db = begun(1)
    with sqlite3.connect(db) as c:
        c.execute("DELETE FROM body WHERE document = (SELECT id FROM document WHERE feed = 'a')")
        c.execute("UPDATE document SET body_hash = NULL, etag = '\"9\"' WHERE feed = 'a'")
    c.close()
    server.answers["a"] = lambda h: h.reply(b"", 304) if h.headers.get("If-None-Match") else h.reply(feed("a", 9))
    doc = report(server.url, environment(at))
    assert latest(doc, "i-a")["value"] == 9 and feeds_of(doc)["a"]["http"] == 200, doc


def readers_without_leave_to_write_see_and_never_fetch():
    if not ROOT_USER or not shutil.which("setpriv"):
        return print("     (not root: no other user)")
    for side_files, schema in ((True, 4), (False, 4), (False, 3), (False, 2)):
        at, folder, db = begun(1)
        if schema < 4:
            as_schema_2(db, schema)
        os.chmod(at, 0o755)
        os.chmod(folder, 0o755)
        for f in glob.glob(db + "*"):
            os.chmod(f, 0o644)
        if not side_files:
            settle_file(db)
        reader = home()
        os.chown(reader, 65534, 65534)
        server.requests.clear()
        env = environment(reader)
        doc = report(server.url, env, "--archive", folder, prefix=AS_OTHER)
        assert latest(doc, "i-a")["value"] == 1 and feeds_of(doc)["a"]["state"] == "offline", doc
        s = Screen("-p", server.url, "--archive", folder, "--view", "feeds", env=env, prefix=AS_OTHER)
        s.shows("may be read, not written", "offline")
        s.keys("R")
        s.keys("1")
        s.painted()
        assert not server.requests, "a reader fetched"
        serve(5)
        writer = subprocess.Popen([PILLARS, "-p", server.url, "--collect", "--refresh", "1s"], env=environment(at),
                                  stdout=subprocess.DEVNULL)
        try:
            os.chmod(db, 0o644)
            wait_for(lambda: "2024\t5\t" in history(at), "the writer keeps it", 15)
            start = time.monotonic()
            s.shows(" 5 ", seconds=3)
            assert time.monotonic() - start < 2 * SLOW, "the reader saw it late"
        finally:
            writer.terminate()
            writer.wait()
            s.close()


def a_group_shares_an_archive():
    if not ROOT_USER or not shutil.which("setpriv"):
        return print("     (not root: no other user)")
    folder = os.path.join(home(), "shared")
    os.chmod(os.path.dirname(folder), 0o755)
    os.mkdir(folder)
    os.chown(folder, 0, 61234)
    os.chmod(folder, 0o2770)
    # The build may stand in a folder that only its owner may enter: a clone made by mktemp -d.
    program = shutil.copy(PILLARS, os.path.dirname(folder))
    serve(1)
    for value, user in ((1, 61001), (2, 61002), (3, 61001)):
        serve(value)
        at = home()
        os.chown(at, user, user)
        prefix = ("setpriv", f"--reuid={user}", f"--regid={user}", "--groups=61234", "sh", "-c",
                  'umask 077; shift; exec "$0" "$@"', program)
        doc = report(server.url, environment(at), "--archive", folder, prefix=prefix)
        assert feeds_of(doc)["a"]["state"] == "fresh" and latest(doc, "i-a")["value"] == value, doc
        for f in os.listdir(folder):
            st = os.stat(os.path.join(folder, f))
            assert st.st_gid == 61234 and stat.S_IMODE(st.st_mode) & 0o660 == 0o660 and not st.st_mode & 0o007, (f, st)
    lines = run("-p", server.url, "--history", "i-a", "--archive", folder, env=environment(home())).stdout.decode()
    assert all(f"2024\t{v}\t" in lines for v in (1, 2, 3)), lines


def a_network_file_system_gets_no_wal():
    """WAL needs memory that machines do not share. An archive that was begun on a disk of this machine is taken over as it is,
    and viewers hear of each other all the same."""
    library = stall.build(work)
    journal = lambda db: set(open(db, "rb").read(20)[18:20])  # 2: WAL
    for kind in ("6969", "fe534d42", "65735546"):
        at, folder, db = begun(1)
        assert journal(db) == {2}, "the test is of no use: no WAL here"
        there = environment(at, LD_PRELOAD=library, STALL_BELOW=folder, STALL_KIND=kind)
        s = Screen("-p", server.url, "--view", "feeds", env=there)
        s.shows("fresh")
        shown_s = int(time.time())
        wait_for(lambda: time.time() >= shown_s + 1, "the clock stands")  # moments are kept in seconds
        serve(2)
        doc = report(server.url, there)
        assert latest(doc, "i-a")["value"] == 2 and journal(db) == {1} and not os.path.exists(db + "-wal"), (kind, os.listdir(folder))
        s.keys("/a\r")
        s.keys("\r")
        s.shows("2 figures")
        s.close()
        with sqlite3.connect(db) as c:
            assert c.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        c.close()
        assert "2024\t1\t" in history(at) and "2024\t2\t" in history(at)


cases(an_archive_of_schema_1_is_brought_forward_and_keeps_everything, an_archive_of_schema_2_goes_on_without_asking_for_all_again,
      a_body_damaged_before_its_archive_was_brought_forward_is_not_shown, a_kept_body_that_is_damaged_is_fetched_before_its_time,
      what_a_user_has_added_is_no_damage, a_newer_schema_is_left_alone, an_archive_that_a_newer_program_changes_meanwhile_is_left,
      whatever_stands_in_its_place_the_program_runs,
      damage_that_shows_while_running_is_set_aside_without_a_restart, an_archive_that_is_taken_away_while_running_is_begun_anew,
      of_two_answers_within_a_second_the_later_one_is_shown, who_fetches_nothing_loads_no_libcurl,
      a_schema_that_lies_about_its_number_is_set_aside, what_was_set_aside_is_never_overwritten,
      of_its_events_a_plan_keeps_the_newest, damaged_bytes_show_no_wrong_figure, a_locked_archive_is_used_once_it_is_free,
      a_full_disk_is_said_and_loses_nothing, a_304_to_another_body_than_the_kept_one_makes_nothing_fresh,
      readers_without_leave_to_write_see_and_never_fetch, a_group_shares_an_archive, a_network_file_system_gets_no_wal)
