#!/usr/bin/env bash
# Which file may include which outside header, and which layer may include which. The linker keeps the arrows between
# archives; this keeps what the linker cannot see (headers, macros).
set -u
bad=0
say() { echo "$1"; bad=1; }

only() { # header regex, allowed file regex, name
    local f
    while read -r f; do
        [[ $f =~ $2 ]] || say "$3 is included outside its room: $f"
    done < <(grep -rlE "^[[:space:]]*#[[:space:]]*include[[:space:]]*<$1>" --include='*.c' --include='*.h' feeds widgets tui)
    grep -rqE "^[[:space:]]*#[[:space:]]*include[[:space:]]*<$1>" --include='*.c' feeds widgets tui ||
        say "$3 is included nowhere: this check looks for the wrong name"
}
only '(ncursesw/)?(n?curses|term)\.h' '^tui/screen/' curses
only 'curl/[a-z]+\.h' '^feeds/net/http[a-z_]*\.c$' curl
only 'xxhash\.h' '^feeds/net/body_hash\.c$' xxhash
only 'lz4\.h' '^feeds/net/body_pack\.c$' lz4
only '(cjson/)?cJSON\.h' '^feeds/format/json\.c$' cJSON

# folder: what it may include of ours
layer() {
    local folder=$1 allowed=$2 hit
    while read -r hit; do
        say "arrow upward: $hit"
    done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"(feeds|widgets|tui)/' --include='*.c' --include='*.h' "$folder" |
        grep -vE "include[[:space:]]*\"($allowed)")
}
layer feeds/base 'feeds/base/'
layer feeds/plan 'feeds/(base|plan)/'
layer feeds/format 'feeds/(base|plan|format)/'
layer feeds/net 'feeds/(base|plan|format|net)/|feeds/feeds\.h'
layer widgets 'feeds/base/|widgets/'
layer tui/views 'feeds/(base|plan)/|widgets/|tui/views/|tui/(lang|figure|explain|said|ui|action|keys|prompt|filter|hot|command)\.h'
layer tui/screen 'feeds/base/|widgets/|tui/screen/'

unsafe=$(grep -rnE '\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|system|popen)[[:space:]]*\(' --include='*.c' --include='*.h' feeds widgets tui)
[ -z "$unsafe" ] || say "unsafe call: $unsafe"
exit $bad
