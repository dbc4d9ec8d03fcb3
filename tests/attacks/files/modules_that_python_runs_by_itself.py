"""Modules that Python, pytest or nbgrader would run by themselves.

graded: 65
"""

def build(folder):
    for name in ("sitecustomize.py", "usercustomize.py", "conftest.py", "nbgrader_config.py", "jupyter_config.py", "json.py"):
        (folder / name).write_text("raise SystemExit")
