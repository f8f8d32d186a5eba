# po2c.awk -- a gettext catalogue becomes "msgid<TAB>msgstr" lines (mode=list), and those, sorted, a C table (mode=table).
#
# Texts are single lines: \" is the only escape known here; anything else is an error, so is a msgid given twice.
function fail(text) { print FILENAME ":" FNR ": " text > "/dev/stderr"; bad = 1; exit 1 }
function unquote(s) {
    sub(/^[^"]*"/, "", s); sub(/"[ \t]*$/, "", s)
    gsub(/\\"/, "\001", s)
    if (s ~ /\\/) fail("only \\\" may be escaped")
    gsub(/\001/, "\"", s)
    return s
}
function flush_entry() {
    if (have && id != "" && str != "") {
        if (id in seen) fail("twice: " id)
        seen[id] = 1
        print id "\t" str
    }
    have = 0; id = ""; str = ""; part = ""
}
mode == "table" {
    split($0, f, "\t")
    gsub(/"/, "\\\"", f[1]); gsub(/"/, "\\\"", f[2])
    print "{\"" f[1] "\", \"" f[2] "\"},"
    next
}
/^#/ || /^[ \t]*$/ { next }
/^msgid / { flush_entry(); id = unquote($0); part = "id"; have = 1; header = (id == ""); next }
/^msgstr / { str = header ? "" : unquote($0); part = "str"; next }
/^"/ { if (header && part == "str") next
       if (part == "id") { id = id unquote($0); header = 0 } else if (part == "str") str = str unquote($0); next }
{ fail("not understood: " $0) }
END { if (!bad && mode != "table") flush_entry() }
