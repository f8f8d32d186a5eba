"""The wall for half an hour of its own time, in seconds of ours; `make soak` gives it 24 hours (tests/soak/wall.py)."""
import os, runpy

os.environ["HOURS"] = "0.5"
runpy.run_path(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "soak", "wall.py"))
