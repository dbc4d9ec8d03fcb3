"""The marking as a Jupyter server extension, as the formgrader is: with its login and JupyterHub."""

import getpass
import os
import pathlib
import subprocess
import sys
from typing import Any

from jupyter_server.utils import url_path_join

from . import database
from .desk import Desk
from .handlers import HANDLERS, PREFIX
from .store import NotThere, Store

SETTINGS, MARKER = "w2v_marking", "W2V_MARKER"


class Marking:
    """The marking of one classroom at one server; opened when somebody first looks at it."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.marker = os.environ.get(MARKER) or getpass.getuser()
        self._desk: Desk | None = None
        self._preparing: subprocess.Popen[bytes] | None = None

    def desk(self) -> Desk:
        """Return the classroom's desk. Raises NoGradebook, NoCourse."""
        if self._desk is None:
            classroom = database.classroom_of(self.folder)
            self._desk = Desk(classroom, Store.of(classroom))
        return self._desk

    def prepare(self) -> None:
        """Let groups be brought up to date in a process of its own, unless one does that already."""
        if self._preparing is None or self._preparing.poll() is not None:
            command = [sys.executable, "-m", __package__, str(self.desk().classroom.root)]
            self._preparing = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def is_preparing(self, question: str) -> bool:
        """Tell whether a question's answers are still being put together; see to it that they are.

        Raises NotThere where that has failed.
        """
        if self.desk().is_fresh(question):
            return False
        if self._preparing is not None and self._preparing.poll():
            raise NotThere("the answers cannot be put together: `python -m autograder.marking .` says why")
        self.prepare()
        return True


def load(webapp: Any, folder: str) -> None:
    """Add the marking's pages to a server, for the classroom around a folder."""
    if SETTINGS in webapp.settings:
        return
    webapp.settings[SETTINGS] = Marking(pathlib.Path(folder))
    base = url_path_join(webapp.settings["base_url"], PREFIX)
    webapp.add_handlers(".*$", [(base + path, handler, values) for path, handler, values in HANDLERS])


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    load(server.web_app, server.root_dir)
