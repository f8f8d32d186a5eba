"""The shipped plan served by nginx: an edited figure, TLS with a CA of our own, client certificates, netrc, and feeds that
fail beside it while a person types."""
import http.server, json, os, shutil, sys, subprocess, threading, time

sys.path.insert(0, os.path.dirname(__file__))
from support import *

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/bin")
if not NGINX:
    sys.exit("nginx is not installed: make deps")


def certificates():
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test CA",
            "-days", "2")
    for name in ("server", "client"):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj",
                "/CN=localhost")
        open(os.path.join(work, "ext"), "w").write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
                f"{name}.pem", "-days", "2", "-extfile", "ext")


PORT, TLS, MUTUAL = free_port(), free_port(), free_port()
www = os.path.join(work, "www")
shutil.copytree(os.path.join(ROOT, "feeds/lingang"), www)
certificates()
open(os.path.join(work, "htpasswd"), "w").write("reader:{PLAIN}secret\n")
open(os.path.join(work, "nginx.conf"), "w").write(f"""
daemon off; master_process off; pid {work}/nginx.pid; error_log {work}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log {work}/access.log; client_body_temp_path {work}/t1; proxy_temp_path {work}/t2; fastcgi_temp_path {work}/t3;
  uwsgi_temp_path {work}/t4; scgi_temp_path {work}/t5; types {{ application/json json; }} gzip on; gzip_types application/json;
  limit_req_zone $binary_remote_addr zone=slow:1m rate=1r/m; limit_req_status 429;
  root {www};
  server {{ listen 127.0.0.1:{PORT};
    location /limited/ {{ alias {www}/; limit_req zone=slow; add_header Retry-After 3600 always; }}
    location /private/ {{ alias {www}/; auth_basic x; auth_basic_user_file {work}/htpasswd; }} }}
  server {{ listen 127.0.0.1:{TLS} ssl; ssl_certificate {work}/server.pem; ssl_certificate_key {work}/server.key; }}
  server {{ listen 127.0.0.1:{MUTUAL} ssl; ssl_certificate {work}/server.pem; ssl_certificate_key {work}/server.key;
    ssl_client_certificate {work}/ca.pem; ssl_verify_client on; }}
}}""")
nginx = subprocess.Popen([NGINX, "-p", work, "-c", os.path.join(work, "nginx.conf")], stderr=subprocess.DEVNULL)


def listening(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


def world(**more):
    return environment(home(), **more)


def answer(url, env=None):
    """The report, or the words on standard error where there is none."""
    done = run("-p", url, "--once", "--format", "json", "--timeout", "3s", env=env or world())
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.decode()


def fresh(doc):
    assert isinstance(doc, dict), doc
    assert all(f["state"] == "fresh" for f in doc["feeds"]), doc


def one_edited_figure_changes_and_little_else():
    s = Screen("-p", f"http://127.0.0.1:{PORT}/plan.json", env=world())
    s.shows("6 Talent", "CNY 423 bn")
    os.write(s.fd, b"2")
    s.quiet()
    path = os.path.join(www, "industry.json")
    text = open(path, encoding="utf-8").read()
    assert text.count("4230") == 1
    open(path, "w", encoding="utf-8").write(text.replace("4230", "4235"))
    s.data = b""
    os.write(s.fd, b"r")
    s.quiet(1)
    assert 0 < len(s.data) < 120, f"{len(s.data)} bytes for one figure: {s.data!r}"
    s.shows("CNY 423.5 bn")
    open(path, "w", encoding="utf-8").write(text)
    s.close()


def a_limit_is_kept_and_said():
    doc = answer(f"http://127.0.0.1:{PORT}/limited/plan.json")
    if isinstance(doc, dict):
        errors = [f["error"] for f in doc["feeds"]]
        assert all("429" in e for e in errors), errors
    else:
        assert "429" in doc, doc


def netrc_opens_what_is_private():
    env = world()
    refused = answer(f"http://127.0.0.1:{PORT}/private/plan.json", env)
    assert "401" in str(refused), refused
    netrc = os.path.join(env["HOME"], ".netrc")
    open(netrc, "w").write("machine 127.0.0.1 login reader password secret\n")
    os.chmod(netrc, 0o600)
    doc = answer(f"http://127.0.0.1:{PORT}/private/plan.json", env)
    fresh(doc)
    assert "secret" not in json.dumps(doc)


def tls_is_verified():
    refused = answer(f"https://localhost:{TLS}/plan.json")
    assert "certificate" in str(refused), refused
    doc = answer(f"https://localhost:{TLS}/plan.json", world(CURL_CA_BUNDLE=os.path.join(work, "ca.pem")))
    fresh(doc)


def a_feed_has_its_own_ca_and_certificate():
    plan = json.load(open(os.path.join(www, "plan.json"), encoding="utf-8"))
    for f in plan["feeds"]:
        f["url"] = f"https://localhost:{MUTUAL}/{f['url']}"
        f["ca"] = os.path.join(work, "ca.pem")
        if f["id"] != "talent":
            f.update({"cert": os.path.join(work, "client.pem"), "key": os.path.join(work, "client.key")})
    path = os.path.join(work, "mutual.json")
    json.dump(plan, open(path, "w", encoding="utf-8"))
    feeds = feeds_of(answer(path))
    assert feeds["industry"]["state"] == "fresh", feeds["industry"]
    assert feeds["talent"]["state"] == "failing" and feeds["talent"]["error"], feeds["talent"]


def a_key_is_answered_while_feeds_fail():
    release = threading.Event()

    class Bad(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if "hang" in self.path:
                release.wait(60)
            elif "broken" in self.path:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"format": "indicator-feed", "version": "1.0",\n "indicators": [}')
            else:
                self.send_error(500)

        def log_message(self, *args):
            pass

    bad = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bad)
    bad.daemon_threads = True
    threading.Thread(target=bad.serve_forever, daemon=True).start()
    plan = json.load(open(os.path.join(www, "plan.json"), encoding="utf-8"))
    path = os.path.join(work, "mixed.json")
    base, wrong = f"http://127.0.0.1:{PORT}/", f"http://127.0.0.1:{bad.server_address[1]}/"
    for f in plan["feeds"]:
        f["url"] = base + f["url"]
    json.dump(plan, open(path, "w", encoding="utf-8"))
    s = Screen("-p", path, "--timeout", "60s", env=world())
    try:
        s.shows("6 Talent", "CNY 423 bn", "130,000")
        for f, what in zip(plan["feeds"], ("500", None, None, "hang", None, "broken")):
            if what:
                f["url"] = wrong + what + ".json"
        json.dump(plan, open(path, "w", encoding="utf-8"))
        os.write(s.fd, b"R")
        s.shows("feeds in trouble: 2")
        s.shows("CNY 423 bn")  # what they had is kept
        s.data = b""
        times = []
        for key in b"jkjkjkjkjkjkjkjkjkjk":
            start = time.monotonic()
            os.write(s.fd, bytes([key]))
            assert s.read(2 * SLOW), "a key was not answered"
            times.append(time.monotonic() - start)
            s.quiet(0.02)
        assert sorted(times)[len(times) // 2] < 0.1 * SLOW, times
        s.data = b""
        os.write(s.fd, b"f")
        s.shows("500 Internal Server Error")
        s.shows("line 2")
        os.write(s.fd, b"v")
        s.shows("feed talent lost: ")
    finally:
        s.close()
        release.set()
        bad.shutdown()


try:
    for port in (PORT, MUTUAL):
        wait_for(lambda: listening(port), "nginx did not start")
    cases(one_edited_figure_changes_and_little_else, netrc_opens_what_is_private, tls_is_verified,
          a_feed_has_its_own_ca_and_certificate, a_key_is_answered_while_feeds_fail, a_limit_is_kept_and_said)
finally:
    nginx.terminate()
    nginx.wait()
