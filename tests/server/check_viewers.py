"""A small run of tests/soak/viewers.py."""
import os, runpy

for name, value in (("VIEWERS", "6"), ("MINUTES", "4")):
    os.environ.setdefault(name, value)
runpy.run_path(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../soak/viewers.py"), run_name="__main__")
