"""Builds stall.c, which stands in for disks that we do not have."""
import os, shlex, subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


def build(folder):
    """What LD_PRELOAD is to be."""
    compiler = shlex.split(os.environ.get("CC") or "cc")
    library = os.path.join(folder, "stall.so")
    subprocess.run([*compiler, "-shared", "-fPIC", "-O1", "-o", library, os.path.join(HERE, "stall.c"), "-ldl"], check=True)
    # The sanitizer's library wants to be the first.
    sanitizer = {"address": "libasan.so", "thread": "libtsan.so"}.get((os.environ.get("SAN") or "").split(",")[0])
    if sanitizer:
        found = subprocess.run([*compiler, "-print-file-name=" + sanitizer], capture_output=True, text=True).stdout.strip()
        library = f"{os.path.realpath(found)}:{library}"
    return library
