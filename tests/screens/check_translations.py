"""Every English text of the program has its Chinese, with the same printf directives, and stands once in the catalogue."""
import glob, os, re, sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
bad = []


def catalogue():
    texts, msgid = {}, None
    for line in open(os.path.join(ROOT, "tui/lang/zh.po"), encoding="utf-8"):
        m = re.match(r'(msgid|msgstr) "(.*)"$', line)
        if not m:
            continue
        if m.group(1) == "msgid":
            msgid = m.group(2)
            if msgid and msgid in texts:
                bad.append(f"twice: {msgid}")
        elif msgid:
            texts[msgid] = m.group(2)
    return texts


def literals_of(source, start):
    """The adjacent string literals that begin at `start`, joined; None if there is something else."""
    text, at, found = "", start, False
    while True:
        m = re.compile(r"\s*" + LITERAL.pattern).match(source, at)
        if not m:
            return text if found else None
        text, at, found = text + m.group(1), m.end(), True


def texts_of_program():
    for path in glob.glob(os.path.join(ROOT, "tui/**/*.[ch]"), recursive=True):
        source = open(path, encoding="utf-8").read()
        for m in re.finditer(r"\bN_\(", source):
            text = literals_of(source, m.end())
            if text:
                yield os.path.basename(path), text
        for m in re.finditer(r"\btr\([^,()]+(?:\([^()]*\))?,", source):
            text = literals_of(source, m.end())
            if text:
                yield os.path.basename(path), text


def directives(text):
    return sorted(re.sub(r"\d+\$", "", d) for d in re.findall(r"%(?:\d+\$)?[-+ 0#]*\d*(?:\.\d+)?(?:ll|l|z)?[a-zA-Z%]", text))


texts = catalogue()
used = 0
for where, english in texts_of_program():
    used += 1
    if english not in texts:
        bad.append(f"{where}: no Chinese for: {english}")
    elif "%" in english and directives(english) != directives(texts[english]):
        # Sentences with a plain per cent sign are never formats.
        if not re.search(r"\d %(?: |$)", english):
            bad.append(f"{where}: directives differ: {english} | {texts[english]}")
for english, chinese in texts.items():
    if not chinese:
        bad.append(f"empty: {english}")
# Chinese sentences have full-width marks; what is typed as it stands (class:lagging, --once) and formulas keep theirs.
HAN = r"[\u3400-\u9fff]"
HALF = re.compile(HAN + r"[,;:?!(]|(?<![a-z])[,;:?!](?=" + HAN + r")|\)" + HAN)


def chinese_texts():
    yield from (("zh.po", t) for t in texts.values())
    for path in glob.glob(os.path.join(ROOT, "tui/**/*.c"), recursive=True):
        code = re.sub(r"/\*.*?\*/", "", open(path, encoding="utf-8").read(), flags=re.S)
        yield from ((os.path.basename(path), m.group(1)) for m in LITERAL.finditer(code))
        yield from ((os.path.basename(path), "汉" + m.group(1)) for m in re.finditer(r'(?:LANG_ZH|zh) \? "([,;:(])', code))


for where, text in chinese_texts():
    if HALF.search(text):
        bad.append(f"{where}: half-width mark in Chinese: {text}")
if used < 200:
    bad.append(f"only {used} texts were found: this check looks in the wrong place")
print("\n".join(bad) or f"{used} texts")
sys.exit(1 if bad else 0)
