"""A socket where a module should be.

refused: w2v_lib/s.py (cannot be read|is not a regular)
"""

import os
import socket


def build(folder):
    os.chdir(folder / "w2v_lib")
    made = socket.socket(socket.AF_UNIX)
    made.bind("s.py")
    made.close()
    os.chdir("/")
