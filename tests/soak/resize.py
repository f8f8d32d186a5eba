"""A thousand random resizes with keys in between: tests/terminal/check_resizing.py at length. RESIZES sets how many."""
import os, sys
os.environ.setdefault("RESIZES", "1000")
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "terminal"))
import check_resizing

sys.exit(check_resizing.run([check_resizing.resizes, check_resizing.a_storm_of_resizes]))
