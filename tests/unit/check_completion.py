"""The shells' completions as --print-completion makes them: taken in by the shells themselves, and what they offer."""
import os, re, shutil, subprocess, sys, tempfile

PROGRAM = os.environ["PILLARS"]
failures = []


def check(good, text):
    if not good:
        failures.append(text)


def script(shell):
    return subprocess.run([PROGRAM, "--print-completion", shell], capture_output=True, text=True, check=True, timeout=60).stdout


def bash(*words):
    """What bash offers behind these words."""
    command = script("bash") + '\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pillars; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", command, "bash", *words], capture_output=True, text=True, timeout=60)
    check(done.returncode == 0 and not done.stderr, f"bash {words}: {done.stderr}")
    return done.stdout.split()


options = re.findall(r"^  (?:-\w,|   ) (--[a-z-]+)", subprocess.run(
    [PROGRAM, "--help", "--lang", "en"], capture_output=True, text=True, check=True, timeout=60).stdout, re.M)
check(sorted(bash("pillars", "--")) == sorted(options), "bash offers other options than --help names")
check(bash("pillars", "--format", "j") == ["json"], "bash: --format j")
check(bash("pillars", "--format", "=", "ma") == ["markdown"], "bash: --format=ma")
check(sorted(bash("pillars", "--format", "=")) == sorted("text json csv markdown html openmetrics".split()), "bash: --format=")
check(bash("pillars", "--theme", "trit") == ["tritanopia"], "bash: --theme")
check(bash("pillars", "--as-of", "x") == [], "bash: --as-of offers something")
check("/etc/passwd" in bash("pillars", "-p", "/etc/pass"), "bash: -p offers no files")
for option in options:
    check(f"-l {option[2:]} " in script("fish"), f"fish lacks {option}")
    check(f"{option}" in script("zsh"), f"zsh lacks {option}")
with tempfile.TemporaryDirectory() as folder:
    for shell, words in (("zsh", ["-n"]), ("fish", ["--no-execute"])):
        if not shutil.which(shell):
            continue
        path = os.path.join(folder, shell)
        with open(path, "w") as f:
            f.write(script(shell))
        done = subprocess.run([shell, *words, path], capture_output=True, text=True, timeout=60)
        check(done.returncode == 0 and not done.stderr, f"{shell}: {done.stderr}")
    if shutil.which("fish"):
        done = subprocess.run(["fish", "-c", f"source {folder}/fish; complete -C 'pillars --format j'"], capture_output=True,
                              text=True, timeout=60, env={**os.environ, "HOME": folder})
        check(done.stdout.split()[:1] == ["json"], f"fish offers {done.stdout!r} {done.stderr!r}")
done = subprocess.run([PROGRAM, "--print-completion", "tcsh"], capture_output=True, text=True, timeout=60)
check(done.returncode == 2 and "expected bash | zsh | fish" in done.stderr, done.stderr)
print("\n".join(failures))
sys.exit(bool(failures))
