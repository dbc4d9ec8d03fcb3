"""The checks, one file per question; pairs.py, windows.py and large.py are shared by several."""
