"""A Jupyter server that opens at the marking page."""

import os

from jupyter_server.serverapp import ServerApp

from autograder.course import Classroom

from .extension import MARKER

EXTENSIONS = "{'autograder.marking.extension': True, 'nbgrader.server_extensions.formgrader': True}"


def serve(
    classroom: Classroom, marker: str | None, port: int, *, opens_browser: bool, allows_root: bool
) -> None:
    """Run the server in the classroom's folder, until Ctrl-C."""
    if marker:
        os.environ[MARKER] = marker
    os.chdir(classroom.root)
    ServerApp.launch_instance(
        [
            f"--ServerApp.jpserver_extensions={EXTENSIONS}",
            f"--ServerApp.root_dir={classroom.root}",
            "--ServerApp.default_url=/w2v/mark",
            "--ServerApp.answer_yes=True",
            f"--ServerApp.open_browser={opens_browser}",
            f"--ServerApp.port={port}",
            f"--ServerApp.allow_root={allows_root}",
        ]
    )
