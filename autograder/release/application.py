"""nbgrader with the configuration of a classroom, outside of any nbgrader command."""

import contextlib
import logging

from nbgrader.apps import AutogradeApp

from autograder.course import Classroom


def application(classroom: Classroom) -> AutogradeApp:
    """Return nbgrader's application as nbgrader_config.py of the classroom sets it up; it logs nothing."""
    root = str(classroom.root)
    app = AutogradeApp()
    with contextlib.chdir(root):  # nbgrader_config.py is read as from there
        app.initialize([], root=root)
    app.coursedir.assignment_id = classroom.course.id
    app.log.handlers = [logging.NullHandler()]
    return app
