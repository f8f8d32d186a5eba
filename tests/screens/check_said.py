"""The patterns of tui/said.c are sentences that the layers below can say: a sentence that was changed there loses its Chinese."""
import glob, os, re, subprocess, sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
LITERAL = r'"((?:[^"\\]|\\.)*)"'
DIRECTIVE = r"%(?:\d+\$)?[-+ 0#]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:ll|l|z)?[a-zA-Z]"


def sentences():
    """Every string of feeds/ and of the options, adjacent literals joined, with its directives as %s."""
    ours = [os.path.join(ROOT, "tui", name) for name in ("options.c", "options_table.c", "config.c", "keys.c", "report.c")]
    for path in glob.glob(os.path.join(ROOT, "feeds/**/*.c"), recursive=True) + ours:
        for m in re.finditer(rf"{LITERAL}(?:\s*{LITERAL})*", open(path, encoding="utf-8").read()):
            yield re.sub(DIRECTIVE, "%s", "".join(re.findall(LITERAL, m.group(0))))


def composed(piece, parts):
    """True for what the code puts together of so many of its strings: "cannot %s the archive" of "write"."""
    words = piece.strip().split(" ")
    if any(" ".join(words) in s for s in said):
        return True
    return parts > 1 and any(any(" ".join(words[:n]) in s for s in said) and composed(" ".join(words[n:]), parts - 1)
                             for n in range(1, len(words)))


source = open(os.path.join(ROOT, "tui/said.c"), encoding="utf-8").read()
ours, system = source.split("/* the system's */")
said = set(sentences())
bad = []
count = 0
for text in re.findall(rf"N_\({LITERAL}\)", ours):
    count += 1
    if not any(all(piece in s for piece in text.split("%s")) for s in said) and not all(
            composed(piece, 3) for piece in text.split("%s")):
        bad.append(text)
for text in re.findall(rf"N_\({LITERAL}\)", system.split("};")[0]):
    count += 1
    if text not in {os.strerror(n) for n in range(1, 134)}:
        bad.append(text)
for text in bad:
    print("nobody says:", text)
if count < 50:
    bad.append("too few patterns found")
sys.exit(1 if bad else 0)
