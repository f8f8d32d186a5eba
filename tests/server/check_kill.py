"""A small run of tests/soak/kill.py."""
import os, runpy

os.environ.setdefault("KILLS", "12")
runpy.run_path(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../soak/kill.py"), run_name="__main__")
