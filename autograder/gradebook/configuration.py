"""Make stock nbgrader commands and the formgrader use this project's release and grading.

nbgrader_config.py calls it.
"""

import pathlib
from typing import Any

from autograder.course.finding import classroom_root, courses_in
from autograder.release.configuration import configure_release
from autograder.release.whole import WholeRelease

from . import compat
from .autograde import TrustedAutograde


def configure(c: Any) -> None:
    """Set all that nbgrader needs to know about the courses of this folder."""
    root = classroom_root(pathlib.Path.cwd())  # nbgrader reads its configuration there
    courses = courses_in(root / "solutions") if root else []
    configure_release(c, sorted({name for course in courses for name in course.left_behind}))
    if len(courses) == 1:
        c.CourseDirectory.course_id = courses[0].id
    compat.use(TrustedAutograde, WholeRelease)
    compat.serve_safely()
    compat.read_times_safely()
    compat.open_beside_the_formgrader("autograder.marking.extension", "w2v/mark", "Mark Answers")
    filters = "markdown2html", "highlight_code", "ansi2html"
    c.HTMLExporter.filters = {name: f"autograder.gradebook.pages.{name}" for name in filters}
    # a name from outside forges no line of a log
    printable = {"class": "autograder.gradebook.logs.Printable"}
    c.Application.logging_config = {"formatters": {"console": printable}}
    c.ZipCollectApp.extractor_plugin = "autograder.gradebook.collecting.plugins.Downloads"
