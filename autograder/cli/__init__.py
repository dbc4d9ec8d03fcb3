"""The command `w2v`: one file per command."""

from .main import main

__all__ = ["main"]
